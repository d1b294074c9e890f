"""What people do with an import, from its upload to its undoing; each step checks where the import stands.

Opening and reading are immediate for an ordinary file and a job for a big one; applying and undoing are always jobs,
because they change things line by line and their page shows it.
"""

from collections.abc import Set
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import Count, Q

from foundation import clock, documents, jobs
from foundation.files.refusals import MEGABYTE
from foundation.french import count, typography
from foundation.imports import inspection, kinds, reading
from foundation.imports.kinds import ImportKind
from foundation.models import ImportBatch, Job
from foundation.models.imports import Decision, Stage
from foundation.workflow import Refused

SMALL_FILE = MEGABYTE // 2  # opened while one waits: under two seconds
SMALL_TABLE = 500  # lines read while one waits
CONFIRMED = frozenset({Stage.APPLYING, Stage.APPLIED, Stage.UNDOING, Stage.UNDONE})
CHUNK = 20  # lines that a job applies between two looks at « annuler »


class AlreadyDone(Refused):
    """What is asked was done already (a second click, a page gone back to): the page of the import says it all."""


def receive(kind: ImportKind, file: File, attachments: File | None, by: Any) -> ImportBatch:
    """Keep the file, and open it (now, or by a job when it is big). Raises UnreadableTable, PermissionDenied."""
    _check_right(kind, by)
    name = file.name or kind.label
    sheets = inspection.inspect(file, name) if file.size <= SMALL_FILE else []
    table, pieces = documents.arrive(file), documents.arrive(attachments) if attachments else None
    with transaction.atomic():
        kept = documents.keep(table, name=name, by=by)
        archive = documents.keep(pieces, name=attachments.name or "pièces", by=by) if attachments and pieces else None
        batch = ImportBatch.objects.create(
            kind=kind.name,
            document=kept,
            attachments=archive,
            file_name=kept.name,
            created_by=by,
            created_at=clock.now(),
        )
        for document in filter(None, [kept, archive]):
            document.about = batch
            document.save(update_fields=["about_type", "about_id"])
        if sheets:
            record_sheets(batch, kind, sheets)
        else:
            batch.job = _job("imports.open", batch, f"Ouverture de « {batch} »", [("file", str(batch))], by)
            batch.save(update_fields=["job"])
    return batch


def record_sheets(batch: ImportBatch, kind: ImportKind, sheets: list[dict[str, Any]]) -> None:
    """Write down what the file holds, with the sheet and the line of titles that look right."""
    batch.sheets = sheets
    batch.sheet_index = inspection.best_sheet(sheets, kind)
    batch.header_line = inspection.header_line(sheets[batch.sheet_index], kind)
    batch.save(update_fields=["sheets", "sheet_index", "header_line"])


def choose_columns(
    batch: ImportBatch, *, sheet_index: int, header_line: int, mapping: dict[str, int], by: Any
) -> ImportBatch:
    """Say where each field is, and read the lines (now, or by a job when there are many).

    Raises Refused once the import is confirmed, UnreadableTable.
    """
    with transaction.atomic():
        batch = _at(batch, {Stage.COLUMNS, Stage.PREVIEW}, by)
        sheet = batch.sheets[sheet_index]
        batch.sheet_index, batch.header_line, batch.mapping = sheet_index, header_line, mapping
        batch.headers = list(inspection.header_of(sheet, header_line).names)
        batch.mapped_at, batch.read_at = clock.now(), None
        batch.save()
        if sheet["rows"] > SMALL_TABLE:
            batch.job = _job("imports.read", batch, f"Lecture de « {batch} »", [("lines", str(batch))], by)
            batch.save(update_fields=["job"])
        else:
            reading.store(batch, reading.read(batch, kind_of(batch), by))
    return batch


def confirm(batch: ImportBatch, *, version: str, by: Any) -> Job:
    """Import what the preview shows, as a job; of two clicks, or of two tabs, one starts it.

    `version` is that of the preview shown. Raises Refused when another reading has replaced it, AlreadyDone.
    """
    with transaction.atomic():
        batch = _at(batch, {Stage.PREVIEW, Stage.STOPPED}, by, done=CONFIRMED)
        if version != version_of(batch):
            raise Refused("L’aperçu a changé depuis que vous l’avez ouvert. Relisez-le avant de confirmer.")
        numbers = list(batch.lines.to_apply().values_list("number", flat=True))
        if not numbers:
            raise Refused(typography("Il n’y a rien à importer : chaque ligne est refusée ou déjà à jour."))
        lines = count(len(numbers), "ligne")
        batch.job = _job("imports.apply", batch, f"Import de « {batch} » : {lines}", _chunks(numbers), by)
        batch.confirmed_at = clock.now()
        batch.save(update_fields=["job", "confirmed_at"])
    return batch.job


