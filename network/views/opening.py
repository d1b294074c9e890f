"""The hours of services, vendors and libraries: read by whoever asks for help, kept by who keeps the place (R35)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.french import enumerate_fr, typography
from foundation.workflow import Refused
from network.forms.opening import OpeningHoursForm
from network.models import Library, OpeningHours, Service, Vendor
from network.opening import Place
from network.opening_panel import hours_panels
from network.rules import may_keep_hours, missing_to_change_hours
from network.views.pages import edit_page, insist, sent, tabs

TO_KEEP = "tenir ces horaires"


@require_safe
def support_hours(request: HttpRequest) -> HttpResponse:
    """When the services of the Communauté answer: every user may know it, whatever their function (R35)."""
    services = list(Service.objects.all())  # both, for everyone: their name and their hours alone
    panels = hours_panels(services, request.user)
    context = {"services": list(zip(services, panels, strict=True)), "tabs": tabs(request.user)}
    return render(request, "network/support_hours.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_service_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """New hours of a service, from a day to come."""
    return _new(request, get_object_or_404(Service.objects.visible_to(request.user), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def new_vendor_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """New hours of a vendor, as its market says."""
    return _new(request, get_object_or_404(Vendor.objects.visible_to(request.user), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def new_library_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """New hours of a library, from a day to come."""
    return _new(request, get_object_or_404(Library.objects.visible_to(request.user), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct hours that have not begun."""
    found = _to_change(request, pk)
    return _form(request, found, found.place, "Modifier les horaires à venir")


@require_POST
def withdraw_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up hours that have not begun: those before them go on."""
    found = _to_change(request, pk)
    found.delete()
    messages.success(request, "Les horaires à venir sont retirés : ceux d’avant continuent.")
    return redirect(found.place)


def _to_change(request: HttpRequest, pk: int) -> OpeningHours:
    """Hours that this person sees, keeps, and may still change."""
    queryset = OpeningHours.objects.visible_to(request.user).select_related("service", "vendor", "library")
    found = get_object_or_404(queryset, pk=pk)
    insist(may_keep_hours(found.place, request.user), TO_KEEP)
    if missing := missing_to_change_hours(found, clock.today()):
        raise Refused(typography(f"Ces horaires ne changent plus : {enumerate_fr(missing)}."), about=found)
    return found


def _new(request: HttpRequest, place: Place) -> HttpResponse:
    insist(may_keep_hours(place, request.user), TO_KEEP)
    return _form(request, OpeningHours(), place, "Nouveaux horaires")


def _form(request: HttpRequest, instance: OpeningHours, place: Any, title: str) -> HttpResponse:
    return edit_page(
        request,
        OpeningHoursForm(sent(request), instance=instance, place=place),
        title=title,
        back=place.get_absolute_url(),
        saved="Les horaires sont enregistrés.",
        trail=(str(place), place.get_absolute_url()),
    )
