"""A line of cells of which one is a card number, under no header: « DUPONT;Marc;2078000123456 »."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from tickets.redaction.letters import CARD, LETTER

Cell = tuple[int, int]
Test = Callable[[str], bool]

_SEPARATORS = "\t;|,"
_PADDING = " \u00a0\u202f\"'"
_WORDS = rf"{LETTER}+(?:[ '’\u00a0\u202f-]{{1,2}}{LETTER}+){{0,4}}"
_CELLS = {
    one: re.compile(rf"(?<![^{one}\r\n])[{_PADDING}]{{0,4}}(?P<words>{_WORDS})[{_PADDING}]{{0,4}}(?![^{one}\r\n])")
    for one in _SEPARATORS
}
_CARD = re.compile(f"{CARD}+[{_PADDING}]{{0,4}}")
_BETWEEN = re.compile(rf"[{_PADDING}]{{0,4}}[{_SEPARATORS}][{_PADDING}]{{0,4}}")


def named_cells(text: str, start: int, end: int, *, is_known: Test, may_name: Test, is_mixed: bool) -> Iterator[Cell]:
    """The cells that name somebody, in the lines between two places of which the first card is a cell by itself.

    One that holds a known first name, and those beside it that may be of a name; or two side by side that may, unless
    all is in capitals.
    """
    if separator := _separator(text, start, end):
        cells = [one.span("words") for one in _CELLS[separator].finditer(text, start, end)]
        yield from _named(text, cells, is_known, may_name, is_mixed=is_mixed)


def _separator(text: str, start: int, end: int) -> str:
    """What bounds the cell that the first card is, on both sides, or on one when its line ends there; or nothing."""
    at = text.find(CARD, start, end)
    card = _CARD.match(text, at) if at >= 0 else None
    if not card:
        return ""
    before = text[max(start, at - 5) : at].rstrip(_PADDING)[-1:].strip("\r\n")
    after = text[card.end() : card.end() + 1].strip("\r\n")
    bounds = {before, after} - {""}
    return bounds.pop() if len(bounds) == 1 and bounds <= set(_SEPARATORS) else ""


def _named(text: str, cells: list[Cell], is_known: Test, may_name: Test, *, is_mixed: bool) -> Iterator[Cell]:
    known = {cell for cell in cells if is_known(text[slice(*cell)])}
    found = set(known)
    for left, right in pairwise(cells):
        is_one = _BETWEEN.fullmatch(text, left[1], right[0])
        if is_one and (is_mixed or left in known or right in known):
            pair = {left, right}
            found |= pair if all(one in known or may_name(text[slice(*one)]) for one in pair) else set()
    yield from sorted(found)
