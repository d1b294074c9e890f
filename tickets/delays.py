"""The delays of a ticket: its clocks read with its policies and calendars, and their copies for lists (R35)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from django.db.models import Prefetch, QuerySet

from foundation import clock
from foundation.french import moment
from foundation.workcalendar import Hours
from network import opening
from network.models import Vendor
from network.roles import PlaceKind
from network.weeks import VENDOR_HOURS
from tickets.clocks.history import History, Interval, instant
from tickets.clocks.policy import Policy, Terms
from tickets.clocks.reading import Reading, read
from tickets.clocks.spans import Span, hops, vendor_case, whole_life
from tickets.clocks.turns_of_vendor import Exchange, Word, of_cases
from tickets.models import (
    Deadline,
    Message,
    PolicyVersion,
    Ticket,
    TicketInterval,
    VendorCase,
    VendorMessage,
)
from tickets.models.interval import history_of
from tickets.states import Clock, ClockState, Direction, Level, State, Target


class Promises:
    """All that was promised, read once: the versions of each policy, and the hours of each service and vendor."""

    def __init__(self) -> None:
        self._vendors: dict[int, opening.Calendar] = {}

    @cached_property
    def _policies(self) -> dict[tuple[str, str], list[Policy]]:
        found: dict[tuple[str, str], list[Policy]] = {}
        for version in PolicyVersion.objects.all():
            found.setdefault((version.clock, version.kind), []).append(version.policy)
        return found

    @cached_property
    def _services(self) -> dict[str, opening.Calendar]:
        return opening.Calendar.of_services()

    def terms(self, ticket: Ticket, span: Span, level: str = "", vendor: Vendor | None = None) -> Terms:
        """Against what a span of this ticket is read: the versions of its party, and the hours in which it works.

        The library and the référent count in the hours of the SCLP, who assists them (art. 4.5); the DSINum in its own;
        the vendor in those of its market. The version of the hours is that of the day on which the promise was made.
        """
        made = span.binds_from or span.start or ticket.opened_at
        versions = self._policies.get((span.clock, ticket.kind), [])
        return Terms(versions, self.hours_of_level(level, made) if vendor is None else self._hours_of(vendor, made))

    def hours_of_level(self, level: str, moment: datetime) -> Hours:
        """When somebody works at this level: the DSINum in its own hours, the others in those of the SCLP."""
        code = PlaceKind.DSINUM if level == Level.DSINUM else PlaceKind.SCLP
        return self._services[code].hours_at(moment)

    def hours_of_market(self, moment: datetime) -> Hours:
        """When the vendor of the market works; of several whose hours differ, none is that of the market."""
        found = [self._hours_of(vendor, moment) for vendor in Vendor.objects.all()]
        return found[0] if found and all(one == found[0] for one in found) else VENDOR_HOURS

    def _hours_of(self, vendor: Vendor, moment: datetime) -> Hours:
        if vendor.pk not in self._vendors:
            self._vendors[vendor.pk] = opening.Calendar.of(vendor)
        return self._vendors[vendor.pk].hours_at(moment)


@dataclass(frozen=True)
class Delay:
    """One clock and one target of a ticket, read at a moment: `rank` is the hop, or the case of the vendor."""

    span: Span
    rank: int
    held_by: str  # « DSINum »: whose delay it is
    reading: Reading

    @property
    def clock(self) -> Clock:
        """Which promise."""
        return self.span.clock

    @property
    def target(self) -> Target:
        """What was promised."""
        return self.reading.target

    @property
    def key(self) -> tuple[str, str, int]:
        """By which its copy is found."""
        return (self.clock, self.target, self.rank)

    @property
    def since(self) -> datetime | None:
        """When what it measures began: the last news for the next ones; None as long as it has not."""
        return self.reading.steps[0].piece.start if self.reading.steps else None


class Delays:
    """All the delays of one ticket at a moment; each asked for is read then."""

    def __init__(
        self,
        ticket: Ticket,
        now: datetime,
        promises: Promises | None = None,
        *,
        lived: Sequence[TicketInterval] | None = None,
        is_new: bool = False,
    ) -> None:
        self.ticket, self.now, self.promises = ticket, now, promises or Promises()
        self._lived, self._is_new = lived, is_new

    @cached_property
    def history(self) -> History:
        """What happened to the ticket."""
        return history_of(self.ticket.intervals.all() if self._lived is None else self._lived)

    @cached_property
    def lived(self) -> History:
        """The same, in which each minute is that of the party whose turn it was."""
        return of_cases(self.history, [_exchange(case, said) for case, said in self._cases])

    @cached_property
    def _cases(self) -> list[tuple[VendorCase, list[VendorMessage]]]:
        """Its cases with the vendor, each with what was written in it; a ticket that was never there has none."""
        if all(one.level != Level.VENDOR for one in self.history.intervals):
            return []
        cases = sorted(self.ticket.cases.all(), key=lambda case: case.pk)
        return [(case, list(case.messages.all())) for case in cases]

    @cached_property
    def _news(self) -> list[datetime]:
        """When the library had news: a reply of who works on it, or a step of which a mail tells it."""
        messages = self.ticket.messages.all()
        said = (
            [] if self._is_new else [one.at for one in messages if one.is_from_service and one.visibility == "PUBLIC"]
        )
        steps = pairwise(self.history.intervals)
        return said + [after.start for before, after in steps if _is_told(before, after)]

    def of_library(self) -> list[Delay]:
        """What the library was promised."""
        span = whole_life(self.lived, self._news)
        return self._read(span, 0, "Communauté urbaine", self.promises.terms(self.ticket, span))

    def of_levels(self, last: int = 0) -> list[Delay]:
        """What each level owes, hop by hop; the `last` ones only, when so many are asked for."""
        spans = hops(self.lived, self._news)
        levels = _levels(self.lived)
        found: list[Delay] = []
        for rank, (span, level) in list(enumerate(zip(spans, levels, strict=True)))[-last:]:
            if level not in (Level.VENDOR, Level.COMMUNE):
                terms = self.promises.terms(self.ticket, span, level)
                found += self._read(span, rank, str(Level(level).label), terms)
        return found

    def of_vendor(self) -> list[Delay]:
        """What the vendor owes, case by case, from the proof of receipt: as grave as each was, over time."""
        found: list[Delay] = []
        for case, messages in self._cases:
            said = [one.at for one in messages if one.direction == Direction.IN]
            span = vendor_case(case.received_at, said, case.closed_at)
            terms = self.promises.terms(self.ticket, span, vendor=case.vendor)
            held_by = f"{case.vendor}, {case.number}" if len(self._cases) > 1 else str(case.vendor)
            found += self._read(span, case.pk, held_by, terms, self.lived.graded(case.severities(messages)))
        return found

    def current(self) -> list[Delay]:
        """Those that an event may change: of the library, of the last hops, of the vendor."""
        return [*self.of_library(), *self.of_levels(last=self._changing_hops()), *self.of_vendor()]

    def _changing_hops(self) -> int:
        """How many: two, and all since an open case was sent, for what the vendor said may be noted late."""
        sent = [instant(case.sent_at) for case, _ in self._cases if case.closed_at is None]
        since = [one for one in hops(self.lived) if sent and (one.end is None or one.end >= min(sent))]
        return max(2, len(since))

    def _read(self, span: Span, rank: int, held_by: str, terms: Terms, life: History | None = None) -> list[Delay]:
        return [
            Delay(span, rank, held_by, read(life or self.lived, span, target, terms, self.now))
            for target in Target
            if terms.versions
        ]


def _exchange(case: VendorCase, messages: Iterable[VendorMessage]) -> Exchange:
    """What was said in a case; another severity asks nothing and answers nothing: the turn stays where it was."""
    return Exchange(
        case.sent_at, tuple(Word(one.at, one.meaning) for one in messages if not one.severity), case.closed_at
    )


def _is_told(before: Interval, after: Interval) -> bool:
    """Whether a mail tells the library of the step.

    None does of a wait that ends, of an approval that is asked of somebody, of the vendor’s first words.
    """
    if before.level != after.level:
        return True
    if after.state == State.IN_PROGRESS and (before.state == State.WAITING or after.level == Level.VENDOR):
        return False
    return after.state not in (before.state, State.TO_APPROVE)


def _levels(history: History) -> list[str]:
    """The level of each hop, in order."""
    found: list[str] = []
    for interval in history.intervals:
        if not found or found[-1] != interval.level:
            found.append(interval.level)
    return found


# --- the copies ------------------------------------------------------------------------------------------------------


def with_what_delays_read(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """These tickets with all that `Delays` and `differences` read of them, in a number of queries that they share."""
    news = Message.objects.only("ticket", "at", "visibility", "is_from_service")
    said = VendorMessage.objects.only("case", "at", "direction", "meaning", "severity_before", "severity")
    return tickets.prefetch_related(
        "intervals", "deadlines", "cases__vendor", Prefetch("messages", news), Prefetch("cases__messages", said)
    )


def refresh(
    ticket: Ticket,
    *,
    now: datetime | None = None,
    promises: Promises | None = None,
    lived: Sequence[TicketInterval] | None = None,
) -> None:
    """Write again the copies of this ticket’s delays; in the transaction of what changed them.

    `lived` are its intervals, in their order, for who has just read them.
    """
    delays = Delays(ticket, now or clock.now(), promises, lived=lived)
    found = delays.current()
    kept = {one.key: one for one in ticket.deadlines.all()}
    _write(ticket, [_copy(ticket, delay, kept.get(delay.key), delays.now) for delay in found])
    _forget(kept, found)


def _forget(kept: dict[tuple[str, str, int], Deadline], found: Sequence[Delay]) -> None:
    """Take away the copies of hops that are the vendor’s, now that what it said earlier is noted."""
    read = {one.key for one in found}
    first = min((one.rank for one in found if one.clock == Clock.OLA), default=None)
    gone = [
        copy.pk
        for key, copy in kept.items()
        if first is not None and copy.clock == Clock.OLA and copy.rank >= first and key not in read
    ]
    if gone:
        Deadline.objects.filter(pk__in=gone).delete()


def write_first(ticket: Ticket, interval: TicketInterval) -> None:
    """Write the copies of a ticket that has just begun: nobody has said anything, nothing was told."""
    delays = Delays(ticket, clock.now(), lived=[interval], is_new=True)
    _write(ticket, [_copy(ticket, delay, None, delays.now) for delay in [*delays.of_library(), *delays.of_levels()]])


def _write(ticket: Ticket, rows: list[Deadline]) -> None:
    fields = ["since", "state", "due_at", "breached_at", "told", "tell_at", "read_at"]
    Deadline.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["ticket", "clock", "rank", "target"], update_fields=fields
    )
    due = next((one.due_at for one in rows if one.clock == Clock.SLA and one.target == Target.RESOLVE), None)
    if not same_moment(due, ticket.due_at):
        Ticket.objects.filter(pk=ticket.pk).update(due_at=due)
        ticket.due_at = due


def told_of(kept: Deadline | None, delay: Delay) -> int:
    """The percent that was last told of this delay: none when what it measures has begun anew since."""
    if kept is None or (delay.target == Target.NEXT_UPDATE and not same_moment(kept.since, delay.since)):
        return 0
    return kept.told


def same_moment(one: datetime | None, other: datetime | None) -> bool:
    """Whether both are the same instant, or neither is there.

    Two zones never agree about the hour that comes twice: the same moment kept in UTC and read in Paris would differ.
    """
    return (one and instant(one)) == (other and instant(other))


def _copy(ticket: Ticket, delay: Delay, kept: Deadline | None, now: datetime) -> Deadline:
    reading, told = delay.reading, told_of(kept, delay)
    return Deadline(
        ticket=ticket,
        clock=delay.clock,
        target=delay.target,
        rank=delay.rank,
        since=delay.since,
        state=reading.state,
        due_at=reading.due_at,
        breached_at=reading.breached_at,
        told=told,
        tell_at=next(iter(_to_tell(reading, told)), None),
        read_at=now,
    )


def _to_tell(reading: Reading, told: int) -> Iterator[datetime]:
    """When each warning not yet given is owed; none while nothing runs."""
    if reading.state == ClockState.RUNNING:
        for one in reading.thresholds:
            if one.percent > told and one.tell_at is not None:
                yield one.tell_at


def differences(ticket: Ticket, now: datetime, promises: Promises) -> list[str]:
    """Where the copies of a ticket are not what its history says, in French; empty when all agree."""
    delays = Delays(ticket, now, promises)
    kept, found, due = {one.key: one for one in ticket.deadlines.all()}, [], None
    for delay in delays.current():
        name, copy, true = f"{delay.clock.label}, {delay.target.label}", kept.get(delay.key), delay.reading.due_at
        if copy is None:
            found.append(f"{name} : pas de copie")
        elif not same_moment(copy.due_at, true):
            found.append(f"{name} : {_told(copy.due_at)} au lieu de {_told(true)}")
        if (delay.clock, delay.target) == (Clock.SLA, Target.RESOLVE):
            due = true
    if not same_moment(ticket.due_at, due):
        found.append(f"échéance du ticket : {_told(ticket.due_at)} au lieu de {_told(due)}")
    last = next(reversed(list(ticket.intervals.all())), None)
    if last and (last.state, last.level) != (ticket.state, ticket.level):
        found.append(f"l’intervalle dit {last}, le ticket {ticket.get_state_display()}, {ticket.get_level_display()}")
    return found


def _told(due: datetime | None) -> str:
    return moment(due) if due else "aucune"
