"""One’s own accesses, and the door of each module."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from foundation import clock
from ils import access, door, rules
from ils.own import own_losses, places_of
from ils.remedies import met
from ils.views.pages import tabs
from network.views.pages import insist


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where one works, and which modules are open there; of the others, what is missing."""
    insist(rules.may_use(request.user), "ouvrir le SIGB")
    context = {"tabs": tabs(request.user), "places": places_of(request.user, clock.today())}
    return render(request, "ils/home.html", context)


@require_safe
def module(request: HttpRequest, slug: str) -> HttpResponse:
    """A module: open, with where and until when; or closed, with what is missing and its remedies."""
    asked = door.module_of(slug)
    decided = access.decide(request.user, asked)
    if not decided.is_open:
        return door.closed(request, decided)
    context = {
        "module": asked,
        "access": decided,
        "met": met(decided),
        "places": [one for one in access.decide_everywhere(request.user, asked) if one.is_open],
        "loss": next((loss for loss in own_losses(request.user, clock.today()) if loss.module == asked), None),
    }
    return render(request, "ils/module.html", context)


@require_safe
def missing(request: HttpRequest, slug: str) -> HttpResponse:
    """What a closed module lacks, for who asks before pushing the door; an open one is entered."""
    insist(rules.may_use(request.user), "ouvrir le SIGB")
    decided = access.decide(request.user, door.module_of(slug))
    return redirect("ils:module", slug) if decided.is_open else door.closed(request, decided, status=200)
