"""Who may do what with a ticket, and what is missing (R17, R28, R29, R32). Imports no models."""

from datetime import timedelta
from typing import Any

from foundation import clock
from foundation.french import long_date
from foundation.workcalendar import add_working_days
from network.roles import FUNCTIONS, Right, Role
from network.rules import has_right
from tickets.states import CaseState, Kind, Level, State, WaitingReason
from training.correspondents import is_to_train

CONFIRM_WITHIN = 5  # whole working days after which a solution that nobody contests is final
REMIND_AFTER = (2, 5, 9)  # working days without the answer of the requester
REOPEN_WITHIN = 10  # working days after the end, for the library
REOPEN_SERVICE = timedelta(days=30)  # after the end, for the services
LONGEST_WAIT = timedelta(days=30)
OVER = (State.CLOSED, State.CANCELLED, State.REFUSED, State.MERGED)  # for good, unless it is reopened
UNANSWERED = (CaseState.SENT, CaseState.RECEIVED, CaseState.ASKED)  # the vendor has the case still
TOO_MANY_RETURNS = 3  # hand-overs between the same two levels: the supervision decides

# --- the desk as a whole ---------------------------------------------------------------------------------------------


def reads_all(person: Any) -> bool:
    """The tickets of the whole network."""
    return has_right(person, Right.READ_ALL_TICKETS)


def may_declare(person: Any) -> bool:
    """Whoever works on the shared tools in a library, and the services (R28)."""
    return has_right(person, Right.DECLARE_TICKETS)


def may_read_internal(person: Any) -> bool:
    """The notes between services, and the cases with the vendor."""
    return has_right(person, Right.WORK_TICKETS)


def is_second_level(person: Any) -> bool:
    """Works at the DSINum or at the SCLP on what libraries declare."""
    return has_right(person, Right.WORK_TICKETS)


def is_supervisor(person: Any) -> bool:
    """Decides contests and tickets that nobody keeps (R29)."""
    return has_right(person, Right.SUPERVISE_TICKETS)


def may_keep_desk(person: Any) -> bool:
    """Categories, delays, canned answers."""
    return has_right(person, Right.KEEP_DESK)


def missing_to_change_policy(version: Any) -> list[str]:
    """Nothing changes what was promised: a version that has begun is followed by another."""
    return ["des délais à venir : ceux-ci s’appliquent déjà"] if version.has_begun(clock.now()) else []


def may_use_desk(person: Any) -> bool:
    """Whether the desk concerns this person at all."""
    return may_declare(person) or reads_all(person) or has_right(person, Right.WORK_COMMUNE_TICKETS)


def answers_cases(person: Any) -> bool:
    """A contact of the vendor: its cases, and nothing else."""
    return has_right(person, Right.ANSWER_VENDOR_CASES)


def may_declare_in(library: Any, person: Any) -> bool:
    """In one’s own library; anywhere for the services, who are called on the telephone."""
    return has_right(person, Right.DECLARE_TICKETS, library) or is_second_level(person)


def may_run_incidents(person: Any) -> bool:
    """Level 2 declares the incidents of the network, gives news of them, announces their end (R17)."""
    return is_second_level(person)


# --- one ticket ------------------------------------------------------------------------------------------------------


def levels_of(ticket: Any, person: Any) -> set[str]:
    """The levels of this ticket that this person belongs to today; a référent once trained (R19)."""
    return {level for level in _levels_held(ticket, person) if _has_effect(level, person)}


def may_work(ticket: Any, person: Any) -> bool:
    """Belongs to the level that answers for it; a ticket before the supervision is the supervisors’ alone."""
    if ticket.supervised_at and ticket.level == Level.SCLP and not is_supervisor(person):
        return False
    level = ticket.answering_level
    return level in _levels_held(ticket, person) and _has_effect(level, person)


