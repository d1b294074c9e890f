"""What the desk brings to the side bar, to the pages of others, to the lives of its objects."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from foundation.french import count
from foundation.registry import NavigationEntry, PageLink, Panel
from tickets import piles, rules
from tickets.models import IncidentUpdate, Message, MeToo, NetworkIncident, Ticket, VendorCase, VendorMessage

MOST_SHOWN = 10  # tickets on the page of a commune
OF_DESK = (Ticket, VendorCase, NetworkIncident, IncidentUpdate, MeToo, Message, VendorMessage)


def navigation(person: Any) -> NavigationEntry | None:
    """« Tickets », with how many wait to be taken by who works there; for the vendor, its cases."""
    if rules.may_use_desk(person):
        condition = piles.to_take(person)
        rows = Ticket.objects.visible_to(person).filter(condition) if condition != piles.NONE else None
        return NavigationEntry("Tickets", reverse("tickets:list"), "life-buoy", counted="à prendre", rows=rows)
    if rules.answers_cases(person):
        waiting = VendorCase.objects.visible_to(person).open()
        return NavigationEntry("Dossiers", reverse("tickets:cases"), "life-buoy", counted="en cours", rows=waiting)
    return None


def searched(person: Any) -> str | None:
    """Tickets, for whoever uses the desk; for the vendor, its cases."""
    if rules.may_use_desk(person):
        return "un ticket"
    return "un dossier" if rules.answers_cases(person) else None


def page_link(person: Any, path: str) -> PageLink | None:
    """« Signaler un problème » from any page, for whoever may declare; the declaration says which page it was.

    The path alone: what stands after it may hold names that were searched.
    """
    start = reverse("tickets:choose")
    if path.startswith(start) or not rules.may_declare(person):
        return None
    return PageLink("Signaler un problème", f"{start}?{urlencode({'page': path})}", "life-buoy")


def commune_panel(commune: Any, person: Any) -> Panel | None:
    """The open tickets of a commune, for the services: what is late first."""
    if not rules.is_second_level(person):
        return None
    found = Ticket.objects.visible_to(person).open().filter(library__commune=commune).select_related("library")
    rows = list(found.order_by("due_at", "pk")[: MOST_SHOWN + 1])
    if not rows:
        return None
    context = {"tickets": rows[:MOST_SHOWN], "is_cut": len(rows) > MOST_SHOWN}
    return Panel("Tickets ouverts", "tickets/_of_commune.html", context, ("Tous les tickets", reverse("tickets:list")))


def on_termination(convention: Any, on: date) -> list[str]:
    """The open tickets of the commune: the end of a convention closes none of them by itself."""
    found = Ticket.objects.open().filter(library__commune=convention.commune_id).count()
    if not found:
        return []
    told, stay = (count(found, "ticket ouvert", "tickets ouverts"), "reste" if found == 1 else "restent")
    return [f"{told} dans ses bibliothèques {stay} à traiter : la fin de la convention n’en clôt aucun."]


def is_life_closed(obj: Any, person: Any) -> bool | None:
    """The second level alone reads the life of a ticket, of a case or of an incident: internal mails stand there."""
    return (isinstance(obj, OF_DESK) and not rules.may_read_internal(person)) or None
