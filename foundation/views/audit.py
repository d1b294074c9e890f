"""The life of an object, and what it was on a day."""

from datetime import date

from django.apps import apps
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from foundation import audit, clock, registry
from foundation.french import enumerate_fr
from foundation.models.about import is_visible


@require_safe
def life(request: HttpRequest, app_label: str, model_name: str, pk: int) -> HttpResponse:
    """Who did what to it, when and why; `?au=2026-11-22` shows its facts as they were at the end of that day."""
    obj = _object(request, app_label, model_name, pk)
    asked = request.GET.get("au", "")
    on = _day(asked)
    day = audit.day_of(obj, on or clock.today())
    context = {
        "object": obj,
        "kind": capfirst(str(obj._meta.verbose_name)),
        "on": on,
        "asked": asked,
        "is_misread": bool(asked) and on is None,
        "was": day,
        "facts": [*day.truths, *((capfirst(label), value) for label, value in day.facts)] if day else [],
        "unset": enumerate_fr(day.unset) if day else "",
        "is_followed": hasattr(type(obj), "history"),
        "entries": [event.entry for event in audit.life(obj, request.user)],
    }
    return render(request, "foundation/life.html", context)


def _object(request: HttpRequest, app_label: str, model_name: str, pk: int) -> models.Model:
    """The object, for whoever may see it; absent for anyone else (style 13)."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as unknown:
        raise Http404 from unknown
    if model._meta.swapped:  # another takes its place: it has no table
        raise Http404
    obj = model._base_manager.filter(pk=pk).first()
    if obj is None or not is_visible(obj, request.user) or any(registry.closed_lives.collect(obj, request.user)):
        raise Http404
    return obj


def _day(text: str) -> date | None:
    """The day asked for; None when it cannot be read, or is the last of the calendar (see `audit.as_of`)."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None
