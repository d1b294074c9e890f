"""Communes: the list, the page that gathers all that concerns one, its few facts to keep."""

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock, registry
from foundation.french import number
from foundation.lists import list_page
from foundation.parts import Button
from network.filters import CommuneFilter
from network.forms.places import CommuneForm
from network.models import Assignment, Commune, Library, Person
from network.roles import Role
from network.rules import may_manage_network
from network.tables import CommuneTable
from network.views.pages import edit_page, insist, list_buttons, nothing_yet, tabs


@require_safe
def communes(request: HttpRequest) -> HttpResponseBase:
    """The communes this person may see."""
    on = clock.today()
    open_ones = Q(libraries__closed_on__isnull=True) | Q(libraries__closed_on__gt=on)
    queryset = Commune.objects.visible_to(request.user).annotate(library_count=Count("libraries", filter=open_ones))
    contacts = Assignment.objects.current(on).filter(role=Role.COMMUNE_CONTACT).select_related("person")
    return list_page(
        request,
        name="communes",
        title="Communes",
        noun="commune",
        queryset=queryset.prefetch_related(Prefetch("assignments", contacts, to_attr="contacts")),
        filterset_class=CommuneFilter,
        table_class=CommuneTable,
        template="network/list.html",
        section="Réseau",
        exclude=() if request.user.sees_network(on) else ("contacts",),
        list_buttons=list_buttons(request.user, "", "", "communes"),
        tabs=tabs(request.user),
        empty=nothing_yet(request.user, "Aucune commune"),
    )


@require_safe
def commune(request: HttpRequest, pk: int) -> HttpResponse:
    """All that concerns a commune, on one page: each app adds its panel."""
    found = get_object_or_404(Commune.objects.visible_to(request.user), pk=pk)
    on = clock.today()
    people = Assignment.objects.current(on).filter(Q(commune=found) | Q(library__commune=found))
    people = people.filter(person__in=Person.objects.visible_to(request.user))
    panels = registry.commune_panels.collect(found, request.user)
    context = {
        "commune": found,
        "facts": _facts(found),
        "libraries": Library.objects.visible_to(request.user).open_on(on).filter(commune=found),
        "assignments": people.select_related("person", "library", "commune").order_by("role", "person__sort_name"),
        "main_panels": [panel for panel in panels if not panel.is_aside],
        "side_panels": [panel for panel in panels if panel.is_aside],
        "buttons": _buttons(found, request.user),
        "has_no_contact": Commune.objects.without_contact(on).filter(pk=found.pk).exists(),
    }
    return render(request, "network/commune.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_commune(request: HttpRequest, pk: int) -> HttpResponse:
    """The Mayor’s name and the figures; the identity comes from INSEE."""
    found = get_object_or_404(Commune.objects.visible_to(request.user), pk=pk)
    insist(may_manage_network(request.user), "modifier une commune")
    return edit_page(
        request,
        CommuneForm(request.POST or None, instance=found),
        title=f"Modifier {found}",
        back=found.get_absolute_url(),
        saved=f"{found} : enregistré.",
        trail=("Communes", reverse("network:communes"), found.name, found.get_absolute_url()),
    )


def _facts(commune: Commune) -> list[tuple[str, str]]:
    return [
        ("Habitants", number(commune.population)),
        ("Arrondissement", commune.arrondissement or "non renseigné"),
        (commune.mayor_title.removeprefix("Le ").removeprefix("La "), commune.mayor or "non renseigné"),
        ("Code INSEE", commune.insee),
        ("SIREN", commune.siren),
        ("Code postal", commune.postal_code),
    ]


def _buttons(commune: Commune, person) -> list[Button]:
    life = Button("Historique", reverse("foundation:life", args=["network", "commune", commune.pk]), icon="history")
    if not may_manage_network(person):
        return [life]
    return [Button("Modifier", reverse("network:edit_commune", args=[commune.pk]), icon="pencil"), life]
