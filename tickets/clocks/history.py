"""What happened to a ticket: its append-only intervals and how pressing it was over time, as the clocks read them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from tickets.clocks.axes import BY_PRIORITY, BY_SEVERITY, Axis
from tickets.states import Level, State, WaitingReason


def instant(moment: datetime) -> datetime:
    """A moment as the clocks count: in UTC, where subtraction is elapsed time, at its whole second.

    Everything is cut to the second once, at the door, so that what is shown adds up to what is computed. Raises
    ValueError for a moment without a time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def _check(state: str, level: str, reason: str) -> None:
    """ValueError for a code that none of the axes knows: it would silently run or pause."""
    State(state)
    Level(level)
    if reason:
        WaitingReason(reason)


@dataclass(frozen=True)
class Interval:
    """From one moment until another (None: still), a ticket was in this state, at this level, waiting for this.

    `resumes_at` is the date agreed for going on: past it the wait is over, whether or not a job has noticed. Raises
    ValueError for an unknown code or an end before the start.
    """

    start: datetime
    end: datetime | None
    state: str
    level: str
    reason: str = ""
    resumes_at: datetime | None = None

    def __post_init__(self) -> None:
        _check(self.state, self.level, self.reason)
        for name in ("start", "end", "resumes_at"):
            moment = getattr(self, name)
            # The way a frozen dataclass sets its own fields.
            object.__setattr__(self, name, moment and instant(moment))
        if self.end is not None and self.end < self.start:
            raise ValueError("an interval ends after it starts")

    @property
    def waits_for(self) -> str:
        """The code of what is waited for, or "" when nothing is: one to approve waits for its approval."""
        if self.state == State.TO_APPROVE:
            return WaitingReason.APPROVAL
        return self.reason if self.state == State.WAITING else ""


@dataclass(frozen=True)
class History:
    """A ticket from its creation: intervals that follow one another, and (moment, code) from the first moment on.

    The codes are those of one axis: priorities, or for the vendor’s clock the severities of its case. Raises ValueError
    for a gap, an overlap, an interval that is over without a next one, a moment without a code or a code of another
    axis: a minute that nobody can account for must not reach a clock.
    """

    intervals: tuple[Interval, ...]
    codes: tuple[tuple[datetime, str], ...]
    axis: Axis = BY_PRIORITY

    def __post_init__(self) -> None:
        codes = tuple((instant(moment), self.axis.checked(code)) for moment, code in self.codes)
        object.__setattr__(self, "intervals", tuple(self.intervals))
        object.__setattr__(self, "codes", codes)
        if not self.intervals or self.intervals[-1].end is not None:
            raise ValueError("the last interval is the one that holds now: it has no end")
        if any(a.end != b.start for a, b in pairwise(self.intervals)):
            raise ValueError("the intervals of a ticket follow one another, without a gap or an overlap")
        if not codes or codes[0][0] > self.starts_at:
            raise ValueError("a ticket has a priority from its first moment, a case a severity")
        if any(a > b for (a, _), (b, _) in pairwise(codes)):
            raise ValueError("the priorities of a ticket are in order, so are the severities of a case")

    @property
    def starts_at(self) -> datetime:
        """When the ticket was created."""
        return self.intervals[0].start

    def code_at(self, moment: datetime) -> str:
        """The priority, or the severity, in force at that moment; the first one before it."""
        in_force = [code for since, code in self.codes if since <= moment]
        return in_force[-1] if in_force else self.codes[0][1]

    def retargets_between(self, start: datetime, end: datetime) -> list[datetime]:
        """When another target was set after `start` and before `end`."""
        return [since for since, _ in self.codes if start < since < end]

    def graded(self, severities: Iterable[tuple[datetime, str]]) -> "History":
        """The same life, as the vendor’s clock reads it: by how grave its case was, from when it was sent on.

        Each change counts from its moment, and from no earlier than the one before it (the clock of a server put back).
        """
        (_, first), *changes = severities
        found = [(self.starts_at, first)]
        for moment, code in changes:
            found.append((max(instant(moment), found[-1][0]), code))
        return replace(self, codes=tuple(found), axis=BY_SEVERITY)


def news_of(moments: Iterable[datetime]) -> tuple[datetime, ...]:
    """The moments at which news was given, in order."""
    return tuple(sorted(instant(moment) for moment in moments))
