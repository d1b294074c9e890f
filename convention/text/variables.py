"""The variables of a convention's text, `{{ commune }}`, and what is wrong with a text before it is saved (R01).

A variable is written `{{ name }}`; `{{ de_name }}` and `{{ a_name }}` put the right preposition before it
(d’Achères, aux Mureaux), and `{{ NAME }}` prints it in capitals, as a title does.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from convention.text.structure import Part, Text
from foundation.french import typography

Kind = Literal["text", "date", "place", "person"]
Source = Literal["commune", "network", "convention", "asked"]
Value = str | date
Form = Literal["", "de", "a"]

_BRACES = re.compile(r"\{\{([^{}]*)\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*|[A-Z][A-Z0-9_]*")
_FORMS: tuple[Form, ...] = ("de", "a")
MASK = "\ufffc"  # stands for a placeholder while the text around it is searched


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


@dataclass(frozen=True)
class Problem:
    """One thing that prevents saving or printing a text, and where it stands.

    `path` and `offset` find it in the text; `article` is a number or empty; `place` says it (« l’article 6 »).
    """

    path: str
    article: str
    place: str
    offset: int
    message: str
    excerpt: str = ""


def placeholders(content: str) -> list[Placeholder]:
    """The well-written placeholders of a stretch of text, in order."""
    return [
        Placeholder(match[1].strip(), match.start(), match.end())
        for match in _BRACES.finditer(content)
        if _NAME.fullmatch(match[1].strip())
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


def check(text: Text, variables: Sequence[Variable], values: Mapping[str, Value] | None = None) -> list[Problem]:
    """All that is wrong with the text, in reading order; an empty list means it can be saved.

    Without `values`, only variables asked of the author must have theirs; with them, every required variable must.
    """
    declared = by_name(variables)
    problems: list[Problem] = []
    for part in text.parts():
        masked = _masked(part.content)
        found = [*_braces(part, masked), *_values(part, declared, values), *_leftovers(part, masked)]
        problems += sorted(found, key=lambda problem: problem.offset)
    return problems


def problem_at(part: Part, start: int, end: int, message: str) -> Problem:
    """A problem with a few words on each side, so that one recognises the place."""
    before, after = part.content[max(start - 30, 0) : start], part.content[end : end + 30]
    excerpt = f"{before}{part.content[start:end]}{after}".strip()
    return Problem(part.path, part.article, part.label, start, typography(message), excerpt)


def _masked(content: str) -> str:
    return _BRACES.sub(lambda match: MASK * len(match[0]), content)


def _braces(part: Part, masked: str) -> Iterator[Problem]:
    for match in re.finditer(r"\{\{|\}\}", masked):
        message = (
            "Des accolades sont ouvertes mais pas refermées : écrivez « {{ nom }} »."
            if match[0] == "{{"
            else "Des accolades sont refermées sans avoir été ouvertes : écrivez « {{ nom }} »."
        )
        yield problem_at(part, match.start(), match.end(), message)
    for match in _BRACES.finditer(part.content):
        name = match[1].strip()
        if not _NAME.fullmatch(name):
            said = f"« {name} » n’est pas un nom de variable." if name else "Il manque un nom entre les accolades."
            yield problem_at(part, match.start(), match.end(), said)


def _values(part: Part, declared: Mapping[str, Variable], values: Mapping[str, Value] | None) -> Iterator[Problem]:
    for hole in placeholders(part.content):
        resolved = hole.resolve(declared)
        if resolved is None:
            yield problem_at(part, hole.start, hole.end, _unknown(hole, declared))
        elif is_missing(resolved[0], values):
            yield problem_at(part, hole.start, hole.end, f"« {resolved[0].label} » n’a pas de valeur.")


def _unknown(hole: Placeholder, declared: Mapping[str, Variable]) -> str:
    near = difflib.get_close_matches(hole.written.lower(), list(declared), n=1)
    hint = f" Vouliez-vous dire « {near[0]} » ?" if near else ""
    return f"La variable « {hole.written} » n’est pas déclarée.{hint}"


def is_missing(variable: Variable, values: Mapping[str, Value] | None) -> bool:
    """Whether a value must be there and is not."""
    if not variable.required or (values is None and variable.source != "asked"):
        return False
    return not value_of(variable, values or {})


def value_of(variable: Variable, values: Mapping[str, Value]) -> Value:
    """The value given, or else the default; text is trimmed."""
    value = values.get(variable.name) or variable.default
    return value.strip() if isinstance(value, str) else value


_PRONOUN = r"(?:Elles?|Ils?|Celle-ci|Celui-ci|Cette|Chacune?)\b"
_LEFTOVERS = (
    (re.compile(r"\bX{3,}\b"), "« XXX » tient encore la place du nom de la commune : écrivez « {{ de_commune }} »."),
    (
        re.compile(r"(?<=\s)(?:\.{3,}|…+)(?=[\s.,;:)]|$)|\.{4,}|…{2,}|_{3,}|\[\s*(?:\.{3,}|…|à compléter)\s*\]"),
        "Le texte laisse un blanc : mettez-y une variable ou les mots qui manquent.",
    ),
    (
        re.compile(rf"\b(?:le|du|au|par)(?=\s+{_PRONOUN})|(?<=effet )(?:le|du|au)(?=\s*(?:[.,;]|$))"),
        "Il manque quelque chose après ce mot, une date sans doute : mettez-y une variable.",
    ),
)
_OPEN_DATE = re.compile(r"\ble(?=\s*$)")


def _leftovers(part: Part, masked: str) -> Iterator[Problem]:
    for pattern, message in _LEFTOVERS:
        for match in pattern.finditer(masked):
            yield problem_at(part, match.start(), match.end(), message)
    if part.path == "closing":
        for match in _OPEN_DATE.finditer(masked):
            yield problem_at(part, match.start(), match.end(), "La date de signature manque après « le ».")
