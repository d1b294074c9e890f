"""The boards of accesses: a team’s, those that will close, the network’s coverage."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from ils import boards, people, rules
from ils.access import workplaces, workplaces_in
from ils.forms import TeamForm, name_of
from ils.losses import HORIZON, losses
from ils.views.pages import refusal_of_asking, tabs
from network.modules import Module
from network.views.pages import insist


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """People × modules of one library or service, on a day: today, or any gone by."""
    today = clock.today()
    if refused := refusal_of_asking(request, "voir les accès d’une équipe"):
        return refused
    places = people.places_ever(request.user, today)
    form = TeamForm(request.GET or None, places=places, today=today, initial={"on": today})
    chosen, on = form.asked()
    rows = boards.matrix(workplaces_in(chosen), on) if chosen else []
    place = name_of(chosen) if chosen else ""
    context = {"tabs": tabs(request.user), "form": form, "place": place, "on": on, "rows": rows, "today": today}
    return render(request, "ils/team.html", context | {"modules": list(Module)})


@require_safe
def closings(request: HttpRequest) -> HttpResponse:
    """Who will lose which access in the 60 days to come."""
    today = clock.today()
    if refused := refusal_of_asking(request, "voir les accès qui vont se fermer"):
        return refused
    there = people.team_of(request.user, today)
    found = losses(workplaces().filter(pk__in=there.values("pk")), today)
    context = {"tabs": tabs(request.user), "bands": boards.bands(found, today), "horizon": HORIZON, "total": len(found)}
    return render(request, "ils/closings.html", context)


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """By commune and module, who is trained and who has access; by module, who is to be trained and the seats."""
    insist(rules.may_grant(request.user), "voir la couverture du réseau")
    on = clock.today()
    context = {"tabs": tabs(request.user), "modules": list(Module), "on": on}
    context |= {"communes": boards.by_commune(on), "demand": boards.demand(on)}
    return render(request, "ils/coverage.html", context)
