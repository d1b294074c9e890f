"""A plain text cut into blocks: headings, paragraphs, list items, with the line each one comes from.

Nothing is decided here about the meaning of a convention; what was repaired on the way is told as findings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from convention.text.headings import Heading, heading_of
from foundation.french import typography

Severity = Literal["error", "warning", "note"]
BlockKind = Literal["heading", "paragraph", "item"]

WRAPPED_WIDTH = 100  # a text whose lines are all shorter was broken by a mail or a PDF: its lines must be joined again

_NEWLINES = re.compile("\r\n|[\r\n\f\v\x85\u2028\u2029]")
_ITEM = re.compile(r"(?P<marker>[-–—•*▪◦‣·●○►➢✓\uf0b7\uf0a7]|o(?=\t)|\d{1,2}[.)]|[a-z]\))(?:\s+(?P<text>.*)|$)")
_GLUED_ITEM = re.compile(r"(?P<marker>[-–—•▪●])(?P<text>[^\W\d_].*)")
_RULE = re.compile(r"[-–—_=*|:\s]{3,}")
_PAGE = re.compile(r"(?:page\s+)?\d{1,3}(?:\s*(?:/|sur)\s*\d{1,3})?|[-–—]\s*\d{1,3}\s*[-–—]", re.IGNORECASE)
_CLOSED = tuple(".;:!?…")


@dataclass(frozen=True)
class Finding:
    """Something the reader of the text could not understand, or understood by repairing it; `line` counts from 1."""

    line: int
    severity: Severity
    message: str
    excerpt: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the source, as it was written, and its number from 1."""

    number: int
    raw: str

    @property
    def content(self) -> str:
        """Its words, without the blanks around."""
        return self.raw.strip()

    @property
    def indent(self) -> int:
        """The width of the blank before its words, a tab counting for four."""
        return len(self.raw[: len(self.raw) - len(self.raw.lstrip())].expandtabs(4))

    @property
    def is_blank(self) -> bool:
        return not self.content


@dataclass(frozen=True)
class Block:
    """One heading, paragraph or list item put together from one or several lines."""

    kind: BlockKind
    line: int
    content: str
    indent: int = 0
    marker: str = ""
    heading: Heading | None = None
    after_blank: bool = True
    width: int = 0  # of its last line


def finding(line: int, severity: Severity, message: str, excerpt: str = "") -> Finding:
    """A finding with French typography; the excerpt stays as it was read, shortened."""
    return Finding(line, severity, typography(message), excerpt if len(excerpt) <= 80 else f"{excerpt[:79]}…")


def read_lines(source: str) -> list[Line]:
    """The lines of a text, whatever ends them, accents composed."""
    composed = unicodedata.normalize("NFC", source.removeprefix("\ufeff"))
    return [Line(number, raw) for number, raw in enumerate(_NEWLINES.split(composed), 1)]


def is_rule(line: Line) -> bool:
    """A line of dashes, or the border of a table: it separates, it says nothing."""
    return bool(_RULE.fullmatch(line.content))


def is_page_number(line: Line) -> bool:
    """« 3 », « - 3 - » or « Page 3/9 » alone on its line."""
    return bool(_PAGE.fullmatch(line.content))


def has_named_articles(lines: Sequence[Line]) -> bool:
    """Whether articles say their name (« Article 1 »); bare numbers are then list items."""
    headings = (heading_of(line.content, named_only=True) for line in lines)
    return any(heading is not None and heading.level == 1 for heading in headings)


def item_of(content: str) -> tuple[str, str] | None:
    """The marker and the words of a list item; None when the line is not one."""
    found = _ITEM.fullmatch(content) or _GLUED_ITEM.fullmatch(content)
    if found is None or (not found["text"] and found["marker"][0].isalnum()):
        return None
    return found["marker"], found["text"] or ""


class Reader:
    """Turns lines into blocks, joining what a page break or a narrow column has cut."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.is_wrapped = max((len(line.content) for line in lines), default=0) <= WRAPPED_WIDTH
        self.has_named_articles = has_named_articles(lines)
        self.width = max((len(line.content) for line in lines), default=0)
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []

    def read(self) -> list[Block]:
        """All the blocks, in order; `findings` then holds what was repaired."""
        after_blank = True
        for line in self.lines:
            if line.is_blank or is_rule(line):
                after_blank = True
                continue
            self._add(line, after_blank)
            after_blank = False
        return self.blocks

    def _add(self, line: Line, after_blank: bool) -> None:
        heading = heading_of(line.content, named_only=self.has_named_articles)
        item = item_of(line.content)
        previous = self.blocks[-1] if self.blocks else None
        if heading:
            width = len(line.content)
            self.blocks.append(Block("heading", line.number, line.content, heading=heading, width=width))
        elif item:
            self._add_item(line, *item, after_blank)
        elif previous and self._continues(previous, line, after_blank):
            self._join(previous, line, after_blank)
        else:
            self.blocks.append(
                Block(
                    "paragraph",
                    line.number,
                    line.content,
                    line.indent,
                    after_blank=after_blank,
                    width=len(line.content),
                )
            )

    def _add_item(self, line: Line, marker: str, words: str, after_blank: bool) -> None:
        if not words:
            self.findings.append(finding(line.number, "note", "Puce sans texte, laissée de côté.", line.content))
            return
        self.blocks.append(
            Block("item", line.number, words, line.indent, marker, after_blank=after_blank, width=len(line.content))
        )

    def _continues(self, previous: Block, line: Line, after_blank: bool) -> bool:
        """Whether the line is the end of a sentence begun above."""
        is_open = not previous.content.endswith(_CLOSED)
        if previous.heading:
            is_cut = self.is_wrapped and not after_blank and previous.width > self.width * 0.7
            return is_cut and is_open and bool(previous.heading.title)
        if is_open and line.content[0].islower():
            return True
        if after_blank:
            return False
        if previous.kind == "item" and line.indent > previous.indent:
            return True
        return self.is_wrapped and (is_open or previous.width > self.width * 0.6)

    def _join(self, previous: Block, line: Line, after_blank: bool) -> None:
        glue = "" if re.search(r"[^\W\d_]-$", previous.content) else " "
        heading = previous.heading
        if heading:
            heading = replace(heading, title=f"{heading.title}{glue}{line.content}")
        content = f"{previous.content}{glue}{line.content}"
        self.blocks[-1] = replace(previous, content=content, width=len(line.content), heading=heading)
        if not glue:
            message = "Mot coupé en fin de ligne : vérifiez si le trait d’union doit rester."
            self.findings.append(finding(line.number, "warning", message, line.content))
        elif after_blank or not self.is_wrapped:
            message = "Phrase coupée par un saut de page, recollée à la ligne précédente."
            self.findings.append(finding(line.number, "note", message, line.content))
