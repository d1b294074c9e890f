"""The text of a convention for one commune: every variable replaced, every elision right (R01, R45)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from convention.text.checks import Problem, check, problem_at
from convention.text.markup import literal, plain
from convention.text.structure import Level, Part, Text
from convention.text.variables import (
    Form,
    Placeholder,
    Value,
    Variable,
    by_name,
    placeholders,
    value_of,
    with_preposition,
)
from foundation.french import long_date, typography

BY_HAND = "…" * 15  # the dotted line of what is filled in with a pen

_LEFT_OVER = re.compile(r"\{\{|\}\}|\bX{3,}\b")


class Incomplete(ValueError):
    """The text cannot be printed: `problems` says where and what, in the words of the page."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        places = (f"{problem.place} : {problem.message}" for problem in self.problems)
        super().__init__(typography(" ; ".join(dict.fromkeys(places))))


@dataclass(frozen=True)
class Entry:
    """One line of the table of contents."""

    number: str
    level: Level
    title: str
    anchor: str


@dataclass(frozen=True)
class Rendered:
    """A text with nothing left to fill in, and the values as they were printed: what is frozen at validation."""

    text: Text
    values: Mapping[str, str]

    @property
    def contents(self) -> tuple[Entry, ...]:
        """The table of contents, in order."""
        return tuple(Entry(a.number, a.level, a.title, a.anchor) for a in self.text.articles)

    def plain(self) -> str:
        """The whole text without markup, as a person would read it aloud; for search, hashes and tests."""
        return "\n\n".join(piece for piece in _plain_pieces(self.text) if piece)


def render(text: Text, variables: Sequence[Variable], values: Mapping[str, Value]) -> Rendered:
    """The text for one commune; raises Incomplete, listing article and label, when something is missing or wrong.

    `values` goes by variable name: text, a date, or a date as ISO text. A variable without a value takes its default;
    one that is not required prints as a dotted line.
    """
    problems = check(text, variables, values)
    declared = by_name(variables)
    printed = {variable.name: printed_value(variable, values) for variable in variables}
    problems += _wrong_dates(text, declared, printed)
    if problems:
        raise Incomplete(problems)
    found = {name: value for name, value in printed.items() if value is not None}
    rendered = text.map(lambda part: _filled(part, declared, found))
    if left_over := list(_left_over(rendered)):
        raise Incomplete(left_over)
    return Rendered(rendered, found)


def examples_of(variables: Sequence[Variable], values: Mapping[str, Value]) -> dict[str, str]:
    """Variable name → how this value would be printed; those without value, or with a wrong one, are absent."""
    found = {variable.name: printed_value(variable, values) for variable in variables}
    return {name: words for name, words in found.items() if words and words != BY_HAND}


def printed_value(variable: Variable, values: Mapping[str, Value]) -> str | None:
    """The value as it is printed without any form; None for something that is not a date and should be."""
    value = value_of(variable, values)
    if not value:
        return BY_HAND
    if variable.kind != "date":
        return long_date(value) if isinstance(value, date) else " ".join(value.split())
    try:
        return long_date(value if isinstance(value, date) else date.fromisoformat(value))
    except ValueError:
        return None


def _wrong_dates(text: Text, declared: Mapping[str, Variable], printed: Mapping[str, str | None]) -> list[Problem]:
    problems = []
    for part in text.parts():
        for hole in placeholders(part.content):
            resolved = hole.resolve(declared)
            if resolved and printed[resolved[0].name] is None:
                message = f"« {resolved[0].label} » n’est pas une date (attendu : 2027-03-12)."
                problems.append(problem_at(part, hole.start, hole.end, message))
    return problems


def _filled(part: Part, declared: Mapping[str, Variable], printed: Mapping[str, str]) -> str:
    content = part.content
    for hole in reversed(placeholders(content)):
        words = _in_place(hole, declared, printed)
        written = literal(words) if part.is_markup else words
        content = content[: hole.start] + written + content[hole.end :]
    return typography(content if part.is_markup else " ".join(content.split()))


def _in_place(hole: Placeholder, declared: Mapping[str, Variable], printed: Mapping[str, str]) -> str:
    resolved = hole.resolve(declared)
    if resolved is None:
        raise ValueError(f"« {hole.written} » is not declared: check the text first")
    words = _preposed(printed[resolved[0].name], resolved[1])
    return words.upper() if hole.is_capitals else words


def _preposed(words: str, form: Form) -> str:
    if words == BY_HAND:
        return f"de {words}" if form == "de" else f"à {words}" if form == "a" else words
    return with_preposition(words, form)


def _left_over(rendered: Text) -> Iterator[Problem]:
    """A value may itself bring what should be gone."""
    for part in rendered.parts():
        for match in _LEFT_OVER.finditer(part.content):
            message = f"« {match[0]} » vient d’une valeur : corrigez-la."
            yield problem_at(part, match.start(), match.end(), message)


def _plain_pieces(text: Text) -> Iterator[str]:
    yield text.title
    yield plain(text.preamble)
    for article in text.articles:
        yield f"Article {article.number} – {article.title}"
        yield plain(article.body)
    yield plain(text.closing)
    for signatory in text.signature:
        yield "\n".join(line for line in (signatory.party, signatory.capacity, signatory.name) if line)
