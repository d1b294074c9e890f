"""The home: first what waits for me, then figures, then pictures with words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import registry

TONES = ["late", "warn", "info", "ok"]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What each app contributes for this person, most urgent first."""
    waiting = sorted(registry.todo.collect(request.user), key=lambda item: (TONES.index(item.tone), item.rank))
    context = {
        "waiting": waiting,
        "late_count": sum(item.tone == "late" for item in waiting),
        "figures": registry.figures.collect(request.user),
        "panels": registry.home_panels.collect(request.user),
    }
    return render(request, "reporting/home.html", context)
