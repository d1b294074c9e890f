"""Accesses asked for, given, refused and taken back."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import audit, clock
from foundation.french import count, enumerate_fr, long_date
from foundation.lists import list_page
from foundation.parts import Button
from ils import access, asking, people, rules
from ils.filters import GrantFilter
from ils.forms import AskForm
from ils.models import Grant
from ils.remedies import Lack, lacks
from ils.states import ALIVE, GrantState
from ils.tables import GrantTable
from ils.views.pages import refusal_of_asking, tabs
from network.forms.reasons import ReasonForm
from network.modules import Module
from network.views.pages import edit_page, insist, insist_on_state, sent


def visible(request: HttpRequest, pk: int) -> Grant:
    """The grant, for whoever may read it; absent for anyone else."""
    return get_object_or_404(Grant.objects.visible_to(request.user).with_all(), pk=pk)


@require_safe
def grants(request: HttpRequest) -> HttpResponseBase:
    """One’s own accesses, and those one answers for."""
    insist(rules.may_use(request.user), "ouvrir le SIGB")
    asks = people.may_ask(request.user, clock.today())
    ask_button = Button(_asking(request.user), reverse("ils:ask"), primary=True, icon="key-round")
    return list_page(
        request,
        name="grants",
        title="Demandes et accès",
        noun=("accès", "accès"),
        queryset=Grant.objects.visible_to(request.user).with_all().order_by("-asked_on", "-pk"),
        filterset_class=GrantFilter,
        table_class=GrantTable,
        template="network/list.html",
        section="SIGB",
        list_buttons=[ask_button] if asks else [],
        tabs=tabs(request.user),
        empty="Aucun accès n’a été demandé pour l’instant.",
        first_step=ask_button if asks else Button("Voir mes accès", reverse("ils:home")),
    )


@require_safe
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """One access: what was decided, whether it opens today, what is missing, what has happened."""
    found = visible(request, pk)
    decided = access.decide(found.person, found.module, place=found.place)
    context = {
        "grant": found,
        "access": decided,
        "lacks": _lacks(found, decided, request.user),
        "facts": _facts(found),
        "buttons": _buttons(found, request.user),
        "entries": [event.entry for event in audit.life(found, request.user)],
    }
    return render(request, "ils/grant.html", context)


def _lacks(grant: Grant, decided: access.Access, reader: Any) -> list[Lack]:
    """What is missing, without the button that leads to the page where one is."""
    if grant.state not in ALIVE:
        return []
    here = grant.get_absolute_url()
    found = lacks(decided, reader)
    return [replace(one, buttons=tuple(button for button in one.buttons if button.url != here)) for one in found]


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask modules for people; each refusal is told by name, and stops nothing else."""
    if refused := refusal_of_asking(request, "demander un accès au SIGB"):
        return refused
    team = list(people.team_of(request.user, clock.today()).order_by("person__sort_name", "starts_on", "pk"))
    initial = {"people": request.GET.getlist("person"), "modules": request.GET.getlist("module")}
    form = AskForm(sent(request), assignments=team, initial=initial)

    def save(form: Any) -> bool:
        _say(request, asking.ask_all(form.chosen(), form.cleaned_data["modules"], by=request.user))
        return True

    trail = ("Demandes et accès", reverse("ils:grants"))
    submit = "Donner l’accès" if rules.may_grant(request.user) else "Demander l’accès"
    title, back = _asking(request.user), reverse("ils:grants")
    return edit_page(request, form, title=title, back=back, saved="", trail=trail, save=save, submit=submit)


def _asking(person: Any) -> str:
    return "Donner un accès" if rules.may_grant(person) else "Demander un accès"


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """The SCLP agrees."""
    given = asking.give(visible(request, pk), by=request.user)
    messages.success(request, "L’accès est accordé ; la personne est prévenue.")
    return redirect(given)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The SCLP does not agree, and says why."""
    found = visible(request, pk)
    insist(rules.may_decide(found, request.user), "répondre à cette demande")
    insist_on_state(found, GrantState.REQUESTED)

    def save(form: Any) -> bool:
        asking.refuse(found, by=request.user, reason=form.cleaned_data["reason"])
        return True

    return _page(request, found, "Refuser l’accès", "L’accès est refusé ; la personne est prévenue.", save)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the request back."""
    cancelled = asking.cancel(visible(request, pk), by=request.user)
    messages.success(request, "La demande est annulée.")
    return redirect(cancelled)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The SCLP takes the access back, and says why."""
    found = visible(request, pk)
    insist(rules.may_decide(found, request.user), "retirer cet accès")
    insist_on_state(found, GrantState.GRANTED)

    def save(form: Any) -> bool:
        asking.revoke(found, by=request.user, reason=form.cleaned_data["reason"])
        return True

    return _page(request, found, "Retirer l’accès", "L’accès est retiré ; la personne est prévenue.", save)


def _page(request: HttpRequest, grant: Grant, title: str, saved: str, save: Any) -> HttpResponse:
    back = grant.get_absolute_url()
    trail = ("Demandes et accès", reverse("ils:grants"), str(grant), back)
    return edit_page(request, ReasonForm(sent(request)), title=title, back=back, saved=saved, trail=trail, save=save)


def _say(request: HttpRequest, outcomes: list[asking.Outcome]) -> None:
    for one in outcomes:
        if one.grant is None:
            messages.error(request, one.refusal)
    done = [one.grant for one in outcomes if one.grant is not None]
    given = sum(one.state == GrantState.GRANTED for one in done)
    asked = len(done) - given
    told = [
        (given, f"{count(given, 'accès accordé', 'accès accordés')}."),
        (asked, f"{count(asked, 'accès demandé', 'accès demandés')} : le SCLP est prévenu."),
    ]
    if said := " ".join(text for number, text in told if number):
        messages.success(request, said)


def _buttons(grant: Grant, person: Any) -> list[Button]:
    def to(name: str) -> str:
        return reverse(f"ils:{name}", args=[grant.pk])

    buttons = []
    if grant.state == GrantState.REQUESTED and rules.may_decide(grant, person):
        missing = rules.missing_to_give(grant)
        refusal = f"il manque {enumerate_fr(missing)}" if missing else ""
        give = Button("Accorder l’accès", to("give"), method="post", primary=True, icon="check", refusal=refusal)
        buttons.append(give)
        buttons.append(Button("Refuser", to("refuse"), danger=True, icon="x"))
    if grant.state == GrantState.REQUESTED and rules.may_cancel(grant, person):
        buttons.append(Button("Annuler la demande", to("cancel"), method="post", icon="undo-2"))
    if grant.state == GrantState.GRANTED and rules.may_decide(grant, person):
        buttons.append(Button("Retirer l’accès", to("revoke"), danger=True, icon="ban"))
    return buttons


def _facts(grant: Grant) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        ("Personne", str(grant.person)),
        ("Module", str(Module(grant.module).label)),
        ("Lieu", str(grant.place)),
        ("Demandé", f"le {long_date(grant.asked_on)}, par {grant.asked_by}"),
    ]
    if grant.granted_on:
        rows.append(("Accordé", f"le {long_date(grant.granted_on)}"))
    if grant.revoked_on:
        rows.append(("Retiré", f"le {long_date(grant.revoked_on)}"))
    return rows
