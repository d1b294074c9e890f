"""Vendors: the list, one vendor’s page, creating and editing (art. 4.1)."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.lists import list_page
from foundation.parts import Button
from network.filters import VendorFilter
from network.forms.institutions import VendorForm
from network.models import Assignment, Vendor
from network.models.assignment import people_count
from network.opening_panel import hours_panel
from network.rules import may_keep_registers
from network.tables import VendorTable
from network.views.contact import mail_link, site_link
from network.views.institutions import register_buttons
from network.views.pages import edit_page, insist, tabs

TRAIL = "Titulaires du marché"


@require_safe
def vendors(request: HttpRequest) -> HttpResponseBase:
    """The companies that hold the market, or held it."""
    insist(request.user.sees_network(clock.today()), "lire la liste des titulaires")
    new = Button("Nouveau titulaire", reverse("network:new_vendor"), primary=True, icon="plus")
    return list_page(
        request,
        name="vendors",
        title=TRAIL,
        noun="titulaire",
        queryset=Vendor.objects.visible_to(request.user).annotate(people_count=people_count(clock.today())),
        filterset_class=VendorFilter,
        table_class=VendorTable,
        template="network/list.html",
        section="Réseau",
        list_buttons=[new] if may_keep_registers(request.user) else [],
        tabs=tabs(request.user),
    )


@require_safe
def vendor(request: HttpRequest, pk: int) -> HttpResponse:
    """One vendor: how to reach it, who works there for the network."""
    found = get_object_or_404(Vendor.objects.visible_to(request.user), pk=pk)
    people = Assignment.objects.current(clock.today()).filter(vendor=found).select_related("person", "library")
    context = {
        "title": found.name,
        "is_fictional": found.is_fictional,
        "trail": [TRAIL, reverse("network:vendors"), found.name],
        "facts": _facts(found),
        "assignments": people.order_by("role", "person__sort_name"),
        "hours": hours_panel(found, request.user),
        "buttons": register_buttons(found, reverse("network:edit_vendor", args=[found.pk]), request.user),
    }
    return render(request, "network/institution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_vendor(request: HttpRequest) -> HttpResponse:
    """Record a company that holds the market."""
    insist(may_keep_registers(request.user), "enregistrer un titulaire")
    return _form(request, Vendor(), "Nouveau titulaire", reverse("network:vendors"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_vendor(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a vendor is named and reached."""
    found = get_object_or_404(Vendor.objects.visible_to(request.user), pk=pk)
    insist(may_keep_registers(request.user), "modifier un titulaire")
    return _form(request, found, f"Modifier {found}", found.get_absolute_url())


def _form(request: HttpRequest, instance: Vendor, title: str, back: str) -> HttpResponse:
    return edit_page(
        request,
        VendorForm(request.POST or None, instance=instance),
        title=title,
        back=back,
        saved="Le titulaire est enregistré.",
        trail=(TRAIL, reverse("network:vendors")),
        then=lambda form: form.instance.get_absolute_url(),
    )


def _facts(found: Vendor) -> list[tuple[str, str]]:
    return [
        ("Adresse e-mail", mail_link(found.email)),
        ("Téléphone", found.phone or "non renseigné"),
        ("Site", site_link(found.website)),
    ]
