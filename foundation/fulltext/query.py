"""What somebody typed to search, understood: words that must all be there, "phrases", truncat*, -what must not.

Nothing typed is an error: a mark without a sense is passed over, and what is too long is cut. The little words
(« le », « de »…) are looked for only in a phrase, or where there is nothing else. Only things refused, or no word at
all, is nothing to look for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from foundation.fulltext.words import STOP, Term, read, stem, terms

LONGEST = 1000  # characters read
MOST = 16  # things looked for; those after are passed over
SHORTEST_TRUNCATED = 2  # letters before « * »: one would bring half of the index
SHORTEST_TYPED = 3  # letters of a word being typed, before it is taken for the beginning of one

_PIECE = re.compile(
    r'(?P<minus>(?<!\S)-)?(?:"(?P<straight>[^"]*)"|«(?P<french>[^»]*)»|“(?P<curly>[^”]*)”|(?P<bare>[^\s"«»“”]+))'
)


@dataclass(frozen=True)
class Way:
    """One way to be found: a word, several in a row, or the beginning of a word."""

    words: tuple[str, ...]
    is_beginning: bool = False

    def holds(self, found: set[str]) -> bool:
        """Whether one of these words is the one, is one of the row, or begins so: for excerpts."""
        if self.is_beginning:
            return any(word.startswith(self.words[0]) for word in found)
        return not found.isdisjoint(self.words)


Clause = tuple[Way, ...]  # one thing looked for: any of its ways will do


@dataclass(frozen=True)
class Query:
    """What must be there, all of it, and what must not, any of it."""

    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.wanted)


def parse(text: str, *, prefix_last: bool = False) -> Query:
    """What this text looks for; with `prefix_last` its last word, not yet followed by a space, may be unfinished."""
    text = text[:LONGEST]
    pieces = list(_PIECE.finditer(text))
    wanted: list[Clause] = []
    small: list[Clause] = []
    unwanted: list[Clause] = []
    for piece in pieces:
        is_typed = prefix_last and piece is pieces[-1] and piece.end() == len(text)
        for clause, is_small in _clauses(piece, is_typed=is_typed):
            (unwanted if piece["minus"] else small if is_small else wanted).append(clause)
    return Query(tuple((wanted or small)[:MOST]), tuple(unwanted[:MOST]))


def _clauses(piece: re.Match[str], *, is_typed: bool) -> Iterator[tuple[Clause, bool]]:
    """What one piece looks for, and whether it is one of the little words."""
    if (bare := piece["bare"]) is None:
        words = tuple(read(piece["straight"] or piece["french"] or piece["curly"] or "").stems)
        if words:
            yield (Way(words),), False
        return
    for placed in terms(bare):
        term, letters = placed.term, len(placed.term.whole or placed.term.parts[-1])
        is_truncated = bare[placed.end : placed.end + 1] == "*" and letters >= SHORTEST_TRUNCATED
        if is_truncated or (is_typed and placed.end == len(bare) and letters >= SHORTEST_TYPED):
            yield from ((clause, False) for clause in _unfinished(term, whole_word_too=not is_truncated))
        else:
            ways = [Way(term.stems), *([Way((stem(term.whole),))] if term.whole else [])]
            yield tuple(ways), len(term.parts) == 1 and term.parts[0] in STOP


def _unfinished(term: Term, *, whole_word_too: bool) -> Iterator[Clause]:
    """A term whose last word is only begun: its other words, then what begins so."""
    if term.whole:
        yield (Way((term.whole,), is_beginning=True), *([Way(term.stems)] if whole_word_too else []))
        return
    *others, last = term.parts
    for word in others:
        yield (Way((stem(word),)),)
    yield (Way((last,), is_beginning=True), *([Way((stem(last),))] if whole_word_too else []))
