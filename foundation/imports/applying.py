"""Applying the lines that were confirmed, each in its own transaction, only as the preview showed them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from foundation import clock, documents
from foundation.faults import contained
from foundation.french import typography
from foundation.imports.attachments import Archive, archive_of
from foundation.imports.decisions import REFUSALS, differences, words_of
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Applied, AttachedFile, Line
from foundation.imports.values import packed, unpacked
from foundation.models import ImportBatch, ImportLine
from foundation.models.imports import Decision
from foundation.workflow import Refused

MOVED = (
    "Ce que cette ligne concerne a changé depuis l’aperçu : elle n’est pas importée. "
    "Déposez de nouveau le fichier pour voir ce qu’elle changerait maintenant."
)

FAILED = "failed"  # counted beside the decisions: a line that is refused with its reason is a report, not a failure


@dataclass
class Chunk:
    """What applying some lines needs, gathered outside their transaction: the kind’s lookup and the files."""

    kind: ImportKind
    lookup: Any
    files: dict[int, AttachedFile]  # by line number


def gather(batch: ImportBatch, kind: ImportKind, first: int, last: int) -> Chunk:
    """Read the files of these lines and what the kind looks things up in. Writes nothing."""
    lines = batch.lines.to_apply().filter(number__range=(first, last))
    files = {}
    with archive_of(batch, kind) as archive:
        if archive:
            files = {line.number: _file_of(line, archive) for line in lines if line.attached_path}
    return Chunk(kind, kind.lookup(), files)


def apply_lines(batch: ImportBatch, chunk: Chunk, first: int, last: int, by: Any) -> Counter[str]:
    """Apply these lines; one that is refused does not stop the others.

    How many were created, updated, refused, and how many of the refused failed without anybody having said why.
    """
    done: Counter[str] = Counter()
    lines = list(batch.lines.to_apply().filter(number__range=(first, last)).select_for_update(of=("self",)))
    chunk.kind.hold([fields_of(line) for line in lines])
    for line in lines:
        with contained("import line failed", batch=batch.pk, line=line.number) as fault:
            try:
                with transaction.atomic():
                    _apply(line, chunk, by)
            except (*REFUSALS, PermissionDenied) as refusal:
                _refuse(line, words_of(refusal))
        if fault.error:
            _refuse(line, fault.message)
            done[FAILED] += 1
        done[line.decision] += 1
    return done


def fields_of(line: ImportLine) -> dict[str, Any]:
    """The fields of the model as the preview decided them."""
    return {name: unpacked(value) for name, value in line.values.items()}


def _apply(line: ImportLine, chunk: Chunk, by: Any) -> None:
    kind = chunk.kind
    fields = fields_of(line)
    hand = Line(kind, line.number, fields=fields, lookup=chunk.lookup, by=by, attached=chunk.files.get(line.number))
    existing = kind.match(hand)
    changes = differences(kind, existing, fields)
    if existing is not None and not changes:
        line.decision, line.about, line.changes, line.note = Decision.SAME, existing, {}, "Déjà à jour."
        line.save()
        return
    if changes != line.changes or (existing.pk if existing else None) != line.about_id:
        raise Refused(MOVED)
    made = kind.apply(hand, existing, by)
    made = made if isinstance(made, Applied) else Applied(made)
    line.about, line.applied_at = made.about, clock.now()
    line.changes = _as_saved(kind, made.about, changes)
    line.also_created = [[one._meta.label_lower, one.pk] for one in made.also_created]
    line.note = typography(made.note)
    line.save()


def _as_saved(kind: ImportKind, saved: models.Model, changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The changes with what was truly saved (a mail in lower case), to which the undoing will compare."""
    now = kind.current(saved, list(changes))
    return {name: [before, packed(now.get(name))] for name, (before, _) in changes.items()}


def _file_of(line: ImportLine, archive: Archive) -> AttachedFile:
    """The content of the file that the preview found for a line, read while the archive is open."""
    found = archive.at(line.attached_path)
    content = found.read()
    return AttachedFile(found.name, lambda: content, found.path, documents.arrive(content))


def _refuse(line: ImportLine, message: str) -> None:
    """Write down why a line was refused after all; whatever it had begun is undone."""
    fresh = ImportLine.objects.get(pk=line.pk)
    fresh.decision = Decision.REFUSED
    fresh.problems = [
        *fresh.problems,
        {"column": "", "header": "", "value": "", "message": typography(message), "blocking": True},
    ]
    fresh.save(update_fields=["decision", "problems"])
    line.decision = fresh.decision
