"""What the pages of training share: their tabs, where a session is."""

from typing import Any

from django.urls import reverse

from network.views.contact import site_link
from training.models import Session
from training.rules import may_read_catalogue, refusal_to_change


def tabs(person: Any) -> list[tuple[str, str]]:
    """The sections of « Formations » that this person may open."""
    entries = [("Catalogue", "courses", may_read_catalogue(person)), ("Sessions", "sessions", True)]
    entries += [("Calendrier", "calendar", True), ("Inscriptions", "bookings", True)]
    entries += [("Attestations", "certifications", True)]
    entries += [("Guides et charte", "papers", may_read_catalogue(person))]
    return [(label, reverse(f"training:{name}")) for label, name, allowed in entries if allowed]


def where(session: Session, *, is_expected: bool) -> list[tuple[str, Any]]:
    """The facts of where it takes place; the link that lets one in is for who is expected."""
    rows: list[tuple[str, Any]] = [("Lieu", session.place or ("à distance" if session.link else "pas encore choisi"))]
    if session.link and not refusal_to_change(session):
        link = site_link(session.link) if is_expected else "le lien est donné à qui a une place"
        rows.append(("Visioconférence", link))
    return rows
