"""The end of a convention: « Fait en 2 exemplaires, à …, le … » and the block where each party signs (R45)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from convention.text.lines import Finding, Line, finding, is_rule
from convention.text.structure import Signatory

MAX_CELL = 300  # a longer line after the signatures is an annex, not a name

_CLOSING = re.compile(r"(?:fait|établi|signé)\b.*(?:exemplaire|original|\bà\b|\ble\b).*", re.IGNORECASE)
_PARTY = re.compile(r"pour\s+(?:la|le|les|l['’])", re.IGNORECASE)
_CELLS = re.compile(r"\t| {3,}|\s*\|\s*")
_CAPACITY = re.compile(
    r"(?<!\w)(?:(?:la|le|l['’]|son|sa)\s*(?:vice-)?(?:maire|présidente?|directeur|directrice)(?!\w)"
    r"(?:\s+(?:adjointe?|déléguée?|générale?))*|\{\{\s*qualite_\w+\s*\}\})",
    re.IGNORECASE,
)
_ANNEX = re.compile(r"annexes?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Ending:
    """What follows the last article, and the lines after the signatures that belong to neither."""

    closing: str
    signature: tuple[Signatory, ...]
    findings: tuple[Finding, ...]
    set_aside: tuple[Line, ...]


def ending_starts_at(lines: Sequence[Line]) -> int:
    """Index of the first line of the ending; len(lines) when there is none."""
    closings = [index for index, line in enumerate(lines) if _CLOSING.fullmatch(line.content)]
    if closings:
        return closings[-1]
    filled = [index for index, line in enumerate(lines) if not line.is_blank]
    parties = [
        index for index in filled[-12:] if _starts_block(lines[index]) and _CAPACITY.search(lines[index].content)
    ]
    return parties[0] if parties else len(lines)


def read_ending(lines: Sequence[Line]) -> Ending:
    """The closing formula, the signatories cell by cell, and what was not understood."""
    first = next((index for index, line in enumerate(lines) if _starts_block(line)), len(lines))
    last = next((index for index in range(first, len(lines)) if _is_after(lines[index])), len(lines))
    closing = "\n\n".join(line.content for line in lines[:first] if not line.is_blank and not is_rule(line))
    signature, findings = _signatories(lines[first:last])
    set_aside = tuple(line for line in lines[last:] if not line.is_blank)
    if set_aside:
        message = "Texte après les signatures : il n’appartient à aucun article, joignez-le comme annexe."
        findings.append(finding(set_aside[0].number, "warning", message, set_aside[0].content))
    return Ending(closing, signature, tuple(findings), set_aside)


def _starts_block(line: Line) -> bool:
    return bool(_PARTY.match(line.content.lstrip("|* "))) and (
        bool(_CELLS.search(line.content)) or bool(_CAPACITY.search(line.content)) or len(line.content) < 120
    )


def _is_after(line: Line) -> bool:
    return bool(_ANNEX.match(line.content)) or len(line.content) > MAX_CELL


def _signatories(lines: Sequence[Line]) -> tuple[tuple[Signatory, ...], list[Finding]]:
    findings: list[Finding] = []
    signatories = []
    for start, words in _columns(lines):
        capacity = _CAPACITY.search(words)
        if capacity is None:
            message = "La qualité du signataire n’a pas été reconnue (« Le Maire », « La Présidente »…)."
            findings.append(finding(start, "warning", message, words))
        party, name = (words[: capacity.start()], words[capacity.end() :]) if capacity else (words, "")
        signatories.append(Signatory(_trim(party), capacity[0] if capacity else "", _trim(name)))
    return tuple(signatories), findings


def _trim(words: str) -> str:
    return words.strip(" ,;:*")


def _columns(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """The words of each party, side by side or one under another, with the line where it starts."""
    columns: dict[int, tuple[int, list[str]]] = {}
    current = -1
    for line in lines:
        if line.is_blank or is_rule(line):
            continue
        cells = _CELLS.split(line.raw.strip("| ") if "|" in line.raw else line.raw.rstrip())
        for position, cell in enumerate(cells):
            words = cell.strip(" *")
            if not words or is_rule(Line(line.number, words)):
                continue
            if len(cells) > 1:
                current = position
            elif _PARTY.match(words) or not columns:
                current = max(columns, default=-1) + 1
            columns.setdefault(current, (line.number, []))[1].append(words)
    return [(start, " ".join(words)) for _, (start, words) in sorted(columns.items())]
