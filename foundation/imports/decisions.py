"""What becomes of a line: refused, created, updated or left as it is, and what would change."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from foundation.files.refusals import UnacceptableFile
from foundation.imports.attachments import Archive, check_attached
from foundation.imports.claims import Claims
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Line, coerced, identity_of
from foundation.imports.repeats import refuse_repeated
from foundation.imports.values import packed
from foundation.models import ImportLine
from foundation.models.imports import Decision
from foundation.workflow import Refused

REFUSALS = (Refused, ValidationError, UnacceptableFile)


class Decider:
    """Decides the lines of one file, one after another, and remembers what they designate."""

    def __init__(self, kind: ImportKind, archive: Archive | None, lines: Sequence[Line]) -> None:
        self.kind, self.archive = kind, archive
        self.claims = Claims(kind.attachments, archive, lines) if kind.attachments and archive else None
        self._first_lines: dict[tuple, ImportLine] = {}
        self._keys: list[tuple] = []  # of the line being decided

    def decide(self, line: Line) -> ImportLine:
        """The line as it will be shown and, once confirmed, applied; nothing is written."""
        self._keys = []
        existing: models.Model | None = None
        changes: dict[str, list[Any]] = {}
        if not line.is_refused:
            try:
                existing, changes = self._prepare(line)
            except REFUSALS as refusal:
                line.refuse("", words_of(refusal))
        if line.is_refused:
            self._keep_file(line)
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
        if rules is None or self.archive is None or self.claims is None:
            return
        name = line.values.get(rules.column)
        try:
            line.attached = self.archive.find(str(name)) if name else self.claims.guess(line)
            if line.attached:
                check_attached(line.attached, rules)
        except UnacceptableFile as refusal:
            line.refuse(rules.column, refusal.message_fr)

    def _keep_file(self, line: Line) -> None:
        """The files of a refused line are told to be its own: those it names, else those that only it can have."""
        if self.archive is None or self.claims is None or self.kind.attachments is None:
            return
        name = line.values.get(self.kind.attachments.column)
        guessed = [entry for entry in self.claims.of(line) if not self.claims.is_shared(entry)]
        self.archive.keep_for_refused(line.number, self.archive.named(str(name)) if name else guessed)

    def _refuse_repeated(self, line: Line, existing: models.Model | None) -> list[tuple]:
        """Two lines of a file for one object: nobody could say which one counts. By what the line is known."""
        identity = identity_of(line)
        keys: list[tuple] = [("object", existing.pk)] if existing is not None else []
        keys += [("identity", *identity)] if identity else []
        first = next((self._first_lines[key] for key in keys if key in self._first_lines), None)
        if first is not None:
            refuse_repeated(line, first)
        return keys


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
