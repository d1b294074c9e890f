"""The sorts of import: what an app says of one, and who may use it. Imports no models."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from foundation.files.kinds import Kind
from foundation.imports import lines
from foundation.imports.lines import Applied, Line
from foundation.imports.values import field_of
from foundation.tabular.columns import Column


@dataclass(frozen=True)
class Attachments:
    """That an archive of files may come with the table; a column names the file of its line.

    Where that column is empty, the file is the only one whose name holds one of the texts that `otherwise(line)`
    gives (the name of the commune, say), if it can be that of no other line; the texts of `apart(line)` in its name
    (a year, say) tell one such line from the others.
    """

    column: str
    accepted: frozenset[Kind]
    help: str = ""
    otherwise: Callable[[Line], Iterable[str]] = lines.no_words
    apart: Callable[[Line], Iterable[str]] = lines.no_words


@dataclass(frozen=True)
class ImportKind:
    """One sort of import. For each line of the file, in this order:

    `prepare(line)` turns the values of the columns into fields of the model (or others that `apply` knows), and may
    `line.refuse` or `line.warn`; a field left out is left alone.
    `match(line)` finds the object that `line.fields` designates, or None: the line creates it.
    `current(existing, names)` says what the object holds now; a line that changes nothing is « inchangée ».
    `check(line, existing)` refuses at the preview what saving would refuse, to `line.by` too.
    `apply(line, existing, by)` saves, once confirmed, in its own transaction; raises Refused, PermissionDenied,
    ValidationError or UnacceptableFile to refuse the line.

    `identity` names the fields that tell two lines apart: the same twice in a file is refused. `lookup()` is called
    once for many lines, and its result given to each as `line.lookup`. `undo_created(object, import_line, by)` replaces
    the default deletion and returns why it leaves the object alone, or ""; `undone` says in words what it does.
    `hold(fields)` is given the fields of all the lines that one transaction applies, or takes back, and locks what they
    touch in the order of its keys: line by line, two transactions could wait for each other.
    `restore(existing, before)` is the inverse of `current`: it puts values back on the object, not saved, and returns
    why it will not, or "".
    `remarks(lookup, kept)` says what concerns many lines at once, whose numbers among those not refused are `kept`.
    """

    name: str  # in addresses
    label: str  # plural, as in « Importer des … »
    model: type[models.Model]
    columns: tuple[Column, ...]
    may: Callable[[Any], bool]
    identity: tuple[str, ...] = ()
    help: str = ""
    attachments: Attachments | None = None
    labels: Mapping[str, str] = field(default_factory=dict)  # of fields that neither a column nor the model names
    lookup: Callable[[], Any] = lines.nothing
    prepare: Callable[[Line], dict[str, Any]] = lines.values_as_fields
    match: Callable[[Line], models.Model | None] = lines.same_identity
    current: Callable[[Any, Iterable[str]], dict[str, Any]] = lines.read_fields
    check: Callable[[Line, Any], None] = lines.check_model
    apply: Callable[[Line, Any, Any], models.Model | Applied] = lines.save_model
    hold: Callable[[list[dict[str, Any]]], None] = lines.hold_nothing
    undo_created: Callable[[Any, Any, Any], str] | None = None
    undone: str = "est supprimé"
    restore: Callable[[Any, dict[str, Any]], str] = lines.write_fields
    remarks: Callable[[Any, set[int]], list[str]] = lines.no_remarks

    def label_of(self, name: str) -> str:
        """How the pages name a field."""
        titles = {column.field: column.label for column in self.columns}
        own = field_of(self.model, name)
        found = self.labels.get(name) or titles.get(name) or (own and (titles.get(own.name) or own.verbose_name))
        return str(found or name)


_kinds: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Add a sort of import, from `AppConfig.ready`; the same name again replaces it."""
    _kinds[kind.name] = kind


def get(name: str) -> ImportKind | None:
    """The sort of this name; None when this version of the product has none."""
    return _kinds.get(name)


def all_kinds() -> list[ImportKind]:
    """Every sort of import that the apps have told."""
    return list(_kinds.values())


def allowed_to(person: Any) -> list[ImportKind]:
    """The sorts of import that this person may use, by label."""
    return sorted((kind for kind in all_kinds() if kind.may(person)), key=lambda kind: kind.label)
