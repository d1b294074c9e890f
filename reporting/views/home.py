"""The home: first what waits for me, then figures, then pictures with words (design: screens)."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock, registry, todo
from foundation.french import count, full_date

SHOWN = 8  # what waits, before the rest is folded


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What each app contributes for this person, most urgent first."""
    waiting = todo.waiting(request.user)
    panels = registry.home_panels.collect(request.user)
    context = {
        "day": full_date(clock.today()).capitalize(),
        "summary": summary_of(waiting),
        "waiting": waiting[:SHOWN],
        "more": waiting[SHOWN:],
        "more_label": f"Et {count(len(waiting) - SHOWN, 'autre chose', 'autres choses')}" if waiting[SHOWN:] else "",
        "figures": registry.figures.collect(request.user),
        "main_panels": [panel for panel in panels if not panel.is_aside],
        "side_panels": [panel for panel in panels if panel.is_aside],
    }
    return render(request, "reporting/home.html", context)


def summary_of(waiting: Sequence[registry.ToDo]) -> str:
    """« 4 choses en retard, 7 à faire bientôt, 2 à suivre »; « rien en retard » when nothing is. They add up."""
    late = sum(item.tone == "late" for item in waiting)
    soon = sum(item.tone == "warn" for item in waiting)
    others = len(waiting) - late - soon
    parts = [count(late, "chose") + " en retard"] if late else ["rien en retard"]
    if soon:
        parts.append(f"{soon} à faire bientôt")
    if others:
        parts.append(f"{others} à suivre")
    return ", ".join(parts)
