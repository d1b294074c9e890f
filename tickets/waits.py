"""The waits for the requester: three reminders, then the ticket is solved without an answer (reference: waiting).

Nobody is taken at their silence before the last reminder has gone to someone who could read it: a shorter wait, or one
of who has no address, ends by itself and the ticket is worked on again.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from foundation import clock, outbox
from foundation.french import long_date
from foundation.models import Reminder
from foundation.reminders import Ladder
from foundation.workcalendar import add_working_days
from tickets import mails, rules, teams
from tickets.models import Ticket
from tickets.states import State, WaitingReason

KIND = "ticket-reminder"
UNANSWERED = (
    "Résolu sans réponse. Nous avions besoin d’une précision, demandée le {asked}, et les rappels sont restés sans "
    "suite. Si la question se pose encore, rouvrez ce ticket : il reprendra où il en était."
)


def rungs() -> list[int]:
    """The working days after the question, as a ladder counts: before its date, hence negative."""
    return [-days for days in rules.REMIND_AFTER]


def day_of(due: date, rung: int) -> date:
    """The day of a rung, in working days: no reminder is read on a Sunday."""
    return add_working_days(due, -rung)


def awaited(today: date) -> Iterator[tuple[Ticket, date]]:
    """The tickets that wait for an answer of someone who can be written to, each with the day it was asked."""
    waiting = Ticket.objects.filter(state=State.WAITING, waiting_reason=WaitingReason.REQUESTER)
    for ticket in waiting.select_related("requester", "declared_by").prefetch_related("intervals"):
        since = asked_at(ticket)
        if since and any(one.is_active and one.email for one in (ticket.requester, ticket.declared_by)):
            yield ticket, since.astimezone(clock.PARIS).date()


def write(ticket: Ticket, rung: int, asked_on: date) -> None:
    """One mail to who asked and to who declared for them; the last one says what silence will mean."""
    lines = [f"« {ticket.subject} » attend votre réponse depuis le {long_date(asked_on)}."]
    is_last = -rung == max(rules.REMIND_AFTER)
    if ticket.resumes_at and is_last:
        until = long_date(ticket.resumes_at.astimezone(clock.PARIS).date())
        lines.append(f"Sans réponse d’ici au {until}, le ticket sera résolu ; vous pourrez encore le rouvrir.")
    for reader in teams.seers(ticket, [ticket.requester, ticket.declared_by]):
        outbox.write_lines(
            KIND,
            about=ticket,
            to=reader,
            subject=f"[{ticket.number}] {'Dernier rappel' if is_last else 'Rappel'} : {ticket.subject}",
            lines=lines,
            label="Répondre",
            typed=[ticket.subject],
            due_key=f"{asked_on.isoformat()} J{-rung}",
            respect_quiet_hours=True,
            family=mails.FAMILY,
            urgent=True,  # it is theirs to do, whatever they chose to be told
            thread=f"ticket-{ticket.pk}",
        )


def asked_at(ticket: Ticket) -> datetime | None:
    """Since when a ticket waits for its requester without a break; None when it does not."""
    since = None
    for row in reversed(list(ticket.intervals.all())):
        if (row.state, row.waiting_reason) != (State.WAITING, WaitingReason.REQUESTER):
            break
        since = row.at
    return since


def has_stayed_silent(ticket: Ticket) -> bool:
    """Whether the last reminder of this wait was made."""
    since = asked_at(ticket)
    if since is None:
        return False
    made: Any = Reminder.objects.about(ticket).filter(kind=KIND, rung=-max(rules.REMIND_AFTER))
    return bool(made.filter(due=since.astimezone(clock.PARIS).date()).exists())


def solution_of_silence(ticket: Ticket) -> str:
    """What the ticket then says of how it was solved."""
    since = asked_at(ticket) or clock.now()
    return UNANSWERED.format(asked=long_date(since.astimezone(clock.PARIS).date()))


LADDER = Ladder(KIND, rungs=rungs, due=awaited, make=write, day_of=day_of)
