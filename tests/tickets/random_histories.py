"""Random tickets, told in minutes from an origin: around the clock changes, holidays and the 29th of February."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from foundation.workcalendar import Hours
from tests.tickets.stories import SUPPORT, paris
from tickets.clocks.axes import AXES
from tickets.clocks.history import History, Interval
from tickets.clocks.policy import Policy, Terms
from tickets.clocks.spans import Span, hops, vendor_case, whole_life
from tickets.states import Clock, Level, State, WaitingReason

MINUTE = timedelta(minutes=1)
CALENDARS = {
    "support": SUPPORT,
    "always": Hours(week=(((time(0), time(0)),),) * 7),
    "nights": Hours(week=(((time(0), time(6)), (time(22), time(0))),) * 7, closed=frozenset({date(2026, 10, 24)})),
    "library": Hours(week=((), *[((time(10), time(12, 30)), (time(14), time(18, 15)))] * 5, ())),
    "rare": Hours(week=((),) * 5 + (((time(9), time(10)),), ((time(1), time(2, 30)), (time(2, 45), time(4))))),
}
ORIGINS = {
    "clocks back": paris("2026-10-23T15:00"),
    "armistice": paris("2026-11-06T10:30"),
    "christmas": paris("2026-12-22T11:00"),
    "clocks forward and easter": paris("2027-03-26T09:00"),
    "ascension": paris("2027-05-04T16:45"),
    "29 february": paris("2028-02-27T20:00"),
}


@dataclass(frozen=True)
class Story:
    """A ticket in whole minutes: its chapters (from, state, level, reason, resumes at) and what bears on its clocks."""

    calendar: str
    origin: str
    chapters: tuple[tuple[int, str, str, str, int | None], ...]
    priorities: tuple[tuple[int, str], ...]
    severities: tuple[tuple[int, str], ...]  # of its case with the vendor
    versions: tuple[tuple[int, dict, dict], ...]
    received: int | None
    news: tuple[int, ...]
    now: int

    def at(self, minute: int) -> datetime:
        """That minute as a moment."""
        return ORIGINS[self.origin].astimezone(UTC) + minute * MINUTE

    @property
    def history(self) -> History:
        """As the clocks read it."""
        ends = [*[self.at(chapter[0]) for chapter in self.chapters[1:]], None]
        intervals = []
        for (start, state, level, reason, resumes), end in zip(self.chapters, ends, strict=True):
            until = None if resumes is None else self.at(resumes)
            intervals.append(Interval(self.at(start), end, state, level, reason, until))
        return History(tuple(intervals), tuple((self.at(since), code) for since, code in self.priorities))

    def life(self, clock: Clock) -> History:
        """As that clock reads it."""
        if clock != Clock.UC:
            return self.history
        return self.history.graded([(self.at(since), code) for since, code in self.severities])

    def terms(self, clock: Clock) -> Terms:
        """What was promised by who that clock binds."""
        axis = AXES[clock]
        versions = [
            Policy(
                number,
                self.at(since),
                {code: promised for code, promised in targets.items() if code in axis.codes.values},
                pauses,
                axis,
            )
            for number, (since, targets, pauses) in enumerate(self.versions)
        ]
        return Terms(versions, CALENDARS[self.calendar])

    def spans(self, clock: Clock) -> tuple[Span, ...]:
        """What that clock measures."""
        news = [self.at(minute) for minute in self.news]
        if clock == Clock.SLA:
            return (whole_life(self.history, news),)
        if clock == Clock.OLA:
            return hops(self.history, news)
        return (vendor_case(None if self.received is None else self.at(self.received), news),)


LENGTHS = st.one_of(
    st.integers(1, 90), st.integers(2, 40).map(lambda n: n * 31), st.integers(8, 20).map(lambda n: n * 120)
)
# Work and waits are most of a life; the vendor has many of the levels, or its clock would seldom run.
STATES = st.sampled_from([State.NEW, State.IN_PROGRESS, State.WAITING, State.WAITING, State.WAITING, *State])
LEVELS = st.sampled_from([Level.DSINUM, Level.VENDOR, Level.DSINUM, Level.VENDOR, *Level])
CODES = st.sampled_from(["P1", "P2", "P3"])
SEVERITIES = st.sampled_from(["BLOCKING", "MAJOR", "MINOR"])
MINUTES = st.integers(1, 40).map(lambda n: n * 20)  # so that each warning falls on a whole minute
PROMISED = st.fixed_dictionaries({"RESOLVE": MINUTES, "TAKE": MINUTES}, optional={"NEXT_UPDATE": MINUTES})
SOMETIMES = st.just({}) | PROMISED
TARGETS = st.fixed_dictionaries(
    {"P1": PROMISED, "P2": PROMISED, "P3": SOMETIMES, "BLOCKING": PROMISED, "MAJOR": PROMISED, "MINOR": SOMETIMES}
)
PAUSES = st.fixed_dictionaries({clock.value: st.frozensets(st.sampled_from(WaitingReason)) for clock in Clock})


@st.composite
def chapters(draw) -> tuple:
    """One to nine chapters that follow one another, the first at minute 0."""
    found, start = [], 0
    for length in draw(st.lists(LENGTHS, min_size=1, max_size=9)):
        state = draw(STATES) if found or draw(st.booleans()) else State.NEW
        is_waiting = state in (State.WAITING, State.TO_APPROVE)
        reason = draw(st.sampled_from(WaitingReason)).value if state == State.WAITING else ""
        resumes = start + draw(st.integers(0, 3000)) if is_waiting and draw(st.booleans()) else None
        found.append((start, state.value, draw(LEVELS).value, reason, resumes))
        start += length
    return tuple(found)


@st.composite
def changes(draw, codes, minutes) -> tuple:
    """A code from the beginning on, and up to three changes, some of which change nothing."""
    later = draw(st.lists(st.tuples(minutes, codes), max_size=3))
    return ((0, draw(codes)), *sorted(later, key=lambda change: change[0]))


@st.composite
def stories(draw) -> Story:
    """A ticket, read at some minute of its life or later."""
    told = draw(chapters())
    minutes = st.integers(0, told[-1][0] + 1500)
    return Story(
        calendar=draw(st.sampled_from(sorted(CALENDARS))),
        origin=draw(st.sampled_from(sorted(ORIGINS))),
        chapters=told,
        priorities=draw(changes(CODES, minutes)),
        severities=draw(changes(SEVERITIES, minutes)),
        versions=((-1, draw(TARGETS), draw(PAUSES)), *draw(st.lists(st.tuples(minutes, TARGETS, PAUSES), max_size=2))),
        received=draw(st.sampled_from([0, told[-1][0] // 3, None]) | minutes),
        news=tuple(draw(st.lists(minutes, max_size=3))),
        now=draw(st.integers(len(told) // 2, len(told) - 1).map(lambda i: told[i][0])) + draw(st.integers(0, 3000)),
    )
