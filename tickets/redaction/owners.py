"""Whose card it is: what looks like a full name, on the line of a card number or on the one just above.

A known first name and the word beside it tell somebody, whatever their capitals; so do two words with a capital, of
which none is common, names a thing or a place, or stands in a title.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from foundation.french import fold
from tickets.redaction.findings import Kind
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.introduced import small_name
from tickets.redaction.letters import CARD, LETTER, SPACE, end_of_line, start_of_line, words_before
from tickets.redaction.names import NOT_NAMES, PARTICLE, WORD, Allowed, first_word, may_stay
from tickets.redaction.numbers import Found
from tickets.redaction.ordinary import is_ordinary, looks_ordinary
from tickets.redaction.rows import named_cells
from tickets.redaction.things import NAMED_AFTER, THINGS

_WORD = re.compile(rf"(?<![\w@./\\-])(?<![lL]['’]){WORD}(?![\w@=]|\.\w)")
_LETTERS = rf"{LETTER}(?:{LETTER}|[\u0300-\u036f]|-(?={LETTER}))"
_SMALL_WORD = re.compile(rf"(?<![\w@./\\’'-]){_LETTERS}{{1,40}}(?![\w@=’']|\.\w)")
_FAMILY = re.compile(rf"{SPACE}{{0,4}}(?P<word>{_LETTERS}{{2,40}}){SPACE}")
_GAP = re.compile(rf"{SPACE}{{1,3}}(?P<particle>{PARTICLE}{{1,2}})?")
_OPENS, _SPACES = ("«", "“", '"'), " \u00a0\u202f"
_LETTER = re.compile(LETTER)
_LOWER = re.compile("[a-zà-öø-ÿœ]{2}")
_ARTICLES = frozenset(["le", "la", "les", "de", "du", "des", "van", "von", "der", "ben", "el", "al"])
_WORKS = """
    album auteur collection document emprunte emprunter exemplaire film lire livre ouvrage pret preter prolonge
    prolonger rend rendre rendu reservation reserve reserver retour roman serie titre
