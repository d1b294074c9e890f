"""Cells that hold a text, a number, a yes or no, or one of a few words."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal

from foundation.french import enumerate_fr, fold, number
from foundation.tabular.cells.reading import CellError, Parse, noted, one_line, quoted, written
from foundation.tabular.sheet import CellValue, Flaw

MAX_INTEGER = 2**31 - 1  # what an integer column of either database holds
MAX_DECIMAL = Decimal(10) ** 12

_YES = frozenset({"oui", "o", "x", "vrai", "true", "yes", "y", "1", "ok"})
_NO = frozenset({"non", "n", "faux", "false", "no", "0", "neant"})
_TICKS = {"✓": True, "✔": True, "☑": True, "☒": True, "×": True, "☐": False, "✗": False, "✘": False}

_GROUPED = re.compile(r"[+-]?\d{1,3}( \d{3})+(?=$|[.,])")
_NUMBER = re.compile(r"(?P<whole>[+-]?\d+|[+-]?(?=[.,]))([.,](?P<part>\d+))?")
_BOTH_MARKS = re.compile(r"[+-]?\d{1,3}(?P<group>[.,])\d{3}((?P=group)\d{3})*(?!(?P=group))[.,]\d+")


def text(max_length: int = 255, *, multiline: bool = False) -> Parse:
    """A reader of texts up to a length, on one line unless told; numbers and dates are taken as they are shown."""

    def read(value: CellValue) -> str:
        line = one_line(value)
        found = written(value).strip() if multiline else line
        if len(found) > max_length:
            raise CellError(f"Ce texte a {number(len(found))} caractères ; la limite est de {number(max_length)}.")
        return found

    return read


def integer(value: CellValue) -> object:
    """A whole number: 12, « 1 250 », « 12,0 ». A part after the comma is refused, and so is « 1.250 »."""
    if isinstance(value, str) and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", one_line(value)):
        raise CellError(
            f"{quoted(value)} se lit de deux façons : écrivez {one_line(value).replace('.', ' ')} ou une virgule."
        )
    found = _decimal(value)
    if found != found.to_integral_value():
        raise CellError(f"{quoted(value)} n’est pas un nombre entier.")
    if abs(found) > MAX_INTEGER:
        raise CellError(f"{quoted(value)} est trop grand.")
    return int(found)


def decimal(value: CellValue) -> object:
    """A number with a part after the comma: « 1 234,56 », 7.65, « 13 896 € ».

    A text such as « 1.234 » is read 1,234, as programs write it, and noted: a person may have meant 1 234.
    """
    found = _decimal(value)
    if abs(found) >= MAX_DECIMAL:
        raise CellError(f"{quoted(value)} est trop grand.")
    doubtful = isinstance(value, str) and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}( ?€)?", one_line(value))
    return noted(found, f"{quoted(value)} a été lu {str(found).replace('.', ',')} (virgule)." if doubtful else "")


def _decimal(value: CellValue) -> Decimal:
    if isinstance(value, (bool, date, time, timedelta)):
        raise CellError(f"{quoted(value)} n’est pas un nombre.")
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, int):
        return Decimal(value)
    bare = re.sub(r" ?(€|euros?|EUR)$", "", one_line(value).replace("−", "-"), flags=re.IGNORECASE)
    if _GROUPED.match(bare):
        bare = bare.replace(" ", "")
    if _BOTH_MARKS.fullmatch(bare):  # « 1.234,56 » and « 1,234.56 »: the last mark is the comma
        bare = re.sub(r"[.,](?=.*[.,])", "", bare)
    found = _NUMBER.fullmatch(bare)
    if not found or not any(char.isdigit() for char in bare) or not bare.isascii() or len(bare) > 40:
        raise CellError(f"{quoted(value)} n’est pas un nombre.")
    return Decimal(bare.replace(",", "."))


def boolean(value: CellValue) -> bool:
    """A yes or a no: oui, non, o, n, x, vrai, faux, 1, 0, a tick. Anything else is refused."""
    if isinstance(value, bool):
        return value
    line = one_line(value)
    folded = fold(line)
    if line in _TICKS:
        return _TICKS[line]
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise CellError(f"{quoted(value)} ne dit ni oui ni non.")


def choice(values: Mapping[str, object]) -> Parse:
    """A reader of words that each stand for a value, matched without case or accents.

    Several words may stand for one value; the message of a refusal shows the first word of each.
    """
    folded = {fold(word): found for word, found in values.items()}
    firsts: dict[object, str] = {}
    for word, found in values.items():
        firsts.setdefault(found, word)

    def read(value: CellValue) -> object:
        word = fold(one_line(value))
        if isinstance(value, Flaw) or word not in folded:
            raise CellError(
                f"{quoted(value)} n’est pas reconnu : écrivez {enumerate_fr(list(firsts.values()), last='ou')}."
            )
        return folded[word]

    return read
