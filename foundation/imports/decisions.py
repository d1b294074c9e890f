"""What becomes of a line: refused, created, updated or left as it is, and what would change."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from foundation.files.refusals import UnacceptableFile
from foundation.imports.attachments import Archive, check_attached
from foundation.imports.kinds import Attachments, ImportKind
from foundation.imports.lines import AttachedFile, Line, coerced, identity_of
from foundation.imports.repeats import refuse_repeated
from foundation.imports.values import packed
from foundation.models import ImportLine
from foundation.models.imports import Decision
from foundation.workflow import Refused

REFUSALS = (Refused, ValidationError, UnacceptableFile)


class Decider:
    """Decides the lines of one file, one after another, and remembers what they designate."""

    def __init__(self, kind: ImportKind, archive: Archive | None, lookup: Any) -> None:
        self.kind, self.archive, self.lookup = kind, archive, lookup
        self._first_lines: dict[tuple, ImportLine] = {}
        self._keys: list[tuple] = []  # of the line being decided
        self._guessed: dict[str, int] = {}  # place of a file in the archive → the line that did not name it

    def decide(self, line: Line) -> ImportLine:
        """The line as it will be shown and, once confirmed, applied; nothing is written."""
        line.lookup, self._keys = self.lookup, []
        existing: models.Model | None = None
        changes: dict[str, list[Any]] = {}
        if not line.is_refused:
            try:
                existing, changes = self._prepare(line)
            except REFUSALS as refusal:
                line.refuse("", words_of(refusal))
        if line.is_refused and self.archive and self.kind.attachments:
            self.archive.keep_for_refused(line, self.kind.attachments)
        decided = ImportLine(
            number=line.number,
            label=label_of(line)[:200],
            cells=line.cells,
            values={name: packed(value) for name, value in line.fields.items()},
            problems=line.problems,
            decision=_decision(line, existing, changes),
            changes={} if line.is_refused else changes,
            attached_path=line.attached.path if line.attached else "",
        )
        decided.about = existing
        for key in self._keys:
            self._first_lines.setdefault(key, decided)
        return decided

    def _prepare(self, line: Line) -> tuple[models.Model | None, dict[str, Any]]:
        self._attach(line)
        fields = self.kind.prepare(line)
        line.fields = coerced(line, {name: value for name, value in fields.items() if value is not None})
        if line.is_refused:
            self._refuse_repeated(line, None)
            return None, {}
        existing = self.kind.match(line)
        self._keys = self._refuse_repeated(line, existing)
        changes = differences(self.kind, existing, line.fields)
        if changes or existing is None:
            self.kind.check(line, existing)
        return existing, changes

    def _attach(self, line: Line) -> None:
        rules = self.kind.attachments
        if rules is None or self.archive is None:
            return
        name = line.values.get(rules.column)
        try:
            line.attached = self.archive.find(str(name)) if name else self._guess(line, rules, self.archive)
            if line.attached:
                check_attached(line.attached, rules)
                if name and line.attached.path in self._guessed:
                    raise UnacceptableFile(_taken(line.attached.name, self._guessed[line.attached.path]))
        except UnacceptableFile as refusal:
            line.refuse(rules.column, refusal.message_fr)

    def _guess(self, line: Line, rules: Attachments, archive: Archive) -> AttachedFile | None:
        """The file that a line does not name and that can only be its own; its author is asked to look."""
        used = set(archive.used)
        found = archive.holding(rules.otherwise(line))
        if found is None:
            return None
        if found.path in used or found.path in archive.meant:
            raise UnacceptableFile(_taken(found.name, self._guessed.get(found.path, archive.meant.get(found.path))))
        self._guessed[found.path] = line.number
        line.warn(rules.column, f"« {found.name} » est joint à cette ligne d’après son nom.")
        return found

    def _refuse_repeated(self, line: Line, existing: models.Model | None) -> list[tuple]:
        """Two lines of a file for one object: nobody could say which one counts. By what the line is known."""
        identity = identity_of(line)
        keys: list[tuple] = [("object", existing.pk)] if existing is not None else []
        keys += [("identity", *identity)] if identity else []
        first = next((self._first_lines[key] for key in keys if key in self._first_lines), None)
        if first is not None:
            refuse_repeated(line, first)
        return keys


def _taken(name: str, number: int | None) -> str:
    whose = f"de la ligne {number}" if number else "d’une autre ligne"
    return f"« {name} » est déjà le fichier {whose} : nommez celui de chacune."


def differences(kind: ImportKind, existing: models.Model | None, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Field → what it holds and what it would hold, packed, for those that would change."""
    before = kind.current(existing, list(fields)) if existing is not None else {}
    return {
        name: [packed(before.get(name)), packed(value)]
        for name, value in fields.items()
        if existing is None or before.get(name) != value
    }


def label_of(line: Line) -> str:
    """How a line is named in lists: what its first two filled columns show."""
    found = [line.places[c.field][2] for c in line.kind.columns if c.field in line.places and line.places[c.field][2]]
    return ", ".join(found[:2])


def words_of(refusal: Exception) -> str:
    """What a refusal tells the author of the file."""
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    return str(refusal) or "Vous n’avez pas le droit de faire cela."


def _decision(line: Line, existing: models.Model | None, changes: dict[str, Any]) -> Decision:
    if line.is_refused:
        return Decision.REFUSED
    if existing is None:
        return Decision.CREATE
    return Decision.UPDATE if changes else Decision.SAME
