"""Keys that a page sends: what no row can have is nobody’s, and never reaches the database."""

from collections.abc import Iterable
from typing import Any

from django import forms

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
