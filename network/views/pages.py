"""What the pages of the network share: their tabs, and the page of a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from foundation import drafts
from foundation.french import to_do, typography
from foundation.parts import Button
from foundation.versions import save_unless_stale
from network.rules import may_manage_network, may_read_rights, may_record_mandate


def tabs(person: Any) -> list[tuple[str, str]]:
    """The sections of « Réseau » that this person may open."""
    entries = [("Communes", "communes", True), ("Bibliothèques", "libraries", True), ("Personnes", "people", True)]
    entries += [("Mandats", "mandates", may_record_mandate(person)), ("Droits", "rights", may_read_rights(person))]
    return [(label, reverse(f"network:{name}")) for label, name, allowed in entries if allowed]


def list_buttons(person: Any, label: str, address: str, kind: str) -> list[Button]:
    """What one who manages the network may do above a list: add one, or bring in a file of them."""
    if not may_manage_network(person):
        return []
    new = [Button(label, reverse(address), primary=True, icon="plus")] if address else []
    return [*new, Button("Importer", reverse("foundation:import_new", args=[kind]), icon="upload")]


def insist(allowed: bool, what: str) -> None:
    """PermissionDenied (403) with the French reason, unless allowed."""
    if not allowed:
        raise PermissionDenied(f"Votre fonction ne permet pas {to_do(what)}.")


def edit_page(
    request: HttpRequest,
    form: Any,
    *,
    title: str,
    back: str,
    saved: str,
    trail: tuple[str, ...],
    save: Callable[[Any], bool] = save_unless_stale,
    then: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """The page of a form: shown, refused with its errors (422), or saved, said, and left for `then(form)`."""
    key, title = drafts.key_for(request), typography(title)
    if form.is_bound and form.is_valid() and save(form):
        drafts.drop(request, key)
        messages.success(request, typography(saved))
        return redirect(then(form) if then else back)
    context = {"form": form, "title": title, "back": back, "trail": [*trail, title], "draft": key}
    return render(request, "network/edit.html", context, status=422 if form.is_bound else 200)
