"""What is done with a ticket: each act goes by `perform`, writes what goes with it, and tells whom it concerns."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from foundation import clock
from foundation.documents import Arrived
from foundation.fulltext import entries
from foundation.versions import stale
from foundation.workflow import Refused, perform
from network.models import Person
from tickets import case_mails, corrections, declaring, link_mails, mails, record, rules
from tickets.models import Approval, Message, Ticket
from tickets.states import NAMED, CaseState, HandoverReason, Level, State, Visibility, WaitingReason

Files = Sequence[tuple[str, Arrived]]


def take(ticket: Ticket, *, by: Person, is_told: bool = True) -> Ticket:
    """Someone of the level takes it in hand; nobody is told of it by mail when what follows at once is."""
    with transaction.atomic():
        taken = _kept(ticket, by=by)
        if is_told:
            mails.taken(taken, by=by)
    return taken


def take_over(ticket: Ticket, *, by: Person) -> Ticket:
    """Someone else of the same level goes on with it. Raises Refused when nobody holds it any more."""
    with transaction.atomic():
        fresh = locked(ticket)
        if not rules.may_work(fresh, by):
            raise PermissionDenied("Ce ticket n’est pas à votre niveau.")
        if fresh.state not in (State.IN_PROGRESS, State.WAITING):
            raise Refused(f"Le ticket est « {fresh.get_state_display()} » : prenez-le d’abord en charge.", about=fresh)
        fresh.holder = by
        fresh._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        fresh.save(update_fields=["holder"])
    return fresh


def escalate(
    ticket: Ticket, *, by: Person | None, to: str, diagnosis: str, reason: str = "", is_told: bool = True
) -> Ticket:
    """To a service, with what was found; the third time between the same two levels, to the supervision.

    Nobody is told of it by mail when what follows at once is.
    """
    with transaction.atomic():
        fresh = locked(ticket)
        is_too_many = record.is_once_too_many(fresh, to)
        goes_to = Level.SCLP if is_too_many else to
        if not is_too_many and fresh.level == to:
            raise Refused(f"Le ticket est déjà à ce niveau : {NAMED[to]}.", about=fresh)
        moved = perform(fresh.escalate, by=by, to=goes_to, supervised=is_too_many, reason=diagnosis)
        why = HandoverReason.PING_PONG if is_too_many else reason or _usual_reason(fresh.level)
        return _passed(moved, why, by=by, diagnosis=diagnosis, is_told=is_told)


def hand_back(ticket: Ticket, *, by: Person, diagnosis: str, reason: str, to: str = "") -> Ticket:
    """To the level before; the third time, to the supervision. From the vendor to its pilot, who has it in hand."""
    with transaction.atomic():
        fresh = locked(ticket)
        goes_to = to or return_level(fresh)
        is_too_many = fresh.level != Level.VENDOR and record.is_once_too_many(fresh, goes_to)
        goes_to = Level.SCLP if is_too_many else goes_to
        moved = perform(fresh.hand_back, by=by, to=goes_to, supervised=is_too_many, reason=diagnosis)
        why = HandoverReason.PING_PONG if is_too_many else reason
        passed = _passed(moved, why, by=by, diagnosis=diagnosis)
        return _kept(passed, by=by) if fresh.level == Level.VENDOR else passed


def return_level(ticket: Ticket) -> str:
    """Where a ticket goes back to: from the vendor to its pilot, else to the référent."""
    return ticket.pilot_level if ticket.level == Level.VENDOR else Level.CORRESPONDENT


def send_to_town(ticket: Ticket, *, by: Person, diagnosis: str) -> Ticket:
    """To the commune, with the article that says so (R29)."""
    with transaction.atomic():
        moved = perform(ticket.send_to_town, by=by, reason=diagnosis)
        told = f"{diagnosis}\n\n{moved.category.article_in_full}".strip()
        return _passed(moved, HandoverReason.TOWN, by=by, diagnosis=told)


def contest(ticket: Ticket, *, by: Person, why: str) -> Ticket:
    """The library or the commune says that it is not the commune’s: the supervision decides, once (R29)."""
    with transaction.atomic():
        moved = perform(ticket.contest, by=by, reason=why)
        return _passed(moved, HandoverReason.CONTESTED, by=by, diagnosis=why)


def wait(ticket: Ticket, *, by: Person, waiting_reason: str, resumes_at: datetime, why: str = "") -> Ticket:
    """It waits, until a day at the latest. Raises Refused for a day that is past or too far."""
    if resumes_at <= clock.now():
        raise Refused("Donnez un jour de reprise à venir.", about=ticket)
    if resumes_at > clock.now() + rules.LONGEST_WAIT:
        raise Refused("Un ticket attend 30 jours au plus : donnez un jour plus proche.", about=ticket)
    with transaction.atomic():
        moved = perform(ticket.wait, by=by, waiting_reason=waiting_reason, resumes_at=resumes_at, reason=why)
        record.settle(moved, said=why)
        mails.waits(moved, by=by, why=why)
    return moved


def resume(ticket: Ticket, *, by: Person | None, why: str = "") -> Ticket:
    """What was waited for is there, or its day has come. Raises Refused for who has to answer instead."""
    with transaction.atomic():
        fresh = locked(ticket)
        if by is not None and (refusal := rules.refusal_to_resume(fresh, by)):
            raise Refused(refusal, about=fresh)
        moved = perform(fresh.resume, by=by, reason=why)
        record.settle(moved, said=why)
        mails.resumed(moved, by=by)
    return moved


def resolve(ticket: Ticket, *, by: Person | None, solution: str, cause: str) -> Ticket:
    """Solved: the case that the vendor has answered is closed with it, and the ticket is its pilot’s again."""
    with transaction.atomic():
        fresh = locked(ticket)
        if fresh.level == Level.VENDOR:
            fresh.level = fresh.pilot_level  # as the act below writes it: the passage comes before
            record.hand_over(fresh, HandoverReason.VENDOR_ANSWERED, by=by)
            record.accept(fresh, by)
        moved = perform(ticket.resolve, by=by, solution=solution, cause=cause, reason=solution)
        for case in moved.cases.filter(state=CaseState.ANSWERED):
            case_mails.closed(perform(case.close, by=by))
        record.settle(moved, said=solution)
        mails.resolved(moved, by=by)
        link_mails.solved(moved, by=by)
    return moved


def confirm(ticket: Ticket, *, by: Person | None) -> Ticket:
    """The library agrees, or has said nothing for five working days."""
    with transaction.atomic():
        moved = perform(ticket.confirm, by=by)
        record.settle(moved)
        mails.closed(moved, by=by)
    return moved


def reopen(ticket: Ticket, *, by: Person, why: str) -> Ticket:
    """It is not solved. Raises Refused when it comes too late for this person."""
    if refusal := rules.refusal_to_reopen(ticket, by):
        raise Refused(refusal, about=ticket)
    with transaction.atomic():
        moved = perform(ticket.reopen, by=by, reason=why)
        record.settle(moved, said=why)
        mails.reopened(moved, by=by, why=why)
    return moved


def cancel(ticket: Ticket, *, by: Person, why: str) -> Ticket:
    """Nobody needs it any more; once someone works on it, level 2 alone may."""
    with transaction.atomic():
        fresh = locked(ticket)
        if refusal := rules.refusal_to_cancel(fresh, by):
            raise Refused(refusal, about=fresh)
        moved = perform(fresh.cancel, by=by, reason=why)
        record.settle(moved, said=why)
        mails.cancelled(moved, by=by, why=why)
    return moved


def ask_approval(ticket: Ticket, *, by: Person, approver: Person, question: str) -> Ticket:
    """A request waits for the agreement of someone who did not make it."""
    if approver.pk in (ticket.requester_id, ticket.declared_by_id, by.pk):
        raise Refused("On ne valide pas sa propre demande : choisissez quelqu’un d’autre.", about=ticket)
    with transaction.atomic():
        moved = perform(ticket.ask_approval, by=by, approver=approver, reason=question)
        Approval.objects.create(ticket=moved, approver=approver, asked_by=by, asked_at=clock.now(), question=question)
        record.settle(moved, said=question)
        mails.to_approve(moved, by=by, question=question)
    return moved


def decide(ticket: Ticket, *, by: Person, is_agreed: bool, answer: str) -> Ticket:
    """The one who was asked agrees or not."""
    with transaction.atomic():
        moved = perform(ticket.approve if is_agreed else ticket.refuse, by=by, reason=answer)
        moved.approvals.filter(decided_at__isnull=True).update(
            is_agreed=is_agreed, answer=answer, decided_by=by, decided_at=clock.now()
        )
        record.settle(moved, said=answer)
        mails.decided(moved, by=by, is_agreed=is_agreed, answer=answer)
    return moved


class Stale(Exception):
    """Someone has changed the ticket since it was read; `ticket` is what it is now."""

    def __init__(self, ticket: Ticket) -> None:
        self.ticket = ticket
        super().__init__(ticket.number)


def check_seen(ticket: Ticket, seen: str) -> None:
    """Raise Stale unless the ticket, locked, is as it was when this version of it was read; "" reads nothing."""
    if seen and stale(seen, ticket):
        raise Stale(ticket)


def prioritise(
    ticket: Ticket, *, by: Person, impact: str, urgency: str, why: str, is_major: bool = False, seen: str = ""
) -> Ticket:
    """Correct the priority, with a reason: the delays are aimed again, what was consumed stays consumed.

    Raises Stale when the ticket has changed since the version `seen`.
    """
    with transaction.atomic():
        fresh = locked(ticket)
        check_seen(fresh, seen)
        if not rules.may_prioritise(fresh, by):
            raise PermissionDenied("Votre fonction ne permet pas de changer la priorité.")
        if not fresh.is_open:
            raise Refused("Ce ticket est terminé : sa priorité ne change plus.", about=fresh)
        before = corrections.axes_of(fresh)
        fresh.prioritise(impact, urgency)
        fresh.is_major = is_major
        fresh._history_user, fresh._change_reason = by, why  # type: ignore[attr-defined]  # simple_history reads them
        fresh.save()
        record.settle(fresh)
        mails.corrected(fresh, before, by=by, why=why)
    return fresh


def say(
    ticket: Ticket,
    body: str,
    *,
    by: Person,
    internal: bool = False,
    files: Files = (),
    token: UUID | None = None,
) -> Message:
    """Write in the thread; the same form sent twice says it once. The answer of who is waited for ends the wait.

    A note never changes a state; the word of the library on a solved ticket does not reopen it either: that is asked.
    """
    token = token or uuid4()
    with transaction.atomic():
        fresh = locked(ticket)
        if found := Message.objects.filter(token=token).first():
            return found
        if internal and not rules.may_read_internal(by):
            raise PermissionDenied("Les notes internes sont réservées aux services de la Communauté urbaine.")
        if not rules.may_reply(fresh, by):
            raise PermissionDenied("Votre fonction ne permet pas de répondre dans ce ticket.")
        if refusal := rules.refusal_to_reply(fresh, by):
            goes_on = rules.where_it_goes_on(fresh.merged_into, by) if fresh.merged_into else None
            raise Refused(refusal, about=goes_on or fresh)
        message = Message.objects.create(
            ticket=fresh,
            author=by,
            at=clock.now(),
            body=body,
            visibility=Visibility.INTERNAL if internal else Visibility.PUBLIC,
            is_from_service=not internal and rules.may_work(fresh, by),
            token=token,
        )
        declaring.attach(message, files, by=by)
        entries.index(message)
        if _answers_the_wait(fresh, by, internal=internal):
            fresh = perform(fresh.resume, by=by)
        record.settle(fresh)
        mails.said(message, by=by)
    return message


def locked(ticket: Ticket) -> Ticket:
    """The same ticket as it is now, with those who are told of it, held until the transaction ends."""
    told = ("requester", "declared_by", "holder")
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("category", "library__commune", *told)
    return rows.get(pk=ticket.pk)


def _answers_the_wait(ticket: Ticket, by: Person, *, internal: bool) -> bool:
    is_awaited = ticket.state == State.WAITING and ticket.waiting_reason == WaitingReason.REQUESTER
    return is_awaited and not internal and rules.is_concerned(ticket, by) and not rules.may_work(ticket, by)


def _usual_reason(level: str) -> str:
    return HandoverReason.BEYOND_LEVEL if level == Level.CORRESPONDENT else HandoverReason.OTHER_TEAM


def _kept(ticket: Ticket, *, by: Person) -> Ticket:
    taken = perform(ticket.take, by=by)
    record.accept(taken, by)
    record.settle(taken)
    return taken


def _passed(ticket: Ticket, reason: str, *, by: Person | None, diagnosis: str, is_told: bool = True) -> Ticket:
    hop = record.hand_over(ticket, reason, by=by, diagnosis=diagnosis)
    record.settle(ticket, said=diagnosis)
    if is_told:
        mails.handed_over(ticket, hop, by=by)
    return ticket
