"""Gathers the rows of a table as they are read, cleaned and within the limits, whatever the format."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NoReturn

from foundation.french import number
from foundation.one_line import one_line
from foundation.tabular.sheet import CellValue, Limits, Row, UnreadableTable, column_letter

# Characters that no screen shows and PostgreSQL (NUL) or UTF-8 (lone surrogates) cannot store; line ends stay.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff]")
_LINE_END = re.compile(r"\r\n?|\u2028|\u2029|\x85")


def clean(text: str) -> str | None:
    """A text as it is kept: accents composed (macOS separates them), ends trimmed; None when nothing shows."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if not one_line(text):
            return None
    if not text.isprintable():
        text = _UNSTORABLE.sub("", _LINE_END.sub("\n", text))
    return text.strip() or None


class RowCollector:
    """The rows of one sheet, blank ones left out; `cells` is shared by the sheets of a file through `seen_cells`."""

    def __init__(self, limits: Limits, seen_cells: int = 0) -> None:
        self.limits = limits
        self.cells = seen_cells
        self.rows: list[Row] = []
        self._texts: dict[str, str] = {}  # one copy of each repeated text: tables repeat themselves a lot

    def add(self, line: int, values: Iterable[CellValue], *, hidden: bool = False, where: str = "") -> None:
        """Takes a line. Raises UnreadableTable over a limit; `where` names the line when it is not « ligne n »."""
        kept = [self._cleaned(value) for value in values]
        while kept and kept[-1] is None:
            kept.pop()
        if not kept:
            return
        self.cells += sum(value is not None for value in kept)
        self._check(line, kept, where or f"ligne {line}")
        self.rows.append(Row(line, tuple(kept), hidden))

    def fill(self, places: Iterable[int], index: int, value: CellValue) -> None:
        """Puts a value in a column of rows already taken, by their places. Raises UnreadableTable over the limit."""
        for place in places:
            row = self.rows[place]
            values = [*row.values, *[None] * (index + 1 - len(row.values))]
            self.cells += (value is not None) - (values[index] is not None)
            values[index] = value
            self._check_cells()
            self.rows[place] = Row(row.line, tuple(values), row.hidden)

    def refuse_column(self, where: str, index: int) -> NoReturn:
        """Says which cell lies beyond the columns that are read. Raises UnreadableTable."""
        raise UnreadableTable(
            f"Ce fichier a plus de {number(self.limits.max_columns)} colonnes ({where}, colonne "
            f"{column_letter(index)}) : supprimez celles qui ne servent pas."
        )

    def _cleaned(self, value: CellValue) -> CellValue:
        if not isinstance(value, str):
            return value
        text = clean(value)
        return None if text is None else self._texts.setdefault(text, text)

    def _check_cells(self) -> None:
        if self.cells > self.limits.max_cells:
            raise UnreadableTable(
                f"Ce fichier a plus de {number(self.limits.max_cells)} cellules remplies : "
                "répartissez-les en plusieurs fichiers."
            )

    def _check(self, line: int, values: list[CellValue], where: str) -> None:
        limits = self.limits
        if len(self.rows) >= limits.max_rows:
            raise UnreadableTable(
                f"Ce fichier a plus de {number(limits.max_rows)} lignes : répartissez-les en plusieurs fichiers."
            )
        if len(values) > limits.max_columns:
            self.refuse_column(where, len(values) - 1)
        self._check_cells()
        for index, value in enumerate(values):
            if isinstance(value, str) and len(value) > limits.max_cell_length:
                raise UnreadableTable(
                    f"Une cellule contient plus de {number(limits.max_cell_length)} caractères "
                    f"({where}, colonne {column_letter(index)}) : vérifiez le fichier."
                )
