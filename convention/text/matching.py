"""Which article, and which paragraph, of an old text became which of the new one."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from convention.text.markup import Block
from convention.text.structure import Article
from foundation.french import fold

ALIKE = 0.6  # share of common words above which two articles are one, moved or rewritten
ALIKE_IN_PLACE = 0.3  # enough where the number or the title stayed the same
REWRITTEN = 0.25  # share of the common words that mean something, above which one paragraph is the other rewritten
ROOT = 5  # letters that words of one family begin with: « utilisateur », « utilisation »
_TOOL = re.compile(  # words that join others, folded
    r"[acdlnsy]|au|aux|avec|ce|ceci|cela|celles?|celui|ces|cet|cette|ceux|ci|dans|de|des|dont|du|elles?|en|entre|est|et|"
    r"ils?|la|les?|leurs?|lui|mais|ne|ni|nos|notre|ou|par|pas|plus|pour|qu|que|qui|sa|sans|se|ses|soit|son|sont|sous|sur|"
    r"tout|tous|toutes?|une?|vers"
)

Pair = tuple[int | None, int | None]


@lru_cache(maxsize=1024)
def _words(content: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", content.casefold()))


def likeness(old: str, new: str) -> float:
    """Share of the words that two texts have in common, from 0 to 1 (Dice); two empty texts are the same."""
    total = _words(old).total() + _words(new).total()
    return 2 * (_words(old) & _words(new)).total() / total if total else 1.0


@lru_cache(maxsize=4096)
def _roots(content: str) -> Counter[str]:
    words = fold(content).split()
    return Counter(word[:ROOT] for word in words if not _TOOL.fullmatch(word)) or Counter(words)


def resemblance(old: str, new: str) -> float:
    """The same between two paragraphs, which are short: only words that mean something count, by their beginning."""
    total = _roots(old).total() + _roots(new).total()
    return 2 * (_roots(old) & _roots(new)).total() / total if total else 1.0


def match_articles(old: Sequence[Article], new: Sequence[Article]) -> list[Pair]:
    """Pairs of indexes in the order of the new text; a removed article stands after the one it followed."""
    partner = _partners(old, new)
    pairs: list[Pair] = [(partner.get(index), index) for index in range(len(new))]
    for removed in sorted(set(range(len(old))) - set(partner.values())):
        place = next((at + 1 for at, (index, _) in enumerate(pairs) if removed and index == removed - 1), 0)
        pairs.insert(place, (removed, None))
    return pairs


def _partners(old: Sequence[Article], new: Sequence[Article]) -> dict[int, int]:
    """New index → old index, the surest couples first."""
    scores = {
        (i, j): score for i, after in enumerate(new) for j, before in enumerate(old) if (score := _score(before, after))
    }
    partner: dict[int, int] = {}
    for i, j in sorted(scores, key=lambda couple: (-scores[couple], couple)):
        if i not in partner and j not in partner.values():
            partner[i] = j
    return partner


def _score(before: Article, after: Article) -> float:
    """How surely one became the other; 0 when they are two different articles."""
    alike = likeness(f"{before.title} {before.body}", f"{after.title} {after.body}")
    same_number, same_title = before.number == after.number, before.title == after.title
    if same_number and same_title:
        return 0.75 + alike
    needed = ALIKE_IN_PLACE if same_number or same_title else ALIKE
    return alike + 0.5 * same_number + 0.25 * same_title if alike >= needed else 0.0


def match_blocks(old: Sequence[Block], new: Sequence[Block]) -> list[Pair]:
    """Pairs of indexes in reading order: identical paragraphs first, then the most alike between them."""
    pairs: list[Pair] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(range(start, end), range(new_start, new_end), strict=True)
        else:
            pairs += _closest(old, new, range(start, end), range(new_start, new_end))
    return pairs


def _closest(old: Sequence[Block], new: Sequence[Block], before: range, after: range) -> list[Pair]:
    """The two most alike are one paragraph; what stands above and below them is matched likewise."""
    couples = {(i, j): resemblance(old[i].content, new[j].content) for i in before for j in after}
    best = max(couples, key=lambda couple: couples[couple], default=None)
    if best is None or couples[best] < REWRITTEN:
        return [*((i, None) for i in before), *((None, j) for j in after)]
    i, j = best
    above = _closest(old, new, range(before.start, i), range(after.start, j))
    below = _closest(old, new, range(i + 1, before.stop), range(j + 1, after.stop))
    return [*above, (i, j), *below]
