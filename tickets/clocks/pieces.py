"""A span cut where something changes: each piece has one holder, one turn and one priority, or severity."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from foundation.workcalendar import Hours
from tickets.clocks.history import History, Interval
from tickets.clocks.policy import Policy
from tickets.clocks.spans import Span
from tickets.clocks.turns import RESUMED, Turn, turn_of

NOTHING = timedelta(0)
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Piece:
    """From one moment until another (None: still, as far as is known), what one clock does, under which code."""

    start: datetime
    end: datetime | None
    state: str
    level: str
    turn: Turn
    code: str

    def goes_on_in(self, following: "Piece") -> bool:
        """Whether nothing changes from this piece to the one that follows it: a row too many is not an event."""
        return self.end == following.start and replace(following, start=self.start, end=self.end) == self


@dataclass(frozen=True)
class Step:
    """A piece measured: what was consumed when it began, and the working time that it consumes."""

    piece: Piece
    before: timedelta
    counted: timedelta

    @property
    def after(self) -> timedelta:
        """What was consumed when it ended."""
        return self.before + self.counted


def pieces_of(history: History, span: Span, policy: Policy, now: datetime) -> tuple[Piece, ...]:
    """The pieces of a span, in order, as they were known at that moment: what came after it is not there.

    The last one is open when the span still lasts. What lasted no time leaves none.
    """
    found: list[Piece] = []
    for interval in history.intervals:
        for piece in _within(interval, span, now, history, policy):
            if found and found[-1].goes_on_in(piece):
                found[-1] = replace(found[-1], end=piece.end)
            else:
                found.append(piece)
    return tuple(found)


def steps_of(pieces: Iterable[Piece], hours: Hours, now: datetime) -> tuple[Step, ...]:
    """The pieces measured until that moment, each with the running total."""
    found: list[Step] = []
    for piece in pieces:
        counted = hours.working_time_between(piece.start, piece.end or now) if piece.turn.runs else NOTHING
        found.append(Step(piece, found[-1].after if found else NOTHING, counted))
    return tuple(found)


def _within(interval: Interval, span: Span, now: datetime, history: History, policy: Policy) -> Iterator[Piece]:
    """The pieces of one interval inside a span: cut where the pause ends by its date, then at each new target."""
    if span.start is None:
        return
    start = max(interval.start, span.start)
    end = min((moment for moment in (interval.end, span.end) if moment is not None), default=None)
    if start > now or (end is not None and end <= start):
        return
    for since, until, turn in _turns(start, _known(end, now), now, turn_of(span.clock, interval, policy)):
        cuts = [since, *history.retargets_between(since, until or now + ONE_SECOND)]  # at this very moment, too
        for first, last in zip(cuts, [*cuts[1:], until], strict=True):
            yield Piece(first, last, interval.state, interval.level, turn, history.code_at(first))


def _turns(
    start: datetime, end: datetime | None, now: datetime, turn: Turn
) -> Iterator[tuple[datetime, datetime | None, Turn]]:
    """One turn, or two when the date agreed for going on falls within it."""
    until = turn.until
    if until is None or until > now or (end is not None and until >= end):
        yield start, end, turn
        return
    if until > start:
        yield start, until, turn
    yield max(start, until), end, RESUMED


def _known(end: datetime | None, now: datetime) -> datetime | None:
    """An end that had come by then; one that was still to come was not known."""
    return end if end is not None and end <= now else None
