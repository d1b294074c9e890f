"""How a variable is named to who reads the text: « de la commune », « date d’effet », never `{{ de_commune }}`."""

import re
from collections.abc import Mapping, Sequence

from convention.text.variables import Form, Placeholder, Variable, by_name, placeholders
from foundation.french import fold, typography

_NAMED = re.compile(r"nom (?P<joint>de la |du |de l’|des )(?P<what>.+)", re.IGNORECASE)
_ARTICLES = {"de la ": "la ", "du ": "le ", "de l’": "l’", "des ": "les "}
_JOINED: dict[Form, dict[str, str]] = {
    "": {},
    "de": {"le ": "du ", "les ": "des ", "la ": "de la ", "l’": "de l’"},
    "a": {"le ": "au ", "les ": "aux ", "la ": "à la ", "l’": "à l’"},
}
_FEMININE = re.compile(  # first words of labels, folded: what most feminine nouns end with, and some that do not
    r".*(?:tion|sion|te|ee|ure|ence|ance|ie|ise|trice|euse|esse|ette|elle|ille)|adresse|annee|commune|date|duree|"
    r"intercommunalite|personne|periode|place|region|rue|somme|ville"
)
_MASCULINE = re.compile(r"comite|musee|lycee|arrete|traite|cote|genie|incendie|silence|delegue")
_PLURAL = re.compile(r".*(?:s|x)")
_SINGULAR = re.compile(r"prix|taux|cours|mois|repas|choix|acces|avis|pays")


def spoken(variable: Variable, form: Form) -> str:
    """The variable as words of the sentence that calls it: « Nom de la commune » after « de » is « de la commune »."""
    label = typography(variable.label).partition(", ")[0].strip()
    named = _NAMED.fullmatch(label)
    if not form:
        return _uncapped(label)
    article, what = (_ARTICLES[named["joint"].lower()], named["what"]) if named else _with_article(_uncapped(label))
    return _JOINED[form][article] + what


def in_words(content: str, variables: Sequence[Variable]) -> str:
    """A stretch of text where each variable that it calls is said in words."""
    declared = by_name(variables)
    for hole in reversed(placeholders(content)):
        content = content[: hole.start] + said(hole, declared, content[: hole.start]) + content[hole.end :]
    return content


def said(hole: Placeholder, declared: Mapping[str, Variable], before: str) -> str:
    """What a placeholder calls, in words; the name that is written when no variable bears it.

    Where the text `before` it says already what it is the name of, its label: « la commune (nom de la commune) », never
    « la commune de la commune ».
    """
    resolved = hole.resolve(declared)
    if not resolved:
        return hole.written.lower().replace("_", " ")
    variable, form = resolved
    named = _NAMED.fullmatch(typography(variable.label).partition(", ")[0].strip())
    is_repeated = named is not None and f" {fold(before)}".endswith(f" {fold(named['what'])}")
    return spoken(variable, "" if is_repeated else form)


def _with_article(noun: str) -> tuple[str, str]:
    """The article of a noun, guessed from how its first word begins and ends, then the noun."""
    first = (fold(noun).split() or [""])[0]
    if _PLURAL.fullmatch(first) and not _SINGULAR.fullmatch(first):
        return "les ", noun
    if first[:1] in {*"aeiouh"}:
        return "l’", noun
    is_feminine = _FEMININE.fullmatch(first) and not _MASCULINE.fullmatch(first)
    return ("la " if is_feminine else "le "), noun


def _uncapped(label: str) -> str:
    """The label inside a sentence: its first capital goes, those of a sigle stay."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
