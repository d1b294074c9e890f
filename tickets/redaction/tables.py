"""Lines laid out as a table, under a line that names columns of persons: the cells of these columns are masked.

Where a line has too many cells, a separator stands inside one of them: all that may be of these columns is masked.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tickets.redaction.columns import SIGNS as WORDS
from tickets.redaction.columns import is_label, persons
from tickets.redaction.findings import Kind
from tickets.redaction.letters import SIGNS, start_of_line
from tickets.redaction.names import NOT_NAMES, Allowed, may_stay, words_of
from tickets.redaction.numbers import Found
from tickets.redaction.ordinary import ORDINARY

_SEPARATORS = "\t;|,"
_LONGEST_HEADER = 4000
_QUOTED = r'"(?P<quoted>[^"]{0,2000}(?:""[^"]{0,2000}){0,20})"[ ]*'
_CELLS = {
    one: re.compile(rf"[ ]*(?:{_QUOTED}(?=[{one}\r\n]|\Z)|(?P<bare>[^{one}\r\n]*))(?P<next>[{one}]?)")
    for one in _SEPARATORS
}
_LINE_END = re.compile(r"\r\n|[\r\n]|\Z")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_IS_RULE = re.compile(r"[-+=|:\s]*[-+=][-+=|:\s]*")
_STRETCH = re.compile(f"[^{SIGNS}\r\n]+")
_WORD = re.compile(r"\w")
_NOTHING = frozenset(["null", "none", "na", "nc", "non", "oui", "vide", "inconnu", "inconnue", "true", "false"])
_MOST_BETWEEN = 20  # lines of no table that one goes on after

Cell = tuple[int, int]


@dataclass(frozen=True)
class Header:
    """A line that names columns of persons."""

    start: int
    end: int
    separator: str
    width: int
    columns: dict[int, Kind]

    @property
    def is_of_persons(self) -> bool:
        """Whether even common words are names there: two columns at least tell of a person."""
        return len(self.columns) > 1


def headers(text: str) -> list[Header]:
    """The lines of a text that may name columns of persons, in order."""
    starts: set[int] = set()
    for word in WORDS:
        at = text.find(word)
        while at >= 0:
            starts.add(start_of_line(text, at))
            at = text.find(word, _end_of_line(text, at))
    return [header for start in sorted(starts) if (header := _header(text, start))]


def standing(text: str, heads: list[Header]) -> list[Header]:
    """Those that head a table still: nothing is masked in them, and commas have a row just below."""
    whole = [one for one in heads if _STRETCH.fullmatch(text, one.start, one.end)]
    return [one for one in whole if one.separator != "," or _is_followed(text, one)]


def cells_of_persons(text: str, heads: list[Header], allowed: Allowed) -> Iterator[Found]:
    """What the columns of persons hold, under each of these lines; the names that may stay are left out."""
    heads = standing(text, heads)
    for rank, head in enumerate(heads):
        limit = heads[rank + 1].start if rank + 1 < len(heads) else len(text)
        for cells in _rows(text, head, limit):
            for column, kind in _told(head, len(cells)):
                for told, start, end in _of_person(text, cells[column], kind, is_sure=head.is_of_persons):
                    if told != Kind.NAME or not may_stay(text[start:end], allowed):
                        yield told, start, end


def _header(text: str, start: int) -> Header | None:
    end = _end_of_line(text, start)
    named = _named(text[start:end]) if end - start <= _LONGEST_HEADER else None
    return Header(start, end, *named) if named else None


@lru_cache(maxsize=1024)
def _named(line: str) -> tuple[str, int, dict[int, Kind]] | None:
    """The separator of a line that names columns of persons, how many it has, and which tell of them."""
    for separator in _SEPARATORS:
        if separator not in line or not _STRETCH.fullmatch(line):
            continue
        labels = [line[a:b].strip(" \u00a0\ufeff\"'*#") for a, b in _cells(line, 0, separator)[0]]
        filled = [label for label in labels if label]
        if len(filled) < 2 or not all(map(is_label, filled)):
            continue
        columns = persons(labels)
        if len(columns) > (separator == "," and ", " in line):
            return separator, len(labels), columns
    return None


def _is_followed(text: str, head: Header) -> bool:
    """Whether a row comes just below: a sentence has commas too."""
    below = _next_line(text, head.end)
    return below < len(text) and len(_cells(text, below, head.separator)[0]) == head.width


def _rows(text: str, head: Header, limit: int) -> Iterator[list[Cell]]:
    at = _next_line(text, head.end)
    is_apart, between = False, 0
    while at < limit and between <= _MOST_BETWEEN:
        cells, end = _cells(text, at, head.separator)
        if _is_row(head, len(cells), is_apart=is_apart):
            yield cells
            between = 0
        elif not _IS_RULE.fullmatch(text, at, _end_of_line(text, at)):
            end = _end_of_line(text, at)
            is_apart = is_apart or len(cells) < 2
            between += 1
        at = _next_line(text, end)


def _is_row(head: Header, width: int, *, is_apart: bool) -> bool:
    """Whether a line of so many cells is of the table; after a line of no table, only one that is laid out as it is."""
    is_of_commas = head.separator == ","
    if is_apart:
        return width == head.width and width >= (4 if is_of_commas else 3)
    if is_of_commas:
        return width == head.width or width > head.width >= 3
    return width > 1


def _told(head: Header, width: int) -> Iterator[tuple[int, Kind]]:
    if width <= head.width:
        yield from ((column, kind) for column, kind in head.columns.items() if column < width)
        return
    kind = head.columns[min(head.columns)]
    for column in range(min(head.columns), max(head.columns) + width - head.width + 1):
        kind = head.columns.get(column, kind)
        yield column, kind


def _of_person(text: str, cell: Cell, kind: Kind, *, is_sure: bool) -> Iterator[Found]:
    """The stretches of a cell between what is masked already, from their first letter or figure to the last."""
    for stretch in _STRETCH.finditer(text, *cell):
        first = _WORD.search(stretch[0])
        if not first:
            continue
        start, end = stretch.start() + first.start(), stretch.end()
        while not (text[end - 1].isalnum() or text[end - 1] == "_" or unicodedata.combining(text[end - 1])):
            end -= 1
        told = text[start:end]
        if not any(map(str.isalnum, told)) or (words := words_of(told)) <= _NOTHING:
            continue
        if kind != Kind.NAME:
            yield kind, start, end
        elif not any(map(str.isalpha, told)):
            if sum(map(str.isdecimal, told)) > 3:
                yield Kind.CARD, start, end
        elif is_sure or not words <= NOT_NAMES | ORDINARY:
            yield kind, start, end


def _cells(text: str, start: int, separator: str) -> tuple[list[Cell], int]:
    """The cells of the line that begins here, without their quotes, and where it ends: a quoted cell may hold lines."""
    found: list[Cell] = []
    pattern, at = _CELLS[separator], start
    while match := pattern.match(text, at):
        found.append(match.span("quoted" if match["quoted"] is not None else "bare"))
        at = match.end()
        if not match["next"]:
            break
    return found, at


def _end_of_line(text: str, at: int) -> int:
    match = _REST_OF_LINE.match(text, at)
    return match.end() if match else at


def _next_line(text: str, end: int) -> int:
    match = _LINE_END.search(text, end)
    return max(match.end(), end + 1) if match else len(text)
