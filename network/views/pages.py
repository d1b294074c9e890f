"""What the pages of the network share: their tabs, and the page of a form."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from foundation import clock, drafts
from foundation.confirming import ConfirmedForm
from foundation.french import to_do, typography
from foundation.parts import Button
from foundation.uploads import KeepsUploads
from foundation.versions import alone, save_unless_stale
from foundation.workflow import Refused
from network.rules import may_manage_network, may_read_rights, may_record_mandate


def tabs(person: Any) -> list[tuple[str, str]]:
    """The sections of « Réseau » that this person may open."""
    entries = [("Communes", "communes", True), ("Bibliothèques", "libraries", True), ("Personnes", "people", True)]
    sees_all = person.sees_network(clock.today())
    entries += [("Communauté urbaine", "community", sees_all), ("Titulaires", "vendors", sees_all)]
    entries += [("Horaires d’assistance", "support_hours", True)]
    entries += [("Mandats", "mandates", may_record_mandate(person)), ("Droits", "rights", may_read_rights(person))]
    return [(label, reverse(f"network:{name}")) for label, name, allowed in entries if allowed]


def list_buttons(person: Any, label: str, address: str, kind: str) -> list[Button]:
    """What one who manages the network may do above a list: add one, or bring in a file of them."""
    if not may_manage_network(person):
        return []
    new = [Button(label, reverse(address), primary=True, icon="plus")] if address else []
    return [*new, Button("Importer", reverse("foundation:import_new", args=[kind]), icon="upload")]


def nothing_yet(person: Any, none: str) -> str:
    """What an empty list says: who manages the network fills it; to anyone else, nothing there concerns them."""
    if may_manage_network(person):
        return f"{none} pour l’instant. Importez-les d’un fichier : un aperçu vient d’abord."
    return f"{none} ne vous concerne pour l’instant."


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, even if nothing is filled; None when the page is only read."""
    return request.POST if request.method == "POST" else None


def insist(allowed: bool, what: str) -> None:
    """PermissionDenied (403) with the French reason, unless allowed."""
    if not allowed:
        raise PermissionDenied(f"Votre fonction ne permet pas {to_do(what)}.")


def insist_on_state(obj: Any, *states: str) -> None:
    """Raise Refused, before a form is shown, when the object is in none of these states any more."""
    if obj.state not in states:
        raise Refused(f"Ce n’est pas possible : l’état est « {obj.get_state_display()} ».", about=obj)


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
    submit: str = "Enregistrer",
    buttons: Sequence[Button] = (),
) -> HttpResponse:
    """The page of a form: shown, refused with its errors (422), or saved, said, and left for `then(form)`.

    `buttons` are what else one may do from there, such as deleting.

    A form that changes things elsewhere, or makes again what was just made, says so first and is then confirmed.
    """
    key, title, effects = drafts.key_for(request), typography(title), []
    if form.is_bound and form.is_valid():
        with alone(request.user, form):
            effects = form.to_confirm(request.user) if isinstance(form, ConfirmedForm) else []
            is_saved = not effects and save(form)
        if is_saved:
            drafts.drop(request, key)
            messages.success(request, typography(saved))
            return redirect(then(form) if then else back)
    if form.is_bound and isinstance(form, KeepsUploads):
        form.keep_uploads(by=request.user)
    context = {"form": form, "title": title, "back": back, "trail": [*trail, title], "draft": key, "effects": effects}
    context |= {"submit": submit, "buttons": buttons}
    return render(request, "network/edit.html", context, status=422 if form.is_bound and not effects else 200)