def _levels_held(ticket: Any, person: Any) -> set[str]:
    """The levels that this person’s functions are of; no query."""
    found = set()
    for held in person.current_assignments(clock.today()) if person.is_active else ():
        rights = FUNCTIONS[Role(held.role)].rights
        if held.service_id and Right.WORK_TICKETS in rights:
            found.add(Level(held.service.code).value)
        if held.library_id == ticket.library_id and Right.WORK_FIRST_LEVEL in rights:
            found.add(Level.CORRESPONDENT.value)
        if held.commune_id and held.commune_id == ticket.library.commune_id and Right.WORK_COMMUNE_TICKETS in rights:
            found.add(Level.COMMUNE.value)
    return found


def _has_effect(level: str, person: Any) -> bool:
    """A référent has none until they are trained (R19); a query for them alone."""
    return level != Level.CORRESPONDENT or not is_to_train(person, clock.today())


def is_concerned(ticket: Any, person: Any) -> bool:
    """Speaks for the library: who asked, who declared, the head."""
    is_theirs = person.pk in (ticket.requester_id, ticket.declared_by_id) and person.is_active
    return is_theirs or has_right(person, Right.CONFIRM_TICKETS, ticket.library)


def why_told(ticket: Any, person: Any) -> str:
    """Why this person is told of it without having asked to be, as a sentence ends; nothing for who is not."""
    if person.pk == ticket.requester_id:
        return "vous en êtes le demandeur"
    if person.pk == ticket.declared_by_id:
        return "vous l’avez déclaré"
    return "vous le suivez" if person.pk == ticket.holder_id else ""


def may_read(ticket: Any, person: Any) -> bool:
    """Whether it is among the tickets that `visible_to` finds for this person: of one ticket already in hand."""
    if not person.is_active:
        return False
    if reads_all(person) or person.pk in (ticket.requester_id, ticket.declared_by_id):
        return True
    is_sent_to_commune = ticket.sent_to_commune_at is not None and Level.COMMUNE in levels_of(ticket, person)
    return is_sent_to_commune or has_right(person, Right.READ_LIBRARY_TICKETS, ticket.library)


def may_reply(ticket: Any, person: Any) -> bool:
    """Write in the thread: whoever sees the ticket and takes part in it, not an administrator."""
    if is_concerned(ticket, person) or is_second_level(person) or may_work(ticket, person):
        return True
    is_of_library = has_right(person, Right.READ_LIBRARY_TICKETS, ticket.library)
    return is_of_library or Level.COMMUNE in levels_of(ticket, person)


def refusal_to_reply(ticket: Any, person: Any) -> str:
    """Why nothing more is written there, or nothing."""
    if ticket.state == State.MERGED:
        other = where_it_goes_on(ticket.merged_into, person)
        if other is None:
            return "Ce ticket est joint à un autre, qui continue pour les deux : rien ne s’écrit plus ici."
        if other is ticket.merged_into:
            return f"Ce ticket est joint à {other.number} : écrivez là-bas."
        return f"Ce ticket est joint à un incident du réseau : suivez l’incident « {other} »."
    if ticket.state in (State.CANCELLED, State.REFUSED):
        return "Ce ticket est terminé : déclarez-en un autre."
    if ticket.state == State.CLOSED and missing_to_reopen(ticket):
        return "Ce ticket est clos depuis trop longtemps : déclarez-en un autre, il lui sera lié."
    return ""


def where_it_goes_on(into: Any, person: Any) -> Any:
    """What this person reads of a ticket to which theirs is joined: itself, or else its incident of the network."""
    if may_read(into, person):
        return into
    return getattr(into, "incident", None) if person.is_active and may_declare(person) else None


def may_take(ticket: Any, person: Any) -> bool:
    """Whoever belongs to the level; at the vendor, nobody takes for it."""
    return ticket.level != Level.VENDOR and may_work(ticket, person)


def may_escalate(ticket: Any, person: Any) -> bool:
    """Whoever works on it; level 2 may also fetch what a référent holds."""
    if ticket.level in (Level.VENDOR, Level.COMMUNE):
        return False
    return may_work(ticket, person) or (ticket.level == Level.CORRESPONDENT and is_second_level(person))


def missing_to_escalate(ticket: Any) -> list[str]:
    """What is the commune’s by the convention does not climb (R29), unless it was contested."""
    is_town_s = ticket.category.is_town_s and not ticket.contested_at
    return [f"une autre catégorie : celle-ci relève de la commune ({ticket.category.article})"] if is_town_s else []


