"""What each clock measures: from when, until when, and what ends it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from tickets.clocks.history import History, Interval, instant, news_of
from tickets.states import Clock, Level, State, Target

HANDED_OVER = "le ticket est passé à un autre niveau"
TAKEN = "le ticket est pris en charge"
TAKEN_BY_VENDOR = "le dossier est pris en charge"
TOLD = "des nouvelles ont été données"
CASE_CLOSED = "le dossier de l’éditeur est clos"


@dataclass(frozen=True)
class Span:
    """A stretch of time that one clock measures; without a start it has not begun, without an end it lasts.

    `news` are the moments at which the party it binds gave news: they begin again the wait for the next update.
    `binds_from` is when the promise was made, which chooses the version of the policy.
    """

    clock: Clock
    start: datetime | None
    end: datetime | None = None
    ended_by: str = ""
    news: tuple[datetime, ...] = ()
    binds_from: datetime | None = None

    def ending(self, moment: datetime, why: str) -> "Span":
        """The same, over at that moment unless it was over before."""
        return self if self.end is not None and self.end <= moment else replace(self, end=moment, ended_by=why)


def whole_life(history: History, news: Iterable[datetime] = ()) -> Span:
    """What the library was promised: from the creation on, through every level and every reopening (R35)."""
    return Span(Clock.SLA, history.starts_at, news=news_of(news), binds_from=history.starts_at)


def hops(history: History, news: Iterable[datetime] = ()) -> tuple[Span, ...]:
    """What each level owes, one span per stretch at a level, in order.

    The vendor and the commune have theirs too, whose clock never runs: one answers to its market, the other owes the
    Communauté nothing (R29). A ticket reopened where it was resolved is still on the same hop: time goes on from there.
    """
    told = news_of(news)
    found: list[tuple[Interval, datetime | None]] = []
    for interval in history.intervals:
        if found and found[-1][0].level == interval.level:
            found[-1] = (found[-1][0], interval.end)
        else:
            found.append((interval, interval.end))
    return tuple(
        Span(Clock.OLA, first.start, end, HANDED_OVER if end else "", told, first.start) for first, end in found
    )


def vendor_case(received_at: datetime | None, news: Iterable[datetime] = (), closed_at: datetime | None = None) -> Span:
    """What the vendor owes under its market: from the proof of receipt, None as long as there is none (R17).

    It runs while the vendor has the turn: at its level, or while its answer is awaited at another. Once it has handed
    the case back the clock stops; it goes on from there when the case comes back. A vendor case that keeps intervals of
    its own is read with those instead of the ticket’s.
    """
    start = received_at and instant(received_at)
    end = closed_at and instant(closed_at)
    return Span(Clock.UC, start, end, CASE_CLOSED if end else "", news_of(news), start)


def aimed(span: Span, target: Target, history: History, now: datetime) -> Span:
    """The part of a span that one target is about, as known at that moment.

    Taking ends at the first take, which no reopening undoes; the next update is owed since the last news; resolving is
    about all of it.
    """
    if target == Target.RESOLVE or span.start is None or span.start > now:
        return span
    if target == Target.TAKE:
        taken = taken_at(span, history)
        return span if taken is None else span.ending(taken, TAKEN_BY_VENDOR if span.clock == Clock.UC else TAKEN)
    told = [moment for moment in span.news if span.start < moment <= now and (span.end is None or moment < span.end)]
    return replace(span, start=told[-1]) if told else span


def between_news(span: Span) -> tuple[Span, ...]:
    """Every wait for news of a span, one by one, in order: each may have been too long."""
    found = [span]
    for moment in span.news:
        last = found[-1]
        if last.start is not None and last.start < moment and (last.end is None or moment < last.end):
            found[-1:] = [last.ending(moment, TOLD), replace(last, start=moment)]
    return tuple(found)


def taken_at(span: Span, history: History) -> datetime | None:
    """When the party that a span binds first took the ticket in hand, or None.

    A take by the commune is not one of the Communauté’s, and only the vendor takes for the vendor: by its first words,
    whenever they were noted. What lasted less than a second did not happen.
    """
    if span.start is None:
        return None
    said = next((moment for moment in span.news if moment >= span.start), None) if span.clock == Clock.UC else None
    for interval in history.intervals:
        start = max(interval.start, span.start)
        has_lasted = interval.end is None or interval.end > start
        if has_lasted and interval.state != State.NEW and _is_its_own(span.clock, interval):
            return min(start, said or start)
    return said


def _is_its_own(clock: Clock, interval: Interval) -> bool:
    if clock == Clock.UC:
        return interval.level == Level.VENDOR
    return clock == Clock.OLA or interval.level != Level.COMMUNE
