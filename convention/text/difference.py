"""What changed between two texts, article by article and word by word, readable by a lawyer, never by colour alone."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.html import escape
from django.utils.safestring import SafeString

from convention.text.markup import Block, blocks, with_variables
from convention.text.matching import match_articles, match_blocks
from convention.text.structure import Article, Text
from convention.text.variables import Variable

SpanKind = Literal["same", "added", "removed"]
ChangeKind = Literal["same", "added", "removed", "changed"]

_TOKEN = re.compile(r"\{\{[^{}]*\}\}|\s+|\w+|[^\w\s]")  # a variable is one word
_TOO_SHORT = 4  # letters: « de » or « la » alone between two changes would only make them harder to read
_STATUS = {"same": "Inchangé", "added": "Ajouté", "removed": "Supprimé", "changed": "Modifié"}


@dataclass(frozen=True)
class Span:
    """Some consecutive words that both texts have, or only one."""

    kind: SpanKind
    words: str


@dataclass(frozen=True)
class BlockChange:
    """One paragraph, item or sub-heading, with what was taken out and put in."""

    block: Block
    spans: tuple[Span, ...]

    @property
    def kind(self) -> ChangeKind:
        return _kind(self.spans)


@dataclass(frozen=True)
class ArticleChange:
    """What became of one article; `old` and `new` are its numbers, empty where it does not exist.

    The title, the preamble, the closing formula and the signatures count as articles without number. With `show`, the
    variables that the texts call are said in words.
    """

    kind: ChangeKind
    label: str
    title: tuple[Span, ...]
    body: tuple[BlockChange, ...]
    old: str = ""
    new: str = ""
    show: tuple[Variable, ...] | None = None

    @property
    def is_renumbered(self) -> bool:
        return bool(self.old and self.new and self.old != self.new)

    @property
    def is_change(self) -> bool:
        return self.kind != "same" or self.is_renumbered

    @property
    def status(self) -> str:
        """In words: « Modifié », « Inchangé, ancien article 4.2 »."""
        former = f", ancien article {self.old}" if self.is_renumbered else ""
        return f"{_STATUS[self.kind]}{former}"

    def title_html(self) -> SafeString:
        """The title with its changes."""
        return SafeString(spans_html(self.title, self.show))

    def body_html(self) -> SafeString:
        """The body with its changes: `ins` and `del`, each said in hidden words too."""
        return SafeString(_body_html(self.body, self.show))


@dataclass(frozen=True)
class Difference:
    """A whole comparison, in the order of the new text; removed articles stand where they were."""

    articles: tuple[ArticleChange, ...]

    @property
    def changes(self) -> tuple[ArticleChange, ...]:
        """Only what differs."""
        return tuple(article for article in self.articles if article.is_change)

    def html(self, *, heading_level: int = 3) -> SafeString:
        """All that differs, as sections with headings; a sentence when nothing does."""
        if not self.changes:
            return SafeString("<p>Les deux textes sont identiques.</p>")
        return SafeString("\n".join(_section_html(change, heading_level) for change in self.changes))


# --- comparing -----------------------------------------------------------------------------------------------------


def compare(old: Text, new: Text, *, show: Sequence[Variable] | None = None) -> Difference:
    """Compare two texts; the same text twice gives no change. With `show`, their variables are said in words."""
    pairs = match_articles(old.articles, new.articles)
    articles = [
        _article(None if i is None else old.articles[i], None if j is None else new.articles[j]) for i, j in pairs
    ]
    sections = [
        _section("Titre", old.title, new.title),
        _section("Préambule", old.preamble, new.preamble),
        *articles,
        _section("Formule finale", old.closing, new.closing),
        _section("Signatures", _signatures(old), _signatures(new)),
    ]
    shown = None if show is None else tuple(show)
    there = (change for change in sections if change.title or change.body or change.old or change.new)
    return Difference(tuple(replace(change, show=shown) for change in there))


def _section(label: str, old: str, new: str) -> ArticleChange:
    body = _body(old, new)
    return ArticleChange(_kind([span for block in body for span in block.spans]), label, (), body)


def _signatures(text: Text) -> str:
    return "\n\n".join(", ".join(filter(None, (s.party, s.capacity, s.name))) for s in text.signature)


def _article(before: Article | None, after: Article | None) -> ArticleChange:
    old, new = before or Article("", 1, ""), after or Article("", 1, "")
    title, body = word_spans(old.title, new.title), _body(old.body, new.body)
    spans = [*title, *(span for block in body for span in block.spans)]
    kind: ChangeKind = "added" if before is None else "removed" if after is None else _kind(spans)
    if before and after and kind in ("added", "removed"):
        kind = "changed"
    return ArticleChange(kind, f"Article {new.number or old.number}", title, body, old.number, new.number)


def _kind(spans: Sequence[Span]) -> ChangeKind:
    kinds = {span.kind for span in spans}
    if kinds <= {"same"}:
        return "same"
    return "added" if kinds == {"added"} else "removed" if kinds == {"removed"} else "changed"


def _body(old: str, new: str) -> tuple[BlockChange, ...]:
    before, after = list(blocks(old)), list(blocks(new))
    return tuple(
        BlockChange(
            after[j] if j is not None else before[i or 0],
            word_spans("" if i is None else before[i].content, "" if j is None else after[j].content),
        )
        for i, j in match_blocks(before, after)
    )


def word_spans(old: str, new: str) -> tuple[Span, ...]:
    """The words of both texts: « same » and « removed » give the old one back, « same » and « added » the new one."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    runs = [(tag == "equal", "".join(before[a:b]), "".join(after[c:d])) for tag, a, b, c, d in matcher.get_opcodes()]
    spans: list[Span] = []
    for is_same, taken, put in _merged(runs):
        if is_same:
            spans.append(Span("same", taken))
        else:
            spans += [Span("removed", taken)] * bool(taken) + [Span("added", put)] * bool(put)
    return tuple(spans)


