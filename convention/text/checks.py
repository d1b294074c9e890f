"""What is wrong with a model text before it is saved or printed, and what deserves a look before it is used (R01)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from convention.text.editing import says_nothing
from convention.text.structure import Part, Text
from convention.text.variables import BRACES, NAME, Placeholder, Value, Variable, by_name, is_missing, placeholders
from foundation.french import typography
from foundation.pdf.alphabet import unprintable, why_unprintable

AROUND = 30  # characters shown on each side of a problem
MASK = "\ufffc"  # stands for a placeholder while the text around it is searched


@dataclass(frozen=True)
class Problem:
    """One thing that prevents saving or printing a text, or that deserves a look, and where it stands.

    `path` and `offset` find it in the text; `article` is a number or empty; `place` says it (« l’article 6 »).
    """

    path: str
    article: str
    place: str
    offset: int
    message: str
    excerpt: str = ""


_WHOLE = re.compile(rf"{BRACES.pattern}|\S+")
_Search = Callable[[Part], Iterator[Problem]]


def check(text: Text, variables: Sequence[Variable], values: Mapping[str, Value] | None = None) -> list[Problem]:
    """All that prevents printing the text, in reading order.

    Without `values`, only variables asked of the author must have theirs; with them, every required variable must.
    """
    declared = by_name(variables)
    return _found(text, _braces, lambda part: _values(part, declared, values), _leftovers)


def check_to_save(text: Text, variables: Sequence[Variable]) -> list[Problem]:
    """All that prevents saving the text, in reading order; an empty list means it can be saved.

    Beside what prevents printing: the marks of another program, and what no font of ours could print.
    """
    declared = by_name(variables)
    return _found(
        text,
        _braces,
        lambda part: _values(part, declared, None),
        _leftovers,
        lambda part: _foreign_marks(part, declared),
        _strangers,
    )


def to_verify(text: Text, variables: Sequence[Variable]) -> list[Problem]:
    """What must be read again before a convention is made of the text: a likely place left to fill or an article that
    has only its title, which can be saved, and what is refused today but may have been saved under older rules. One
    remark a place, in reading order."""
    declared = by_name(variables)
    empty = {f"articles.{index}.body" for index in range(len(text.articles)) if says_nothing(text, index)}
    found = _found(
        text,
        lambda part: _foreign_marks(part, declared),
        _strangers,
        _likely_blanks,
        lambda part: _without_text(part, empty),
    )
    return list({(problem.path, problem.offset): problem for problem in reversed(found)}.values())[::-1]


def problem_at(part: Part, start: int, end: int, message: str) -> Problem:
    """A problem with the words around it on its line, so that one recognises the place; none is cut in two."""
    before, after = part.content[:start].rpartition("\n")[2], part.content[end:].partition("\n")[0]
    first, last = start - min(len(before), AROUND), end + min(len(after), AROUND)
    for whole in _WHOLE.finditer(part.content):
        first = whole.start() if whole.start() < first < whole.end() else first
        last = whole.end() if whole.start() < last < whole.end() else last
    excerpt = part.content[first:last].strip()
    return Problem(part.path, part.article, part.label, start, typography(message), excerpt)


def _found(text: Text, *searches: _Search) -> list[Problem]:
    problems: list[Problem] = []
    for part in text.parts():
        found = (problem for search in searches for problem in search(part))
        problems += sorted(found, key=lambda problem: problem.offset)
    return problems


def _masked(content: str) -> str:
    return BRACES.sub(lambda match: MASK * len(match[0]), content)


def _without_text(part: Part, empty: Container[str]) -> Iterator[Problem]:
    if part.path in empty:
        yield problem_at(part, 0, 0, "L’article n’a pas de texte : écrivez-le, ou supprimez l’article.")


# --- variables -------------------------------------------------------------------------------------------------------


def _braces(part: Part) -> Iterator[Problem]:
    for match in re.finditer(r"\{\{|\}\}", _masked(part.content)):
        message = (
            "Des accolades sont ouvertes mais pas refermées : écrivez « {{ nom }} »."
            if match[0] == "{{"
            else "Des accolades sont refermées sans avoir été ouvertes : écrivez « {{ nom }} »."
        )
        yield problem_at(part, match.start(), match.end(), message)
    for match in BRACES.finditer(part.content):
        name = match[1].strip()
        if not NAME.fullmatch(name):
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


_INSTRUCTION = re.compile(r"\{%.*?%\}|\{%|%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_SINGLE = re.compile(r"(?<!\{)\{(?P<inside>\s*(?P<name>[A-Za-z]\w*)\s*)\}(?!\})", re.ASCII)
_BRACE_TOO_MANY = re.compile(rf"\{{(?={MASK})|(?<={MASK})\}}")


def _foreign_marks(part: Part, declared: Mapping[str, Variable]) -> Iterator[Problem]:
    """What other programs would have replaced, and would here be printed as it is written."""
    masked = _masked(part.content)
    told = [
        (_INSTRUCTION, "« {} » serait imprimé tel quel : un modèle n’a pas de conditions. Retirez-le."),
        (_COMMENT, "« {} » serait imprimé tel quel : un modèle n’a pas de commentaires. Retirez-le."),
        (_BRACE_TOO_MANY, "Il y a une accolade de trop : écrivez « {{{{ nom }}}} »."),
    ]
    for pattern, message in told:
        for match in pattern.finditer(masked):
            yield problem_at(part, match.start(), match.end(), message.format(_shortened(match[0])))
    for match in _SINGLE.finditer(masked):
        if _is_meant_as_variable(match, declared):
            written = f"{{{{ {match['name']} }}}}"
            message = f"Une variable s’écrit entre deux accolades de chaque côté : « {written} »."
            yield problem_at(part, match.start(), match.end(), message)


def _is_meant_as_variable(match: re.Match[str], declared: Mapping[str, Variable]) -> bool:
    """« {commune} » is; « { accolade } » only when a variable bears that name."""
    hole = Placeholder(match["name"], match.start(), match.end())
    return match["inside"] == match["name"] or hole.resolve(declared) is not None


def _shortened(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39]}…"


def _strangers(part: Part) -> Iterator[Problem]:
    """One problem a part, at the first of the characters that cannot be printed."""
    if strangers := unprintable(part.content):
        start = max(part.content.find(strangers[0]), 0)  # an accent typed apart is found nowhere
        yield problem_at(part, start, start + len(strangers[0]), why_unprintable(part.content))


# --- places left to fill ---------------------------------------------------------------------------------------------

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
_TO_BE_WRITTEN = r"à (?:compléter|préciser|définir|remplir|déterminer|renseigner|confirmer)"
_LIKELY_BLANKS = (
    (re.compile(r"\b(?!X{3})[Xx]{2,}\b|\b[Xx](?:[ .\u00a0][Xx])+\b"), "« {} » tient peut-être la place d’un nom."),
    (
        re.compile(r"(?<![\w_])_{1,2}(?:\s_{1,2})+(?!_)|(?<![\w_])__(?=\s|$)|\.(?:\s\.){2,}|(?:[-–—]\s?){4,}"),
        "Ces traits tiennent peut-être la place de mots qui manquent.",
    ),
    (
        re.compile(rf"(?:(?<=^)|(?<=[(:;–-])|(?<=[:;–-]\s)){_TO_BE_WRITTEN}\b", re.IGNORECASE | re.MULTILINE),
        "Ceci reste « {} ».",
    ),
    (
        re.compile(r"\[(?!\s*(?:\.{3,}|…|à compléter)\s*\])[^\[\]\n]{1,60}\]"),
        "Ces crochets marquent peut-être des mots à écrire.",
    ),
    (re.compile(r"<[^<>\n]{1,40}>"), "Ces chevrons marquent peut-être des mots à écrire."),
    (
        re.compile(r"\?{2,}|\bTBD\b|\bTODO\b|\blorem ipsum\b", re.IGNORECASE),
        "« {} » est peut-être resté d’un brouillon.",
    ),
    (
        re.compile(rf"(?<!\{{)\{{(?!\s*[%#{MASK}])[^{{}}\n]{{1,60}}\}}(?!\}})"),
        "Ces accolades tiennent peut-être la place d’une variable.",
    ),
)


def _leftovers(part: Part) -> Iterator[Problem]:
    masked = _masked(part.content)
    for pattern, message in _LEFTOVERS:
        for match in pattern.finditer(masked):
            yield problem_at(part, match.start(), match.end(), message)
    if part.path == "closing":
        for match in _OPEN_DATE.finditer(masked):
            yield problem_at(part, match.start(), match.end(), "La date de signature manque après « le ».")


def _likely_blanks(part: Part) -> Iterator[Problem]:
    masked = _masked(part.content)
    for pattern, message in _LIKELY_BLANKS:
        for match in pattern.finditer(masked):
            yield problem_at(part, match.start(), match.end(), message.format(_shortened(match[0])))
