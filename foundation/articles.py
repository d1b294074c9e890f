"""The article that the name of an institution takes in a sentence: « la Médiathèque des Saules », « d’Éditions Démo ».

Its first word says which; a name that begins with none of these words stays as it is.
"""

from typing import NamedTuple

from foundation.french import fold, of_person


class _Joined(NamedTuple):
    """How a name is told by itself, after « de » and after « à »."""

    alone: str
    of: str
    at: str
    is_feminine: bool = True


_LA = _Joined("la ", "de la ", "à la ")
_LE = _Joined("le ", "du ", "au ", is_feminine=False)
_L = _Joined("l’", "de l’", "à l’", is_feminine=False)
_L_FEMININE = _L._replace(is_feminine=True)
_FIRST_WORDS = {
    "bibliotheque": _LA, "mediatheque": _LA, "ludotheque": _LA, "artotheque": _LA, "maison": _LA, "salle": _LA,
    "annexe": _L_FEMININE, "espace": _L, "atelier": _L,
    "centre": _LE, "pole": _LE, "point": _LE, "relais": _LE, "bibliobus": _LE, "mediabus": _LE, "reseau": _LE,
}  # fmt: skip


def _joined(name: str) -> _Joined | None:
    return _FIRST_WORDS.get(fold(name).partition(" ")[0])


def with_article(name: str) -> str:
    """« la Bibliothèque du Lavoir », « l’Espace Prévert », « le Centre culturel »; « Éditions Démo » as it is."""
    found = _joined(name)
    return f"{found.alone}{name}" if found else name


def beginning(name: str) -> str:
    """The same at the beginning of a sentence: « La Bibliothèque du Lavoir »."""
    told = with_article(name)
    return told[:1].upper() + told[1:]


def of_institution(name: str) -> str:
    """After « de »: « de la Médiathèque des Saules », « du Centre culturel », « d’Éditions Démo », « de Logiciels »."""
    found = _joined(name)
    return f"{found.of}{name}" if found else of_person(name)


def at_institution(name: str) -> str:
    """After « à »: « à la Bibliothèque du Lavoir », « au Centre culturel », « à Tourneboule »."""
    found = _joined(name)
    return f"{found.at}{name}" if found else f"à {name}"


def is_feminine(name: str) -> bool:
    """Whether what is said of this library agrees in -e: it is « la bibliothèque » unless its name says otherwise."""
    found = _joined(name)
    return found is None or found.is_feminine
