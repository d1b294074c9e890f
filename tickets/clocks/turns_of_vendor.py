"""The life of a ticket as its cases with the vendor live it: whose turn it is, by what each has written (R17)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tickets.clocks.history import History, Interval, instant
from tickets.clocks.turns import WITH_VENDOR
from tickets.states import FINISHED, Level, Meaning, State, WaitingReason


@dataclass(frozen=True)
class Word:
    """Something written in a case at that moment; without a meaning, by the Communauté."""

    at: datetime
    meaning: str = ""


@dataclass(frozen=True)
class Exchange:
    """What was written in one case, from when it was sent until it was closed (None: it is not)."""

    sent_at: datetime
    words: tuple[Word, ...] = ()
    closed_at: datetime | None = None

    def __post_init__(self) -> None:
        said = sorted((Word(instant(one.at), one.meaning) for one in self.words), key=lambda one: one.at)
        # The way a frozen dataclass sets its own fields.
        object.__setattr__(self, "words", tuple(said))
        for name in ("sent_at", "closed_at"):
            moment = getattr(self, name)
            object.__setattr__(self, name, moment and instant(moment))


def of_cases(history: History, exchanges: Iterable[Exchange]) -> History:
    """The same life, in which the vendor has its turn until it asks or answers, and again when it is written to.

    It is the life that every clock is read with: each minute is one party’s. Counted from when each was said, not from
    when it was noted. While the vendor waits for an answer to its question, or for what comes of its own answer, the
    turn is that of the service that sent it the case, whether or not the ticket has been taken back. What it says takes
    the case in hand.
    """
    sent = sorted(exchanges, key=lambda one: one.sent_at)
    moments = sorted(moment for one in sent for moment in _moments(one))
    found: list[Interval] = []
    pilot: str = Level.DSINUM
    for piece in (piece for interval in history.intervals for piece in _cut(interval, moments)):
        pilot = piece.level if piece.level != Level.VENDOR else pilot
        found.append(_lived(piece, _said_before(piece, sent), pilot))
    return replace(history, intervals=tuple(found))


def _moments(exchange: Exchange) -> Iterator[datetime]:
    yield exchange.sent_at
    yield from (one.at for one in exchange.words)
    if exchange.closed_at is not None:
        yield exchange.closed_at


def _cut(interval: Interval, moments: Iterable[datetime]) -> Iterator[Interval]:
    rest = interval
    for moment in moments:
        if rest.start < moment and (rest.end is None or moment < rest.end):
            yield replace(rest, end=moment)
            rest = replace(rest, start=moment)
    yield rest


def _said_before(interval: Interval, sent: list[Exchange]) -> list[str]:
    """What was said in the case of that moment, as meanings; a case that is closed is no longer waited for."""
    last = next((one for one in reversed(sent) if one.sent_at <= interval.start), None)
    if last is None:
        return []
    if interval.level != Level.VENDOR and last.closed_at is not None and last.closed_at <= interval.start:
        return []
    return [one.meaning for one in last.words if one.at <= interval.start]


def _lived(interval: Interval, said: list[str], pilot: str) -> Interval:
    """An interval in which nothing is written: what the last words before it make of it."""
    is_with_vendor = interval.level == Level.VENDOR or interval.waits_for in WITH_VENDOR
    if interval.state in FINISHED or not is_with_vendor or not any(said):
        return interval
    level = pilot if interval.level == Level.VENDOR else interval.level
    turn = next((meaning for meaning in reversed(said) if meaning != Meaning.NEWS), "")
    if turn == Meaning.ANSWER:
        return replace(interval, state=State.IN_PROGRESS, level=level, reason="", resumes_at=None)
    if turn == Meaning.QUESTION:
        return replace(interval, state=State.WAITING, level=level, reason=WaitingReason.BUYER, resumes_at=None)
    return replace(interval, state=State.IN_PROGRESS) if interval.state == State.NEW else interval
