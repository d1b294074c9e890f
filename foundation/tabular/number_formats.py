"""What an Excel number means by the format of its cell: a plain number, a day, an hour, a code with leading zeros.

Source: ECMA-376 part 1, 18.8.30 (number formats) and 18.17.4 (dates); checked in tests against openpyxl.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from foundation.tabular.sheet import CellValue, Flaw

_BUILT_IN_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
_BUILT_IN_TIMES = frozenset({18, 19, 20, 21, *range(32, 36), 45, 47})
_BUILT_IN_DURATION = 46

# Text in quotes, escaped signs, fill and space signs, colours, currencies and conditions: none of them is a code.
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,20}")

EPOCH_1900 = date(1899, 12, 30)  # day 1 is 1 January 1900, shifted by the 29 February 1900 that never was
EPOCH_1904 = date(1904, 1, 1)
DAYS_FROM_1900_TO_1904 = (EPOCH_1904 - EPOCH_1900).days
_PHANTOM_LEAP_DAY = 60


class Meaning(Enum):
    """How a number must be understood."""

    NUMBER = auto()
    MOMENT = auto()  # a day, perhaps with an hour
    HOUR = auto()
    DURATION = auto()
    CODE = auto()  # leading zeros are shown, hence meant: « 01004 »


@dataclass(frozen=True)
class NumberFormat:
    """The meaning of a cell’s number, and for a code how many figures it shows."""

    meaning: Meaning
    width: int = 0


PLAIN = NumberFormat(Meaning.NUMBER)


def number_format(identifier: int, code: str | None) -> NumberFormat:
    """The format of a style: its own code, or a built-in identifier."""
    if code is not None:
        return _from_code(code)
    if identifier in _BUILT_IN_DATES:
        return NumberFormat(Meaning.MOMENT)
    if identifier in _BUILT_IN_TIMES:
        return NumberFormat(Meaning.HOUR)
    return NumberFormat(Meaning.DURATION) if identifier == _BUILT_IN_DURATION else PLAIN


def _from_code(code: str) -> NumberFormat:
    bare = _LITERALS.sub("", code).split(";")[0].strip().lower()
    if bare in ("general", "standard"):
        return PLAIN
    if _ELAPSED.search(bare):
        return NumberFormat(Meaning.DURATION)
    if _ZEROS.fullmatch(bare):
        return NumberFormat(Meaning.CODE, len(bare))
    has_hours = any(letter in bare for letter in "hs")
    if any(letter in bare for letter in "dyj") or ("m" in bare and not has_hours):
        return NumberFormat(Meaning.MOMENT)
    return NumberFormat(Meaning.HOUR) if has_hours else PLAIN


def meant(value: int | float, style: NumberFormat, *, from_1904: bool) -> CellValue:
    """The number as its cell shows it: date at midnight, datetime otherwise, time, timedelta, code as text, number."""
    if style.meaning is Meaning.NUMBER:
        return value
    if style.meaning is Meaning.CODE:
        return f"{value:0{style.width}d}" if isinstance(value, int) and value >= 0 else value
    try:
        if style.meaning is Meaning.DURATION:
            return timedelta(days=value)
        return _moment(value, from_1904=from_1904)
    except OverflowError:
        return Flaw(_in_figures(value), "Le nombre de cette cellule ne correspond à aucune date.")


def _in_figures(value: int | float) -> str:
    return f"{value:.15G}".replace(".", ",")


def _moment(value: int | float, *, from_1904: bool) -> date | datetime | time | Flaw:
    """The day counted from the workbook’s first day, to the nearest second. Raises OverflowError."""
    days, seconds = divmod(round(value * 86_400), 86_400)
    hour = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    if value < 0:
        raise OverflowError("no date is negative")
    if days == 0 and seconds:
        return hour
    if not from_1904 and days == _PHANTOM_LEAP_DAY:
        return Flaw(_in_figures(value), "Excel écrit ici le 29/02/1900, qui n’a jamais existé : corrigez la date.")
    if not from_1904 and days < _PHANTOM_LEAP_DAY:
        days += 1
    day = (EPOCH_1904 if from_1904 else EPOCH_1900) + timedelta(days=days)
    return datetime.combine(day, hour) if seconds else day
