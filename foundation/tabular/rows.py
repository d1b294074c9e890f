"""The lines of a sheet as values of the expected fields, each problem told by line and column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foundation.files.kinds import Kind
from foundation.files.refusals import sentence
from foundation.tabular.cells import CellError, Imprecise, Noted, date_fr, written
from foundation.tabular.cells.dates import has_two_orders, is_american
from foundation.tabular.columns import Column, Header, Mapping, header_at
from foundation.tabular.merges import wide_by_line
from foundation.tabular.number_formats import DAYS_FROM_1900_TO_1904
from foundation.tabular.sheet import CellValue, Flaw, Row, Sheet, column_letter

LEFT_OUT = "Cette valeur n’est pas reprise, comme si la cellule était vide."


@dataclass(frozen=True)
class Problem:
    """What is wrong or doubtful in a cell. Blocking: the line cannot be imported as it is."""

    line: int
    column_letter: str
    header: str
    value: str
    message_fr: str
    blocking: bool


@dataclass(frozen=True)
class ParsedRow:
    """One line read: a value by field, None where the cell is empty or could not be read."""

    line: int
    values: dict[str, object]
    problems: list[Problem]

    @property
    def is_valid(self) -> bool:
        """Whether nothing prevents the line from being imported."""
        return not any(problem.blocking for problem in self.problems)

    @property
    def is_blank(self) -> bool:
        """Whether the line holds nothing in the columns that are read: a note, a source under the table."""
        told_of_cells = any(problem.column_letter for problem in self.problems)
        return all(value is None for value in self.values.values()) and not told_of_cells


def parse_rows(sheet: Sheet, mapping: Mapping, columns: Sequence[Column]) -> Iterator[ParsedRow]:
    """The lines below the titles, in their order. Raises KeyError when the sheet has no line of that number."""
    reader = _RowReader(sheet, mapping, columns)
    for row in sheet.rows:
        if row.line > mapping.header_line:
            yield reader.read(row)


class _RowReader:
    """Reads the lines of one sheet by one mapping."""

    def __init__(self, sheet: Sheet, mapping: Mapping, columns: Sequence[Column]) -> None:
        self.sheet, self.mapping = sheet, mapping
        self.columns = [column for column in columns if column.field in mapping.indexes]
        self.unread = [column for column in columns if column.field not in mapping.indexes]
        self.header = _header(sheet, mapping.header_line)
        self.american = _american_lines(sheet, mapping, self.columns)
        self.wide = wide_by_line(sheet.rows, sheet.merged)
        self.titles_end = {
            merged.first_column: merged.last_line for merged in sheet.merged if merged.first_line <= mapping.header_line
        }

    def read(self, row: Row) -> ParsedRow:
        """One line: its values, then its problems in the order of the columns."""
        indexes = self.mapping.indexes
        values: dict[str, object] = {column.field: None for column in (*self.columns, *self.unread)}
        if all(self._value(row, indexes[column.field]) is None for column in self.columns):
            remark = sentence("Cette ligne n’a rien dans les colonnes lues : elle est ignorée.")
            return ParsedRow(row.line, values, [Problem(row.line, "", "", "", remark, blocking=False)])
        problems = []
        for column in self.columns:
            values[column.field], problem = self._read_cell(row, column, indexes[column.field])
            if problem:
                problems.append(problem)
        return ParsedRow(row.line, values, problems + self._overflow(row))

    def _read_cell(self, row: Row, column: Column, index: int) -> tuple[object, Problem | None]:
        value = self._value(row, index)
        if value is None:
            return None, self._empty(row, column, index)
        if isinstance(value, Flaw):
            return None, self._problem(row, index, value.message_fr)
        if column.field in self.american and has_two_orders(value):
            return None, self._problem(row, index, self._doubt(column))
        try:
            found = column.parse(self._since_1900(value, column))
        except CellError as error:
            is_left_out = isinstance(error, Imprecise) and not column.required
            message = f"{error.message_fr} {LEFT_OUT}" if is_left_out else error.message_fr
            return None, self._problem(row, index, message, blocking=not is_left_out)
        if isinstance(found, Noted):
            return found.value, self._problem(row, index, found.message_fr, blocking=False)
        return found, None

    def _since_1900(self, value: CellValue, column: Column) -> CellValue:
        """A bare number of days, in a workbook that counts from 1904 (old Excel for Mac), as others count it."""
        if not self.sheet.counts_from_1904 or column.parse is not date_fr or isinstance(value, bool):
            return value
        return value + DAYS_FROM_1900_TO_1904 if isinstance(value, (int, float)) else value

    def _value(self, row: Row, index: int) -> CellValue:
        """The value in a column; none where a title is merged down to this line."""
        return None if row.line <= self.titles_end.get(index, 0) else row.value(index)

    def _empty(self, row: Row, column: Column, index: int) -> Problem | None:
        """What an empty cell is told: to be filled, or that a merge leaves its value to another column."""
        for merged in self.wide.get(row.line, ()):
            if merged.covers(row.line, index) and row.value(merged.first_column) is not None:
                message = (
                    f"Cette cellule est fusionnée ({merged.reference}), sa valeur n’est lue que dans la première "
                    "colonne : si elle vaut pour celle-ci, annulez la fusion et recopiez-la."
                )
                return self._problem(row, index, message, blocking=column.required)
        return self._problem(row, index, "Cette cellule doit être remplie.") if column.required else None

    def _doubt(self, column: Column) -> str:
        return (
            "Jour et mois ne se distinguent pas : cette colonne contient une date à l’américaine "
            f"({self.sheet.where(self.american[column.field])}). Corrigez-la, ou écrivez les mois en lettres."
        )

    def _overflow(self, row: Row) -> list[Problem]:
        """A CSV line longer than its titles: a separator inside a text has shifted the cells that follow."""
        if self.sheet.kind is not Kind.CSV or len(row.values) <= len(self.header.names):
            return []
        message = "Cette ligne a plus de cellules que de titres : un séparateur dans un texte a sans doute tout décalé."
        return [self._problem(row, len(self.header.names), message)]

    def _problem(self, row: Row, index: int, message: str, *, blocking: bool = True) -> Problem:
        shown = written(row.value(index))[:200]
        return Problem(
            row.line, column_letter(index), self.header.name(index), shown, sentence(message), blocking=blocking
        )


def _header(sheet: Sheet, line: int) -> Header:
    for row in sheet.rows:
        if row.line == line:
            return header_at(row)
    raise KeyError(f"{sheet.name} has no line {line}")


def _american_lines(sheet: Sheet, mapping: Mapping, columns: Sequence[Column]) -> dict[str, int]:
    """The date columns where a line can only be American, with the first such line: others there are in doubt."""
    found: dict[str, int] = {}
    for column in columns:
        if column.parse is not date_fr:
            continue
        index = mapping.indexes[column.field]
        lines = (row.line for row in sheet.rows if row.line > mapping.header_line and is_american(row.value(index)))
        if line := next(lines, None):
            found[column.field] = line
    return found
