"""Articles added, moved and taken out of a text, the others renumbered; what then names a wrong number."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from convention.text.matching import match_articles
from convention.text.structure import Article, Level, Part, Text

_REFERENCE = re.compile(r"\barticles? (?P<number>\d{1,2}(?:\.\d{1,2})?)(?![\d.]*\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """Words of the text that name an article which has another number now, or is gone (`now` is then empty)."""

    place: str
    written: str
    now: str


def renumbered(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The same articles, numbered 1, 2, 2.1, 2.2, 3 … in their order; the first one is never a sub-article."""
    top, sub, numbered = 0, 0, []
    for article in articles:
        is_top = article.level == 1 or top == 0
        top, sub = (top + 1, 0) if is_top else (top, sub + 1)
        level: Level = 1 if is_top else 2
        numbered.append(dataclasses.replace(article, level=level, number=str(top) if is_top else f"{top}.{sub}"))
    return tuple(numbered)


def is_numbered_in_order(text: Text) -> bool:
    """Whether each article has the number that its place gives it."""
    return renumbered(text.articles) == text.articles


def block_of(text: Text, index: int) -> range:
    """The article at `index` with the sub-articles that belong to it. Raises IndexError when there is none."""
    if text.articles[index].level == 2:
        return range(index, index + 1)
    following = range(index + 1, len(text.articles))
    return range(index, next((i for i in following if text.articles[i].level == 1), len(text.articles)))


def says_nothing(text: Text, index: int) -> bool:
    """Whether neither the article at `index` nor any sub-article that belongs to it has text: only titles."""
    return not any(text.articles[place].body.strip() for place in block_of(text, index))


def with_article(text: Text, index: int, article: Article) -> Text:
    """The text where this article stands at `index`; the rest keeps its numbers unless the level changes."""
    changed = (*text.articles[:index], article, *text.articles[index + 1 :])
    if article.level != text.articles[index].level:
        changed = renumbered(changed)
    return dataclasses.replace(text, articles=changed)


def with_new_article(text: Text, after: int, article: Article) -> Text:
    """The text with one article more, after the one at `after` (−1: before all)."""
    articles = (*text.articles[: after + 1], article, *text.articles[after + 1 :])
    return dataclasses.replace(text, articles=renumbered(articles))


def without_article(text: Text, index: int) -> Text:
    """The text without this article; a whole article goes with its sub-articles."""
    gone = block_of(text, index)
    kept = [article for position, article in enumerate(text.articles) if position not in gone]
    return dataclasses.replace(text, articles=renumbered(kept))


def may_move(text: Text, index: int, *, up: bool) -> bool:
    """Whether there is a place for this article above, or below."""
    block = block_of(text, index)
    if up:
        return index > 1 or (index == 1 and text.articles[1].level == 1)
    return block.stop < len(text.articles)


def with_article_moved(text: Text, index: int, *, up: bool) -> Text:
    """The text where this article has changed places with its neighbour.

    An article moves with its sub-articles, past a whole article; a sub-article moves by one place, out of its article
    when it is the first or the last of it. Without a place to go, the same text.
    """
    if not may_move(text, index, up=up):
        return text
    block = block_of(text, index)
    if text.articles[index].level == 2:
        first, second = (index - 1, index) if up else (index, index + 1)
        ranges = (range(first, second), range(second, second + 1))
    elif up:
        ranges = (block_of(text, _top_before(text, index)), block)
    else:
        ranges = (block, block_of(text, block.stop))
    above, below = ranges
    order = [*range(above.start), *below, *above, *range(below.stop, len(text.articles))]
    return dataclasses.replace(text, articles=renumbered([text.articles[i] for i in order]))


def _top_before(text: Text, index: int) -> int:
    """The whole article that stands before; articles of an odd text may begin with sub-articles."""
    return next((i for i in range(index - 1, -1, -1) if text.articles[i].level == 1), 0)


def broken_references(before: Text, after: Text) -> list[Reference]:
    """The places of the new text that still name an article by its former number: « à l’article 4.2 »."""
    moved = _moved(before, after)
    return [
        Reference(part.label, match[0], moved[match["number"]])
        for part in after.parts()
        for match in _REFERENCE.finditer(part.content)
        if match["number"] in moved and not _is_of_a_law(part, match)
    ]


def _moved(before: Text, after: Text) -> dict[str, str]:
    """Former number → number now, "" for an article that is gone; one rewritten in its place has not moved."""
    pairs = match_articles(before.articles, after.articles)
    rewritten = {after.articles[new].number for old, new in pairs if old is None and new is not None}
    moved = {}
    for old, new in pairs:
        if old is not None:
            was, now = before.articles[old].number, "" if new is None else after.articles[new].number
            if was != now and not (new is None and was in rewritten):
                moved[was] = now
    return moved


def _is_of_a_law(part: Part, match: re.Match[str]) -> bool:
    """« l’article 6 de la loi », « l’article 5 du code » name other texts."""
    law = r"\s+(?:de la loi|du code|du règlement|du décret|de l['’](?:arrêté|ordonnance))"
    return re.match(law, part.content[match.end() :], re.IGNORECASE) is not None
