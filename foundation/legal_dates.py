"""Legal dates: delays in months and years, last days of a duration, ends of notice, and the earliest of several dates.

The rules are those of the code de procédure civile (CPC, art. 640 to 642), which contracts and administrative acts
borrow; the requirements that need them are R40 (art. 6) and R43. Each date has a twin `explain_…` that gives it
with its steps, each step with its source, in the words the page shows. What the date is *for* is the caller's.
"""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.french import MONTHS, WEEKDAYS, count, enumerate_fr, long_date, typography
from foundation.workcalendar import holiday_name, is_working_day

ONE_DAY = dt.timedelta(days=1)
ORIGIN = "CPC, art. 640"
SAME_DAY = "CPC, art. 641, al. 2"
MIDNIGHT = "CPC, art. 642, al. 1"
NO_CARRY = "Cass. 3e civ., 8 mars 2018, n° 17-11.312"
FIRST_DAY_COUNTS = "durée de date à date, premier jour compris"

# --- arithmetic ----------------------------------------------------------------------------------------------------


def add_months(day: dt.date, n: int) -> dt.date:
    """The day that bears the same number n months later, or the last of that month when none does (CPC, 641 al. 2).

    31 January + 1 month is 28 or 29 February, never 3 March. A negative n goes back by the same rule. Two additions
    are not one: 31 January + 1 + 1 month is 28 March, + 2 months is 31 March; always add from the first day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: dt.date, n: int) -> dt.date:
    """The same day n years later; 28 February for a 29 February where the year has none (CPC, 641 al. 2)."""
    return add_months(day, 12 * n)


def _eve(start: dt.date, months: int) -> dt.date:
    """The last day of so many months whose first day is `start`: the eve of the day that bears its number.

    Where that number is missing, the month's last day is already that eve: the day before a "29 February" is the 28th
    in any year, as the day before a "31 April" is the 30th. Taking one more day off would give less than whole months.
    """
    reached = add_months(start, months)
    return reached - ONE_DAY if reached.day == start.day else reached


def last_day_of(start: dt.date, years: int = 2) -> dt.date:
    """The last day, included, of a duration in years that begins on `start`, included: start + years − 1 day.

    Two years from 1 January 2026 end on 31 December 2027. From 29 February 2028 they end on 28 February 2030, as four
    years end on 28 February 2032: always the eve of a 29th, so that nobody loses a day for having begun on a leap day.
    Raises ValueError for less than one year.
    """
    return _eve(start, 12 * _at_least_one(years))


class NoticePolicy(StrEnum):
    """Which day a notice in months ends on. The code says the first; labour-law writers count by the second."""

    QUANTIEME = "quantieme"  # received on 16 June, ends on 16 July (CPC, 641 al. 2)
    VEILLE = "veille"  # received on 16 June, ends on 15 July


def notice_end(start: dt.date, months: int = 1, policy: NoticePolicy = NoticePolicy.QUANTIEME) -> dt.date:
    """The last day, included, of a notice that `start` (the day it was received) sets running.

    Never carried to a working day: the extension of CPC 642 serves who has an act to do before the delay expires, and
    a notice only has to pass (Cass. 3e civ., 8 mars 2018, n° 17-11.312). Raises ValueError for less than one month.
    """
    months = _at_least_one(months)
    return add_months(start, months) if policy is NoticePolicy.QUANTIEME else _eve(start, months)


def _at_least_one(n: int) -> int:
    if n < 1:
        raise ValueError(f"a duration of {n} has no last day")
    return n


# --- explanations --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step of a computation, in French, and the text or decision it rests on."""

    text: str
    source: str


@dataclass(frozen=True)
class Explained:
    """A date with the steps that lead to it, in order."""

    date: dt.date
    steps: tuple[Step, ...]


def _step(text: str, source: str) -> Step:
    return Step(typography(text), typography(source))


def _same_day_step(start: dt.date, months: int, length: str) -> Step:
    """Where the delay arrives by the number of the day, and what becomes of a missing one."""
    reached = add_months(start, months)
    if reached.day == start.day:
        return _step(f"Le même quantième, {length} plus tard, est le {long_date(reached)}.", SAME_DAY)
    month = f"{MONTHS[reached.month - 1]} {reached.year}"
    text = f"Le mois de {month} n’a pas de {start.day} : le délai de {length} expire le dernier jour de ce mois"
    return _step(f"{text}, le {long_date(reached)}.", SAME_DAY)


