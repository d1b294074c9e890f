"""One line of a file in the hands of its kind, and what most kinds do with it.

The functions below are the defaults of an `ImportKind`: a line whose columns bear the names of the model’s fields
needs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from foundation.french import fold, typography
from foundation.imports.values import field_of

if TYPE_CHECKING:
    from foundation.documents import Arrived


@dataclass(frozen=True)
class AttachedFile:
    """A file of the archive that came with the table: its name, its content when asked, its place in the archive.

    `arrived` is what `documents.arrive` gave, when the line is about to be applied: nobody waits for a disk under a
    lock.
    """

    name: str
    read: Callable[[], bytes]
    path: str = ""
    arrived: Arrived | None = None


@dataclass
class Line:
    """A line being decided (`values` by column, from the file) or applied (`fields`, decided at the preview).

    `cells` are those of the line as the file shows them, in its order, read or not. `lookup` is what the kind’s own
    `lookup()` gave, once for many lines, `by` who imports. `places` says where each
    column is, for the messages: letter, title, what the cell shows.
    """

    kind: Any
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    lookup: Any = None
    by: Any = None
    attached: AttachedFile | None = None
    places: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, column: str, message: str) -> None:
        """This line cannot be imported, because of this column (or of none: "")."""
        self._note(column, message, blocking=True)

    def warn(self, column: str, message: str) -> None:
        """This line can be imported, but its author should look at this column."""
        self._note(column, message, blocking=False)

    @property
    def is_refused(self) -> bool:
        """Whether something prevents it from being imported."""
        return any(problem["blocking"] for problem in self.problems)

    def is_unread(self, column: str) -> bool:
        """Whether this cell holds something that was not precise enough to be kept."""
        return self.values.get(column) is None and bool(self.places.get(column, ("", "", ""))[2])

    def _note(self, column: str, message: str, *, blocking: bool) -> None:
        letter, header, value = self.places.get(column, ("", "", ""))
        self.problems.append(
            {"column": letter, "header": header, "value": value, "message": typography(message), "blocking": blocking}
        )


@dataclass(frozen=True)
class Applied:
    """What applying a line made: the object it is about, and what was created with it (undone together).

    `note` is what its author should know of it, in the report.
    """

    about: models.Model
    also_created: tuple[models.Model, ...] = ()
    note: str = ""


# --- the defaults of a kind ------------------------------------------------------------------------------------------


def nothing() -> None:
    """No lookup."""


def hold_nothing(fields: list[dict[str, Any]]) -> None:
    """What the lines touch is locked by each as it comes."""


def no_remarks(lookup: Any, kept: set[int]) -> list[str]:
    """Nothing to say of many lines at once."""
    return []


def no_words(line: Line) -> tuple[str, ...]:
    """No other way to find the file of a line than the name it gives."""
    return ()


def values_as_fields(line: Line) -> dict[str, Any]:
    """Columns named as the model’s fields; an empty cell changes nothing."""
    return {name: value for name, value in line.values.items() if value is not None}


def same_identity(line: Line) -> models.Model | None:
    """The object with the same identifying fields, case apart, if there is one."""
    kind = line.kind
    if not kind.identity or any(line.fields.get(name) in (None, "") for name in kind.identity):
        return None
    wanted = {_matching(name, line.fields[name]): line.fields[name] for name in kind.identity}
    return kind.model._base_manager.filter(**wanted).order_by("pk").first()


def _matching(name: str, value: Any) -> str:
    return f"{name}__iexact" if isinstance(value, str) else name


def read_fields(existing: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """What the object says now in these fields."""
    return {name: getattr(existing, name) for name in names}


def write_fields(existing: models.Model, values: dict[str, Any]) -> str:
    """Put these values back; those of no field of the model are left."""
    for name, value in values.items():
        if field_of(type(existing), name):
            setattr(existing, name, value)
    return ""


def check_model(line: Line, existing: models.Model | None) -> None:
    """Everything that the model and its constraints would refuse at the saving, said at the preview."""
    candidate = existing or line.kind.model()
    before = read_fields(existing, line.fields) if existing else {}
    for name, value in line.fields.items():
        setattr(candidate, name, value)
    try:
        candidate.full_clean(exclude=protected_fields(candidate))
    except ValidationError as error:
        _tell(line, error)
    for name, value in before.items():
        setattr(candidate, name, value)


def save_model(line: Line, existing: models.Model | None, by: Any) -> models.Model:
    """Create or change the object, checked once more, with the importer in its history."""
    saved: Any = existing or line.kind.model()
    for name, value in line.fields.items():
        setattr(saved, name, value)
    saved.full_clean(exclude=protected_fields(saved))
    saved._history_user = by
    saved.save()
    return saved


def identity_of(line: Line) -> tuple[str, ...] | None:
    """What tells this line from the others of its file; None when it does not say."""
    found = tuple(fold(str(line.fields.get(name) or "")) for name in line.kind.identity)
    return found if found and all(found) else None


def coerced(line: Line, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as the model types them, so that 48.9 read in a file equals 48.9 read in the database."""
    typed = {}
    for name, value in fields.items():
        own = field_of(line.kind.model, name)
        try:
            typed[name] = own.to_python(value) if own is not None and value is not None else value
        except ValidationError as error:
            line.refuse(name, " ".join(error.messages))
    return typed


def protected_fields(candidate: models.Model) -> set[str]:
    """States: `full_clean` may not assign them, and `perform` alone changes them."""
    return {one.name for one in candidate._meta.concrete_fields if getattr(one, "protected", False)}


def _tell(line: Line, error: ValidationError) -> None:
    for name, messages in error.message_dict.items():
        own = field_of(line.kind.model, name)
        column = next((one for one in (name, own.attname if own else "") if one in line.places), "")
        for message in messages:
            line.refuse(column, message)
