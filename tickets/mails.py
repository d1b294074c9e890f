"""The mails of the desk: to whom each event concerns, in the words that this reader may read (R28)."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.urls import reverse

from foundation import outbox
from foundation.french import long_date, moment, shortened
from foundation.models import OutboxMessage
from network.models import Person
from tickets import corrections, rules, teams
from tickets.models import Handover, Message, Ticket
from tickets.states import NAMED, HandoverReason, Level, State, Visibility, WaitingReason

FAMILY = "tickets"
SUPERVISED = (HandoverReason.PING_PONG, HandoverReason.CONTESTED)  # the supervision decides who treats it
CONFIRM = "Confirmer ou rouvrir"  # what who asked may do of a solution
LONGEST = 3000  # characters of a message that its mail repeats; the page has the rest


def register() -> None:
    """Have what is told of a ticket looked at again before it leaves: whether its reader may still read it."""
    for kind in KINDS:
        outbox.only_while(kind, _why_not)
    outbox.only_while("ticket-to-take", partial(_not_in, State.NEW))
    outbox.only_while("ticket-to-approve", partial(_not_in, State.TO_APPROVE))
    outbox.only_while("ticket-reminder", partial(_not_in, State.WAITING))
    outbox.only_while("ticket-waits", _waits_no_more)
    outbox.only_while("ticket-resolved", _why_not, again=_asking_no_more)


KINDS = [
    f"ticket-{one}"
    for one in (
        "declared", "taken", "handed-over", "said", "note", "waits", "resumed", "resolved", "closed", "reopened",
        "cancelled", "merged", "attached", "detached", "decided", "corrected", "warning", "not-taken",
    )
]  # fmt: skip


def _why_not(message: OutboxMessage) -> str:
    """A reader who has lost the right to read a ticket is told nothing more of it."""
    ticket: Any = message.about
    if message.recipient is None:
        return ""
    is_seen = Ticket.objects.visible_to(message.recipient).filter(pk=ticket.pk).exists()
    return "" if is_seen else "Le destinataire ne peut plus lire ce ticket."


def _not_in(state: str, message: OutboxMessage) -> str:
    ticket: Any = message.about
    return "" if ticket.state == state else f"Le ticket est « {ticket.get_state_display()} »."


def _waits_no_more(message: OutboxMessage) -> str:
    """What was waited for has come, or something else is waited for: who has answered is not asked again."""
    ticket: Any = message.about
    began = message.due_key.removeprefix("at-")
    since = list(ticket.intervals.filter(pk__gte=began).values_list("state", "waiting_reason")) if began else []
    return "Cette attente est finie." if len(set(since)) > 1 else _why_not(message)


def _asking_no_more(message: OutboxMessage) -> dict[str, Any]:
    """What a digest tells of a solution about which the library has already said whether it is enough."""
    ticket: Any = message.about
    gist = message.gist
    if ticket.state == State.RESOLVED or gist.get("label") != CONFIRM:
        return {}
    return {"gist": gist | {"lines": gist["lines"][:-1], "label": "Voir le ticket"}}  # its last line is what is asked


# --- what ------------------------------------------------------------------------------------------------------------


def declared(ticket: Ticket, *, by: Any) -> None:
    """Tell who answers first that it is there; who declared for someone else has told them."""
    told = shortened(ticket.description, LONGEST)
    _tell_level(ticket, by=by, lines=[_what(ticket), told, *_article(ticket)], words=[told])
    if ticket.requester_id != ticket.declared_by_id:
        lines = [f"{by} a déclaré pour vous : « {ticket.subject} ».", _where(ticket), *_article(ticket)]
        write("declared", ticket, [ticket.requester], by=by, subject="Déclaré pour vous", lines=lines)


def no_correspondent(ticket: Ticket) -> None:
    """Tell the SCLP and the commune that a library has no first level: the convention asks for one (R19, art. 4.1)."""
    library = ticket.library
    contacts = [one.person for one in teams.commune_contacts(library.commune_id).select_related("person")]
    for reader in {one.pk: one for one in [*teams.supervisors(), *contacts]}.values():
        if not reader.is_active or not reader.email:
            continue
        outbox.write_lines(
            "library-without-correspondent",
            about=library,
            to=reader,
            subject=f"Pas de référent formé : {library.name_and_commune}",
            lines=[
                f"La bibliothèque « {library} » a déclaré un incident ou une demande, et n’a pas de référent formé.",
                "L’article 4.1 de la convention demande un référent par bibliothèque, formé avant d’agir.",
                "Le ticket est allé directement au deuxième niveau.",
            ],
            label="Voir la bibliothèque",
            due_key=f"{ticket.opened_at:%Y-%m}",  # once a month is enough
            family=FAMILY,
        )


def handed_over(ticket: Ticket, hop: Handover, *, by: Any) -> None:
    """Tell the level that has it now, and those who asked where it went and why.

    What the library contests, the commune that had it is told too, and then whether the supervision takes it away.
    """
    key, why = f"hop-{hop.number}", [_motive(hop), hop.diagnosis]
    words = [hop.diagnosis.removesuffix(ticket.category.article_in_full).strip()]  # that sentence is ours
    asked = _tell_level(ticket, by=by, lines=[_what(ticket), *why], words=words, due_key=key)
    readers = teams.everyone(ticket)
    if hop.reason in SUPERVISED:
        readers = _but(asked, [*readers, *_of_commune(ticket, hop)])
        lines = [f"Le SCLP tranche : {_disputed(ticket, hop)}.", hop.diagnosis]
        write("handed-over", ticket, readers, by=by, subject="Le SCLP tranche", lines=lines, words=words, due_key=key)
        return
    _upheld(ticket, hop, by=by)
    comes_back = hop.from_level == Level.VENDOR or hop.to_level == Level.CORRESPONDENT
    if comes_back or hop.from_level == Level.CORRESPONDENT:  # which the second level may fetch
        readers += teams.who_had_it_first(ticket)
    lines = [f"Le ticket « {ticket.subject} » est passé à un autre niveau : {_holder(ticket)}.", *why]
    subject = {Level.COMMUNE: "Renvoyé à la commune", Level.CORRESPONDENT: "Rendu au référent"}.get(
        Level(ticket.level), "Transmis"
    )
    write("handed-over", ticket, _but(asked, readers), by=by, subject=subject, lines=lines, words=words, due_key=key)


def _motive(hop: Handover) -> str:
    if hop.reason == HandoverReason.PING_PONG:
        return "Motif : troisième aller-retour entre les deux mêmes niveaux."
    return f"Motif : {hop.get_reason_display()}."


def _disputed(ticket: Ticket, hop: Handover) -> str:
    """What the supervision has to decide."""
    if hop.reason == HandoverReason.CONTESTED:
        return f"{hop.by} conteste le renvoi à la commune du ticket « {ticket.subject} »"
    return f"le ticket « {ticket.subject} » en est à son troisième aller-retour entre les deux mêmes niveaux"


def _of_commune(ticket: Ticket, hop: Handover) -> list[Person]:
    """Who had it at the commune until it was contested."""
    return teams.people_at(ticket, Level.COMMUNE) if hop.reason == HandoverReason.CONTESTED else []


def _upheld(ticket: Ticket, hop: Handover, *, by: Any) -> None:
    """Tell the commune that it is rid of a ticket, which it reads no more: nothing of it but its number and subject."""
    before = ticket.handovers.filter(number=hop.number - 1, reason=HandoverReason.CONTESTED)
    if ticket.level == Level.COMMUNE or ticket.contested_at is None or not before.exists():
        return
    for reader in teams.people_at(ticket, Level.COMMUNE):
        outbox.write_lines(
            "ticket-not-of-commune",
            about=ticket.library,
            to=reader,
            subject=f"[{ticket.number}] N’est plus à la commune : {ticket.subject}",
            lines=[
                f"{by} a tranché : le ticket « {ticket.subject} » ne relève pas de la commune.",
                "Vous n’avez plus rien à y faire, et il n’est plus dans vos tickets.",
            ],
            label="Voir vos tickets",
            typed=[ticket.subject],
            path=reverse("tickets:list"),
            due_key=f"{ticket.pk}-{hop.number}",
            family=FAMILY,
        )


def corrected(ticket: Ticket, before: corrections.Axes, *, by: Any, why: str) -> None:
    """Tell who asked and who follows it that its priority or its category is another, and why.

    What presses more and nobody has taken yet is told to those who may take it, as a new ticket is.
    """
    after = corrections.axes_of(ticket)
    if not (told := corrections.told_of(before, after)):
        return
    is_sorted_anew = before.category != after.category
    lines = [f"Dans « {ticket.subject} », {by} {told}.", f"Pourquoi : {why}", *_due(ticket)]
    subject = "Catégorie changée" if is_sorted_anew else "Priorité changée"
    key = f"row-{ticket.history.latest().pk}"  # two corrections of the same moment are two
    readers = teams.everyone(ticket)
    if corrections.is_more_pressing(before, after) and ticket.level == Level.VENDOR and ticket.holder is None:
        readers += teams.people_at(ticket, ticket.pilot_level)
    elif corrections.is_more_pressing(before, after) and ticket.state == State.NEW:
        readers = _but(_tell_level(ticket, by=by, lines=[*lines, _what(ticket)], words=[why], due_key=key), readers)
    write("corrected", ticket, readers, by=by, subject=subject, lines=lines, words=[why], due_key=key)


def taken(ticket: Ticket, *, by: Any) -> None:
    """Tell the library, and who follows it, that someone works on it."""
    lines = [f"{by} s’occupe du ticket « {ticket.subject} » ({ticket.get_level_display()}).", *_due(ticket)]
    write("taken", ticket, teams.everyone(ticket), by=by, subject="Pris en charge", lines=lines, due_key=_last(ticket))


def said(message: Message, *, by: Any) -> None:
    """Tell of a reply whom it concerns; of an internal note, the services alone."""
    ticket, body = message.ticket, shortened(message.body, LONGEST)
    if message.visibility == Visibility.INTERNAL:
        readers = teams.followers_inside(ticket)
        lines = [f"{by} a écrit une note interne dans « {ticket.subject} ».", body]
        key = str(message.pk)
        write("note", ticket, readers, by=by, subject="Note interne", lines=lines, words=[body], due_key=key)
        return
    readers = teams.everyone(ticket)
    if ticket.holder is None and ticket.level != Level.VENDOR:
        readers += teams.people_at(ticket, ticket.level)
    lines = [f"{by} a répondu dans « {ticket.subject} ».", body]
    write("said", ticket, readers, by=by, subject="Réponse", lines=lines, words=[body], due_key=str(message.pk))


def waits(ticket: Ticket, *, by: Any, why: str) -> None:
    """Tell the library what is waited for, above all when it is its answer."""
    until = long_date(ticket.resumes_at.date()) if ticket.resumes_at else ""
    is_theirs = ticket.waiting_reason == WaitingReason.REQUESTER
    subject = "Votre réponse est attendue" if is_theirs else "En attente"
    lines = [f"« {ticket.subject} » attend : {ticket.get_waiting_reason_display()}, jusqu’au {until}.", why]
    readers = teams.everyone(ticket)
    write("waits", ticket, readers, by=by, subject=subject, lines=lines, words=[why], due_key=_last(ticket))


def resumed(ticket: Ticket, *, by: Any) -> None:
    """Tell who holds it that the wait is over."""
    if by is None:
        lines = [f"La date de reprise de « {ticket.subject} » est arrivée : le ticket est de nouveau à traiter."]
        readers = teams.followers(ticket)
        write("resumed", ticket, readers, by=by, subject="À reprendre", lines=lines, due_key=_last(ticket))


def resolved(ticket: Ticket, *, by: Any) -> None:
    """Tell the library what was done, and until when it may say that it is not enough."""
    ends = f"Sans réponse, il sera clos le {long_date(rules.confirmed_by_silence(ticket))}."
    solution = shortened(ticket.solution, LONGEST)
    lines = [f"« {ticket.subject} » est résolu.", solution]
    told = partial(write, "resolved", ticket, by=by, subject="Résolu", words=[solution], due_key=_last(ticket))
    readers = _to_the_end(ticket)
    asked = [one for one in readers if rules.may_confirm(ticket, one)]
    told(asked, lines=[*lines, f"Confirmez, ou rouvrez le ticket si ce n’est pas le cas. {ends}"],
         label=CONFIRM)  # fmt: skip
    told(_but(asked, readers), lines=[*lines, f"La bibliothèque dit si cela suffit. {ends}"])


def closed(ticket: Ticket, *, by: Any) -> None:
    """Tell who followed it that it is over."""
    how = f"{by} a confirmé la solution" if by else "Personne n’a dit le contraire en cinq jours ouvrés"
    lines = [f"{how} : « {ticket.subject} » est clos."]
    write("closed", ticket, _to_the_end(ticket), by=by, subject="Clos", lines=lines, due_key=_last(ticket))


def reopened(ticket: Ticket, *, by: Any, why: str) -> None:
    """Ask the level that had solved it, and tell the others who follow it."""
    told: dict[str, Any] = {"words": [why], "due_key": _last(ticket)}
    asked = _tell_level(ticket, by=by, lines=[f"{by} a rouvert le ticket.", why, _what(ticket)], **told)
    readers = _but(asked, _to_the_end(ticket))
    lines = [f"{by} a rouvert « {ticket.subject} ».", why]
    write("reopened", ticket, readers, by=by, subject="Rouvert", lines=lines, **told)


def cancelled(ticket: Ticket, *, by: Any, why: str) -> None:
    """Tell who followed it."""
    lines = [f"{by} a annulé « {ticket.subject} ».", f"Motif : {why}"]
    write("cancelled", ticket, teams.everyone(ticket), by=by, subject="Annulé", lines=lines, words=[why])


def to_approve(ticket: Ticket, *, by: Any, question: str) -> None:
    """Ask the one who was named."""
    lines = [f"{by} vous demande de valider « {ticket.subject} ».", question, _where(ticket)]
    write("to-approve", ticket, [ticket.approver], by=by, subject="À valider", lines=lines, words=[question],
          due_key=_last(ticket), label="Répondre")  # fmt: skip


def decided(ticket: Ticket, *, by: Any, is_agreed: bool, answer: str) -> None:
    """Tell the library and who asked what was decided."""
    verb = "a validé" if is_agreed else "a refusé"
    lines = [f"{by} {verb} « {ticket.subject} ».", answer]
    asked_by = ticket.approvals.order_by("-pk").first()
    readers = [*teams.everyone(ticket), *([asked_by.asked_by] if asked_by else [])]
    subject = "Validé" if is_agreed else "Refusé"
    write("decided", ticket, readers, by=by, subject=subject, lines=lines, words=[answer], due_key=_last(ticket))


# --- how -------------------------------------------------------------------------------------------------------------


def _to_the_end(ticket: Ticket) -> list[Person]:
    """Who is told how it ends: everyone, and the référents who had it before the others."""
    return [*teams.everyone(ticket), *teams.who_had_it_first(ticket)]


def _but(told: Iterable[Person], readers: Iterable[Person]) -> list[Person]:
    """Of these, those who are not told already of the same thing."""
    keys = {one.pk for one in told}
    return [one for one in readers if one.pk not in keys]


def _tell_level(
    ticket: Ticket, *, by: Any, lines: list[str], words: Iterable[str] = (), due_key: str = ""
) -> list[Person]:
    """Tell who belongs to the level that holds it now; of what the supervision decides, the supervisors.

    Gives back whom it asks: they need no other mail of the same thing.
    """
    people = teams.supervisors() if ticket.supervised_at else teams.people_at(ticket, ticket.level)
    subject = "À trancher" if ticket.supervised_at else "À prendre en charge"
    write("to-take", ticket, people, by=by, subject=subject, lines=lines, words=words, due_key=due_key)
    return people


def write(
    kind: str,
    ticket: Ticket,
    readers: Iterable[Person | None],
    *,
    by: Any,
    subject: str,
    lines: list[str],
    words: Iterable[str] = (),
    due_key: str = "",
    label: str = "Voir le ticket",
    path: str = "",
) -> None:
    """One mail to each of these who may read the ticket, but to who did it; its button opens `path`, or the ticket.

    The `words` are what someone typed that its lines quote: they stay as they are, as its subject does.
    """
    others = [one for one in readers if one is not None and (by is None or one.pk != by.pk)]
    for reader in teams.seers(ticket, others):
        outbox.write_lines(
            f"ticket-{kind}",
            about=ticket,
            to=reader,
            subject=f"[{ticket.number}] {subject} : {ticket.subject}",
            lines=[line for line in lines if line],
            label=label,
            path=path,
            typed=[ticket.subject, *words],
            due_key=due_key,
            family=FAMILY,
            thread=f"ticket-{ticket.pk}",
        )


def _last(ticket: Ticket) -> str:
    """A key of this very moment of its life."""
    last = ticket.intervals.last()
    return f"at-{last.pk}" if last else ""


def _what(ticket: Ticket) -> str:
    return f"{ticket.priority}, {ticket.category} : « {ticket.subject} », par {ticket.requester}, {ticket.library}."


def _where(ticket: Ticket) -> str:
    return f"Le ticket {ticket.number} est suivi par {NAMED[ticket.answering_level]}."


def _article(ticket: Ticket) -> list[str]:
    """By which article the commune has it (R29)."""
    return [ticket.category.article_in_full] if ticket.level == Level.COMMUNE else []


def _holder(ticket: Ticket) -> str:
    if ticket.level == Level.VENDOR:
        return f"{NAMED[Level.VENDOR]}, suivi par {NAMED[ticket.pilot_level]}"
    return NAMED[ticket.level]


def _due(ticket: Ticket) -> list[str]:
    return [f"Il est à résoudre avant le {moment(ticket.due_at)}."] if ticket.due_at else []


def case_path(case: Any) -> str:
    """The page of a case, for the vendor and the services."""
    return reverse("tickets:case", args=[case.pk])
