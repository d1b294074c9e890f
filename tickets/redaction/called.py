"""A name that a family tie or a turn of phrase tells: « l’enfant Léo Petit », « s’appelle Ahmed Ben Ali »."""

import re
from collections.abc import Iterator
from functools import lru_cache

from foundation.french import fold
from tickets.redaction.findings import Kind
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.introduced import START, small_name, told_at, tried, without_last_words
from tickets.redaction.letters import SPACE, words_before
from tickets.redaction.names import CIVILITY, NAME, NOT_NAMES, WORD, Allowed, E, first_word, may_name
from tickets.redaction.numbers import Found
from tickets.redaction.ordinary import is_ordinary

_NAME = re.compile(NAME)
_ANY_WORD = re.compile(r"\S{1,40}")

# --- whose family: « l’enfant Léo Petit », « sa mère, Sophie », « le père de Zoé » -----------------------------------

_GRAVE = "(?:è|e\u0300?|È|E\u0300?)"
_TIES = (
    rf"enfants?|fils|filles?|m{_GRAVE}res?|p{_GRAVE}res?|fr{_GRAVE}res?|s(?:œ|oe)urs?|parente?s?|conjointe?s?"
    rf"|titulaires?(?:{SPACE}de{SPACE}la{SPACE}carte)?"
    rf"|{E}l{_GRAVE}ves?|mari|{E}pou(?:x|ses?)|tut(?:eurs?|rices?)|compagn(?:on|e)"
)
_TIE_SIGNS = "nfant fils fill mère mere me\u0300re père pere pe\u0300re frère frere fre\u0300re œur oeur arent onjoint "
_TIE_SIGNS += "lève leve le\u0300ve mari pou tuteur tutrice ompagn itulaire"
_TIED = re.compile(
    rf"{START}(?P<tie>(?i:{_TIES}))(?![^\W\d_])"
    rf"(?P<mark>{SPACE}{{0,2}}:{SPACE}{{0,2}}|{SPACE}?,{SPACE}{{1,2}}|{SPACE}{{1,2}}(?:de{SPACE}|d['’])?)(?:{CIVILITY})?"
)
_DETERMINERS = """
    l d un une son sa mon ma notre votre leur le la cet cette jeune petit petite
"""
_TO_ONE = frozenset(_DETERMINERS.split())
_OF_TALES = frozenset(["noel", "castor", "goriot", "ubu"])
_AND = re.compile(rf"{SPACE}?,{SPACE}{{1,2}}|{SPACE}(?:et|ou){SPACE}{{1,2}}")


def _tied(text: str, at: int) -> Iterator[Found]:
    """A known first name after the tie; or other words with a capital, when the tie is that of one person."""
    match = _TIED.match(text, at) or _TIED.match(text, at + 1)
    if not match:
        return
    start, end = match.end(), _name_end(text, match.end())
    if end > start and (_is_known(text, start) or _is_tied(text, match, text[start:end])):
        yield Kind.NAME, start, end
        while (then := _AND.match(text, end)) and _is_known(text, then.end()):
            end = _name_end(text, then.end())
            if end == then.end():
                break
            yield Kind.NAME, then.end(), end


def _is_tied(text: str, match: re.Match[str], name: str) -> bool:
    tie, mark = match["tie"], match["mark"].strip()
    words = re.findall(WORD, name)
    if mark not in ("", ":") or not may_name(name) or any(map(_is_common, words)) or first_word(name) in _OF_TALES:
        return False
    if mark == ":":
        return not tie.lower().startswith("parent")
    if not tie.islower():
        return False  # « Père Castor »: a title
    is_of_one = tie == "fils" or not tie.endswith("s")
    return is_of_one and (len(words) > 1 or not _TO_ONE.isdisjoint(words_before(text, match.start())[:1]))


# --- how somebody is called: « s’appelle Ahmed Ben Ali », « un lecteur nommé Dupont », « au nom de Zaïdi » -----------

