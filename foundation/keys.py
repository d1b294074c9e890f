"""Keys that a page sends: what no row can have is nobody’s, and never reaches the database."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django import forms
from django.forms.models import ModelChoiceIterator

DIGITS = 18  # a longer number is beyond what a database counts


def is_key(written: Any) -> bool:
    """Whether a row could have this key."""
    text = str(written)
    return text.isdecimal() and text.isascii() and len(text) <= DIGITS


class KeysField(forms.ModelMultipleChoiceField):
    """Several rows by their keys. Django hands any number to the database, and SQLite fails on the longest."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, Iterable) and not isinstance(value, str) else ():
            if not is_key(key):
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value")
        return super().clean(value)


class Lines(ModelChoiceIterator):
    """The rows that one chooses from, read at once: there are never so many that a cursor would be needed."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset.all())


class KeyField(forms.ModelChoiceField):
    """One row by its key, which is written in figures that everyone reads."""

    iterator = Lines

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value not in self.empty_values and not is_key(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class KeyFilter(django_filters.ModelChoiceFilter):
    """Narrows a list by one row; `field_class` says how each is told."""

    field_class = KeyField
