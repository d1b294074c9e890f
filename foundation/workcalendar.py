"""Working time in France: public holidays, working days, opening hours.

Pure functions; the calendars themselves (services, libraries) are data. Two French words are kept apart here:
a *jour ouvré* is a day actually worked (Monday to Friday, no public holiday), the one meant by "working day"; a *jour
ouvrable* would include Saturday and is not used. Every moment is aware, and every result is in Europe/Paris.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType

import holidays

from foundation.clock import PARIS

ONE_DAY = timedelta(days=1)
NOTHING = timedelta(0)
MIDNIGHT = time(0)

# --- days ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def public_holidays(year: int) -> Mapping[date, str]:
    """The legal holidays of metropolitan France in that year, by date, with their French names (C. trav., L3133-1).

    Eleven of them; ten days when Ascension falls on another one (1 May 2008), whose names are then joined.
    """
    found = holidays.country_holidays("FR", years=year, language="fr")
    names = {day: " et ".join(found.get_list(day)).replace("'", "’") for day in sorted(found)}
    return MappingProxyType(names)


def holiday_name(day: date) -> str | None:
    """The name of the public holiday that falls on that day (« Lundi de Pâques »), or None."""
    return public_holidays(day.year).get(day)


def is_working_day(day: date) -> bool:
    """Whether offices work that day: Monday to Friday, except public holidays (jour ouvré)."""
    return day.weekday() < 5 and holiday_name(day) is None


def next_working_day(day: date) -> date:
    """The first working day on or after that day: where what falls on a closed day is carried to."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def last_working_day(day: date) -> date:
    """The last working day on or before that day: where what may not come too late is brought forward to."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after that day, which itself never counts; before it when n is negative; itself for 0."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days_between(a: date, b: date) -> int:
    """How many working days one meets going from a (not counted) to b (counted); negative when b comes before a.

    The inverse of `add_working_days`: the count to the n-th working day after a is n, whatever day a is.
    """
    sign = 1 if b >= a else -1
    travelled = range(1, abs((b - a).days) + 1)
    return sign * sum(is_working_day(a + sign * offset * ONE_DAY) for offset in travelled)


# --- hours ---------------------------------------------------------------------------------------------------------

Interval = tuple[time, time]


@dataclass(frozen=True)
class Hours:
    """When a service is open: opening intervals for each weekday (Monday first), and days closed besides holidays.

    An interval holds its first moment and not its last; one that ends at 00:00 lasts until midnight. Public holidays
    are always closed. Durations are elapsed time, so the hour that the clock skips in March is not worked and the hour
    that it repeats in October is; a clock put back does not reopen what has closed, nor close again what has opened.

    Raises ValueError for anything but seven days of intervals in order, without overlap, with one interval at least.
    """

    week: tuple[tuple[Interval, ...], ...]
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("opening hours need seven days, Monday first")
        if not any(self.week):
            raise ValueError("opening hours that never open answer no question")
        for intervals in self.week:
            free_from = MIDNIGHT
            for opens, closes in intervals:
                ends = time.max if closes == MIDNIGHT else closes
                if not free_from <= opens < ends:
                    raise ValueError("the intervals of a day must be in order, not empty, and must not overlap")
                free_from = ends

    def openings(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The intervals of that day as moments, in order; none when it is closed."""
        if day in self.closed or holiday_name(day) is not None:
            return
        for opens, closes in self.week[day.weekday()]:
            start = _instant(day, opens)
            end = _instant(day + ONE_DAY, MIDNIGHT) if closes == MIDNIGHT else _instant(day, closes)
            if start < end:  # not when the whole interval lies in the hour skipped in March
                yield start, end

    def is_open(self, moment: datetime) -> bool:
        """Whether the service is open at that moment."""
        instant = _utc(moment)
        return any(start <= instant < end for start, end in self.openings(_paris(instant).date()))

    def next_opening(self, moment: datetime) -> datetime:
        """That moment if the service is open then, else the start of its next opening."""
        instant = _utc(moment)
        start, _ = next(self._openings_from(instant))
        return _paris(max(start, instant))

    def add_working_time(self, start: datetime, duration: timedelta) -> datetime:
        """The first moment by which that much opening time has passed since `start` (a deadline in service hours).

        A deadline that exactly fills an opening is its closing time, not the next morning. Raises ValueError for a
        negative duration.
        """
        if duration < NOTHING:
            raise ValueError("working time is added, never taken away")
        instant = _utc(start)
        if not duration:
            return _paris(instant)
        openings = self._openings_from(instant)
        left = duration
        while True:
            opens, closes = next(openings)
            begins = max(opens, instant)
            if left <= closes - begins:
                return _paris(begins + left)
            left -= closes - begins

    def working_time_between(self, a: datetime, b: datetime) -> timedelta:
        """The opening time elapsed from a to b; negative when b comes before a."""
        first, last = _utc(a), _utc(b)
        if last < first:
            return -self.working_time_between(b, a)
        total = NOTHING
        for opens, closes in self._openings_from(first):
            if opens >= last:
                break
            total += min(closes, last) - max(opens, first)
        return total

    def _openings_from(self, instant: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Openings that are not over at that instant, in order, without end: the week opens at least once."""
        day = _paris(instant).date()
        while True:
            yield from (opening for opening in self.openings(day) if opening[1] > instant)
            day += ONE_DAY


def _utc(moment: datetime) -> datetime:
    """The same instant in UTC, where subtraction is elapsed time (in a zone with summer time it is not)."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(UTC)


def _paris(instant: datetime) -> datetime:
    return instant.astimezone(PARIS)


def _instant(day: date, wall: time) -> datetime:
    """When a Paris clock first shows that time or passes it, in UTC.

    The hour from 2 to 3 does not exist on the last Sunday of March (directive 2000/84/EC: the change is at 1:00 UTC
    in the whole Union); what should begin or end inside it does so at 3.
    """
    instant = datetime.combine(day, wall, PARIS).astimezone(UTC)
    if _paris(instant).time() == wall:
        return instant
    return datetime.combine(day, time(3), PARIS).astimezone(UTC)


# --- mail ----------------------------------------------------------------------------------------------------------

SENDING_HOURS = Hours(week=(((time(8), time(19)),),) * 5 + ((), ()))


def quiet_until(moment: datetime) -> datetime:
    """When a mail written at that moment may leave: at once on a working day from 8:00 to 19:00, else at the next one.

    None leaves at night, on a Sunday or on a public holiday. Saturday is kept quiet too, though libraries open: those
    who read these mails sit in offices from Monday to Friday, and a reminder that arrives on Saturday only lies under
    Monday’s. From 8:00 it is there when the desk is taken; after 19:00 it would ask for an evening.
    """
    return SENDING_HOURS.next_opening(moment)


DIGESTS_LEAVE_AT = time(8)


def next_digest(moment: datetime) -> datetime:
    """When the next digest after that moment leaves: 8:00 in Paris, once each working day."""
    wall = _paris(_utc(moment))
    day = wall.date() if wall.time() < DIGESTS_LEAVE_AT else wall.date() + ONE_DAY
    return datetime.combine(next_working_day(day), DIGESTS_LEAVE_AT, PARIS)