_Run = tuple[bool, str, str]


def _merged(runs: Sequence[_Run]) -> list[_Run]:
    """The runs where a scrap common to both, caught between two changes, goes with them."""
    merged: list[_Run] = []
    for index, (is_same, taken, put) in enumerate(runs):
        is_inside = 0 < index < len(runs) - 1
        is_scrap = is_same and is_inside and len(re.sub(r"\W", "", taken)) < _TOO_SHORT
        is_change = not is_same or is_scrap
        if is_change and merged and not merged[-1][0]:
            merged[-1] = (False, merged[-1][1] + taken, merged[-1][2] + put)
        else:
            merged.append((not is_change, taken, put))
    return merged


# --- showing -------------------------------------------------------------------------------------------------------

_MARKS = {"added": ("ins", "ajouté"), "removed": ("del", "supprimé")}


_Shown = Sequence[Variable] | None


def spans_html(spans: Sequence[Span], show: _Shown = None) -> str:
    """Words as HTML: `ins` and `del`, each said in hidden words too; with `show`, variables said in words."""
    return "".join(_span_html(span, show) for span in spans)


def _span_html(span: Span, show: _Shown) -> str:
    words = escape(span.words) if show is None else with_variables(escape(span.words), show)
    if span.kind == "same":
        return words
    tag, word = _MARKS[span.kind]
    before = f'<span class="visually-hidden">[{word}\u00a0: </span>'
    return f'<{tag}>{before}{words}<span class="visually-hidden">] </span></{tag}>'


def _body_html(body: Sequence[BlockChange], show: _Shown) -> str:
    """Paragraphs, and flat lists whose depth is a class; the number of an ordered item is written."""
    pieces = []
    for index, change in enumerate(body):
        is_item = change.block.kind == "item"
        follows = index > 0 and body[index - 1].block.kind == "item"
        if is_item and not follows:
            pieces.append("<ul>")
        if follows and not is_item:
            pieces.append("</ul>")
        pieces.append(_block_html(change, show))
    if body and body[-1].block.kind == "item":
        pieces.append("</ul>")
    return "\n".join(pieces)


def _block_html(change: BlockChange, show: _Shown) -> str:
    words = spans_html(change.spans, show)
    if change.block.kind == "item":
        number = escape(change.block.marker) if change.block.marker[:1].isdigit() else ""
        return f'<li class="depth-{change.block.depth}">{number}{words}</li>'
    return f"<p><strong>{words}</strong></p>" if change.block.kind == "heading" else f"<p>{words}</p>"


def _section_html(change: ArticleChange, level: int) -> str:
    title = f" – {change.title_html()}" if change.title else ""
    heading = f"<h{level}>{escape(change.label)}{title}</h{level}>"
    status = f'<p class="status status-{change.kind}">{escape(change.status)}</p>'
    return f'<section class="change change-{change.kind}">\n{heading}\n{status}\n{change.body_html()}\n</section>'
