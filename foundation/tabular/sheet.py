"""A table as it stands in a file: rows of typed values that remember their line and column."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from foundation.files.kinds import Kind
from foundation.files.refusals import MEGABYTE, UnacceptableFile


class UnreadableTable(UnacceptableFile):
    """The file holds no table that can be read; `message_fr` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A cell without a usable value: a spreadsheet error, a formula never calculated."""

    written: str
    message_fr: str


CellValue = str | int | float | bool | datetime | date | time | timedelta | Flaw | None


@dataclass(frozen=True)
class Limits:
    """How much a table may weigh. Sizes in bytes, lengths in characters.

    The defaults hold a table of 50,000 lines of 20 columns and keep a reader under about 200 MB of memory.
    """

    max_bytes: int = 20 * MEGABYTE
    max_rows: int = 50_000
    max_columns: int = 200
    max_cells: int = 1_000_000
    max_cell_length: int = 32_767  # Excel’s own
    max_sheets: int = 50
    max_total: int = 128 * MEGABYTE  # a workbook once decompressed
    max_ratio: int = 100  # decompressed over compressed, for one part of a workbook


def column_letter(index: int) -> str:
    """The name that spreadsheets give to a column: 0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letter: str) -> int:
    """The place of a column by its name: A → 0, AA → 26. Raises ValueError for anything but one to three letters."""
    if not (1 <= len(letter) <= 3 and letter.isascii() and letter.isalpha()):
        raise ValueError(f"{letter!r} names no column")
    index = 0
    for char in letter.upper():
        index = index * 26 + ord(char) - 64
    return index - 1


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds something. `line` is the number that the spreadsheet shows; trailing blanks are cut."""

    line: int
    values: tuple[CellValue, ...]
    hidden: bool = False

    def value(self, index: int) -> CellValue:
        """The value in a column (0 is A), None where the line is shorter."""
        return self.values[index] if index < len(self.values) else None


@dataclass(frozen=True)
class Merged:
    """A merged range, whose value is that of its first column; lines from 1, columns from 0, both ends included."""

    reference: str
    first_line: int
    last_line: int
    first_column: int
    last_column: int

    @property
    def is_tall(self) -> bool:
        """Whether it covers several lines, each of which then has its value."""
        return self.last_line > self.first_line

    @property
    def is_wide(self) -> bool:
        """Whether it covers several columns, of which the first alone has its value."""
        return self.last_column > self.first_column

    def covers(self, line: int, column: int) -> bool:
        """Whether a cell lies in the range."""
        return self.first_line <= line <= self.last_line and self.first_column <= column <= self.last_column


@dataclass
class Sheet:
    """One table of a file. For JSON, line 0 holds the names and each object is a line, counted from 1."""

    name: str
    kind: Kind
    rows: list[Row]
    reading: str = ""  # how it was read, for the page: « CSV, séparateur « ; », UTF-8 »
    hidden: bool = False
    counts_from_1904: bool = False
    merged: list[Merged] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)  # what its owner should know before confirming, in French

    def where(self, line: int, letter: str = "") -> str:
        """How a message points at a place: « ligne 12, colonne C », « élément 3 » (JSON has no columns)."""
        if self.kind is Kind.JSON:
            return f"élément {line}"
        return f"ligne {line}, colonne {letter}" if letter else f"ligne {line}"
