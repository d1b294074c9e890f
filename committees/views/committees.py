"""The bodies: their list, one of them with its composition on a day, its rules, its communes."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from committees import bodies, panels, rules, vacancies
from committees.filters import CommitteeFilter, CommuneSeatsFilter, SeatFilter
from committees.forms.bodies import CommitteeForm, LastDayForm, RulesForm
from committees.models import Committee, Designation, Seat
from committees.tables import CommitteeTable, CommuneSeatsTable, SeatTable
from committees.views.pages import doing, trail_of, visible
from foundation import clock
from foundation.lists import list_page
from foundation.parts import Button
from foundation.workflow import Refused
from network.forms.dates import FIRST_DAY, LAST_DAY
from network.views.pages import edit_page, insist, sent

TO_KEEP = "tenir les comités"


@require_safe
def committees(request: HttpRequest) -> HttpResponseBase:
    """The bodies that one sees, with how the seats that one sees there stand today."""
    keeps = rules.may_keep(request.user)
    new = Button("Nouveau groupe de travail", reverse("committees:new"), primary=True, icon="plus")
    seats = Seat.objects.visible_to(request.user)
    return list_page(
        request,
        name="committees",
        title="Comités",
        noun="comité",
        queryset=vacancies.with_counts(Committee.objects.visible_to(request.user), seats, clock.today()),
        filterset_class=CommitteeFilter,
        table_class=CommitteeTable,
        primary_action=new if keeps else None,
        empty="Vous ne siégez dans aucun comité pour l’instant. Vous verrez ici ceux où vous serez désigné.",
    )


@require_safe
def committee(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One body: who sits there on a day, what is vacant first; its rules; what one may do."""
    found = visible(request, pk)
    on = _asked_day(request)
    sitting = Designation.objects.running(on).select_related("person").order_by("rank", "starts_on", "pk")
    seats = Seat.objects.visible_to(request.user).filter(committee=found).with_place().with_standing(on).in_order()
    return list_page(
        request,
        name="seats",
        title=found.name,
        noun="siège",
        queryset=seats.prefetch_related(Prefetch("designations", sitting, to_attr="sitting")),
        filterset_class=SeatFilter,
        table_class=SeatTable,
        template="committees/committee.html",
        empty="Aucun siège n’est ouvert pour l’instant.",
        committee=found,
        on=on,
        is_today=on == clock.today(),
        facts=panels.facts(found),
        rules=panels.rules_of(found),
        is_confirmed=found.rules_confirmed_on is not None,
        sees_all=rules.may_read_all(request.user),
        actions=panels.buttons(found, request.user),
    )


def _asked_day(request: HttpRequest) -> date:
    """The day of `?le=`, today when it is absent or not one of those that the filter takes."""
    try:
        day = date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return clock.today()
    return day if FIRST_DAY <= day <= LAST_DAY else clock.today()


@require_safe
def communes(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who speaks for each commune today, and which have nobody (R37)."""
    found = visible(request, pk)
    insist(rules.may_read_all(request.user), "lire les vacances de toutes les communes")
    return list_page(
        request,
        name="commune_seats",
        title=f"Communes et sièges : {found}",
        noun="commune",
        queryset=vacancies.by_commune(found, clock.today()),
        filterset_class=CommuneSeatsFilter,
        table_class=CommuneSeatsTable,
        template="committees/communes.html",
        committee=found,
        empty="Aucune commune n’est concernée pour l’instant.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_committee(request: HttpRequest) -> HttpResponse:
    """Open a working group (R15, art. 5.1)."""
    insist(rules.may_keep(request.user), TO_KEEP)
    return edit_page(
        request,
        CommitteeForm(sent(request), instance=Committee()),
        title="Nouveau groupe de travail",
        back=reverse("committees:list"),
        saved="Le groupe de travail est ouvert. Ouvrez ses sièges, puis désignez qui y siège.",
        trail=("Comités", reverse("committees:list")),
        then=lambda form: form.instance.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_committee(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a body is called and what it is for."""
    found = visible(request, pk)
    insist(rules.may_keep(request.user), TO_KEEP)
    return edit_page(
        request,
        CommitteeForm(sent(request), instance=found),
        title=f"Modifier « {found} »",
        back=found.get_absolute_url(),
        saved="Le comité est enregistré.",
        trail=trail_of(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Set how a body meets and decides."""
    found = visible(request, pk)
    insist(rules.may_keep(request.user), TO_KEEP)
    return edit_page(
        request,
        RulesForm(sent(request), instance=found),
        title=f"Règles de « {found} »",
        back=found.get_absolute_url(),
        saved="Les règles sont enregistrées ; l’historique garde les précédentes.",
        trail=trail_of(found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def close_committee(request: HttpRequest, pk: int) -> HttpResponse:
    """End a working group, its seats and who sits there with it."""
    found = visible(request, pk)
    insist(rules.may_keep(request.user), TO_KEEP)
    if refusal := rules.refusal_to_close(found):
        raise Refused(f"« {found} » ne se ferme pas : {refusal}.", about=found)

    def close(form: Any) -> None:
        bodies.close_committee(found, by=request.user, last_day=form.cleaned_data["last_day"])

    return edit_page(
        request,
        LastDayForm(sent(request), initial={"last_day": clock.today()}),
        title=f"Fermer « {found} »",
        back=found.get_absolute_url(),
        saved="Le groupe de travail est fermé, avec ses sièges ; l’historique reste.",
        trail=trail_of(found),
        save=doing(close),
        submit="Fermer",
    )
