"""The variables of a convention's text, `{{ commune }}` (R01).

A variable is written `{{ name }}`; `{{ de_name }}` and `{{ a_name }}` put the right preposition before it
(d’Achères, aux Mureaux), and `{{ NAME }}` prints it in capitals, as a title does.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from convention.text.structure import Text
from foundation.french import at_place, of_place

Kind = Literal["text", "date", "place", "person"]
Source = Literal["commune", "network", "convention", "asked"]
Value = str | date
Form = Literal["", "de", "a"]

BRACES = re.compile(r"\{\{([^{}]*)\}\}")
NAME = re.compile(r"[a-z][a-z0-9_]*|[A-Z][A-Z0-9_]*")
_FORMS: tuple[Form, ...] = ("de", "a")


@dataclass(frozen=True)
class Variable:
    """Something that differs from one convention, or one year, to the next.

    `source` says who knows it: the commune, the network, the convention itself, or who saves the model (asked).
    One that is not required and has no value prints as a dotted line to be filled in by hand.
    """

    name: str
    label: str
    kind: Kind
    source: Source
    required: bool = True
    default: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(
                f"« {self.name} » : un nom de variable s’écrit en minuscules sans accent, chiffres et « _ »."
            )
        if self.kind not in get_args(Kind) or self.source not in get_args(Source):
            raise ValueError(f"Variable « {self.name} » : nature ou origine inconnue ({self.kind}, {self.source}).")

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for a JSON column; `Variable(**data)` reads it back."""
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class Placeholder:
    """One `{{ … }}` of a text, as written, and where it stands."""

    written: str
    start: int
    end: int

    @property
    def is_capitals(self) -> bool:
        return self.written.isupper()

    def resolve(self, variables: Mapping[str, Variable]) -> tuple[Variable, Form] | None:
        """The variable it means and the form asked for; None when no variable of that name is declared."""
        name = self.written.lower()
        if name in variables:
            return variables[name], ""
        for form in _FORMS:
            variable = variables.get(name.removeprefix(f"{form}_")) if name.startswith(f"{form}_") else None
            if variable is not None and variable.kind in ("text", "place"):
                return variable, form
        return None


def placeholders(content: str) -> list[Placeholder]:
    """The well-written placeholders of a stretch of text, in order."""
    return [
        Placeholder(match[1].strip(), match.start(), match.end())
        for match in BRACES.finditer(content)
        if NAME.fullmatch(match[1].strip())
    ]


def by_name(variables: Sequence[Variable]) -> dict[str, Variable]:
    return {variable.name: variable for variable in variables}


def used_in(text: Text, variables: Sequence[Variable]) -> set[str]:
    """Names of the declared variables that the text calls."""
    declared = by_name(variables)
    found = (hole.resolve(declared) for part in text.parts() for hole in placeholders(part.content))
    return {resolved[0].name for resolved in found if resolved}


def places_of(text: Text, variables: Sequence[Variable]) -> dict[str, list[str]]:
    """Variable → the places of the text that call it, in reading order, each once."""
    declared = by_name(variables)
    places: dict[str, dict[str, None]] = {name: {} for name in declared}
    for part in text.parts():
        for hole in placeholders(part.content):
            if resolved := hole.resolve(declared):
                places[resolved[0].name][part.label] = None
    return {name: list(found) for name, found in places.items()}


def with_preposition(words: str, form: Form) -> str:
    """These words as the sentence that calls for this form prints them: « d’Achères », « aux Mureaux »."""
    return of_place(words) if form == "de" else at_place(words) if form == "a" else words


def is_missing(variable: Variable, values: Mapping[str, Value] | None) -> bool:
    """Whether a value must be there and is not."""
    if not variable.required or (values is None and variable.source != "asked"):
        return False
    return not value_of(variable, values or {})


def value_of(variable: Variable, values: Mapping[str, Value]) -> Value:
    """The value given, or else the default; text is trimmed."""
    value = values.get(variable.name) or variable.default
    return value.strip() if isinstance(value, str) else value
