"""Files that an import gives: the empty model to fill in, and the refused lines to correct and send again."""

import csv
import io
from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from foundation.exports import BOM, harmless
from foundation.imports.kinds import ImportKind
from foundation.models import ImportBatch

REASON = "Motif du refus"
TEXT_FORMAT = "@"  # a spreadsheet then leaves « 01234 » and « 12/03 » as they are typed
WIDTH = 24  # characters


def model_of(kind: ImportKind) -> bytes:
    """An empty XLSX with the expected titles, and a second sheet that explains each column."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("À remplir")
    _as_text(sheet, len(kind.columns))
    sheet.append([_cell(sheet, column.label, bold=True) for column in kind.columns])
    notes = book.create_sheet("Mode d’emploi")
    _as_text(notes, 3)
    notes.append([_cell(notes, title, bold=True) for title in ("Colonne", "Obligatoire", "Ce qu’elle contient")])
    for column in kind.columns:
        row = [column.label, "oui" if column.required else "non", column.help]
        notes.append([_cell(notes, value) for value in row])
    return _bytes(book)


def refused_as_xlsx(batch: ImportBatch) -> bytes:
    """The refused lines as they came, every cell a text, with the reason in a last column."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Lignes refusées")
    titles, *rows = _refused(batch)
    _as_text(sheet, len(titles))
    sheet.append([_cell(sheet, title, bold=True) for title in titles])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    return _bytes(book)


def refused_as_csv(batch: ImportBatch) -> Iterator[str]:
    """The same as CSV for a French spreadsheet, line by line; a cell that would be a formula is made harmless."""
    yield BOM
    for row in _refused(batch):
        line = io.StringIO()
        csv.writer(line, delimiter=";").writerow([harmless(value) for value in row])
        yield line.getvalue()


def _refused(batch: ImportBatch) -> Iterator[list[str]]:
    width = len(batch.headers)
    yield [*batch.headers, REASON]
    for line in batch.lines.refused().iterator(chunk_size=500):
        cells = [*line.cells, *[""] * width][:width]
        yield [*cells, " ".join(_reasons(line.problems))]


def _reasons(problems: Iterable[dict]) -> Iterator[str]:
    for problem in problems:
        if problem["blocking"]:
            place = f"{problem['header'] or 'colonne ' + problem['column']} : " if problem["column"] else ""
            yield f"{place}{problem['message']}"


def _cell(sheet, value: str, *, bold: bool = False) -> WriteOnlyCell:
    """A text, also when it begins as a formula would."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type, cell.number_format, cell.font = "s", TEXT_FORMAT, Font(bold=bold)
    return cell


def _as_text(sheet, columns: int) -> None:
    """Wide columns of text, their titles always in sight."""
    sheet.freeze_panes = "A2"
    for index in range(1, columns + 1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width, dimension.number_format = WIDTH, TEXT_FORMAT


def _bytes(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
