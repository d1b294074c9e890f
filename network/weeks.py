"""The week of a place: as it is kept, as `foundation.workcalendar` reckons with it, and in French words.

Kept: seven days, Monday first, each a list of openings `["08:30", "12:00"]`; one that ends at 00:00 lasts until
midnight. Imports no models.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from foundation.clock import PARIS
from foundation.french import WEEKDAYS, enumerate_fr, full_date, hour, hour_of
from foundation.workcalendar import MIDNIGHT, Hours, Interval, holiday_name
from network.closures import Closure, closed_days, closure_on

Kept = list[list[list[str]]]
CLOSED: tuple[Interval, ...] = ()


def _every(day: tuple[Interval, ...], *, before: int = 0, days: int = 5) -> Hours:
    """The same openings on so many days in a row, after so many closed ones."""
    return Hours(week=(CLOSED,) * before + (day,) * days + (CLOSED,) * (7 - before - days))


# What is reckoned with as long as nothing is recorded: starting values, to confirm by each place (R35).
SERVICE_HOURS = _every(((time(8, 30), time(12)), (time(13, 30), time(17))))
VENDOR_HOURS = _every(((time(8), time(18)),))
LIBRARY_HOURS = _every(((time(10), time(12)), (time(14), time(18))), before=1)  # Tuesday to Saturday


# --- as it is kept -------------------------------------------------------------------------------------------------


def hours_of_week(week: Kept, closures: Iterable[Closure] = ()) -> Hours:
    """The same as the calendar reckons with it. Raises ValueError for a week that is none."""
    days = tuple(
        tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in day) for day in week
    )
    return Hours(week=days, closed=closed_days(closures))


def kept_week(hours: Hours) -> Kept:
    """The same as it is kept: the inverse of `hours_of_week`, closures apart."""
    return [[[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in day] for day in hours.week]


# --- in words ------------------------------------------------------------------------------------------------------


def clock_time(wall: time, *, closes: bool = False) -> str:
    """« 8 h 30 », « 12 h »; the midnight that ends a day is « minuit »."""
    if closes and wall == MIDNIGHT:
        return "minuit"
    return hour_of(wall)


def openings_in_words(day: Sequence[Interval]) -> str:
    """« de 8 h 30 à 12 h et de 13 h 30 à 17 h »; empty for a closed day."""
    return enumerate_fr([f"de {clock_time(opens)} à {clock_time(closes, closes=True)}" for opens, closes in day])


def week_in_words(hours: Hours) -> list[str]:
    """One line per sort of day: « du lundi au vendredi, de 8 h 30 à 12 h … », « fermé le samedi et le dimanche »."""
    sorts = [*dict.fromkeys(day for day in hours.week if day)]
    lines = [f"{_days(_like(hours, one))}, {openings_in_words(one)}" for one in sorts]
    closed = _like(hours, CLOSED)
    return [*lines, f"fermé {_days(closed)}"] if closed else lines


def _like(hours: Hours, wanted: tuple[Interval, ...]) -> list[int]:
    return [number for number, day in enumerate(hours.week) if day == wanted]


def _days(numbers: Sequence[int]) -> str:
    """« du lundi au vendredi », « le mardi et le jeudi », « le lundi et du mercredi au vendredi »."""
    if len(numbers) == 7:
        return "tous les jours"
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        if len(run) > 2:
            parts.append(f"du {WEEKDAYS[run[0]]} au {WEEKDAYS[run[-1]]}")
        else:
            parts += [f"le {WEEKDAYS[number]}" for number in run]
    return enumerate_fr(parts)


def today_in_words(hours: Hours, closures: Sequence[Closure], moment: datetime) -> str:
    """Whether it is open at that moment and until when, or why not and when next: « fermé, ouvre à 13 h 30 »."""
    today = moment.astimezone(PARIS).date()
    for start, end in hours.openings(today):
        if start <= moment < end:
            closes = end.astimezone(PARIS)
            return f"ouvert jusqu’à {'minuit' if closes.date() != today else hour(closes)}"
    following = hours.next_opening(moment)
    if following.date() == today:
        return f"fermé, ouvre à {hour(following)}"
    closure = closure_on(closures, today)
    why = holiday_name(today) or (closure.label if closure else "")
    return f"fermé{f' ({why})' if why else ''}, ouvre le {full_date(following.date())} à {hour(following)}"
