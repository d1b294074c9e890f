"""Texts written in Markdown, as pages show them: with the French marks, their headings in order, and no tag of theirs.

The parser escapes every HTML tag, gives no address but those that a browser may follow (no `javascript:`), and leaves
pictures out: a page loads nothing from elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from foundation.french import fold, typography

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
_NO_ANCHOR = re.compile(r"[^a-z0-9]+")
FIRST_LEVEL, LAST_LEVEL = 2, 6  # the page’s own title is the only one of level 1


@dataclass(frozen=True)
class Heading:
    """A title within a text: where it is, what it says, how deep."""

    anchor: str
    label: str
    level: int


@dataclass(frozen=True)
class Prose:
    """A text ready to be shown."""

    html: SafeString
    contents: tuple[Heading, ...]  # the titles of the first level, in order


def read(markdown: str) -> Prose:
    """A text in Markdown as HTML, and its table of contents."""
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        _with_french_marks(token)
    headings = list(_placed(tokens))
    html = mark_safe(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S308 - made by the renderer, HTML off
    return Prose(html, tuple(one for one in headings if one.level == FIRST_LEVEL))


def _with_french_marks(token: Token) -> None:
    for child in token.children or ():
        if child.type == "text":
            child.content = typography(child.content)


def _placed(tokens: list[Token]) -> Iterator[Heading]:
    """Give each title its level and its anchor: the first level used is the second of the page, none is skipped."""
    pairs = [(token, tokens[rank + 1]) for rank, token in enumerate(tokens) if token.type == "heading_open"]
    top = min((_level(token) for token, _ in pairs), default=1)
    level, taken = FIRST_LEVEL - 1, dict[str, int]()
    for token, inline in pairs:
        level = min(_level(token) - top + FIRST_LEVEL, level + 1, LAST_LEVEL)
        label = "".join(_words(inline))
        name = _NO_ANCHOR.sub("-", fold(label)).strip("-") or "titre"
        taken[name] = taken.get(name, 0) + 1
        anchor = f"partie-{name}" if taken[name] == 1 else f"partie-{name}-{taken[name]}"
        token.attrSet("id", anchor)
        _retag(tokens, token, f"h{level}")
        yield Heading(anchor, label, level)


def _level(token: Token) -> int:
    return int(token.tag[1:])


def _words(inline: Any) -> Iterator[str]:
    return (child.content for child in inline.children or () if child.type in ("text", "code_inline"))


def _retag(tokens: list[Token], opening: Token, tag: str) -> None:
    closing = next(one for one in tokens[tokens.index(opening) :] if one.type == "heading_close")
    opening.tag = closing.tag = tag
