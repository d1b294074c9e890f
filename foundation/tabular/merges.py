"""Merged cells: a value merged over several lines stands on each of them, as whoever looks at the sheet reads it.

The file holds it in the first cell alone, and says which cells are merged only after the lines: it is put on the
others once the sheet is read. From left to right nothing is copied: two columns do not mean the same thing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from foundation.tabular.collector import RowCollector
from foundation.tabular.sheet import Merged, Row


def apart(merged: Iterable[Merged], *, max_columns: int) -> list[Merged]:
    """The ranges in their order, without those beyond the columns read or upon another (no spreadsheet writes any)."""
    ends: dict[int, int] = {}  # first column → last line taken so far
    kept = []
    for one in sorted(merged, key=lambda one: (one.first_line, one.first_column)):
        if one.first_column < max_columns and one.first_line > ends.get(one.first_column, 0):
            ends[one.first_column] = one.last_line
            kept.append(one)
    return kept


def spread_down(collector: RowCollector, merged: Iterable[Merged]) -> None:
    """Put the value of each range on the lines below its first. Raises UnreadableTable over the limit of cells."""
    lines = [row.line for row in collector.rows]
    for one in merged:
        if one.is_tall:
            first, *below = _within(lines, one) or [0]
            value = collector.rows[first].value(one.first_column) if below else None
            if value is not None and lines[first] == one.first_line:
                collector.fill(below, one.first_column, value)


def wide_by_line(rows: Sequence[Row], merged: Iterable[Merged]) -> dict[int, list[Merged]]:
    """Line → the ranges of several columns that cover it."""
    lines = [row.line for row in rows]
    found: dict[int, list[Merged]] = {}
    for one in merged:
        if one.is_wide:
            for place in _within(lines, one):
                found.setdefault(lines[place], []).append(one)
    return found


def _within(lines: Sequence[int], one: Merged) -> Sequence[int]:
    """The places of the lines that a range covers."""
    return range(bisect_left(lines, one.first_line), bisect_right(lines, one.last_line))
