"""Reading a file once its columns are known: each line decided, nothing imported."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.text import Truncator

from foundation import clock, documents
from foundation.french import count, enumerate_fr, enumerate_some, typography
from foundation.imports.attachments import Archive, archive_of
from foundation.imports.decisions import Decider
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Line
from foundation.models import ImportBatch, ImportLine
from foundation.models.imports import Decision
from foundation.tabular.cells import written
from foundation.tabular.columns import Column, Mapping
from foundation.tabular.reader import read_table
from foundation.tabular.rows import ParsedRow, parse_rows
from foundation.tabular.sheet import Sheet, column_letter
from foundation.workflow import Refused

AT_ONCE = 500  # rows written by one statement
GONE = "Le fichier de cet import a été supprimé. Déposez-le de nouveau."


@dataclass
class Reading:
    """What reading a file gives: its lines, decided, and remarks about the whole."""

    lines: list[ImportLine]
    findings: list[str]


def read(batch: ImportBatch, kind: ImportKind, by: Any) -> Reading:
    """Decide every line of the chosen sheet, as this person would import it. Writes nothing.

    Raises Refused when the file is gone or altered, UnreadableTable when it cannot be read.
    """
    sheet = _sheet(batch)
    with archive_of(batch, kind) as archive:
        lookup = kind.lookup()
        mapping = Mapping(batch.header_line, batch.mapping)
        columns = [column for column in kind.columns if column.field in batch.mapping]
        cells = {row.line: [written(value) for value in row.values] for row in sheet.rows}
        rows = list(parse_rows(sheet, mapping, kind.columns))
        lines = [_in_hand(kind, row, columns, batch, cells[row.line]) for row in rows if not row.is_blank]
        for line in lines:
            line.lookup, line.by = lookup, by
        decider = Decider(kind, archive, lines)
        decided = [decider.decide(line) for line in lines]
        for found in decided:
            found.batch = batch
        are_files_named = _are_files_named(batch, kind, decided)
        findings = _findings(sheet, len(rows) - len(lines), decided, archive, are_files_named)
        kept = {line.number for line in decided if line.decision != Decision.REFUSED}
        findings += [typography(remark) for remark in kind.remarks(lookup, kept)]
        if left_out := _columns_left_out(batch, decided):
            findings.append(left_out)
        return Reading(decided, findings)


def store(batch: ImportBatch, reading: Reading) -> None:
    """Write what was read, in the caller’s transaction; an earlier reading of the same file is forgotten."""
    batch.lines.all().delete()
    ImportLine.objects.bulk_create(reading.lines, batch_size=AT_ONCE)
    batch.findings, batch.read_at = reading.findings, clock.now()
    batch.save(update_fields=["findings", "read_at"])


def _sheet(batch: ImportBatch) -> Sheet:
    if batch.document is None:
        raise Refused(GONE)
    with documents.open_document(batch.document) as file:
        return read_table(file, name=batch.file_name)[batch.sheet_index]


def _in_hand(kind: ImportKind, row: ParsedRow, columns: list[Column], batch: ImportBatch, cells: list[str]) -> Line:
    places = {}
    for column in columns:
        index = batch.mapping[column.field]
        title = batch.headers[index] if index < len(batch.headers) else ""
        shown = Truncator(cells[index] if index < len(cells) else "").chars(200)
        places[column.field] = (column_letter(index), title, shown)
    problems = [
        {
            "column": found["column_letter"],
            "header": found["header"],
            "value": found["value"],
            "message": found["message_fr"],
            "blocking": found["blocking"],
        }
        for found in map(asdict, row.problems)
    ]
    return Line(kind, row.line, values=row.values, cells=cells, places=places, problems=problems)


def _findings(
    sheet: Sheet, blank: int, decided: list[ImportLine], archive: Archive | None, are_files_named: bool
) -> list[str]:
    """What concerns the file more than a line of it."""
    found = list(sheet.notices)
    if blank:
        left_out = count(blank, "ligne ignorée", "lignes ignorées")
        found.append(f"{left_out} : rien dans les colonnes lues.")
    if not decided:
        found.append("Sous la ligne des titres, aucune ligne ne contient de valeur : il n’y a rien à importer.")
    if archive is None and are_files_named:
        found.append("Des lignes nomment un fichier joint, mais aucune archive n’a été déposée.")
    if archive:
        found += [*archive.left_out(decided), *_without_file(decided)]
    if decided and all(line.decision == Decision.SAME for line in decided):
        found.append("Toutes les lignes sont déjà à jour : il n’y a rien à importer.")
    return [typography(sentence) for sentence in found]


def _columns_left_out(batch: ImportBatch, decided: list[ImportLine]) -> str:
    """The remark about the columns that hold something and are not read, or "": what stands there is not imported."""
    used = set(batch.mapping.values())
    filled = {index for line in decided for index, cell in enumerate(line.cells) if cell.strip()} - used
    if not filled:
        return ""
    titles = dict(enumerate(batch.headers))
    names = [f"« {titles[index]} »" if titles.get(index) else column_letter(index) for index in sorted(filled)]
    told = "Colonne ignorée" if len(names) == 1 else "Colonnes ignorées"
    return typography(f"{told} : {enumerate_fr(names)}. Rien de ce qui s’y trouve n’est importé.")


def _without_file(decided: list[ImportLine]) -> list[str]:
    """The remark about the lines that create something and have no file in the archive, if there are any."""
    numbers = [str(line.number) for line in decided if line.decision == Decision.CREATE and not line.attached_path]
    if not numbers:
        return []
    told = count(len(numbers), "ligne nouvelle n’a pas", "lignes nouvelles n’ont pas")
    which = "ligne" if len(numbers) == 1 else "lignes"
    return [f"{told} de fichier dans l’archive : {which} {enumerate_some(numbers)}."]


def _are_files_named(batch: ImportBatch, kind: ImportKind, decided: list[ImportLine]) -> bool:
    """Whether the column of the attachments holds something."""
    index = batch.mapping.get(kind.attachments.column) if kind.attachments else None
    return index is not None and any(index < len(line.cells) and line.cells[index] for line in decided)
