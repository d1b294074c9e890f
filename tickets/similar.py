"""What a new declaration may already have as an answer: known incidents, solved tickets."""

from typing import Any

from foundation.french import fold
from tickets import searching
from tickets.models import NetworkIncident, Ticket

MOST = 5
SHORTEST = 3  # letters of a word that tells something


def incidents(person: Any, text: str) -> list[NetworkIncident]:
    """The incidents of the network that last, those that share a word with the text first."""
    words = {word for word in fold(text).split() if len(word) >= SHORTEST}
    found = list(NetworkIncident.objects.visible_to(person).current())
    return sorted(found, key=lambda one: -len(words & set(fold(f"{one.title} {one.told_to_all}").split())))[:MOST]


def solved(person: Any, text: str) -> list[Ticket]:
    """The solved tickets that this person may read and that say the same; none before there is a word."""
    return searching.solved_alike(person, text, most=MOST) if len(text.strip()) >= SHORTEST else []
