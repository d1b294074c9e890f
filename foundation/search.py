"""One search for the page and the command palette (Ctrl+K): what each app finds, for this person only.

An app contributes to `registry.search_sources` a function `(person, words) → list of Hit`, which begins with
`visible_to(person)`, brings few hits and makes one query. `words` is already folded (`foundation.french.fold`).
"""

from dataclasses import dataclass, field
from typing import Any

from foundation import registry
from foundation.french import fold
from foundation.registry import Hit

SHORTEST = 2  # letters: one would find everything
LONGEST = 100
MOST_PER_SOURCE = 20


@dataclass
class Group:
    """What one app found, under its title."""

    title: str
    hits: list[Hit] = field(default_factory=list)


def words_of(text: str) -> str:
    """What is searched for, folded; empty when there is too little to search."""
    words = fold(text[:LONGEST])
    return words if len(words) >= SHORTEST else ""


def search(person: Any, text: str) -> list[Group]:
    """What this person may see that answers, by group, in the order of the sources; nothing for too short a text."""
    words = words_of(text)
    if not words:
        return []
    groups: dict[str, Group] = {}
    for source in registry.search_sources:
        for hit in source(person, words)[:MOST_PER_SOURCE]:
            groups.setdefault(hit.group, Group(hit.group)).hits.append(hit)
    return list(groups.values())