def may_open_case(ticket: Any, person: Any) -> bool:
    """The DSINum holds the relation with the vendor (R17)."""
    return has_right(person, Right.OPEN_VENDOR_CASES) and ticket.answering_level in levels_of(ticket, person)


def missing_to_send_to_vendor(ticket: Any) -> list[str]:
    """The case is sent by the service that holds the ticket, and one at a time."""
    if ticket.level == Level.VENDOR:
        return ["la réponse de l’éditeur, qui en est déjà saisi"]
    return [] if ticket.level == Level.DSINUM else ["le passage du ticket à la DSINum"]


def may_hand_back(ticket: Any, person: Any) -> bool:
    """Whoever works on it: to the level before; the pilot takes it back from the vendor."""
    return ticket.level != Level.COMMUNE and may_work(ticket, person)


def missing_to_hand_back(ticket: Any) -> list[str]:
    """The référent is the first level: there is nobody before."""
    return ["un niveau avant celui du référent, qui est le premier"] if ticket.level == Level.CORRESPONDENT else []


def may_send_to_town(ticket: Any, person: Any) -> bool:
    """Level 1 and level 2, for what the convention leaves to the commune (R29)."""
    return ticket.level in (Level.CORRESPONDENT, Level.DSINUM, Level.SCLP) and may_work(ticket, person)


def missing_to_send_to_town(ticket: Any) -> list[str]:
    """The article that says so: that of the category."""
    return [] if ticket.category.is_town_s else ["une catégorie qui relève de la commune"]


def may_contest(ticket: Any, person: Any) -> bool:
    """The library or the commune, of what was sent to the commune."""
    if ticket.level != Level.COMMUNE:
        return False
    return is_concerned(ticket, person) or bool(levels_of(ticket, person) & {Level.CORRESPONDENT, Level.COMMUNE})


def missing_to_contest(ticket: Any) -> list[str]:
    """Once: the supervision has answered."""
    if ticket.contested_at is None:
        return []
    on = long_date(ticket.contested_at.astimezone(clock.PARIS).date())
    return [f"un recours encore ouvert (il n’y en a qu’un, et celui du {on} a été tranché)"]


def may_resume(ticket: Any, person: Any) -> bool:
    """Whoever works on it, and who is waited for: by answering."""
    return may_work(ticket, person) or is_concerned(ticket, person)


def refusal_to_resume(ticket: Any, person: Any) -> str:
    """Why this person does not resume by a mere click, or nothing: who is waited for answers what was asked."""
    if ticket.state != State.WAITING or may_work(ticket, person) or not is_concerned(ticket, person):
        return ""
    if ticket.waiting_reason == WaitingReason.REQUESTER:
        return "Répondez dans le fil à ce qui vous est demandé : c’est votre réponse qui fait reprendre le ticket."
    return "Ce ticket reprendra à la date prévue, ou par qui le traite : dites-lui dans le fil ce qui a changé."


def may_ask_approval(ticket: Any, person: Any) -> bool:
    """The services ask, of a request."""
    return is_second_level(person) and may_work(ticket, person)


def missing_to_ask_approval(ticket: Any) -> list[str]:
    """An incident does not wait for anybody’s leave."""
    return [] if ticket.kind == Kind.REQUEST else ["une demande : un incident ne s’approuve pas"]


def may_approve(ticket: Any, person: Any) -> bool:
    """The one who was named, or a supervisor in their place; never who made the request, nor who asks about it."""
    is_named = ticket.approver_id == person.pk and person.is_active
    if not (is_named or is_supervisor(person)):
        return False
    asking = [one.asked_by_id for one in ticket.approvals.all() if one.decided_at is None]
    return person.pk not in (ticket.requester_id, ticket.declared_by_id, *asking)


def may_resolve(ticket: Any, person: Any) -> bool:
    """Whoever works on it."""
    return may_work(ticket, person)


