"""What the pages of the desk share: their tabs, and how a ticket is found."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.workflow import Refused
from tickets import rules
from tickets.models import Ticket


def tabs(person: Any) -> list[tuple[str, str]]:
    """The sections of « Tickets » that this person may open."""
    sees_cases = rules.may_read_internal(person) or rules.answers_cases(person)
    is_second, keeps = rules.is_second_level(person), rules.may_keep_desk(person)
    entries = [
        ("Tickets", "list", rules.may_use_desk(person)),
        ("Pilotage", "cockpit", is_second),
        ("Flux et délais", "flow", is_second),
        ("Dossiers éditeur", "cases", sees_cases),
        ("Incidents du réseau", "incidents", rules.may_declare(person)),
        ("Réglages", "categories", keeps),
    ]
    return [(label, reverse(f"tickets:{name}")) for label, name, allowed in entries if allowed]


def settings_tabs(person: Any) -> list[tuple[str, str]]:
    """The settings of the desk, for who keeps it, and the way back."""
    entries = [("Tickets", "list"), ("Catégories", "categories"), ("Délais promis", "policies")]
    entries += [("Contrôle des délais", "delay_checks"), ("Réponses types", "canned")]
    return [(label, reverse(f"tickets:{name}")) for label, name in entries if rules.may_keep_desk(person)]


def visible(request: HttpRequest, pk: int) -> Ticket:
    """The ticket, for whoever may read it; absent for anyone else."""
    found = Ticket.objects.visible_to(request.user).with_row().select_related("declared_by", "incident")
    return get_object_or_404(found, pk=pk)


def insist_on_nothing_missing(ticket: Ticket, missing: list[str]) -> None:
    """Raise Refused, before a form is shown, for what an act lacks: nobody types in vain."""
    if missing:
        raise Refused(f"Il manque {missing[0]}.", about=ticket)


def trail(ticket: Ticket) -> tuple[str, ...]:
    """The way to a page of this ticket."""
    return ("Tickets", reverse("tickets:list"), ticket.number, ticket.get_absolute_url())