def undo(batch: ImportBatch, *, by: Any) -> Job:
    """Take the import back, as a job. Raises Refused while it is running or has nothing to undo, AlreadyDone."""
    with transaction.atomic():
        batch = _at(batch, {Stage.APPLIED, Stage.STOPPED, Stage.UNDONE}, by, done={Stage.UNDOING})
        numbers = list(batch.lines.to_undo().order_by("-number").values_list("number", flat=True))
        if not numbers and batch.stage == Stage.UNDONE:
            raise AlreadyDone(_said_done(batch))
        if not numbers:
            raise Refused("Cet import n’a plus rien à annuler.")
        batch.job = _job("imports.undo", batch, f"Annulation de l’import de « {batch} »", _chunks(numbers), by)
        batch.undo_asked_at = clock.now()
        batch.save(update_fields=["job", "undo_asked_at"])
    return batch.job


def abandon(batch: ImportBatch, *, by: Any) -> None:
    """Forget an import that was not confirmed, and its files."""
    with transaction.atomic():
        batch = _at(batch, {Stage.COLUMNS, Stage.PREVIEW}, by)
        files = [kept for kept in (batch.document, batch.attachments) if kept]
        batch.delete()
        for kept in files:
            documents.discard(kept)


def tally(batch: ImportBatch) -> dict[str, int]:
    """How many lines were decided how, and how many of them were applied and undone; decisions add up to `total`."""

    def having(**condition: Any) -> Count:
        return Count("pk", filter=Q(**condition))

    return batch.lines.order_by().aggregate(
        **{decision.value: having(decision=decision) for decision in Decision},
        total=Count("pk"),
        applied=having(applied_at__isnull=False),
        undone=having(undone_at__isnull=False),
    )


def version_of(batch: ImportBatch) -> str:
    """What tells one reading of the file from the next."""
    return f"{batch.read_at.timestamp():.6f}" if batch.read_at else ""


def kind_of(batch: ImportBatch) -> ImportKind:
    """Its sort. Raises Refused when this version of the product has it no more."""
    kind = kinds.get(batch.kind)
    if kind is None:
        raise Refused("Cette version du logiciel ne connaît plus cette sorte d’import.")
    return kind


def _at(batch: ImportBatch, stages: set[Stage], by: Any, *, done: Set[Stage] = frozenset()) -> ImportBatch:
    """The import, locked, provided it stands at one of these stages and this person may use its sort.

    Raises AlreadyDone at the stages `done`, which come after what is asked.

    Its job is read once the lock is held: joined to the locking query, it would be that from before the wait.
    """
    _check_right(kind_of(batch), by)
    fresh = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if fresh is None:
        raise Refused("Cet import n’existe plus.")
    if fresh.stage in done:
        raise AlreadyDone(_said_done(fresh))
    if fresh.stage not in stages:
        raise Refused(typography(f"Ce n’est plus possible : cet import est maintenant « {fresh.stage.label} »."))
    return fresh


def _said_done(batch: ImportBatch) -> str:
    return typography(f"C’était déjà fait : cet import est maintenant « {batch.stage.label} ».")


def _check_right(kind: ImportKind, by: Any) -> None:
    if not kind.may(by):
        raise PermissionDenied(f"Vous n’avez pas le droit d’importer des {kind.label}.")


def _job(name: str, batch: ImportBatch, label: str, lines: list[tuple[str, str]], by: Any) -> Job:
    """One job at a time for an import."""
    next_url, once_key = batch.get_absolute_url(), str(batch.key)
    label = typography(label)
    return jobs.start(name, label=label, lines=lines, by=by, about=batch, next_url=next_url, once_key=once_key)


def _chunks(numbers: list[int]) -> list[tuple[str, str]]:
    """The lines of the file by groups that a job does one after another."""
    groups = [sorted(numbers[start : start + CHUNK]) for start in range(0, len(numbers), CHUNK)]
    return [(f"{group[0]}-{group[-1]}", _span(group[0], group[-1])) for group in groups]


def _span(first: int, last: int) -> str:
    return f"ligne {first}" if first == last else f"lignes {first} à {last}"