def missing_to_resolve(ticket: Any) -> list[str]:
    """A case that the vendor still has is closed first."""
    if not ticket.pk:
        return []
    case = next((one for one in ticket.cases.all() if one.state in UNANSWERED), None)
    return [f"la réponse de l’éditeur au dossier {case.number}, ou sa clôture"] if case else []


def may_confirm(ticket: Any, person: Any) -> bool:
    """Who asked, or the head of the library; nobody else says that it works."""
    return is_concerned(ticket, person)


def confirmed_by_silence(ticket: Any) -> Any:
    """The day from which a solution stands although nobody has answered: the first after the whole of the last one."""
    resolved = ticket.resolved_at.astimezone(clock.PARIS).date()
    return add_working_days(resolved, CONFIRM_WITHIN + 1)


def may_reopen(ticket: Any, person: Any) -> bool:
    """The library, and level 2."""
    return is_concerned(ticket, person) or is_second_level(person) or may_work(ticket, person)


def missing_to_reopen(ticket: Any) -> list[str]:
    """Thirty days after the end: later it is another ticket, linked to this one."""
    if ticket.state != State.CLOSED or ticket.closed_at is None:
        return []
    last = ticket.closed_at.astimezone(clock.PARIS).date() + REOPEN_SERVICE
    return (
        []
        if clock.today() <= last
        else [f"un délai encore ouvert (30 jours après la clôture, jusqu’au {long_date(last)})"]
    )


def refusal_to_reopen(ticket: Any, person: Any) -> str:
    """Why this person comes too late, or nothing: the library has ten working days, level 2 thirty days."""
    if ticket.state != State.CLOSED or ticket.closed_at is None or is_second_level(person):
        return ""
    last = add_working_days(ticket.closed_at.astimezone(clock.PARIS).date(), REOPEN_WITHIN)
    if clock.today() <= last:
        return ""
    return f"On rouvre un ticket jusqu’au {long_date(last)}, dix jours ouvrés après sa clôture : déclarez-en un autre."


def may_cancel(ticket: Any, person: Any) -> bool:
    """The library, as long as nobody has taken it; level 2, with a reason."""
    return is_second_level(person) or is_concerned(ticket, person)


def missing_to_cancel(ticket: Any) -> list[str]:
    """What the vendor works on is not cancelled over its head."""
    return missing_to_resolve(ticket)


def refusal_to_cancel(ticket: Any, person: Any) -> str:
    """Why this person cancels it no more, or nothing: once someone works on it, level 2 alone may."""
    if is_second_level(person) or not ticket.is_open or (ticket.state == State.NEW and ticket.taken_at is None):
        return ""
    return "Quelqu’un s’occupe déjà de ce ticket : dites-lui dans le fil qu’il est sans objet."


def may_merge(ticket: Any, person: Any) -> bool:
    """Level 2, who sees both."""
    return is_second_level(person)


def missing_to_merge(ticket: Any) -> list[str]:
    """What the vendor works on is not joined to another."""
    return missing_to_resolve(ticket)


def may_prioritise(ticket: Any, person: Any) -> bool:
    """Level 2 corrects, with a reason."""
    return is_second_level(person)


def may_categorise(ticket: Any, person: Any) -> bool:
    """Level 2; the référent as long as it is theirs, so that what is the commune’s is sent there (R29)."""
    return is_second_level(person) or (ticket.level == Level.CORRESPONDENT and may_work(ticket, person))


# --- cases with the vendor -------------------------------------------------------------------------------------------


def may_write_to_vendor(case: Any, person: Any) -> bool:
    """The DSINum (R17)."""
    return has_right(person, Right.OPEN_VENDOR_CASES)


def may_note_receipt(case: Any, person: Any) -> bool:
    """The DSINum, with what proves it; the vendor by opening it."""
    return may_write_to_vendor(case, person) or is_of_vendor(case, person)


def may_answer_case(case: Any, person: Any) -> bool:
    """The vendor itself, or the DSINum who records what it was told."""
    return may_write_to_vendor(case, person) or is_of_vendor(case, person)


def is_of_vendor(case: Any, person: Any) -> bool:
    """A contact of the vendor that has it."""
    return has_right(person, Right.ANSWER_VENDOR_CASES, case.vendor)
