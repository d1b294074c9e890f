"""French text as the search keeps it and looks for it: one reading for both, whatever the database.

« L’imprimante n’est plus reconnue » is read as `imprim n est plus reconnu`… without the elided article: case, accents
and ligatures go, plurals and endings too. The written forms are kept beside, for truncation (`impriman*`); so are a
word written with hyphens or dots in one (« wi-fi », « S.I.G.B. », an ISBN), and the pieces of a code (« BIB00042 »).
Reading what was read changes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer.french_stemmer import FrenchStemmer

from foundation.french import fold

LONGEST = 40  # characters of a word: a longer one is no word, and its beginning is enough to find it
MOST_JOINED = 6  # pieces of a word written in one: an ISBN has five

ELIDED = frozenset(
    {"c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"}
)  # what the apostrophe cuts from the word that follows
IN_ONE_WORD = frozenset({"aujourd", "prud", "presqu", "quelqu"})  # where the apostrophe is inside a word
IRREGULAR = {
    "travaux": "travail", "baux": "bail", "vitraux": "vitrail", "coraux": "corail", "emaux": "email", "yeux": "oeil",
    "nouvelle": "nouveau", "nouvel": "nouveau",
}  # fmt: skip
# Words that everything holds: never looked for beside others, outside a phrase.
_LITTLE = """
a ai as au aux avec c ce ces cet cette d dans de des du elle elles en es est et etait ete etre eu il ils j je l la le
les leur leurs lui m ma mais me mes mon n ne nos notre nous on ont ou par pas pour qu que qui s sa sans se ses si son
sont sur t ta te tes ton tu un une vos votre vous y
"""
STOP = frozenset(_LITTLE.split())

_LETTER = r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060])"
_APOSTROPHES, _HYPHENS, _OTHERS = "'’‘ʼ", r"\-‐‑", "._/@:&+"
_RUN = re.compile(rf"{_LETTER}+(?:[{_APOSTROPHES}{_HYPHENS}{_OTHERS}]{_LETTER}+)*")
_JOINT = re.compile(rf"([{_APOSTROPHES}{_HYPHENS}{_OTHERS}])")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060"))
_PIECE = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True)
class Term:
    """One run of letters and figures with its joints: « wi-fi », « l’imprimante », « T-2026-00042 »."""

    parts: tuple[str, ...]  # its words, folded, without what is elided
    whole: str  # the same in one word, where hyphens or dots hold them together; else empty
    stems: tuple[str, ...]  # what its words are looked for by, in order
    forms: tuple[str, ...]  # other ways to be found: as written, in one word, by the pieces of a code


@dataclass(frozen=True)
class Placed:
    """A term, and where it stands in its text."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True)
class Reading:
    """A text as it is indexed: its words in order, and the forms beside them."""

    stems: list[str]
    forms: list[str]


def terms(text: str) -> Iterator[Placed]:
    """The terms of a text, in order."""
    for run in _RUN.finditer(text):
        if term := _term(run[0]):
            yield Placed(run.start(), run.end(), term)


def read(text: str) -> Reading:
    """A text as it is indexed."""
    stems: list[str] = []
    forms: dict[str, None] = {}
    for run in _RUN.findall(text):
        if term := _term(run):
            stems.extend(term.stems)
            forms.update(dict.fromkeys(term.forms))
    return Reading(stems, list(forms))


def normalised(text: str) -> str:
    """The words of a text by which it is looked for, spaced."""
    return " ".join(read(text).stems)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What a folded word shares with its plural, its feminine and its endings; a number, without its first zeros.

    The Snowball stemmer sees words without accents here, so plurals and feminines are put right first; it is asked
    until nothing changes, so that a stem is its own stem.
    """
    if word.isdecimal():
        return word.lstrip("0") or "0"
    if len(word) < 3 or not word.isalpha():
        return word
    seen = [word]
    while (shorter := _shortened(seen[-1])) not in seen:
        seen.append(shorter)
    return min(seen[seen.index(shorter) :])


@lru_cache(maxsize=100_000)
def _term(run: str) -> Term | None:
    """What a run is read as; None where it has only marks."""
    pieces = _JOINT.split(run.translate(_INVISIBLE))
    kept, joints = _without_elision(pieces[::2], pieces[1::2])
    parts = tuple(word[:LONGEST] for part in kept for word in fold(part).split())
    if not parts:
        return None
    whole = "".join(parts)[:LONGEST] if _is_one(parts, joints) else ""
    stems = tuple(stem(part) for part in parts)
    forms = {*parts, whole, stem(whole)}
    for pieces in map(_PIECE.findall, parts):
        if len(pieces) > 1:
            forms.update(stem(piece) for piece in pieces if len(piece) > 1)
    return Term(parts, whole, stems, tuple(sorted(forms - {"", *stems})))


def _shortened(word: str) -> str:
    # One stemmer for each word: it keeps its place in the word, and threads would share it.
    found = FrenchStemmer().stemWord(_singular(word))
    return f"{found[:-2]}if" if found.endswith("iv") and len(found) > 3 else found


def _singular(word: str) -> str:
    """The singular of a folded word, and the masculine of « lectrice » and « fermée »."""
    word = IRREGULAR.get(word, word)
    if len(word) > 2 and (word.endswith(("eaux", "eux", "oux")) or (word[-1] == "s" and word[-2] != "s")):
        word = word[:-1]
    if word.endswith(("aux", "au")) and not word.endswith("eau") and len(word) > 3:
        word = f"{word.removesuffix('x')[:-2]}al"
    if word.endswith("trice"):
        word = f"{word[:-5]}teur"
    return IRREGULAR.get(word, f"{word[:-2]}e" if word.endswith("ee") else word)


def _without_elision(parts: list[str], joints: list[str]) -> tuple[list[str], list[str]]:
    """The parts of a run without « l’ », « qu’ »…, « aujourd’hui » being one; the joints left between them."""
    kept, left = [parts[0]], []
    for joint, part in zip(joints, parts[1:], strict=True):
        before = fold(kept[-1])
        if joint in _APOSTROPHES and before in ELIDED:
            kept[-1] = part
        elif joint in _APOSTROPHES and before in IN_ONE_WORD:
            kept[-1] += part
        else:
            kept.append(part)
            left.append(joint)
    return kept, left


def _is_one(words: tuple[str, ...], joints: list[str]) -> bool:
    """Whether they are also one word: held by hyphens, or letters by dots."""
    if not 1 < len(words) <= MOST_JOINED:
        return False
    letters = all(len(word) == 1 for word in words)
    return all(joint not in "._/@:&+" or (joint == "." and letters) for joint in joints)
