"""Files that tests hand in: workbooks, texts and archives, made on the spot."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from foundation.tabular.reader import read_table
from foundation.tabular.sheet import Limits, Sheet


def workbook(rows: Iterable[Sequence[Any]] = (), arrange: Callable[[Worksheet], object] | None = None) -> bytes:
    """An XLSX file with one sheet, « Feuille », and whatever `arrange` does to it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Feuille"
    for row in rows:
        sheet.append(list(row))
    if arrange:
        arrange(sheet)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def archive(entries: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these paths and contents."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as written:
        for path, content in entries.items() if isinstance(entries, dict) else entries:
            written.writestr(path, content)
    return file.getvalue()


def rewritten(package: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """An XLSX with the XML of one part changed (or added) by hand, for what openpyxl does not write."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = change(parts.get(part, b"").decode()).encode()
    return archive(parts)


SHEET = "xl/worksheets/sheet1.xml"
_SHARED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def sharing(texts: str, *references: str) -> bytes:
    """A workbook as Excel writes it: its texts apart (`texts` is their XML), its one line referring to them."""
    line = "".join(f'<c t="s"><v>{reference}</v></c>' for reference in references)
    package = rewritten(workbook([["a"]]), SHEET, lambda xml: re.sub("<c .*?</c>", line, xml))
    relation = f'<Relationship Type="{_SHARED}" Target="sharedStrings.xml" Id="rId9"/></Relationships>'
    package = rewritten(package, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("</Relationships>", relation))
    return rewritten(package, "xl/sharedStrings.xml", lambda _: f"<sst>{texts}</sst>")


def read_one(content: bytes, **limits: int) -> Sheet:
    """The only sheet of a file."""
    [sheet] = read_table(io.BytesIO(content), name="fichier", limits=Limits(**limits))
    return sheet


def cells(sheet: Sheet) -> list[tuple[Any, ...]]:
    """The values of a sheet, line after line."""
    return [row.values for row in sheet.rows]
