"""Files that an import gives: the empty model to fill in, and the refused lines to correct and send again."""

import csv
import io
from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from foundation.exports import BOM, harmless
from foundation.imports.kinds import ImportKind
from foundation.models import ImportBatch
from foundation.spreadsheets import titled

REASON = "Motif du refus"
TEXT_FORMAT = "@"  # a spreadsheet then leaves « 01234 » and « 12/03 » as they are typed


def model_of(kind: ImportKind) -> bytes:
    """An empty XLSX with the expected titles, and a second sheet that explains each column."""
    book = Workbook(write_only=True)
    _write(book, "À remplir", [column.label for column in kind.columns], [])
    rows = [[column.label, "oui" if column.required else "non", column.help] for column in kind.columns]
    _write(book, "Mode d’emploi", ["Colonne", "Obligatoire", "Ce qu’elle contient"], rows)
    return _bytes(book)


def refused_as_xlsx(batch: ImportBatch) -> bytes:
    """The refused lines as they came, every cell a text, with the reason in a last column."""
    book = Workbook(write_only=True)
    titles, *rows = _refused(batch)
    _write(book, "Lignes refusées", titles, rows)
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


def _write(book: Workbook, name: str, titles: list[str], rows: list[list[str]]) -> None:
    """A sheet of texts: what is typed below them stays a text too."""
    sheet = book.create_sheet(name)
    for index in range(1, len(titles) + 1):
        sheet.column_dimensions[get_column_letter(index)].number_format = TEXT_FORMAT
    titled(sheet, titles, rows)
    for row in rows:
        sheet.append([_text(sheet, value) for value in row])


def _text(sheet, value: str) -> WriteOnlyCell:
    """A text, also when it begins as a formula would."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type, cell.number_format = "s", TEXT_FORMAT
    return cell


def _bytes(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