def _eve_step(start: dt.date, months: int, reason: str, source: str) -> Iterator[Step]:
    """The day taken off so that the first day counts; nothing when a missing number has taken it off already."""
    if add_months(start, months).day == start.day:
        yield _step(f"{reason} : le dernier jour est la veille, le {long_date(_eve(start, months))}.", source)


def explain_last_day_of(start: dt.date, years: int = 2) -> Explained:
    """`last_day_of`, step by step."""
    end = last_day_of(start, years)
    steps = (
        _step(f"La durée commence le {long_date(start)}, ce jour compris.", FIRST_DAY_COUNTS),
        _same_day_step(start, 12 * years, count(years, "an")),
        *_eve_step(start, 12 * years, "Le premier jour compte", FIRST_DAY_COUNTS),
    )
    return Explained(end, steps)


def explain_notice_end(start: dt.date, months: int = 1, policy: NoticePolicy = NoticePolicy.QUANTIEME) -> Explained:
    """`notice_end`, step by step; a last day that falls on a closed day is said not to move."""
    end = notice_end(start, months, policy)
    steps = [
        _step(f"Le préavis court à partir du {long_date(start)}.", ORIGIN),
        _same_day_step(start, months, count(months, "mois")),
    ]
    if policy is NoticePolicy.VEILLE:
        steps += _eve_step(start, months, "Règle de la veille", "usage du droit du travail")
    steps.append(_step(f"Le préavis expire le {long_date(end)} à vingt-quatre heures, ce jour compris.", MIDNIGHT))
    if not is_working_day(end):
        text = f"Le {long_date(end)} est {_closed_day(end)} : un préavis n’est pas reporté au jour ouvrable suivant."
        steps.append(_step(text, NO_CARRY))
    return Explained(end, tuple(steps))


def _closed_day(day: dt.date) -> str:
    """Why nobody works that day: « un dimanche », « un jour férié (Assomption) »."""
    holiday = holiday_name(day)
    return f"un jour férié ({holiday})" if holiday else f"un {WEEKDAYS[day.weekday()]}"


# --- the earliest of several dates ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """One date that may end something: its name, the day if it is known, why that day, and the rule that gives it."""

    label: str
    date: dt.date | None
    reason: str
    source: str


@dataclass(frozen=True)
class Verdict:
    """The earliest date, the candidate that gives it (several on the same day), and all that were weighed, in order."""

    date: dt.date | None
    bites: tuple[Candidate, ...]
    candidates: tuple[Candidate, ...]

    @property
    def is_tied(self) -> bool:
        """Whether several candidates fall on the earliest day."""
        return len(self.bites) > 1

    @property
    def explanation(self) -> str:
        """The verdict in sentences: which date and why, which come later, which are not known."""
        later = [one for one in self.candidates if one.date is not None and one not in self.bites]
        unknown = [one.label for one in self.candidates if one.date is None]
        sentences = [self._decision()]
        if later:
            dated = [f"{one.label} ({long_date(one.date)})" for one in later if one.date is not None]
            sentences.append(f"Plus tard : {enumerate_fr(dated)}.")
        if unknown:
            sentences.append(f"Sans date : {enumerate_fr(unknown)}.")
        return typography(" ".join(sentences))

    def _decision(self) -> str:
        if self.date is None:
            return "Aucune date n’est connue."
        if self.is_tied:
            return f"{long_date(self.date)}, le même jour : {enumerate_fr([one.label for one in self.bites])}."
        (one,) = self.bites
        return f"{long_date(self.date)} : {one.label}, {one.reason} ({one.source})."


def earliest(candidates: Sequence[Candidate]) -> Verdict:
    """Which of several dates comes first: unknown ones are kept and named, equal ones all bite, in the order given."""
    known = [one.date for one in candidates if one.date is not None]
    first = min(known, default=None)
    bites = tuple(one for one in candidates if first is not None and one.date == first)
    return Verdict(first, bites, tuple(candidates))
