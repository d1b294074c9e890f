"""The life of a ticket as its case with the vendor lives it: whose turn it is there, by what each has written (R17)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tickets.clocks.history import History, Interval, instant
from tickets.clocks.turns import WITH_VENDOR
from tickets.states import Level, Meaning, State, WaitingReason


@dataclass(frozen=True)
class Word:
    """Something written in a case at that moment; without a meaning, by the Communauté."""

    at: datetime
    meaning: str = ""


def of_case(history: History, words: Iterable[Word], pilot: str = Level.DSINUM) -> History:
    """The same life, in which the vendor has its turn until it answers, and again when it is written to.

    Counted from when each was said, not from when it was noted. While the vendor waits for an answer to its question,
    it waits for the Communauté; once it has answered, the case is with the service that follows it (`pilot`), whether
    or not the ticket has been taken back. What it says takes the case in hand.
    """
    said = sorted((Word(instant(one.at), one.meaning) for one in words), key=lambda one: one.at)
    intervals = [piece for interval in history.intervals for piece in _cut(interval, [one.at for one in said])]
    return History(tuple(_lived(one, said, pilot) for one in intervals), history.priorities)


def _cut(interval: Interval, moments: Iterable[datetime]) -> Iterator[Interval]:
    rest = interval
    for moment in moments:
        if rest.start < moment and (rest.end is None or moment < rest.end):
            yield replace(rest, end=moment)
            rest = replace(rest, start=moment)
    yield rest


def _lived(interval: Interval, said: list[Word], pilot: str) -> Interval:
    """An interval in which nothing is written: what the last words before it make of it."""
    if not (interval.level == Level.VENDOR or interval.waits_for in WITH_VENDOR):
        return interval
    before = [one.meaning for one in said if one.at <= interval.start]
    if not any(before):
        return interval
    turn = next((meaning for meaning in reversed(before) if meaning != Meaning.NEWS), "")
    if turn == Meaning.ANSWER:
        return replace(interval, state=State.IN_PROGRESS, level=pilot, reason="", resumes_at=None)
    if turn == Meaning.QUESTION:
        return replace(interval, state=State.WAITING, reason=WaitingReason.BUYER, resumes_at=None)
    return replace(interval, state=State.IN_PROGRESS) if interval.state == State.NEW else interval
