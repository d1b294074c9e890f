"""What the pages of the SIGB share: their tabs, and who does not ask for accesses yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from foundation import clock
from ils import people, rules
from network.views.pages import insist
from training import correspondents


def tabs(person: Any) -> list[tuple[str, str]]:
    """The sections of « SIGB » that this person may open."""
    asks = people.may_ask(person, clock.today())
    entries = [("Mes accès", "home", True), ("Demandes et accès", "grants", True), ("Équipe", "team", asks)]
    entries += [("Fermetures à venir", "closings", asks), ("Couverture", "coverage", rules.may_grant(person))]
    return [(label, reverse(f"ils:{name}")) for label, name, allowed in entries if allowed]


def refusal_of_asking(request: HttpRequest, what: str) -> HttpResponse | None:
    """Nothing for who asks for accesses; a page (403) for the référent whom only the training is missing (R19).

    PermissionDenied for anyone else.
    """
    asks = people.may_ask(request.user, clock.today())
    if not asks and correspondents.is_to_train(request.user, clock.today()):
        way = correspondents.way_to_effect(request.user)
        context = {"tabs": tabs(request.user), "why": correspondents.NOT_EFFECTIVE, "way": way}
        return render(request, "ils/untrained.html", context, status=403)
    insist(asks, what)
    return None
