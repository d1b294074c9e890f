"""What changed between two versions of an object, in French: « date d’effet : 3 mars 2027 (avant : 1er mars 2027) ».

What had no value before is told by the new one alone; what has none any more, by the former.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.db import models

from foundation.french import NBSP, enumerate_fr, long_date, moment, number
from foundation.history import told_of

EMPTY = "sans valeur"
FORGOTTEN = "ancienne valeur"  # the label of a key that nothing names any more
LONGEST = 160  # characters of a value in a sentence

Names = dict[type[models.Model], dict[Any, str]]


@dataclass(frozen=True)
class Words:
    """What the rows about to be shown speak of: the names of related objects, the labels of the keys of JSON fields."""

    names: Names
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One field, before and after: as kept, and in the words of the page; no words for what no line can hold."""

    name: str
    label: str
    before: Any
    after: Any
    before_text: str = ""
    after_text: str = ""

    def __str__(self) -> str:
        if not self.before_text and not self.after_text:
            return f"{self.label}{NBSP}: modifié"
        is_sentence = self.label.endswith(" le") and self.after_text  # « signée par le Maire le 3 mars 2027 »
        joint = " " if is_sentence else f"{NBSP}: "
        before = f" (avant{NBSP}: {self.before_text})" if self.before_text else ""
        return f"{self.label}{joint}{self.after_text or EMPTY}{before}"


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
    words = words_of(rows, fields)
    found = [list(_between(older, newer, fields, words)) for newer, older in pairs]
    return [*found, []] if rows else []


def facts_of(row: models.Model, fields: Iterable[models.Field]) -> list[tuple[str, str]]:
    """The fields of one object or history row, each with its French label and value; "" where it has none.

    A JSON field is one fact per key that its model names; what it does not name is no fact of one line.
    """
    fields = list(fields)
    words = words_of([row], fields)
    found: list[tuple[str, str]] = []
    for one in fields:
        value = getattr(row, one.attname)
        if isinstance(one, models.JSONField):
            labels = words.labels.get(one.name, {})
            found += [(label, _plain_text(_day_or(value[key]))) for key, label in labels.items() if value.get(key)]
        else:
            found.append((_label(one), text_of(one, value, words.names)))
    return found


def value_text(row: models.Model, name: str) -> str:
    """One field of an object in the words of the page; empty when it is empty."""
    field = cast(models.Field, row._meta.get_field(name))
    if field.many_to_many:
        return enumerate_fr([str(one) for one in getattr(row, name).all()])
    return text_of(field, getattr(row, field.attname), words_of([row], [field]).names)


def words_of(rows: Iterable[models.Model], fields: Iterable[models.Field]) -> Words:
    """The names of every object that these rows point at, one query per model; the labels of their JSON keys."""
    keys: dict[type[models.Model], set[Any]] = {}
    labels: dict[str, dict[str, str]] = {}
    rows = list(rows)
    for one in fields:
        if model := one.related_model:
            keys.setdefault(model, set()).update(getattr(row, one.attname) for row in rows)
        if name_keys := told_of(one.model).labels.get(one.name):
            labels[one.name] = name_keys(rows)
    names = {
        model: {pk: str(one) for pk, one in model._base_manager.in_bulk([*(wanted - {None})]).items()}
        for model, wanted in keys.items()
    }
    return Words(names, labels)


def text_of(field: models.Field, value: Any, names: Names) -> str:
    """A value of this field as the page says it: the word of a choice, a French date, the name of a related object."""
    if value is None or value == "":
        return ""
    if model := field.related_model:
        return names[model].get(value, "supprimé")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain_text(value)


def _plain_text(value: Any) -> str:
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, int):
        return number(value)
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"


def _between(older: models.Model, newer: models.Model, fields: list[models.Field], words: Words) -> Iterator[Change]:
    for one in fields:
        before, after = getattr(older, one.attname), getattr(newer, one.attname)
        if before == after:
            continue
        if not isinstance(one, models.JSONField):
            texts = text_of(one, before, words.names), text_of(one, after, words.names)
            yield Change(one.name, _label(one), before, after, *texts)
        elif one.name in words.labels:
            yield from _by_key(one, before, after, words.labels[one.name])
        else:
            yield Change(one.name, _label(one), before, after)


def _by_key(field: models.Field, before: Any, after: Any, labels: dict[str, str]) -> Iterator[Change]:
    """One change per key, under the label that the model gives it."""
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key, ""), after.get(key, "")
        if old != new:
            texts = _plain_text(_day_or(old)), _plain_text(_day_or(new))
            yield Change(field.name, labels.get(key, FORGOTTEN), old, new, *texts)


def _day_or(value: Any) -> Any:
    """A day that JSON keeps as ISO text, as a day; anything else as it is."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _label(field: models.Field) -> str:
    return str(field.verbose_name)