"""
_OF_WORKS = frozenset(_WORKS.split())
_ENDS_A_NAME = re.compile(rf"{SPACE}{{0,2}}(?:[^\w\s]|[\r\n]|\Z|(?:a|n|ne|est|qui|carte|avait|dont)(?![^\W_])|{CARD})")
_FILLED = re.compile(r"[^\r\n]*\S")


def owners(text: str, allowed: Allowed, places: Collection[str]) -> Iterator[Found]:
    """The full names near a card number; `places` are those of the network, folded, that a name may be."""
    reached = 0
    at = text.find(CARD)
    while at >= 0:
        start, end = start_of_line(text, at), end_of_line(text, at)
        begins = max(_line_above(text, start), reached)
        if _LETTER.search(text, begins, end):
            yield from _names(text, begins, end, allowed, places)
        reached = end
        below = _line_below(text, end)
        if text.find(CARD, below, _end_of_two(text, below)) < 0:  # else it is read with the next card
            yield from _alone(text, below, allowed, places)
        at = text.find(CARD, end)


def _line_above(text: str, start: int) -> int:
    """Where the line before this one begins, the same place if there is none."""
    end = start - 1 - (text[max(0, start - 2) : start] == "\r\n")
    return start_of_line(text, end) if end >= 0 else start


def _line_below(text: str, end: int) -> int:
    return end + (2 if text[end : end + 2] == "\r\n" else 1)


def _end_of_two(text: str, start: int) -> int:
    """Where the second of two lines ends."""
    return end_of_line(text, _line_below(text, end_of_line(text, start)))


def _alone(text: str, start: int, allowed: Allowed, places: Collection[str]) -> Iterator[Found]:
    """The name that the line below a card is, alone, as a record shows it."""
    line = _FILLED.match(text, start)
    if line and len(line[0]) < 80:
        for kind, begins, ends in _names(text, start, line.end(), allowed, places):
            if not text[start:begins].strip() and ends == line.end():
                yield kind, begins, ends


def _names(text: str, start: int, end: int, allowed: Allowed, places: Collection[str]) -> Iterator[Found]:
    is_mixed = bool(_LOWER.search(text, start, end))
    spans = [span for span in _runs(text, start, end) if _is_somebody(text, *span, is_mixed=is_mixed)]
    cells = named_cells(text, start, end, is_known=_holds_first_name, may_name=_may_name, is_mixed=is_mixed)
    for begins, ends in [*spans, *_small(text, start, end), *cells]:
        name = text[begins:ends]
        may_be = _is_a_title(text, begins) or _is_a_place(text, begins, name, places)
        if not may_be and not may_stay(name, allowed):
            yield Kind.NAME, begins, ends


def _runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words with a capital that follow one another, two at least, without the common ones around them."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text, start, end):
        gap = _GAP.fullmatch(text, run[-1].end(), word.start()) if run else None
        is_known = any(_is_known(one[0]) for one in run)
        is_common = _is_common(word[0]) and not (is_known and first_word(word[0]) in _ARTICLES)
        if run and (is_common or not gap or (gap["particle"] and not is_known)):
            yield from _whole(run)
            run = []
        if not is_common:
            run.append(word)
    yield from _whole(run)


def _whole(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    while run and first_word(run[-1][0]) in _ARTICLES:
        run.pop()
    if len(run) > 1:
        yield run[0].start(), run[-1].end()


def _is_somebody(text: str, start: int, end: int, *, is_mixed: bool) -> bool:
    """Whether words with a capital name somebody; without a known first name, a line all in capitals tells nothing."""
    words = re.findall(WORD, text[start:end])
    if any(map(_is_known, words)):
        return True
    return is_mixed and not _is_quoted(text, start) and not all(map(looks_ordinary, words))


def _holds_first_name(cell: str) -> bool:
    """Whether a cell is a known first name, with others or a family name around it."""
    words = cell.split()
    return any(map(_is_known, words)) and not any(map(_is_common, words))


def _may_name(cell: str) -> bool:
    """Whether a cell without a known first name may be part of a name: « Le Goff »."""
    words = cell.split()
    family = words[1:] if first_word(words[0]) in _ARTICLES else words
    return bool(family) and cell[0].isupper() and not any(_is_common(one) or looks_ordinary(one) for one in family)


def _is_quoted(text: str, start: int) -> bool:
    return text[max(0, start - 2) : start].strip(_SPACES)[-1:] in _OPENS


def _is_a_title(text: str, start: int) -> bool:
    """Whether it is the title of a work that a word before tells: « réserver « Harry Potter » »."""
    return _is_quoted(text, start) and not _OF_WORKS.isdisjoint(map(fold, words_before(text, start)))


def _small(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names without a capital: a known first name, and the word after it or the one before that begins the line."""
    reached = start
    for word in _SMALL_WORD.finditer(text, start, end):
        if word.start() < reached or not _is_known(word[0]):
            continue
        begins, ends = word.start(), small_name(text, word.start())
        line = _near(text, begins, start)
        if ends == word.end() and (before := _FAMILY.fullmatch(text, line, begins)):
            begins = begins if _is_common(before["word"]) else before.start("word")
        reached = ends
        if ends - begins > len(word[0]) and (text[begins].islower() or _ENDS_A_NAME.match(text, ends)):
            yield begins, ends


def _near(text: str, at: int, start: int) -> int:
    """Where what just precedes a place begins: in its line, and sixty characters at most."""
    near = max(start, at - 60)
    return max(near, text.rfind("\n", near, at) + 1, text.rfind("\r", near, at) + 1)


def _is_a_place(text: str, start: int, name: str, places: Collection[str]) -> bool:
    """Whether it is a place of the network, or one that the word before says is named after somebody."""
    before = [word for word in words_before(text, start)[:3] if word not in _ARTICLES]
    is_named_after = bool(before) and fold(before[0]) in NAMED_AFTER
    return is_named_after or any(f" {fold(name)} " in f" {place} " for place in places)


@lru_cache(maxsize=4096)
def _is_common(word: str) -> bool:
    return first_word(word) in NOT_NAMES or is_ordinary(word) or first_word(word) in THINGS


def _is_known(word: str) -> bool:
    return first_word(word) in FIRST_NAMES
