"""A surname alone beside a card number: « J. Perrault (2078…) », « Ahmed, carte 2078… », « 2078… : Dupont ».

A full name is read further from a card (`owners`); a single word is a name only where it touches one, begins what is
said, and is neither a common word, nor a thing, nor a place. With an initial before it, it is surely one.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from foundation.french import fold
from tickets.redaction.findings import Kind
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.letters import CAPITAL, CARD, LETTER, NAMED, SPACE, near_in_line, words_before
from tickets.redaction.names import NOT_NAMES, WORD, Allowed, first_word, may_stay
from tickets.redaction.numbers import Found
from tickets.redaction.ordinary import is_ordinary, looks_ordinary
from tickets.redaction.things import NAMED_AFTER, STATES, THINGS

INITIALS = rf"(?:(?!M\.{SPACE}){CAPITAL}\.(?:{SPACE}|-)?){{1,3}}"
_NAME = rf"(?P<initials>{INITIALS})?(?P<word>{WORD})(?P<last>{SPACE}{CAPITAL}\.)?"
_CARD = re.compile(f"{CARD}+")
_LINKS = (
    "cartes?|badge|abonnée?|adhérente?|lecteur|lectrice|usag(?:er|ère)|emprunteur|emprunteuse|inscrite?"
    "|numéro|num|n|no|nº|sa|code|barres?"
)
_STARTS = re.compile(rf"{CAPITAL}(?<![\w@./\\=’'-]{CAPITAL})")
_GAP = (
    rf"[\"']?{SPACE}{{0,3}}[(\[,:;|<–-]?[\"']?{SPACE}{{0,3}}(?:(?i:{_LINKS})(?!{LETTER})[°.:# \u00a0-]{{0,3}}){{0,5}}"
)
_TO_CARD = re.compile(rf"(?P<name>{_NAME})(?P<gap>{_GAP})")
_AFTER = re.compile(rf"[\"']?{SPACE}{{0,3}}(?P<mark>[(\[,:;|–-]?)[\"']?{SPACE}{{0,3}}(?P<name>{_NAME})(?!\w)")
_IN_BRACKETS = re.compile(
    rf"{SPACE}{{0,2}}[(\[]{SPACE}?(?:{NAMED}+|{WORD}),{SPACE}{{0,2}}(?P<name>(?P<word>{WORD}))(?={SPACE}?[)\],])"
)
_IS_CLOSED = re.compile(rf"{SPACE}{{0,2}}(?:[,;:!?)\]|»\"'\r\n]|\.(?!\w)|\Z|(?:et|ou)(?!\w)|[{CARD}{NAMED}])")
_IS_IN_A_CELL = re.compile(rf"{SPACE}{{0,2}}[\"']?{SPACE}{{0,2}}(?:[;|\t\r\n]|\Z)")
_DOES = re.compile(rf"{SPACE}(?:n['’]|(?:a|ne|est|qui|avait|dont)(?!\w))")
_QUOTES = '«“"'
_SURNAMES = """
    allaire barre bonnemaire brasseur carre conde couvreur dore hardre hilaire lallemand lefaucheur lemaire lepage
    lesage lesieur lesueur levasseur mesnage pasteur sene tailleur vasseur villaire
"""
_FAMILIES = frozenset(_SURNAMES.split())  # though they end as common words do
_MOST = 60  # characters before a card in which the name is


def alone(text: str, allowed: Allowed, places: Collection[str]) -> Iterator[Found]:
    """The surnames that touch a card number; `places` are those of the network, folded, that a word may be."""
    for card in _CARD.finditer(text):
        for match in [*_before(text, card.start()), *_after(text, card.end())]:
            surname = match["word"]
            if _folded(surname) not in places and not may_stay(surname, allowed):
                yield Kind.NAME, *match.span("name")


def _before(text: str, at: int) -> Iterator[re.Match[str]]:
    """The name before a card: « X (card) », « X, carte card », « X card », « X : card »."""
    for start in _STARTS.finditer(text, near_in_line(text, at, _MOST), at - 1):
        match = _TO_CARD.match(text, start.start(), at)
        if match and match.end() == at and len(match["gap"]) and _begins(text, match):
            yield match
            return


def _begins(text: str, match: re.Match[str]) -> bool:
    """Whether the name begins what is said: after a letter, `names` reads it; after a comma, it may be a town."""
    word, has_initial = match["word"], bool(match["initials"] or match["last"])
    if not _may_name(word, has_initial=has_initial):
        return False
    start = match.start()
    before = text[near_in_line(text, start, _MOST) : start].rstrip(" \t\u00a0\u202f")
    last = before[-1:]
    if has_initial:
        return not _is_place(text, start)
    if last.isalpha() or last in (NAMED, "’", "'") or (last and last in _QUOTES):
        return False
    if last != "," or first_word(word) in FIRST_NAMES:
        return True
    listed = before[:-1].rstrip().split()[-1:]
    return not listed or (NAMED not in listed[0] and _is_common(listed[0].strip("(«»\"'")))


def _is_place(text: str, start: int) -> bool:
    before = words_before(text, start)[:1]
    return bool(before) and fold(before[0]) in NAMED_AFTER


def _after(text: str, at: int) -> Iterator[re.Match[str]]:
    """The name after a card: « card : X », « card (X », « card, X », and the second of « card (X, Y) »."""
    match = _AFTER.match(text, at)
    if match and _is_after(text, match):
        yield match
    if (then := _IN_BRACKETS.match(text, at)) and _may_name(then["word"]):
        yield then


def _is_after(text: str, match: re.Match[str]) -> bool:
    mark, word, end = match["mark"], match["word"], match.end("name")
    has_initial = bool(match["initials"] or match["last"])
    if has_initial or not mark:
        return has_initial and _may_name(word, has_initial=True)
    if not _may_name(word):
        return False
    if mark in (";", "|"):
        return bool(_IS_IN_A_CELL.match(text, end))
    return bool(_IS_CLOSED.match(text, end)) or (mark != "," and bool(_DOES.match(text, end)))


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=4096)
def _may_name(word: str, *, has_initial: bool = False) -> bool:
    first = first_word(word)
    if first in FIRST_NAMES or first in _FAMILIES:
        return True
    if len(first) < (2 if has_initial else 3) or (word.isupper() and len(first) < 4 and not has_initial):
        return False
    if has_initial:
        return first not in NOT_NAMES and not (is_ordinary(word) and word.isupper())
    return not (_is_common(word) or looks_ordinary(word) or word.endswith(("é", "É", "és")))


@lru_cache(maxsize=4096)
def _is_common(word: str) -> bool:
    """Whether it is a common word, or the plural of one."""
    first = first_word(word) if word.strip() else ""
    known = {first, first.removesuffix("s")}
    return not first or is_ordinary(word) or any(not one.isdisjoint(known) for one in (NOT_NAMES, THINGS, STATES))
