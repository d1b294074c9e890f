"""Whether a new library is municipal or run by an association, when its line does not say (R11, art. 2.3)."""

import re

from foundation.french import count, fold
from foundation.imports.lines import Line
from foundation.tabular.cells import CellError, Noted, integer
from foundation.tabular.cells.reading import quoted
from foundation.tabular.sheet import CellValue
from network.models import Library

# In a folded name. « Association des Amis de la bibliothèque », « Bibliothèque pour tous », « loi 1901 ».
_ASSOCIATION = re.compile(r"\b(associati\w+|asso|amicale|amis|foyer rural|bibliotheques? pour tous|1901)\b")
_COMMUNE = re.compile(r"\b(municipale?s?|communale?s?|communautaires?|mairie)\b")


def headcount(value: CellValue) -> object:
    """How many people; what is no such number is noted, not kept: no library is refused for it."""
    try:
        return integer(value)
    except CellError:
        return Noted(None, f"{quoted(value)} n’est pas un nombre de personnes : il n’est pas lu.")


def supposed(line: Line) -> Library.Status:
    """The status of a library that the line creates without saying it; only a doubt is told on its line."""
    name = fold(line.values.get("name") or "")
    if _ASSOCIATION.search(name):
        line.warn(_column(line), "Lue comme associative, d’après son nom : à vérifier.")
        return Library.Status.ASSOCIATIVE
    if _COMMUNE.search(name):
        return Library.Status.MUNICIPAL
    volunteers = line.values.get("volunteers") or 0
    if volunteers > 0 and line.values.get("employees") == 0:
        told = count(volunteers, "bénévole")
        line.warn(_column(line), f"Supposée municipale, mais {told} et aucun salarié : à vérifier.")
    else:
        line.lookup.supposed_municipal.append(line.number)
    return Library.Status.MUNICIPAL


def compare_with_name(line: Line, status: str) -> None:
    """A status and a name that contradict each other: the status wins, and its author is told."""
    if status == Library.Status.MUNICIPAL and _ASSOCIATION.search(fold(line.values.get("name") or "")):
        line.warn(_column(line), "Dite municipale, mais son nom est celui d’une association : à vérifier.")


def _column(line: Line) -> str:
    """Where the answer would stand, else where it was looked for."""
    return next((column for column in ("status", "is_associative") if column in line.places), "name")
