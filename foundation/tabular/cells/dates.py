"""Cells that hold a date as people write it: day first, in figures or words, sometimes with a remark behind it."""

import calendar
import re
from datetime import date, datetime, time, timedelta

from foundation.french import MONTHS, WEEKDAYS, fold, full_date, long_date
from foundation.tabular.cells.reading import CellError, Imprecise, noted, one_line, quoted
from foundation.tabular.number_formats import EPOCH_1900
from foundation.tabular.sheet import CellValue

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Days counted by a spreadsheet, from 1 January 1950 to 31 December 2100: below, a number is more likely a year or a
# quantity than a date that nobody in this work would write.
FIRST_SERIAL, LAST_SERIAL = 18_264, 73_415
# Two figures of year: 69 to 99 are 1969 to 1999, the rest 2000 to 2068, as in POSIX (strptime, %y). The window is
# fixed, so that a file reads the same every day of its life; dates of acts here run from the 1990s to the 2050s.
# A year put back in the last century is noted.
_PIVOT = 69

_SHORT_MONTHS = {
    "janv": 1, "jan": 1, "fevr": 2, "fev": 2, "avr": 4, "juil": 7, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTHS = {fold(name): position for position, name in enumerate(MONTHS, start=1)} | _SHORT_MONTHS

_BEFORE = rf"(?:(?:le|du|au)\s+)?(?:(?P<weekday>{'|'.join(WEEKDAYS)}),?\s+)?(?:le\s+)?"
_ISO = r"(?P<y1>\d{4})(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})(?!\d)"
_FIGURES = r"(?P<d2>\d{1,2}) ?(?P<s2>[-/. ]) ?(?P<m2>\d{1,2}) ?(?P=s2) ?(?P<y2>\d{4}|\d{2})(?!\d)"
_WORDS = r"(?P<d3>\d{1,2}) ?(?:er|e)?[ \-/.]{0,2}(?P<m3>[^\W\d_]{3,9})\.?[ \-/.]{0,2}'?(?P<y3>\d{4}|\d{2})(?!\d)"
_DATE = re.compile(rf"{_BEFORE}(?:{_ISO}|{_FIGURES}|{_WORDS})", re.IGNORECASE)
_DATE_ANYWHERE = re.compile(rf"(?<!\d)(?:{_ISO}|{_FIGURES}|{_WORDS})", re.IGNORECASE)
_HOUR = re.compile(
    r"[T ,]*(?:à )?(?P<hour>\d{1,2}) ?[h:](?: ?(?P<rest>\d{2}(?::\d{2}(?:\.\d+)?)?))?(?:Z|[+-]\d\d:?\d\d)?\b"
)

_NO_YEAR = re.compile(r"(?:le )?\d{1,2}(?:er)?(?:[-/.]\d{1,2}| [^\W\d_]{3,9}\.?)", re.IGNORECASE)
_NO_DAY = re.compile(r"(?:\d{1,2}[-/.]|[^\W\d_]{3,9}\.? )\d{4}", re.IGNORECASE)
_PERIODS = frozenset({"trimestre", "semestre", "semaine"})
_SOME_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def date_fr(value: CellValue) -> object:
    """A date: 12/03/2027, « 12-3-27 », « 1er avril 2026 », « le 3 avr. 26 », ISO, or a spreadsheet’s own.

    The day comes before the month, always; a month beyond 12 is refused, never swapped. What follows the date is
    not kept, and noted. Raises CellError, which tells which day does not exist, and Imprecise for what names a month
    or a year and no day: « mars 2026 », « fin 2027 ».
    """
    if isinstance(value, datetime):
        hour = value.time().replace(microsecond=0)
        return noted(
            _in_range(value.date(), value), f"L’heure ({hour:%H:%M}) n’est pas reprise." if hour != time() else ""
        )
    if isinstance(value, date):
        return _in_range(value, value)
    if isinstance(value, (bool, time, timedelta)):
        raise CellError(f"{quoted(value)} n’est pas une date.")
    line = one_line(value)
    if isinstance(value, (int, float)) or (line.isascii() and line.isdigit()):
        return _from_number(value, line)
    return _from_text(value, line)


def _from_number(value: CellValue, line: str) -> object:
    """The date of a spreadsheet’s day count, noted because nothing else proves that the number is a date."""
    count = float(line.replace(",", "."))
    if FIRST_YEAR <= count <= LAST_YEAR:
        raise Imprecise(f"{quoted(value)} est une année : il manque le jour et le mois.")
    if not FIRST_SERIAL <= count < LAST_SERIAL + 1:
        raise CellError(f"{quoted(value)} n’est pas une date : écrivez-la ainsi, 12/03/2027.")
    day = EPOCH_1900 + timedelta(days=int(count))
    return noted(day, f"Le nombre {line} a été lu comme une date de tableur : {long_date(day)}.")


def _from_text(value: CellValue, line: str) -> object:
    found = _DATE.match(line) or _DATE.match(line.replace("’", "'"))
    if not found:
        raise _no_date(value, line)
    day, year_remark = _day(found, value)
    rest = line[found.end() :]
    if _DATE_ANYWHERE.search(rest):
        raise CellError(f"{quoted(value)} contient plusieurs dates : gardez-en une.")
    hour_remark = ""
    if hour := _HOUR.match(rest):
        rest = rest[hour.end() :]
        is_midnight = not int(hour["hour"]) and not (hour["rest"] or "").strip("0:.")
        hour_remark = "" if is_midnight else f"L’heure ({hour[0].strip(' T,')}) n’est pas reprise."
    elif rest[:1].isalnum():
        raise _no_date(value, line)
    return noted(day, year_remark, _weekday_remark(found["weekday"], day), hour_remark, _remark(rest))


def _day(found: re.Match[str], value: CellValue) -> tuple[date, str]:
    """The day that the figures or words name, and a remark on its year. Raises CellError when no such day exists."""
    place = next(place for place in "123" if found[f"d{place}"])
    day, month = int(found[f"d{place}"]), _month(found[f"m{place}"], value)
    year, remark = _year(found[f"y{place}"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(f"{quoted(value)} : l’année {year} est sans doute une faute de frappe.")
    if not 1 <= month <= 12:
        swapped = (
            f" Si la date est à l’américaine, écrivez {month:02}/{day:02}/{year}."
            if 1 <= day <= 12 < month <= 31
            else ""
        )
        raise CellError(f"{quoted(value)} : il n’y a pas de mois {month}, le jour s’écrit avant le mois.{swapped}")
    last = calendar.monthrange(year, month)[1]
    if not day:
        raise CellError(f"{quoted(value)} : il n’y a pas de jour 0.")
    if day > last:
        raise CellError(f"{quoted(value)} : {MONTHS[month - 1]} {year} n’a que {last} jours.")
    return date(year, month, day), remark


def _month(name: str, value: CellValue) -> int:
    if name.isdigit():
        return int(name)
    if fold(name) in _PERIODS:
        raise _no_day(value)
    month = _MONTHS.get(fold(name))
    if month is None:
        raise CellError(f"{quoted(value)} : le mois « {name} » n’est pas reconnu.")
    return month


def _year(figures: str) -> tuple[int, str]:
    if len(figures) == 4:
        return int(figures), ""
    short = int(figures)
    if short >= _PIVOT:
        return 1900 + short, f"L’année « {figures} » a été lue {1900 + short}."
    return 2000 + short, ""


def _in_range(day: date, value: CellValue) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellError(f"{quoted(value)} : l’année {day.year} est sans doute une faute de frappe.")
    return day


# --- the American order ---------------------------------------------------------------------------------------------


def is_american(value: CellValue) -> bool:
    """Whether a text can only be a date with its month before its day: « 3/25/2026 »."""
    first, second = _first_two(value)
    return 1 <= first <= 12 < second <= 31


def has_two_orders(value: CellValue) -> bool:
    """Whether a text is a date that the American order would read otherwise: « 03/04/2026 », but not « 04/04/2026 »."""
    first, second = _first_two(value)
    return 1 <= first <= 12 and 1 <= second <= 12 and first != second


def _first_two(value: CellValue) -> tuple[int, int]:
    found = _DATE.match(one_line(value)) if isinstance(value, str) else None
    return (int(found["d2"]), int(found["m2"])) if found and found["d2"] else (0, 0)


# --- remarks ---------------------------------------------------------------------------------------------------------


def _remark(rest: str) -> str:
    """What stands behind the date and is not kept; punctuation alone says nothing, except a doubt."""
    said = rest.strip(" .,;:-–—")
    return f"« {said} » n’est pas repris avec la date." if said else ""


def _weekday_remark(weekday: str | None, day: date) -> str:
    if not weekday or WEEKDAYS[day.weekday()] == weekday.lower():
        return ""
    return f"Le jour de la semaine est faux : c’est le {full_date(day)}."


def _no_date(value: CellValue, line: str) -> CellError:
    """What prevents a text from being a date, as precisely as can be told."""
    if _NO_DAY.fullmatch(line):
        return Imprecise(f"{quoted(value)} : il manque le jour.")
    if _NO_YEAR.fullmatch(line):
        return Imprecise(f"{quoted(value)} : il manque l’année.")
    if found := _DATE_ANYWHERE.search(line):
        before = line[: found.start()].strip()
        told = f"enlevez ce qui précède la date (« {before} »)" if before else "enlevez ce qui suit la date"
        return CellError(f"{quoted(value)} : {told}.")
    if _SOME_YEAR.search(line) or set(fold(line).split()) & set(_MONTHS):
        return _no_day(value)
    return CellError(f"{quoted(value)} n’est pas une date : écrivez-la ainsi, 12/03/2027.")


def _no_day(value: CellValue) -> Imprecise:
    return Imprecise(f"{quoted(value)} ne dit pas quel jour : écrivez la date ainsi, 12/03/2027.")
