"""Texts on one line, such as names: any space is an ordinary one, once, and what nobody can see is left out.

« Poissy » copied from a page may hold a space without width or end with a line break: it would look like another
Poissy and never be found, and a name made of nothing else would be an empty link. The rest is kept as typed.
"""

import unicodedata
from typing import Any

from django import forms
from django.db import models

_UNSEEN = frozenset({"Cc", "Cf"})  # controls; joiners, marks of direction, spaces without width, soft hyphens
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that are drawn as nothing


def one_line(text: str) -> str:
    """A text as it reads on one line; empty when nothing of it can be seen."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    line = " ".join(text.split())
    if line.isprintable() and _BLANK.isdisjoint(line):
        return line
    seen = (one for one in line if unicodedata.category(one) not in _UNSEEN and one not in _BLANK)
    return " ".join("".join(seen).split())


class OneLineInput(forms.CharField):
    """A form’s text on one line; a required one must show something."""

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return one_line(found) if isinstance(found, str) else found


class OneLineField(models.CharField):
    """A name, a title, an address on one line: tidied wherever it is checked, by a form or by an import.

    For the database it is an ordinary text: migrations know it as such.
    """

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return one_line(found) if isinstance(found, str) else found

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": OneLineInput, **options})

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options
