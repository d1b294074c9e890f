"""Who sits there: designated, replaced, ended, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from committees import rules, seating
from committees.forms.bodies import EndForm
from committees.forms.seats import DesignationForm, ReplaceForm
from committees.models import Designation, Seat
from committees.views.pages import doing, trail_of, visible_seat
from foundation import clock
from network.views.pages import edit_page, insist, sent

TO_DESIGNATE = "désigner qui occupe ce siège"


@require_http_methods(["GET", "HEAD", "POST"])
def designate(request: HttpRequest, pk: int) -> HttpResponse:
    """Someone sits there, as its holder or in the holder’s absence (R18, R37)."""
    found = _designable(request, pk)
    form = DesignationForm(sent(request), seat=found, by=request.user, initial=_first_day(found))

    def save(form: Any) -> None:
        given = {name: form.cleaned_data[name] for name in ("rank", "starts_on", "ends_on", "reference")}
        seating.designate(found, form.cleaned_data["person"], by=request.user, **given)

    return _page(request, form, found, f"Désigner : {found.label}", "La désignation est enregistrée.", save)


@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Someone holds the seat in place of who does, from a day."""
    found = _designable(request, pk)
    form = ReplaceForm(sent(request), seat=found, by=request.user, initial=_first_day(found))

    def save(form: Any) -> None:
        given = {name: form.cleaned_data[name] for name in ("starts_on", "reference", "reason")}
        seating.replace(found, form.cleaned_data["person"], by=request.user, **given)

    return _page(request, form, found, f"Remplacer : {found.label}", "Le titulaire est remplacé.", save)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say the last day of a designation, and why."""
    one = _visible(request, pk)
    form = EndForm(sent(request), initial={"ends_on": clock.today()})

    def save(form: Any) -> None:
        seating.end(one, by=request.user, ends_on=form.cleaned_data["ends_on"], reason=form.cleaned_data["reason"])

    title = f"Mettre fin à la désignation de {one.person}"
    return _page(request, form, one.seat, title, "Le dernier jour est enregistré.", save)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A designation that has not begun is no more."""
    one = _visible(request, pk)
    seating.take_back(one, by=request.user)
    messages.success(request, f"La désignation de {one.person} est retirée.")
    return redirect(one.seat)


def _designable(request: HttpRequest, pk: int) -> Seat:
    found = visible_seat(request, pk)
    insist(rules.may_designate(found, request.user), TO_DESIGNATE)
    return found


def _visible(request: HttpRequest, pk: int) -> Designation:
    one = get_object_or_404(Designation.objects.visible_to(request.user).with_seat(), pk=pk)
    insist(rules.may_designate(one.seat, request.user), TO_DESIGNATE)
    return one


def _first_day(seat: Seat) -> dict[str, Any]:
    return {"starts_on": max(clock.today(), seat.opened_on)}


def _page(request: HttpRequest, form: Any, seat: Seat, title: str, saved: str, act: Any) -> HttpResponse:
    return edit_page(
        request,
        form,
        title=title,
        back=seat.get_absolute_url(),
        saved=saved,
        trail=trail_of(seat.committee, seat),
        save=doing(act),
    )
