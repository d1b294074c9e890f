"""Erasing what identifies a person: what will go and what will stay, then the act (R10)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.differences import EMPTY
from foundation.french import enumerate_fr, typography
from foundation.privacy import anonymise as erase
from foundation.workflow import Refused
from network.models import Person
from network.rules import may_erase, missing_to_erase
from network.views.pages import insist


@require_http_methods(["GET", "HEAD", "POST"])
def anonymise(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be erased of this person; erase it once confirmed. Nothing gives it back."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    insist(may_erase(found, request.user), "effacer les données de cette personne")
    if missing := missing_to_erase(found, clock.today()):
        raise Refused(f"{found} ne peut pas être anonymisée : {enumerate_fr(missing)}.", missing=missing)
    if request.method == "POST":
        erasure = erase(found, by=request.user)
        messages.success(request, typography(" ".join(["La personne est anonymisée.", *erasure.sentences()])))
        return redirect(found)
    return render(request, "network/anonymise.html", {"person": found, "facts": _facts(found)})


def _facts(person: Person) -> list[tuple[str, str]]:
    """What the row says of the person today, and what will stand in its place."""
    shown = ("first_name", "last_name", "email", "phone")
    rows = []
    for name in shown:
        after: Any = Person.PERSONAL_FIELDS[name]
        will_be = after(person) if callable(after) else after
        label = str(Person._meta.get_field(name).verbose_name).capitalize()
        rows.append((label, f"{getattr(person, name) or EMPTY} → {will_be or EMPTY}"))
    return rows
