"""Two versions side by side: each article's blocks in two columns, and what became of the variables."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from convention.model_texts import Edition
from convention.text.difference import ArticleChange, BlockChange, Difference, Span, compare, spans_html
from convention.text.structure import Text
from convention.text.variables import Variable, by_name
from foundation.french import count, enumerate_fr, typography

_TONES = {"same": "neutral", "added": "ok", "removed": "late", "changed": "warn"}
_FACTS = {"label": "libellé", "kind": "nature", "source": "origine", "default": "valeur", "required": "obligatoire"}
_WORDS = {
    "text": "texte", "place": "lieu", "date": "date", "person": "personne", "asked": "demandée",
    "commune": "la commune", "network": "le réseau", "convention": "la convention", True: "oui", False: "non",
    "": "vide",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One paragraph, item or sub-heading, as each version has it; empty where it does not."""

    before: SafeString
    after: SafeString
    style: str  # of the line: its kind and depth


@dataclass(frozen=True)
class Change:
    """What became of one article, in two columns."""

    article: ArticleChange
    anchor: str
    rows: list[Row]

    @property
    def tone(self) -> str:
        """The ground of its state."""
        return _TONES[self.article.kind]


@dataclass(frozen=True)
class Comparison:
    """Two versions compared, ready to be shown."""

    difference: Difference
    changes: list[Change]
    variables: list[str]

    @property
    def summary(self) -> str:
        """« 3 parties modifiées, 1 ajoutée et 25 inchangées »: the articles, and what stands before and after them."""
        kinds = [article.kind for article in self.difference.articles]
        words = [("changed", "modifiée"), ("added", "ajoutée"), ("removed", "supprimée"), ("same", "inchangée")]
        found = [(kinds.count(kind), word) for kind, word in words if kind in kinds]
        told = [count(n, word) for n, word in found[1:]]
        return enumerate_fr([count(n, f"partie {word}", f"parties {word}s") for n, word in found[:1]] + told)


def comparison(before: Edition, after: Edition, *, with_same: bool) -> Comparison:
    """What changed from one to the other, as it is printed; with the articles that did not, when asked."""
    variables = tuple((by_name(before.variables) | by_name(after.variables)).values())
    difference = compare(_as_printed(before.text), _as_printed(after.text), show=variables)
    shown = difference.articles if with_same else difference.changes
    changes = [
        Change(article, f"ecart-{rank}", [_row(block, variables) for block in article.body])
        for rank, article in enumerate(shown)
    ]
    return Comparison(difference, changes, _variables(before.variables, after.variables))


def _as_printed(text: Text) -> Text:
    """The text with its French marks: an apostrophe that is only straight is no change."""
    return text.map(lambda part: typography(part.content))


def _row(change: BlockChange, variables: Sequence[Variable]) -> Row:
    style = f"is-{change.block.kind} depth-{change.block.depth}"
    before, after = (_side(change.spans, left_out, variables) for left_out in ("added", "removed"))
    return Row(before, after, style)


def _side(spans: Sequence[Span], left_out: str, variables: Sequence[Variable]) -> SafeString:
    return SafeString(spans_html([span for span in spans if span.kind != left_out], variables))


def _variables(before: Sequence[Variable], after: Sequence[Variable]) -> list[str]:
    """In sentences: which came, which went, what became of the others."""
    old, new = by_name(before), by_name(after)
    told = [f"« {old[name].label} » est supprimée." for name in old if name not in new]
    told += [f"« {new[name].label} » est ajoutée." for name in new if name not in old]
    for name in new:
        if name in old and old[name] != new[name]:
            told.append(f"« {new[name].label} » : {enumerate_fr(_facts(old[name], new[name]))}.")
    return told


def _facts(old: Variable, new: Variable) -> list[str]:
    pairs = [(label, getattr(old, fact), getattr(new, fact)) for fact, label in _FACTS.items()]
    return [f"{label}, {_word(was)} → {_word(now)}" for label, was, now in pairs if was != now]


def _word(value: str | bool) -> str:
    return _WORDS.get(value, str(value))
