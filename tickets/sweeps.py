"""What time does to tickets: waits that end, solutions that nobody contests, what no référent took in time.

Each ticket has its transaction, and is read again under its lock: someone may have been first. One that fails is
logged and keeps no other waiting; it is tried again at the next sweep.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from foundation import clock, outbox
from foundation.faults import contained
from foundation.french import moment
from tickets import mails, moves, rules, teams, waits
from tickets.delays import Delay, Delays, Promises
from tickets.models import Ticket
from tickets.states import Cause, Clock, ClockState, HandoverReason, Level, State, Target

SHORTEST_SILENCE = timedelta(days=5)  # five working days are never fewer: what is younger is not even read
NOT_TAKEN = "ticket-not-taken"


def end_waits(now: datetime) -> int:
    """Resume what has waited until its day, or take the requester’s silence for an answer; how many."""
    due = Ticket.objects.filter(state=State.WAITING, resumes_at__lte=now).order_by("resumes_at")
    return _each(due.values_list("pk", flat=True), lambda ticket: _end_wait(ticket, now))


def close_silent(now: datetime) -> int:
    """Close what was solved and of which nobody has said a word for five whole working days; how many.

    While the service is open: nobody receives the end of a ticket at midnight.
    """
    if not Promises().hours_of_level(Level.SCLP, now).is_open(now):
        return 0
    old = Ticket.objects.filter(state=State.RESOLVED, resolved_at__lt=now - SHORTEST_SILENCE).order_by("resolved_at")
    silent = [one.pk for one in old.only("pk", "resolved_at") if _is_confirmed(one)]
    return _each(silent, _close)


def pass_on_untaken(now: datetime) -> int:
    """Pass to the second level what no référent has taken in time; how many. While somebody is there to take it."""
    promises = Promises()
    if not promises.hours_of_level(Level.CORRESPONDENT, now).is_open(now):
        return 0
    late = Ticket.objects.filter(
        state=State.NEW,
        level=Level.CORRESPONDENT,
        deadlines__clock=Clock.OLA,
        deadlines__target=Target.TAKE,
        deadlines__due_at__lt=now,
    ).order_by("opened_at")
    keys = dict.fromkeys(late.values_list("pk", flat=True))
    return _each(keys, lambda ticket: _pass_on(ticket, now, promises))


def _each(keys: Iterable[int], act: Callable[[Ticket], bool]) -> int:
    """Do it to each ticket, held in its own transaction; to how many it was done."""
    done = 0
    for key in list(keys):
        with contained("ticket not swept", ticket=key), transaction.atomic():
            done += act(moves.locked(Ticket(pk=key)))
    return done


# --- one ticket ------------------------------------------------------------------------------------------------------


def _end_wait(ticket: Ticket, now: datetime) -> bool:
    if ticket.state != State.WAITING or ticket.resumes_at is None or ticket.resumes_at > now:
        return False
    if waits.has_stayed_silent(ticket) and not rules.missing_to_resolve(ticket):
        moves.resolve(ticket, by=None, solution=waits.solution_of_silence(ticket), cause=Cause.OTHER)
    else:
        moves.resume(ticket, by=None, why="La date de reprise est arrivée.")
    return True


def _is_confirmed(ticket: Ticket) -> bool:
    return bool(rules.confirmed_by_silence(ticket) <= clock.today())


def _close(ticket: Ticket) -> bool:
    if ticket.state != State.RESOLVED or not _is_confirmed(ticket):
        return False
    moves.confirm(ticket, by=None)
    return True


def _pass_on(ticket: Ticket, now: datetime, promises: Promises) -> bool:
    if (ticket.state, ticket.level) != (State.NEW, Level.CORRESPONDENT) or rules.missing_to_escalate(ticket):
        return False
    delay = _of_taking(ticket, now, promises)
    if delay is None or delay.reading.breached_at is None or delay.reading.state != ClockState.RUNNING:
        return False
    late_since = moment(delay.reading.breached_at)
    passed = moves.escalate(
        ticket,
        by=None,
        to=ticket.category.second_level,
        diagnosis=f"Délai de prise en charge du référent dépassé le {late_since} : personne ne l’avait pris.",
        reason=HandoverReason.NOT_TAKEN,
    )
    _tell_library(passed, late_since)
    return True


def _of_taking(ticket: Ticket, now: datetime, promises: Promises) -> Delay | None:
    """The delay in which the level that has it now must take it."""
    last = Delays(ticket, now, promises).of_levels(last=1)
    return next((one for one in last if one.target == Target.TAKE), None)


def _tell_library(ticket: Ticket, late_since: str) -> None:
    """Tell the head of the library and its référents that it went on without them."""
    told_already = {one.pk for one in teams.everyone(ticket)}
    readers = [*teams.heads_of(ticket.library), *teams.people_at(ticket, Level.CORRESPONDENT)]
    for reader in teams.seers(ticket, [one for one in readers if one.pk not in told_already]):
        outbox.write_lines(
            NOT_TAKEN,
            about=ticket,
            to=reader,
            subject=f"[{ticket.number}] Pas pris à temps : {ticket.subject}",
            lines=[
                f"Le référent informatique devait prendre en charge « {ticket.subject} » avant le {late_since}.",
                f"Le ticket est passé au deuxième niveau ({ticket.get_level_display()}), qui s’en occupe.",
            ],
            label="Voir le ticket",
            typed=[ticket.subject],
            due_key=f"hop-{ticket.handovers.count()}",
            family=mails.FAMILY,
            thread=f"ticket-{ticket.pk}",
        )
