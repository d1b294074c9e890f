"""What the pages of training share: their tabs."""

from typing import Any

from django.urls import reverse

from training.rules import may_read_catalogue


def tabs(person: Any) -> list[tuple[str, str]]:
    """The sections of « Formations » that this person may open."""
    entries = [("Catalogue", "courses", may_read_catalogue(person)), ("Sessions", "sessions", True)]
    entries += [("Calendrier", "calendar", True), ("Inscriptions", "bookings", True)]
    entries += [("Attestations", "certifications", True)]
    entries += [("Guides et charte", "papers", may_read_catalogue(person))]
    return [(label, reverse(f"training:{name}")) for label, name, allowed in entries if allowed]
