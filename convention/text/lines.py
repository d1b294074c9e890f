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
_CUT_WORD = re.compile(r"[^\W\d_]-")


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
    width: int = 0  # of its first line in the source


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
        self.width = max((len(line.content) for line in lines), default=0)
        self.is_wrapped = self.width <= WRAPPED_WIDTH
        self.has_named_articles = has_named_articles(lines)
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self._ends: list[str] = []  # what was joined to the last block since it began, to be written in one go

    def read(self) -> list[Block]:
        """All the blocks, in order; `findings` then holds what was repaired."""
        after_blank = True
        for line in self.lines:
            if line.is_blank or is_rule(line):
                after_blank = True
                continue
            self._add(line, after_blank)
            after_blank = False
        self._close()
        return self.blocks

    def _add(self, line: Line, after_blank: bool) -> None:
        heading = heading_of(line.content, named_only=self.has_named_articles)
        item = item_of(line.content)
        if heading:
            self._open(Block("heading", line.number, line.content, heading=heading, width=len(line.content)))
        elif item:
            self._add_item(line, *item)
        elif self.blocks and self._continues(self.blocks[-1], line, after_blank):
            self._join(line, after_blank)
        else:
            self._open(Block("paragraph", line.number, line.content, line.indent, width=len(line.content)))

    def _add_item(self, line: Line, marker: str, words: str) -> None:
        if not words:
            self.findings.append(finding(line.number, "note", "Puce sans texte, laissée de côté.", line.content))
            return
        self._open(Block("item", line.number, words, line.indent, marker, width=len(line.content)))

    def _open(self, block: Block) -> None:
        self._close()
        self.blocks.append(block)

    def _close(self) -> None:
        """Write what was joined to the last block."""
        if not self._ends:
            return
        block, ends = self.blocks[-1], "".join(self._ends)
        heading = replace(block.heading, title=block.heading.title + ends) if block.heading else None
        self.blocks[-1] = replace(block, content=block.content + ends, heading=heading)
        self._ends = []

    def _continues(self, previous: Block, line: Line, after_blank: bool) -> bool:
        """Whether the line is the end of a sentence begun above."""
        is_open = not self._last_words().endswith(_CLOSED)
        if previous.heading:
            is_cut = self.is_wrapped and not after_blank and self._last_width() > self.width * 0.7
            return is_cut and is_open and bool(previous.heading.title)
        if is_open and line.content[0].islower():
            return True
        if after_blank:
            return False
        if previous.kind == "item" and line.indent > previous.indent:
            return True
        return self.is_wrapped and (is_open or self._last_width() > self.width * 0.6)

    def _last_words(self) -> str:
        return self._ends[-1] if self._ends else self.blocks[-1].content

    def _last_width(self) -> int:
        return len(self._ends[-1]) if self._ends else self.blocks[-1].width

    def _join(self, line: Line, after_blank: bool) -> None:
        is_word_cut = bool(_CUT_WORD.search(self._last_words()[-2:]))
        self._ends.append(line.content if is_word_cut else f" {line.content}")
        if is_word_cut:
            message = "Mot coupé en fin de ligne : vérifiez si le trait d’union doit rester."
            self.findings.append(finding(line.number, "warning", message, line.content))
        elif after_blank or not self.is_wrapped:
            message = "Phrase coupée par un saut de page, recollée à la ligne précédente."
            self.findings.append(finding(line.number, "note", message, line.content))
