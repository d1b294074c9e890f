"""Values of a line between the file, the database and the page: kept as JSON, given back typed, shown in French."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from foundation.differences import EMPTY
from foundation.french import moment, number, short_date


def packed(value: Any) -> Any:
    """A value as JSON keeps it: dates, moments and decimals say what they are."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return value


def unpacked(stored: Any) -> Any:
    """The value that was packed."""
    match stored:
        case {"moment": written}:
            return datetime.fromisoformat(written)
        case {"date": written}:
            return date.fromisoformat(written)
        case {"decimal": written}:
            return Decimal(written)
    return stored


def field_of(model: type[models.Model], name: str) -> models.Field | None:
    """The model’s own field of this name (« commune » and « commune_id » are the same), if it has one."""
    names = {one.name: one for one in model._meta.concrete_fields}
    names |= {one.attname: one for one in model._meta.concrete_fields}
    return names.get(name)


def shown(model: type[models.Model], name: str, value: Any, related: dict[Any, str] | None = None) -> str:
    """A value as the preview shows it: « sans valeur », « oui », « 12/03/2027 », the name of the commune.

    `related` names the objects that a foreign key may point at (see `names_of`); without it each is looked up.
    """
    if value in (None, ""):
        return EMPTY
    field = field_of(model, name)
    if isinstance(field, models.ForeignKey):
        return (names_of(field, [value]) if related is None else related).get(value, EMPTY)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _plainly(value)


def names_of(field: models.ForeignKey, keys: Iterable[Any]) -> dict[Any, str]:
    """What the objects that a foreign key points at are called, in one query."""
    return {pk: str(found) for pk, found in field.related_model._base_manager.in_bulk(list(keys)).items()}


def _plainly(value: Any) -> str:
    match value:
        case bool():
            return "oui" if value else "non"
        case datetime():
            return moment(value)
        case date():
            return short_date(value)
        case int():
            return number(value)
        case float() | Decimal():
            return str(value).replace(".", ",")
    return str(value)
