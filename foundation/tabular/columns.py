"""Which column of a file is which expected field: the line of the titles, what matches, what is doubtful or missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from foundation.files.kinds import Kind
from foundation.files.refusals import sentence
from foundation.french import enumerate_fr, fold
from foundation.tabular.cells import Parse, text, written
from foundation.tabular.sheet import Row, Sheet, UnreadableTable, column_letter

HEADER_WITHIN = 30  # lines looked at for the titles: above them stand a logo, a title, a date, a note
NEAR = 0.85  # likeness from which a title is proposed all the same: « Code INSE » for « Code INSEE »

SHORT_TEXT = text()


@dataclass(frozen=True)
class Column:
    """An expected field: what it is called, how its cells are read, whether a line can do without it."""

    field: str
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Parse = SHORT_TEXT
    help: str = ""
    pattern: str = ""  # the titles, brackets included, that name it in so many ways that no list holds them: folded

    @property
    def folded_names(self) -> set[str]:
        """Every title under which the field is recognised, without case, accents or marks."""
        return {fold(name) for name in (self.field, self.label, *self.aliases)} - {""}


@dataclass(frozen=True)
class Header:
    """The line of the titles, and the titles by column (an empty text where there is none)."""

    line: int
    names: tuple[str, ...]

    def name(self, index: int) -> str:
        """The title of a column, or « colonne C » where it has none."""
        title = self.names[index] if index < len(self.names) else ""
        return title or f"colonne {column_letter(index)}"


@dataclass(frozen=True)
class Mapping:
    """Where each field is read: below which line, in which column (0 is A). Fields that are left out are not read."""

    header_line: int
    indexes: dict[str, int]


@dataclass(frozen=True)
class Proposal:
    """The mapping to show before anything is read, with all that a person must look at."""

    mapping: Mapping
    guessed: frozenset[str]  # fields matched by likeness only
    ambiguous: dict[str, tuple[int, ...]]  # field → the columns that claim it; none is proposed
    unknown: tuple[int, ...]  # titled columns that no field claims
    missing: tuple[Column, ...]  # required fields without a column
    remarks: tuple[str, ...]  # the same, in French


def find_header(sheet: Sheet, columns: Sequence[Column], *, within: int = HEADER_WITHIN) -> Header:
    """The line, among the first ones, whose cells name the most expected fields; the first such line.

    When none names any, the first line that has the most cells of text. JSON names its fields itself.
    Raises UnreadableTable for a sheet without lines.
    """
    if not sheet.rows:
        raise UnreadableTable("Cette feuille ne contient aucune ligne.")
    expected = set().union(*(column.folded_names for column in columns))
    if sheet.kind == Kind.JSON:
        return header_at(sheet.rows[0])
    first_rows = sheet.rows[:within]
    best = max(first_rows, key=lambda row: len(expected & _titles(row)))
    if not expected & _titles(best):
        best = max(first_rows, key=lambda row: sum(isinstance(value, str) for value in row.values))
    return header_at(best)


def header_at(row: Row) -> Header:
    """The titles of a line, chosen by a person or found."""
    return Header(row.line, tuple(" ".join(written(value).split()) for value in row.values))


def propose_mapping(header: Header, columns: Sequence[Column]) -> Proposal:
    """Which column each field is probably in. Same name first, then a likely misspelling; doubts are left open."""
    titles = {index: _folded(name) for index, name in enumerate(header.names) if name}
    claims = _claims(columns, header)
    ambiguous = {field: indexes for field, indexes in claims.items() if len(indexes) > 1}
    indexes = {field: claimed[0] for field, claimed in claims.items() if len(claimed) == 1}
    free = {index: title for index, title in titles.items() if not any(index in claimed for claimed in claims.values())}
    guesses = _guesses([column for column in columns if not claims[column.field]], free)
    indexes |= guesses
    mapping = Mapping(
        header.line, {column.field: indexes[column.field] for column in columns if column.field in indexes}
    )
    unknown = tuple(index for index in free if index not in guesses.values())
    missing = missing_columns(mapping, columns)
    remarks = tuple(sentence(remark) for remark in _remarks(header, columns, ambiguous, unknown, missing))
    return Proposal(mapping, frozenset(guesses), ambiguous, unknown, missing, remarks)


def missing_columns(mapping: Mapping, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The required fields that the mapping reads nowhere: nothing can be imported without them."""
    return tuple(column for column in columns if column.required and column.field not in mapping.indexes)


# --- matching --------------------------------------------------------------------------------------------------------


def _folded(title: str) -> str:
    """A title for matching: « Date d’effet (JJ/MM/AAAA) * » is « date d effet »; a title all in brackets stays."""
    return fold(re.sub(r"\([^)]*\)", " ", title)) or fold(title)


def _titles(row: Row) -> set[str]:
    return {_folded(value) for value in row.values if isinstance(value, str)}


def _claims(columns: Sequence[Column], header: Header) -> dict[str, tuple[int, ...]]:
    """Field → the columns whose title names it."""
    named = {index: _named(columns, title) for index, title in enumerate(header.names) if title}
    return {
        column.field: tuple(index for index, fields in named.items() if column.field in fields) for column in columns
    }


def _named(columns: Sequence[Column], title: str) -> set[str]:
    """The fields that a title names: with what its brackets say, « Signée le (Maire) », else without it."""
    whole, bare = fold(title), _folded(title)
    found = {column.field for column in columns if whole in column.folded_names}
    found = found or {column.field for column in columns if column.pattern and re.fullmatch(column.pattern, whole)}
    return found or {column.field for column in columns if bare in column.folded_names}


def _guesses(columns: Sequence[Column], free: dict[int, str]) -> dict[str, int]:
    """Free columns whose title is nearly a field’s name, the likest pairs first, each used once."""
    pairs = [
        (max(SequenceMatcher(None, title, name).ratio() for name in column.folded_names), column.field, index)
        for column in columns
        for index, title in free.items()
    ]
    found: dict[str, int] = {}
    for likeness, field_name, index in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= NEAR and field_name not in found and index not in found.values():
            found[field_name] = index
    return found


def _remarks(
    header: Header,
    columns: Sequence[Column],
    ambiguous: dict[str, tuple[int, ...]],
    unknown: Sequence[int],
    missing: Sequence[Column],
) -> list[str]:
    labels = {column.field: column.label for column in columns}
    remarks = []
    for field_name, claimed in ambiguous.items():
        places = enumerate_fr([column_letter(index) for index in claimed], last="ou")
        remarks.append(f"« {labels[field_name]} » peut être dans la colonne {places} : choisissez.")
    if missing:
        remarks.append(f"Il manque : {enumerate_fr([f'« {column.label} »' for column in missing])}.")
    if unknown:
        names = enumerate_fr([f"« {header.name(index)} »" for index in unknown])
        remarks.append(f"Colonnes qui ne seront pas lues : {names}.")
    return remarks
