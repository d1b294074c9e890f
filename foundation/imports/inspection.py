"""The first look at a file: its sheets, their first lines and what their owner should know, kept as data.

The page of the columns is drawn from it, so that a big file is opened once.
"""

from typing import Any

from foundation.files.refusals import Readable
from foundation.imports.kinds import ImportKind
from foundation.tabular.cells import written
from foundation.tabular.columns import HEADER_WITHIN, Header, Proposal, find_header, propose_mapping
from foundation.tabular.reader import read_table
from foundation.tabular.sheet import Row, Sheet

SAMPLES = 10  # lines kept below the last one where titles may stand
LONGEST = 60  # characters of a sample


def inspect(file: Readable, name: str) -> list[dict[str, Any]]:
    """What each sheet of the file is. Raises UnreadableTable."""
    return [_seen(sheet) for sheet in read_table(file, name=name)]


def _seen(sheet: Sheet) -> dict[str, Any]:
    head = sheet.rows[: HEADER_WITHIN + SAMPLES]
    return {
        "name": sheet.name,
        "kind": sheet.kind.value,
        "reading": sheet.reading,
        "rows": len(sheet.rows),
        "notices": sheet.notices,
        "head": [[row.line, [written(value)[:LONGEST] for value in row.values]] for row in head],
    }


def best_sheet(sheets: list[dict[str, Any]], kind: ImportKind) -> int:
    """The sheet whose titles name the most expected columns; the first of them."""
    found = [len(proposal(sheet, kind, header_line(sheet, kind)).mapping.indexes) for sheet in sheets]
    return found.index(max(found))


def header_line(sheet: dict[str, Any], kind: ImportKind) -> int:
    """The line where the titles probably are."""
    rows = [Row(line, tuple(cell or None for cell in cells)) for line, cells in sheet["head"]]
    return find_header(Sheet(sheet["name"], sheet["kind"], rows), kind.columns).line


def header_of(sheet: dict[str, Any], line: int) -> Header:
    """The titles of that line; the first line’s when there is no such line."""
    cells = next((cells for number, cells in sheet["head"] if number == line), sheet["head"][0][1])
    return Header(line, tuple(" ".join(cell.split()) for cell in cells))


def proposal(sheet: dict[str, Any], kind: ImportKind, line: int) -> Proposal:
    """Which column is probably what, when the titles are in that line."""
    return propose_mapping(header_of(sheet, line), kind.columns)


def samples(sheet: dict[str, Any], line: int, index: int, most: int = 3) -> list[str]:
    """The first values below the titles in a column."""
    below = (cells[index] for number, cells in sheet["head"] if number > line and index < len(cells))
    return [value for value in below if value][:most]