_CALLING = re.compile(
    rf"(?:(?<=[smtSMT]['’])(?i:appel(?:le|lent|ait|aient))|(?i:nomm(?:{E}e?s?(?:\(e\))?|e|ent))){SPACE}{{1,2}}"
    rf"(?:{CIVILITY})?"
)
_IN_THE_NAME = re.compile(
    rf"(?i:noms?{SPACE}(?:de{SPACE}famille{SPACE})?)(?:(?i:de|est){SPACE}{{1,2}}|(?i:d)['’])(?:{CIVILITY})?"
)
_WORD_AROUND = re.compile(r"[^\W\d_]*\Z")
_OF_CALLING = frozenset(["", "pré", "pre", "dé", "de", "sur", "sus"])
_BEFORE_NAME = frozenset(["au", "aux", "du", "son", "sous", "leur", "ce", "mon"])
_THINGS = """
    application base bouton catalogue categorie certificat champ code colonne commande disque document domaine ecran
    export fichier fonction groupe imprimante index installation instance liste logiciel machine menu mode module
    onglet page panier parametre poste profil programme rapport regle requete reseau rubrique script serveur service
    site statut table tache traitement variable vue wifi
"""
NAMED_THINGS = frozenset(_THINGS.split())
_GLUED = re.compile(r"[\w]|[._-]\w")


def _called(text: str, at: int) -> Iterator[Found]:
    match = _CALLING.match(text, at)
    if match and (match[0][0] in "aA" or _word_around(text, at) in _OF_CALLING):
        yield from _somebody(text, match, NAMED_THINGS | {"dossier", "repertoire"})


def _word_around(text: str, at: int) -> str:
    """The letters just before a place, of the same word."""
    around = _WORD_AROUND.search(text[max(0, at - 12) : at])
    return around[0].lower() if around else ""


def _in_the_name(text: str, at: int) -> Iterator[Found]:
    match = _IN_THE_NAME.match(text, at)
    if match and not _BEFORE_NAME.isdisjoint(words_before(text, at)[:1]):
        yield from _somebody(text, match, NAMED_THINGS)


def _somebody(text: str, match: re.Match[str], things: frozenset[str]) -> Iterator[Found]:
    """The name there, if it is one: what a file or a machine is called tells of nobody, but for a known first name."""
    start = match.end()
    end = _name_end(text, start)
    if end <= start:
        return
    name = text[start:end]
    is_known, is_long = _is_known(text, start), " " in name
    if not is_known and (not may_name(name) or _GLUED.match(text, end) or _is_common(name.split(maxsplit=1)[0])):
        return
    if (is_known and is_long) or things.isdisjoint(map(_folded, words_before(text, match.start(), 45))):
        yield Kind.NAME, start, end


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold(word)


# --- both ------------------------------------------------------------------------------------------------------------


def _name_end(text: str, start: int) -> int:
    """Where the name that begins here ends; the same place when there is none."""
    named = _NAME.match(text, start)
    if named and len(named[0].split(maxsplit=1)) > 1:
        return without_last_words(text, start, named.end())
    return max(named.end() if named else start, small_name(text, start))


def _is_known(text: str, start: int) -> bool:
    word = _ANY_WORD.match(text, start)
    return word is not None and first_word(word[0]) in FIRST_NAMES


def _is_common(word: str) -> bool:
    return first_word(word) not in ("le", "la", "du", "des") and (first_word(word) in NOT_NAMES or is_ordinary(word))


_PLACES = tried((((_tied,), f"{_TIE_SIGNS} {_TIE_SIGNS.title()}", 1), ((_called,), "appel nomm", 0)))
_PLACES.append(((_in_the_name,), ["nom de", "nom d’", "nom d'", "nom est", "NOM DE", "NOM D’", "NOM D'", "NOM EST"], 0))


def called(text: str, allowed: Allowed) -> Iterator[Found]:
    """The names that a family tie or a turn of phrase introduces; those that may stay are left out."""
    return told_at(_PLACES, text, allowed)
