"""Tickets told as stories: moments on a Paris clock, support hours, and what was promised."""

from datetime import date, datetime, time

from foundation.clock import PARIS
from foundation.workcalendar import Hours
from tickets.clocks.axes import BY_PRIORITY, BY_SEVERITY
from tickets.clocks.defaults import INCIDENT_PAUSES, default_targets, default_vendor_targets
from tickets.clocks.history import History, Interval
from tickets.clocks.policy import Policy, Terms
from tickets.clocks.reading import read
from tickets.clocks.spans import hops, vendor_case, whole_life
from tickets.states import Target

SUPPORT_DAY = ((time(8, 30), time(12)), (time(13, 30), time(17)))  # seven hours
SUPPORT = Hours(week=(SUPPORT_DAY,) * 5 + ((), ()), closed=frozenset({date(2026, 12, 24)}))


def paris(text: str, fold: int = 0) -> datetime:
    """A moment as a Paris clock shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


def told(*chapters, priorities=(("2020-01-01", "P3"),)) -> History:
    """A history from its chapters: (from, state, level, reason, date of resumption), each until the next."""
    starts = [paris(chapter[0]) for chapter in chapters]
    intervals = []
    for (_, state, level, *more), start, end in zip(chapters, starts, [*starts[1:], None], strict=True):
        reason, resumes = [*more, "", ""][:2]
        intervals.append(Interval(start, end, state, level, reason, paris(resumes) if resumes else None))
    return History(tuple(intervals), tuple((paris(since), code) for since, code in priorities))


STARTING = {BY_PRIORITY: default_targets(SUPPORT), BY_SEVERITY: default_vendor_targets(SUPPORT)}


def policy(version=1, applies_from="2020-01-01", targets=None, pauses=INCIDENT_PAUSES, axis=BY_PRIORITY) -> Policy:
    """The starting values, unless told otherwise."""
    return Policy(version, paris(applies_from), STARTING[axis] if targets is None else targets, pauses, axis)


TERMS = Terms((policy(),), SUPPORT)
TERMS_OF_VENDOR = Terms((policy(axis=BY_SEVERITY),), SUPPORT)


def sla(history, now, target=Target.RESOLVE, terms=TERMS):
    """The library’s clock."""
    return read(history, whole_life(history), target, terms, paris(now))


def ola(history, hop, now, target=Target.RESOLVE, terms=TERMS):
    """The clock of one hop."""
    return read(history, hops(history)[hop], target, terms, paris(now))


def graded(history, *severities) -> History:
    """The life of a case of these severities, (from, code); a minor one unless told otherwise."""
    return history.graded([(paris(since), code) for since, code in severities or (("2020-01-01", "MINOR"),)])


def uc(history, received_at, now, target=Target.RESOLVE, terms=TERMS_OF_VENDOR):
    """The vendor’s clock."""
    return read(graded(history), vendor_case(paris(received_at)), target, terms, paris(now))


def said(words):
    """Words with ordinary spaces."""
    return words.replace("\u00a0", " ")
