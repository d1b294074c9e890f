"""The small markup of an article's body: paragraphs, lists in lists, **bold**, *italic*, ### sub-headings.

It is a subset of Markdown: HTML, links, images, tables and code stay plain characters, so no body can bring a script.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from convention.text.spoken import said
from convention.text.variables import Placeholder, Variable, by_name, placeholders, with_preposition
from foundation.french import NBSP, typography

BlockKind = Literal["paragraph", "item", "heading"]

_MARKDOWN = MarkdownIt("zero", {"html": False}).enable(["list", "heading", "emphasis", "escape"])
_SPECIAL = re.compile(r"([\\*_#`\[\]])")
_ITEM_START = re.compile(r"^(\d*)([-+.)])(?=\s|$)")
_BULLET = "– "
NO_EXAMPLES: Mapping[str, str] = {}


@dataclass(frozen=True)
class Block:
    """One paragraph, sub-heading or list item, its markup gone.

    `depth` counts the lists around it; `marker` is the dash or the number that leads an item.
    """

    kind: BlockKind
    content: str
    depth: int = 0
    marker: str = ""


def html(
    body: str,
    *,
    heading_level: int = 4,
    show: Sequence[Variable] | None = None,
    examples: Mapping[str, str] = NO_EXAMPLES,
) -> SafeString:
    """The body as HTML that is safe on a page and tagged well in a PDF; every sub-heading gets `heading_level`.

    With `show` (the variables declared), each variable still in the text is marked and said in words, or shown by its
    example (name → value) when it has one, and the text has the French marks that printing will give it.
    """
    tokens = _MARKDOWN.parse(body if show is None else typography(body))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{heading_level}"
    rendered: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return SafeString(rendered if show is None else with_variables(rendered, show, examples))


def line_html(words: str, show: Sequence[Variable], examples: Mapping[str, str] = NO_EXAMPLES) -> SafeString:
    """A title or a name, which has no markup, as HTML with its variables shown and its French marks."""
    return SafeString(with_variables(escape(typography(words)), show, examples))


def with_variables(rendered: str, variables: Sequence[Variable], examples: Mapping[str, str] = NO_EXAMPLES) -> str:
    """HTML where each variable still called is marked and shown: its example, else itself in words."""
    declared = by_name(variables)
    for hole in reversed(placeholders(rendered)):
        chip = _chip(hole, declared, examples, rendered[: hole.start])
        rendered = rendered[: hole.start] + chip + rendered[hole.end :]
    return rendered


def _chip(hole: Placeholder, declared: Mapping[str, Variable], examples: Mapping[str, str], before: str) -> str:
    resolved = hole.resolve(declared)
    style = "variable is-capitals" if hole.is_capitals else "variable"
    title = escape(resolved[0].label if resolved else "variable non déclarée")
    example = examples.get(resolved[0].name, "") if resolved else ""
    if not resolved or not example:
        return f'<mark class="{style}" title="{title}">{escape(said(hole, declared, before))}</mark>'
    words = escape(typography(with_preposition(example, resolved[1])))
    named = f'<span class="visually-hidden">{escape(typography(resolved[0].label))}{NBSP}: </span>'
    return f'<mark class="{style}" title="{title}">{named}{words}</mark>'


def blocks(body: str) -> Iterator[Block]:
    """The body cut into its paragraphs, items and sub-headings, in reading order, as plain text."""
    lists: list[Token] = []
    marker = ""
    kind: BlockKind = "paragraph"
    for token in _MARKDOWN.parse(body):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if lists[-1].type == "ordered_list_open" else _BULLET
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "inline":
            first = kind if kind == "heading" else "item" if marker else "paragraph"
            yield Block(first, _plain_inline(token), len(lists), marker)
            kind, marker = "paragraph", ""


def _plain_inline(token: Token) -> str:
    children = token.children or ()
    return "".join("\n" if child.type == "hardbreak" else child.content for child in children)


def plain(body: str) -> str:
    """The body as text without markup: items indented after a dash, paragraphs apart by a blank line."""
    lines: list[str] = []
    previous: Block | None = None
    for block in blocks(body):
        if previous is not None and not (previous.depth and block.depth):
            lines.append("")
        lines.append("  " * max(block.depth - 1, 0) + block.marker + block.content)
        previous = block
    return "\n".join(lines)


def literal(value: str) -> str:
    """A value written so that none of its characters acts as markup, wherever it stands in a line."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(value.split()))
    return _ITEM_START.sub(r"\1\\\2", escaped)
