"""What the checks of the last nights found in the delays (R35)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.french import count
from network.views.pages import insist
from tickets.models import DelayCheck
from tickets.rules import may_keep_desk
from tickets.views.pages import settings_tabs

NIGHTS = 30


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """The last thirty, each with what differed."""
    insist(may_keep_desk(request.user), "lire le contrôle des délais")
    found = [(one, *_words(one), _rows(one)) for one in DelayCheck.objects.visible_to(request.user)[:NIGHTS]]
    return render(request, "tickets/delay_checks.html", {"checks": found, "tabs": settings_tabs(request.user)})


def _words(one: DelayCheck) -> tuple[str, str]:
    """How it went, and the tone of its badge."""
    if one.ended_at is None:
        return "pas terminé", "warn"
    if one.is_clean:
        return "aucun écart", "ok"
    return count(len(one.differences) + len(one.unread), "ticket à vérifier", "tickets à vérifier"), "late"


def _rows(one: DelayCheck) -> list[tuple[str, str, list[str]]]:
    """The number, the page and the words of each ticket that differed or could not be read."""
    unread = [(key, number, [words]) for key, number, words in one.unread]
    rows = [*one.differences, *unread]
    return [(number, reverse("tickets:detail", args=[key]), words) for key, number, words in rows]
