"""The blocks of one article written in the small markup: paragraphs, lists in lists, sub-headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from convention.text.lines import Block

MAX_SUBHEADING = 120

_MARKED_SUBHEADING = re.compile(r"#{2,6}\s+(?P<words>.+)|\*\*(?P<bold>[^*]+:)\*\*|\*\*(?P<colon>[^*]+)\*\*\s*:")


def body_of(blocks: Sequence[Block]) -> str:
    """The blocks as markup, ready to be edited and printed."""
    subheadings = _subheadings(blocks)
    levels: list[_Level] = []
    pieces: list[str] = []
    for index, block in enumerate(blocks):
        if block.kind == "item":
            indent, marker = _nest(levels, block, blocks[index - 1] if index else None)
            pieces.append(("\n" if levels_follow(blocks, index) else "\n\n") + f"{indent}{marker}{_words(block)}")
        else:
            levels.clear()
            words = subheadings.get(index)
            pieces.append("\n\n" + (f"### {words}" if words else block.content))
    return "".join(pieces).strip("\n")


def levels_follow(blocks: Sequence[Block], index: int) -> bool:
    """Whether the item at `index` goes on the list of the item before it."""
    return index > 0 and blocks[index - 1].kind == "item"


def _words(block: Block) -> str:
    is_lettered = block.marker.endswith(")") and block.marker[0].isalpha()
    return f"{block.marker} {block.content}" if is_lettered else block.content


@dataclass(frozen=True)
class _Level:
    """One list that is open while items are written: how its source shows it, and how far its items stand."""

    indent: int
    style: str
    column: str


def _style(marker: str) -> str:
    """Items of one list share it: the bullet itself, or the punctuation of a number."""
    return "1" + marker[-1] if marker[0].isdigit() else "a)" if marker[-1] == ")" else marker


def _nest(levels: list[_Level], block: Block, previous: Block | None) -> tuple[str, str]:
    """Where the item stands among the open lists, by its indent or else by its bullet; updates `levels`."""
    style = _style(block.marker)
    announces = previous is not None and previous.kind == "item" and previous.content.endswith(":")
    known = [i for i, level in enumerate(levels) if level.style == style and abs(level.indent - block.indent) <= 1]
    if known:
        del levels[known[-1] + 1 :]
    elif levels and (block.indent > levels[-1].indent + 1 or (announces and block.indent >= levels[-1].indent)):
        levels.append(_Level(block.indent, style, levels[-1].column + "   "))
    else:
        while levels and levels[-1].indent > block.indent:
            levels.pop()
        column = levels.pop().column if levels else ""
        levels.append(_Level(block.indent, style, column))
    return levels[-1].column, f"{block.marker} " if block.marker[0].isdigit() else "- "


def _subheadings(blocks: Sequence[Block]) -> dict[int, str]:
    """The paragraphs that are titles: index → words.

    A short line ending in a colon is one when no list follows it (« Connexion internet : »). Before a list it
    usually announces the list; it is a title only where the article already has two.
    """
    certain: dict[int, str] = {}
    possible: dict[int, str] = {}
    for index, block in enumerate(blocks):
        marked = _MARKED_SUBHEADING.fullmatch(block.content) if block.kind == "paragraph" else None
        if marked:
            certain[index] = marked["words"] or marked["bold"] or f"{marked['colon']} :"
        elif block.kind == "paragraph" and _is_short_label(block.content):
            before_list = index + 1 < len(blocks) and blocks[index + 1].kind == "item"
            is_last = index + 1 == len(blocks)
            if not is_last:
                (possible if before_list else certain)[index] = block.content
    return certain | possible if len(certain) >= 2 else certain


def _is_short_label(content: str) -> bool:
    return content.endswith(":") and len(content) <= MAX_SUBHEADING and not re.search(r"[.;!?]\s", content)
