"""Libraries: the list, one library’s page, creating and editing (R11, R15: the list may grow)."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.french import long_date
from foundation.lists import list_page
from foundation.parts import Button
from network.filters import LibraryFilter
from network.forms.places import LibraryForm
from network.models import Assignment, Library
from network.models.assignment import people_count
from network.opening_panel import hours_panel
from network.roles import Role
from network.rules import may_designate_correspondent, may_manage_network
from network.tables import LibraryTable
from network.views.contact import mail_link, site_link
from network.views.pages import edit_page, insist, list_buttons, nothing_yet, tabs


@require_safe
def libraries(request: HttpRequest) -> HttpResponseBase:
    """The libraries this person may see."""
    on = clock.today()
    designated = Assignment.objects.current(on).filter(role=Role.IT_CORRESPONDENT).with_effect(on)
    correspondents = designated.select_related("person").order_by("starts_on", "pk")
    queryset = Library.objects.visible_to(request.user).select_related("commune")
    queryset = queryset.prefetch_related(Prefetch("assignments", correspondents, to_attr="correspondents"))
    return list_page(
        request,
        name="libraries",
        title="Bibliothèques",
        noun="bibliothèque",
        queryset=queryset.annotate(people_count=people_count(on)),
        filterset_class=LibraryFilter,
        table_class=LibraryTable,
        template="network/list.html",
        section="Réseau",
        list_buttons=list_buttons(request.user, "Nouvelle bibliothèque", "network:new_library", "bibliotheques"),
        tabs=tabs(request.user),
        empty=nothing_yet(request.user, "Aucune bibliothèque"),
    )


@require_safe
def library(request: HttpRequest, pk: int) -> HttpResponse:
    """One library: where it is, who works there."""
    queryset = Library.objects.visible_to(request.user).select_related("commune")
    found = get_object_or_404(queryset, pk=pk)
    on = clock.today()
    people = Assignment.objects.current(on).filter(library=found).select_related("person", "library")
    context = {
        "library": found,
        "facts": _facts(found),
        "assignments": people.order_by("role", "person__sort_name"),
        "hours": hours_panel(found, request.user),
        "correspondents": people.filter(role=Role.IT_CORRESPONDENT).with_effect(on).order_by("starts_on"),
        "buttons": _buttons(found, request.user),
    }
    return render(request, "network/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_library(request: HttpRequest) -> HttpResponse:
    """Add a library to the network (R15, art. 3.1)."""
    insist(may_manage_network(request.user), "ajouter une bibliothèque")
    return _form(request, Library(), "Nouvelle bibliothèque", reverse("network:libraries"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_library(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a library’s facts."""
    found = get_object_or_404(Library.objects.visible_to(request.user), pk=pk)
    insist(may_manage_network(request.user), "modifier une bibliothèque")
    return _form(request, found, f"Modifier {found}", found.get_absolute_url())


def _form(request: HttpRequest, instance: Library, title: str, back: str) -> HttpResponse:
    return edit_page(
        request,
        LibraryForm(request.POST or None, instance=instance, person=request.user),
        title=title,
        back=back,
        saved="La bibliothèque est enregistrée.",
        trail=("Bibliothèques", reverse("network:libraries")),
        then=lambda form: form.instance.get_absolute_url(),
    )


def _buttons(library: Library, person: Any) -> list[Button]:
    buttons = []
    if may_designate_correspondent(library, person):
        url = reverse("network:designate", args=[library.pk])
        buttons.append(Button("Désigner un référent", url, primary=True, icon="user-plus"))
    if may_manage_network(person):
        buttons.append(Button("Modifier", reverse("network:edit_library", args=[library.pk]), icon="pencil"))
    life = reverse("foundation:life", args=["network", "library", library.pk])
    return [*buttons, Button("Historique", life, icon="history")]


def _commune(library: Library) -> str:
    return format_html('<a href="{}">{}</a>', library.commune.get_absolute_url(), library.commune)


def _address(library: Library) -> str:
    """« 3 rue du Port, 78520 Limay »; the commune alone when nothing else is known."""
    town = f"{library.postal_code} {library.commune}".strip()
    return f"{library.address}, {town}" if library.address else town


def _facts(library: Library) -> list[tuple[str, str]]:
    rows = [
        ("Commune", _commune(library)),
        ("Statut", library.get_status_display()),
        ("Adresse", _address(library)),
        ("Téléphone", library.phone or "non renseigné"),
        ("Adresse e-mail", mail_link(library.email)),
        ("Site", site_link(library.website)),
        ("Code", library.code),
    ]
    if library.closed_on:
        rows.append(("Fermeture définitive", long_date(library.closed_on)))
    return rows
