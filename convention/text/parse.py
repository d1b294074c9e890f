"""Reads a convention written as plain text into articles, lists and signatures, losing none of its words (R01).

What the reader repairs, supposes or does not understand is told as findings with the line; gaps and names become
proposals that the user confirms (`proposals`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from convention.text.bodies import body_of
from convention.text.headings import MAX_TITLE, Heading, heading_of, looks_like_heading
from convention.text.lines import Block, Finding, Line, Reader, finding, has_named_articles, is_page_number, read_lines
from convention.text.proposals import Proposal, name_the_commune, propose
from convention.text.signature import Ending, ending_starts_at, read_ending
from convention.text.structure import Article, Text


@dataclass(frozen=True)
class Parsed:
    """A text as understood: `XXX` is already the commune's variable, the other variables wait in `proposals`.

    `set_aside` holds the lines that went nowhere (page numbers, annexes): with `text`, every word of the source.
    """

    text: Text
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
    set_aside: tuple[Line, ...]


def parse(source: str) -> Parsed:
    """Understand the plain text of a convention; never raises, whatever the text."""
    lines, pages = _without_page_numbers(read_lines(source))
    start = _ending_start(lines)
    ending = read_ending(lines[start:])
    reader = Reader(lines[:start])
    blocks = reader.read()
    first = next((index for index, block in enumerate(blocks) if block.heading), len(blocks))
    title, preamble, title_findings = _front(blocks[:first])
    articles, article_findings = _articles(blocks[first:])
    text = name_the_commune(_plain_titles(Text(title, articles, ending.closing, ending.signature, preamble)))
    findings = [
        *reader.findings, *title_findings, *article_findings, *ending.findings,
        *_suspects(blocks), *_absent(text, lines, ending), *_page_findings(pages),
    ]  # fmt: skip
    ordered = tuple(sorted(findings, key=lambda found: found.line))
    return Parsed(text, propose(text), ordered, (*pages, *ending.set_aside))


def _plain_titles(text: Text) -> Text:
    """Titles and signatures have a style of their own: what was bold in them is not so by itself."""
    return text.map(lambda part: part.content if part.is_markup else part.content.replace("**", ""))


def _without_page_numbers(lines: Sequence[Line]) -> tuple[list[Line], tuple[Line, ...]]:
    pages = tuple(line for line in lines if is_page_number(line))
    return [line for line in lines if not is_page_number(line)], pages


def _page_findings(pages: Sequence[Line]) -> list[Finding]:
    return [finding(line.number, "note", "Numéro de page, laissé de côté.", line.content) for line in pages]


def _ending_start(lines: Sequence[Line]) -> int:
    named_only = has_named_articles(lines)
    after_last = 0
    for index, line in enumerate(lines):
        if heading_of(line.content, named_only=named_only):
            after_last = index + 1
    return after_last + ending_starts_at(lines[after_last:])


# --- title ---------------------------------------------------------------------------------------------------------


def _front(blocks: Sequence[Block]) -> tuple[str, str, list[Finding]]:
    """Title and preamble: what stands before the first article."""
    size = _title_size(blocks)
    title = " ".join(re.sub(r"^#+\s*|\*\*", "", block.content).strip() for block in blocks[:size])
    findings = []
    if size == 0:
        line = blocks[0].line if blocks else 1
        findings.append(finding(line, "warning", "Le titre de la convention n’a pas été trouvé : écrivez-le."))
    elif not (_is_upper(title) or title.casefold().startswith("convention")):
        findings.append(finding(blocks[0].line, "note", "Première ligne prise pour titre : vérifiez.", title))
    return title, body_of(blocks[size:]), findings


def _title_size(blocks: Sequence[Block]) -> int:
    """How many blocks make the title: all the first ones in capitals, or one line that is not a sentence."""
    size = 0
    while size < len(blocks) and blocks[size].kind == "paragraph" and _is_upper(blocks[size].content):
        size += 1
    if size or not blocks or blocks[0].kind != "paragraph":
        return size
    content = blocks[0].content
    return int(len(content) <= 2 * MAX_TITLE and not content.endswith((".", ";", ":", ",")))


def _is_upper(content: str) -> bool:
    return content.isupper()


# --- articles ------------------------------------------------------------------------------------------------------


def _articles(blocks: Sequence[Block]) -> tuple[tuple[Article, ...], list[Finding]]:
    starts = [index for index, block in enumerate(blocks) if block.heading]
    articles: list[Article] = []
    findings: list[Finding] = []
    for start, end in pairwise([*starts, len(blocks)]):
        head, body = _with_title(blocks[start], list(blocks[start + 1 : end]))
        heading = head.heading or Heading("", "")
        findings += _heading_findings(head, heading, articles)
        articles.append(Article(heading.number, heading.level, heading.title, body_of(body)))
    return tuple(articles), findings


def _with_title(head: Block, body: list[Block]) -> tuple[Block, list[Block]]:
    """The heading with the title written on the next line, if any; the article's text if it stood on the same line."""
    heading = head.heading
    if heading is None or heading.title:
        return head, body
    if heading.body:
        return head, [Block("paragraph", head.line, heading.body), *body]
    if body and body[0].kind == "paragraph" and _may_be_title(body[0].content):
        title = re.sub(r"\*\*|^#+\s*", "", body[0].content).strip(" :")
        return replace(head, heading=replace(heading, title=title)), body[1:]
    return head, body


