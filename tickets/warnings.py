"""Warnings that a delay is being used up: at 50, 75, 90 and 100 %, each told once, in opening hours (R35).

`Deadline.tell_at` only says when to look: what is told is what the clock says when it is read again under the lock of
its ticket. Several owed at once, after a night or a stop of the worker, are told as the highest; all the delays of one
ticket that have something to say then are one mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from foundation import outbox
from foundation.clock import PARIS
from foundation.faults import contained
from foundation.french import moment
from network.models import Person
from tickets import delays, mails, moves, teams
from tickets.delays import Delay, Delays, Promises
from tickets.models import Deadline, Ticket
from tickets.states import Clock

KIND = "ticket-warning"
USED_UP = 100  # percent


@dataclass(frozen=True)
class Notice:
    """That so many percent of a delay are used up."""

    delay: Delay
    percent: int

    @property
    def words(self) -> str:
        """What the mail says of it."""
        due = self.delay.reading.due_at
        name = f"{str(self.delay.target.label).capitalize()}, {self.delay.clock.label} ({self.delay.held_by})"
        if self.percent == USED_UP:
            return f"{name} : le délai est épuisé" + (f" depuis le {moment(due)}." if due else ".")
        until = f", échéance le {moment(due)}" if due else ""
        return f"{name} : {self.percent} % du délai est consommé{until}."

    @property
    def key(self) -> str:
        """What makes it another warning; each wait for news is another delay."""
        since = self.delay.since
        begun = f"-{since.astimezone(PARIS):%Y%m%dT%H%M%S}" if since else ""
        return f"{self.delay.clock}-{self.delay.rank}-{self.delay.target}-{self.percent}{begun}"


def tell_due(now: datetime) -> int:
    """Tell what is owed by that moment; of how many tickets something was told."""
    promises, told = Promises(), 0
    due = Deadline.objects.filter(tell_at__lte=now).order_by("tell_at", "pk").values_list("ticket", flat=True)
    for key in dict.fromkeys(due):
        with contained("warning not told", ticket=key), transaction.atomic():
            told += _tell(moves.locked(Ticket(pk=key)), now, promises)
    return told


def _tell(ticket: Ticket, now: datetime, promises: Promises) -> bool:
    """Whether something was told; while nobody is there to read it, it waits for the opening."""
    hours = promises.hours_of_level(ticket.answering_level, now)
    if not hours.is_open(now):
        ticket.deadlines.filter(tell_at__lte=now).update(tell_at=hours.next_opening(now))
        return False
    notices = _owed(ticket, now, promises)
    if notices:
        _write(ticket, notices)
    delays.refresh(ticket, now=now, promises=promises)
    ticket.deadlines.filter(tell_at__lte=now).update(tell_at=None)  # of a hop long over: it owes nothing any more
    return bool(notices)


def _owed(ticket: Ticket, now: datetime, promises: Promises) -> list[Notice]:
    """The highest percent not yet told of each delay that runs, noted as told; the most pressing first."""
    kept = {one.key: one for one in ticket.deadlines.all()}
    found = []
    for delay in Delays(ticket, now, promises).current():
        copy = kept.get(delay.key)
        owed = [percent for percent in delay.reading.percents_to_tell if percent > delays.told_of(copy, delay)]
        if copy is None or not owed:
            continue
        Deadline.objects.filter(pk=copy.pk).update(told=max(owed), since=delay.since)
        found.append(Notice(delay, max(owed)))
    return sorted(found, key=lambda one: -one.percent)


def _write(ticket: Ticket, notices: Sequence[Notice]) -> None:
    """One mail to each reader, in the name of its most pressing warning."""
    is_used_up = notices[0].percent == USED_UP
    subject = "Délai épuisé" if is_used_up else f"{notices[0].percent} % du délai consommé"
    for reader in teams.seers(ticket, _readers(ticket, notices)):
        outbox.write_lines(
            KIND,
            about=ticket,
            to=reader,
            subject=f"[{ticket.number}] {subject} : {ticket.subject}",
            lines=[f"« {ticket.subject} », {ticket.library} ({ticket.priority}).", *(one.words for one in notices)],
            label="Voir le ticket",
            typed=[ticket.subject],
            due_key=notices[0].key,
            family=mails.FAMILY,
            urgent=is_used_up,  # too late for the digest of tomorrow
            thread=f"ticket-{ticket.pk}",
        )


def _readers(ticket: Ticket, notices: Sequence[Notice]) -> list[Any]:
    """The holder, else the level that answers for it; once the library was let down, the supervision too."""
    readers: list[Person] = teams.seers(ticket, [ticket.holder])
    if not readers and not ticket.supervised_at:
        readers = teams.people_at(ticket, ticket.answering_level)
    is_let_down = any(one.delay.clock == Clock.SLA and one.percent == USED_UP for one in notices)
    return [*readers, *(teams.supervisors() if is_let_down or not readers else [])]
