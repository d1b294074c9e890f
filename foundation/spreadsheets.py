"""How the spreadsheets that the product gives look: titles in bold and in sight, French dates, columns that fit."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

DATE, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
NARROWEST, WIDEST = 8, 60  # characters
_BOLD = Font(bold=True)


def titled(sheet: Any, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the columns to the width of these titles and first rows, and write the titles, which stay in sight.

    A sheet that is written as a stream takes its widths before its first row.
    """
    sheet.freeze_panes = "A2"
    for index, values in enumerate(zip(titles, *rows, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width_of(values)
    sheet.append([_title(sheet, title) for title in titles])


def width_of(values: Iterable[Any]) -> int:
    """The width of a column that shows these values, in characters, within reason."""
    longest = max((_length(value) for value in values), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)


def dated(sheet: Any, value: Any) -> Any:
    """A cell: a day or a moment is written as the French do, and sorts as one; the rest is left as it is."""
    if not isinstance(value, date):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = MOMENT if isinstance(value, datetime) else DATE
    return cell


def _title(sheet: Any, title: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=title)
    cell.data_type, cell.font = "s", _BOLD
    return cell


def _length(value: Any) -> int:
    if value is None:
        return 0
    if isinstance(value, date):
        return len(MOMENT if isinstance(value, datetime) else DATE)
    return max(len(line) for line in f"{value}\n".splitlines())
