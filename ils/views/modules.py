"""One’s own accesses, and the door of each module."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation import clock
from ils import access, door, rules
from ils.losses import losses
from ils.views.pages import tabs
from network.modules import Module
from network.views.pages import insist


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where one works, and which modules are open there; of the others, what is missing."""
    insist(rules.may_use(request.user), "ouvrir le SIGB")
    context = {"tabs": tabs(request.user), "places": _places(request.user)}
    return render(request, "ils/home.html", context)


def _places(person: Any) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Each place where this person works today, with its modules in the order of the SIGB."""
    at_work = access.workplaces().current(clock.today()).filter(person=person)
    found: dict[Any, list[dict[str, Any]]] = {}
    for module in Module:
        rows = access.judged(at_work, module, clock.today()).with_place().select_related("person")
        for same in access.grouped(rows).values():
            best = max((access.access_of(row, module, clock.today()) for row in same), key=access.worth)
            found.setdefault(best.place, []).append(
                {"module": module, "url": reverse("ils:module", args=[door.slug_of(module)]), "access": best}
            )
    return list(found.items())


@require_safe
def module(request: HttpRequest, slug: str) -> HttpResponse:
    """A module: open, with where and until when; or closed, with what is missing and its remedies."""
    asked = door.module_of(slug)
    decided = access.decide(request.user, asked)
    if not decided.is_open:
        return door.closed(request, decided)
    own = access.workplaces().filter(person=request.user)
    context = {
        "module": asked,
        "access": decided,
        "places": [one for one in access.decide_everywhere(request.user, asked) if one.is_open],
        "loss": next((loss for loss in losses(own, clock.today()) if loss.module == asked), None),
    }
    return render(request, "ils/module.html", context)
