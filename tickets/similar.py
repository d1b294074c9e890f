"""What a new declaration may already have as an answer: known incidents, solved tickets."""

from typing import Any

from django.db.models import Case, When

from foundation import clock
from foundation.french import fold
from network.models import Person
from tickets import rules, searching, touched
from tickets.models import NetworkIncident, Ticket

MOST = 5
SHORTEST = 3  # letters of a word that tells something


def incidents(person: Person, text: str) -> list[NetworkIncident]:
    """The incidents of the network that last, those that share a word with the text first.

    Each says whether it already counts a library of this person’s, who then has nothing to say.
    """
    words = {word for word in fold(text).split() if len(word) >= SHORTEST}
    own = [one.library_id for one in person.current_assignments(clock.today()) if one.library_id]
    counted = Case(When(touched.is_touching(own), then=True), default=False)
    found = list(NetworkIncident.objects.visible_to(person).current().annotate(is_counted=counted))
    return sorted(found, key=lambda one: -len(words & set(fold(f"{one.title} {one.told_to_all}").split())))[:MOST]


def whose(person: Person) -> str:
    """Whose solved tickets these are: one finds again what one may read, and nothing more."""
    if rules.reads_all(person):
        return "dans le réseau"
    held = person.current_assignments(clock.today())
    many = len({one.library_id for one in held if one.library_id}) > 1
    return "dans vos bibliothèques" if many else "dans votre bibliothèque"


def solved(person: Any, text: str) -> list[Ticket]:
    """The solved tickets that this person may read and that say the same; none before there is a word."""
    return searching.solved_alike(person, text, most=MOST) if len(text.strip()) >= SHORTEST else []