def _may_be_title(content: str) -> bool:
    return len(content) <= MAX_TITLE and not content.endswith((".", ";", ":", ",", "…"))


def _heading_findings(head: Block, heading: Heading, before: Sequence[Article]) -> list[Finding]:
    found = []
    if not heading.title:
        message = f"L’article {heading.number} n’a pas d’intitulé : écrivez-le."
        found.append(finding(head.line, "warning", message, head.content))
    if heading.is_renumbered:
        message = f"Numéro lu comme « {heading.number} » : vérifiez les renvois du texte à cet article."
        found.append(finding(head.line, "note", message, head.content))
    if heading.is_too_deep:
        message = f"L’article {heading.number} a plus de deux niveaux : il est traité comme un sous-article."
        found.append(finding(head.line, "warning", message, head.content))
    if complaint := _out_of_sequence(heading, before):
        found.append(finding(head.line, "warning", complaint, head.content))
    return found


def _out_of_sequence(heading: Heading, before: Sequence[Article]) -> str:
    if Counter(article.number for article in before)[heading.number]:
        return f"Il y a deux articles {heading.number} : changez le numéro de l’un d’eux."
    tops = [int(article.number) for article in before if article.level == 1]
    last = tops[-1] if tops else 0
    top = int(heading.number.split(".")[0])
    if heading.level == 1 and top != last + 1:
        return f"L’article {top} suit l’article {last}." if last else f"Le premier article porte le numéro {top}."
    if heading.level == 2 and top != last:
        return f"Le sous-article {heading.number} n’est pas dans l’article {top}."
    return ""


# --- what is missing or doubtful -----------------------------------------------------------------------------------


def _suspects(blocks: Sequence[Block]) -> list[Finding]:
    """Paragraphs that may be something else."""
    found = []
    for block in blocks:
        if block.kind == "paragraph" and looks_like_heading(block.content):
            message = "Cette ligne ressemble à un intitulé d’article ; elle a été lue comme une phrase."
            found.append(finding(block.line, "warning", message, block.content))
        if "\t" in block.content:
            message = "Cette ligne ressemble à une ligne de tableau ; elle a été lue comme une phrase."
            found.append(finding(block.line, "warning", message, block.content))
    return found


def _absent(text: Text, lines: Sequence[Line], ending: Ending) -> list[Finding]:
    """What a convention has and this text has not."""
    last = lines[-1].number if lines else 1
    if all(line.is_blank for line in lines):
        return [finding(1, "error", "Le texte est vide.")]
    found = []
    if not text.articles:
        message = "Aucun article reconnu : chacun doit commencer par « Article 1 : intitulé » sur sa propre ligne."
        found.append(finding(1, "error", message))
    if not any("commune }}" in part.content.lower() for part in text.parts()):
        found.append(finding(1, "warning", "La place du nom de la commune (« XXX ») n’a pas été trouvée."))
    if not ending.closing:
        found.append(finding(last, "warning", "La formule « Fait en … exemplaires, à …, le … » n’a pas été trouvée."))
    if len(ending.signature) < 2:
        message = f"Signatures trouvées : {len(ending.signature)} ; une convention en a deux, complétez-les."
        found.append(finding(last, "warning", message))
    return found
