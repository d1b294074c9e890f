"""Taking an import back: what it changed is restored, what it created is removed, what moved since is left alone."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError

from foundation import clock
from foundation.faults import contained
from foundation.french import enumerate_fr, number, typography
from foundation.imports.applying import fields_of
from foundation.imports.decisions import REFUSALS, words_of
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import protected_fields
from foundation.imports.values import packed, unpacked
from foundation.models import ImportBatch, ImportLine, OutboxMessage, Reminder, SignedLink, StoredDocument, Transition
from foundation.models.imports import Decision

# Rows that are about any object, which the database would not see go without it.
TRACES = (Transition, StoredDocument, OutboxMessage, Reminder, SignedLink)


class LeftAlone(Exception):
    """The line is not taken back; why, in the words of the report. Nothing of it was undone."""


def undo_lines(batch: ImportBatch, kind: ImportKind, first: int, last: int, by: Any) -> dict[str, int]:
    """Take these lines back, last first, each in its own transaction. How many were undone, left alone, and failed."""
    done = {"undone": 0, "left": 0, "failed": 0}
    found = batch.lines.to_undo().filter(number__range=(first, last)).order_by("-number")
    lines = list(found.select_for_update(of=("self",)))
    kind.hold([fields_of(line) for line in lines])
    for line in lines:
        undone_at = None
        with contained("import line not undone", batch=batch.pk, line=line.number) as fault:
            try:
                with transaction.atomic():
                    note = _undo(line, kind, by)
                undone_at = clock.now()
            except (LeftAlone, *REFUSALS, PermissionDenied) as left:
                note = words_of(left)
        if fault.error:
            note = fault.message
        ImportLine.objects.filter(pk=line.pk).update(note=typography(note), undone_at=undone_at)
        done["undone" if undone_at else "failed" if fault.error else "left"] += 1
    return done


def referring(target: models.Model) -> list[str]:
    """What else points at an object, counted by sort: « 2 affectations »; its own history apart."""
    collector = Collector(using=target._state.db or "default", origin=target)
    found: Counter[type[models.Model]] = Counter()
    try:
        collector.collect([target])
    except ProtectedError as error:
        found.update(type(one) for one in error.protected_objects)
    except RestrictedError as error:
        found.update(type(one) for one in error.restricted_objects)
    found.update(type(one) for instances in collector.data.values() for one in instances if one != target)
    for rows in collector.fast_deletes:
        found[rows.model] += rows.count()
    cleared: Iterable[Any] = chain.from_iterable(collector.field_updates.values())
    found.update(type(one) for instances in cleared for one in instances)
    for model in TRACES:
        found[model] += model.objects.about(target).count()
    return [_counted(model, times) for model, times in found.items() if times]


def _counted(model: type[models.Model], times: int) -> str:
    return f"{number(times)} {model._meta.verbose_name if times < 2 else model._meta.verbose_name_plural}"


# --- one line --------------------------------------------------------------------------------------------------------


def _undo(line: ImportLine, kind: ImportKind, by: Any) -> str:
    """Take one line back and return what its author should know, or "". Raises LeftAlone."""
    target = line.about
    if target is None:
        return "Déjà supprimé."
    if not line.values:
        raise LeftAlone("Les valeurs de cette ligne ont été effacées : on ne sait plus ce qu’elle avait changé.")
    target._history_user = by
    now = kind.current(target, list(line.changes))
    moved = [name for name, (_, after) in line.changes.items() if packed(now.get(name)) != after]
    told = enumerate_fr([f"« {kind.label_of(name)} »" for name in moved])
    if line.decision == Decision.UPDATE:
        _restore(line, kind, target, {name for name in line.changes if name not in moved})
        return f"Laissé tel quel, car modifié depuis : {told}." if moved else ""
    if moved:
        raise LeftAlone(f"Laissé en place, car modifié depuis : {told}.")
    _remove_also_created(line)
    if kind.undo_created is None:
        _delete(target)
    elif left := kind.undo_created(target, line, by):
        raise LeftAlone(left)
    return ""


def _restore(line: ImportLine, kind: ImportKind, target: Any, names: set[str]) -> None:
    """Put back what these fields held before."""
    if not names:
        raise LeftAlone("Laissé tel quel : tout ce que la ligne avait changé a été modifié depuis.")
    _remove_also_created(line)
    if left := kind.restore(target, {name: unpacked(line.changes[name][0]) for name in names}):
        raise LeftAlone(left)
    try:
        target.full_clean(exclude=protected_fields(target))
    except ValidationError as refusal:
        raise LeftAlone(f"Laissé tel quel : {words_of(refusal)}") from refusal
    target.save()


def _remove_also_created(line: ImportLine) -> None:
    """Delete what the line created beside its object, last first."""
    for label, key in reversed(line.also_created):
        created = apps.get_model(label)._base_manager.filter(pk=key).first()
        if created is None:
            continue
        if hasattr(type(created), "history") and created.history.count() > 1:
            raise LeftAlone(f"Laissé en place, car modifié depuis : {created}.")
        _delete(created)


def _delete(target: models.Model) -> None:
    if found := referring(target):
        raise LeftAlone(f"Laissé en place, car {enumerate_fr(found)} s’y rattachent.")
    target.delete()
