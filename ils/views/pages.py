"""What the pages of the SIGB share: their tabs."""

from typing import Any

from django.urls import reverse

from foundation import clock
from ils import people, rules


def tabs(person: Any) -> list[tuple[str, str]]:
    """The sections of « SIGB » that this person may open."""
    asks = people.may_ask(person, clock.today())
    entries = [("Mes accès", "home", True), ("Demandes et accès", "grants", True), ("Équipe", "team", asks)]
    entries += [("Fermetures à venir", "closings", asks), ("Couverture", "coverage", rules.may_grant(person))]
    return [(label, reverse(f"ils:{name}")) for label, name, allowed in entries if allowed]
