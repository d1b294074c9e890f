"""The sheets of an XLSX workbook, read cell by cell: values as they are shown, and what cannot be trusted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from xml.etree.ElementTree import Element

from foundation.files.archive import Oversized, Swelling, open_zip
from foundation.files.kinds import Kind
from foundation.files.refusals import Readable, UnacceptableFile, megabytes
from foundation.french import number as in_figures
from foundation.tabular.collector import RowCollector
from foundation.tabular.merges import apart, spread_down
from foundation.tabular.number_formats import meant
from foundation.tabular.sheet import (
    CellValue,
    Flaw,
    Limits,
    Merged,
    Sheet,
    UnreadableTable,
    column_index,
    column_letter,
)
from foundation.tabular.sheet_notices import sheet_notices
from foundation.tabular.workbook import DAMAGED, SheetPart, Workbook, open_workbook, rich_text, unescaped
from foundation.tabular.xml_elements import MALFORMED, elements, is_true, local_name

SWELLING = (
    "Ce classeur gonfle anormalement quand on l’ouvre : il est refusé. S’il est bien le vôtre, copiez ses cellules "
    "utiles dans un classeur neuf, puis déposez celui-ci."
)
MAX_PARTS = 2000  # of a package: drawings, comments and settings of each sheet included
MAX_MERGED = 20_000  # ranges of merged cells in a sheet
MAX_LINE = 1_048_576  # Excel’s last
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7}):\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_EXACT = 2**53  # beyond, a floating number is no longer every whole number


@dataclass
class Findings:
    """What one sheet holds besides values, gathered while it is read."""

    merged: list[Merged] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read_xlsx(file: Readable, *, name: str, limits: Limits) -> list[Sheet]:
    """The worksheets of a workbook in their order, hidden ones included and marked. Raises UnreadableTable."""
    try:
        with open_zip(file, max_entries=MAX_PARTS, max_total=limits.max_total, max_ratio=limits.max_ratio) as entries:
            book = open_workbook(entries, max_texts=limits.max_cells)
            if len(book.sheets) > limits.max_sheets:
                raise UnreadableTable(f"Ce classeur a plus de {limits.max_sheets} feuilles : supprimez les inutiles.")
            sheets: list[Sheet] = []
            cells = 0
            for part in book.sheets:
                collector = RowCollector(limits, cells)
                sheets.append(_Reader(book, part, collector).sheet(name))
                cells = collector.cells
            return sheets
    except UnreadableTable:
        raise
    except Swelling as bomb:
        raise UnreadableTable(SWELLING) from bomb
    except Oversized as error:
        most = megabytes(limits.max_total)
        message = f"Ce classeur contient plus de {most} une fois décompressé : répartissez-le en plusieurs fichiers."
        raise UnreadableTable(message) from error
    except UnacceptableFile as error:
        raise UnreadableTable(f"{error.message_fr} {DAMAGED}") from error
    except MALFORMED as error:
        raise UnreadableTable(DAMAGED) from error


class _Reader:
    """Reads one worksheet from top to bottom."""

    def __init__(self, book: Workbook, part: SheetPart, collector: RowCollector) -> None:
        self.book, self.part, self.collector = book, part, collector
        self.findings = Findings()
        self.line = 0

    def sheet(self, file_name: str) -> Sheet:
        """The worksheet’s rows, with the notices that its owner should read."""
        with self.part.entry.open() as stream:
            for element in elements(stream, {"row", "col", "mergeCell"}):
                match local_name(element):
                    case "row":
                        self._take_row(element)
                    case "col":
                        self._take_column(element)
                    case "mergeCell":
                        self._take_merged(element.get("ref", ""))
        self.findings.merged = apart(self.findings.merged, max_columns=self.collector.limits.max_columns)
        spread_down(self.collector, self.findings.merged)
        sheet = Sheet(self.part.title or file_name, Kind.XLSX, self.collector.rows, reading="classeur Excel")
        sheet.hidden, sheet.counts_from_1904 = self.part.hidden, self.book.counts_from_1904
        sheet.merged = self.findings.merged
        sheet.notices = sheet_notices(sheet, self.findings)
        return sheet

    def _take_row(self, row: Element) -> None:
        before, self.line = self.line, int(float(row.get("r") or self.line + 1))
        if not before < self.line <= MAX_LINE:  # two lines of one number could not be told apart
            raise ValueError(f"line {self.line} after line {before}")
        values: list[CellValue] = []
        for index, value in self._cells(row):
            values.extend([None] * (index + 1 - len(values)))
            values[index] = value
        self.collector.add(self.line, values, hidden=is_true(row.get("hidden")))

    def _cells(self, row: Element) -> Iterator[tuple[int, CellValue]]:
        """The cells that hold something, with their column; one too far on the right is refused here."""
        index = -1
        for cell in row:
            if local_name(cell) != "c":
                continue
            reference = _REFERENCE.fullmatch(cell.get("r", ""))
            index = column_index(reference[1]) if reference else index + 1
            value = self._value(cell, index)
            if value is None or value == "":
                continue
            if index >= self.collector.limits.max_columns:
                self.collector.refuse_column(f"ligne {self.line}", index)
            yield index, value

    # --- one cell ---

    def _value(self, cell: Element, index: int) -> CellValue:
        written, has_formula = None, False
        kind = cell.get("t", "n")
        for child in cell:
            match local_name(child):
                case "v":
                    written = child.text or ""
                case "f":
                    has_formula = True
                case "is":
                    return rich_text(child)
        if has_formula and (written is None or (written == "" and kind != "str")):
            self.findings.uncalculated.append(f"{column_letter(index)}{self.line}")
            return Flaw(
                "formule",
                "La formule n’a pas de résultat enregistré : ouvrez le fichier dans un tableur et enregistrez-le.",
            )
        if not written:
            return None
        return self._typed(written, kind, cell, index)

    def _typed(self, written: str, kind: str, cell: Element, index: int) -> CellValue:
        match kind:
            case "s":
                return self.book.text(int(written))
            case "str" | "inlineStr":
                return unescaped(written)
            case "b":
                return is_true(written.strip())
            case "e":
                self.findings.errors.append(f"{column_letter(index)}{self.line}")
                return Flaw(
                    written[:20], f"La cellule contient l’erreur « {written[:20]} » du tableur : corrigez sa formule."
                )
            case "d":
                return written.removesuffix("T00:00:00")
        number = _number(written.strip())
        if isinstance(number, str):
            return number
        return meant(number, self.book.format(cell.get("s")), from_1904=self.book.counts_from_1904)

    # --- what surrounds the cells ---

    def _take_column(self, column: Element) -> None:
        if is_true(column.get("hidden")):
            first, last = int(column.get("min", 1)), int(column.get("max", 1))
            self.findings.hidden_columns.update(range(first - 1, min(last, self.collector.limits.max_columns)))

    def _take_merged(self, reference: str) -> None:
        found = _RANGE.fullmatch(reference)
        if not found:
            return
        if len(self.findings.merged) >= MAX_MERGED:
            raise UnreadableTable(
                f"Cette feuille a plus de {in_figures(MAX_MERGED)} plages de cellules fusionnées : annulez ces fusions."
            )
        first, last = sorted((int(found[2]), int(found[4])))
        left, right = sorted((column_index(found[1]), column_index(found[3])))
        self.findings.merged.append(Merged(reference.replace("$", ""), first, last, left, right))


def _number(written: str) -> int | float | str:
    """A number as the file writes it, whole when it is; what is no number stays as written."""
    if not _NUMBER.fullmatch(written):
        return written
    value = float(written)
    if not isfinite(value):
        return written
    return int(value) if value.is_integer() and abs(value) < _EXACT else value
