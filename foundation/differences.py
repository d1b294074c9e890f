"""What changed between two versions of an object, in French: « date d’effet : 1er janvier 2027 → 1er mars 2027 »."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.db import models

from foundation.french import NBSP, enumerate_fr, long_date, moment, number

EMPTY = "vide"
LONGEST = 160  # characters of a value in a sentence

Names = dict[type[models.Model], dict[Any, str]]


@dataclass(frozen=True)
class Change:
    """One field, before and after: as kept, and in the words of the page."""

    name: str
    label: str
    before: Any
    after: Any
    before_text: str
    after_text: str

    def __str__(self) -> str:
        return f"{self.label}{NBSP}: {self.before_text} → {self.after_text}"


def shown_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields that say something to a reader: not the key, nor what the program computes for itself."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and field.editable]
    return [f for f in fields if not getattr(f, "auto_now", False) and not getattr(f, "auto_now_add", False)]


def changes_of(rows: Sequence[models.Model], fields: Iterable[models.Field]) -> list[list[Change]]:
    """For each history row, newest first, what it changed from the one before; nothing for the oldest.

    Names of related objects are fetched once per model, whatever the number of rows.
    """
    fields = list(fields)
    pairs = list(zip(rows, rows[1:], strict=False))
    names = related_names(rows, fields)
    found = [_between(older, newer, fields, names) for newer, older in pairs]
    return [*found, []] if rows else []


def facts_of(row: models.Model, fields: Iterable[models.Field]) -> list[tuple[str, str]]:
    """The fields of one object or history row, each with its French label and value."""
    fields = list(fields)
    names = related_names([row], fields)
    return [(_label(field), text_of(field, getattr(row, field.attname), names)) for field in fields]


def value_text(row: models.Model, name: str) -> str:
    """One field of an object in the words of the page; empty when it is empty."""
    field = cast(models.Field, row._meta.get_field(name))
    if field.many_to_many:
        return enumerate_fr([str(one) for one in getattr(row, name).all()])
    text = text_of(field, getattr(row, field.attname), related_names([row], [field]))
    return "" if text == EMPTY else text


def related_names(rows: Iterable[models.Model], fields: Iterable[models.Field]) -> Names:
    """The names of every object that these rows point at: one query per model."""
    keys: dict[type[models.Model], set[Any]] = {}
    rows = list(rows)
    for field in fields:
        if model := field.related_model:
            keys.setdefault(model, set()).update(getattr(row, field.attname) for row in rows)
    return {
        model: {pk: str(one) for pk, one in model._base_manager.in_bulk([*(wanted - {None})]).items()}
        for model, wanted in keys.items()
    }


def text_of(field: models.Field, value: Any, names: Names) -> str:
    """A value of this field as the page says it: the word of a choice, a French date, the name of a related object."""
    if value is None or value == "":
        return EMPTY
    if model := field.related_model:
        return names[model].get(value, "supprimé")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain_text(value)


def _plain_text(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, dict):
        value = enumerate_fr([f"{name}{NBSP}: {one}" for name, one in value.items()]) or EMPTY
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def _between(older: models.Model, newer: models.Model, fields: list[models.Field], names: Names) -> list[Change]:
    found = []
    for field in fields:
        before, after = getattr(older, field.attname), getattr(newer, field.attname)
        if before != after:
            texts = text_of(field, before, names), text_of(field, after, names)
            found.append(Change(field.name, _label(field), before, after, *texts))
    return found


def _label(field: models.Field) -> str:
    return str(field.verbose_name)
