"""The boards: which commune is covered, and what ends when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convention import coverage as boards
from convention.charts import timeline
from convention.filters import MONTHS
from convention.rules import may_read_conventions, sees_all_conventions
from convention.states import Situation
from foundation import clock
from foundation.french import count, enumerate_fr, number, typography
from network.views.pages import insist


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """The communes as cards, each with the convention that counts today; narrowed by situation."""
    insist(may_read_conventions(request.user), "lire les conventions")
    covered = boards.coverage(request.user, clock.today())
    asked = request.GET.get("situation", "")
    is_narrowed = asked in boards.LABELS or asked in boards.UNIONS
    shown = [one for one in covered if one.is_in(asked)] if is_narrowed else covered
    context = {
        "covered": shown,
        "rows": [*_union(asked, len(shown)), *_situations(covered, asked)],
        "total": len(covered),
        "is_all": not is_narrowed,
        "is_unknown": bool(asked) and not is_narrowed,
        "is_whole": sees_all_conventions(request.user),
    }
    return render(request, "convention/coverage.html", context)


def _situations(covered: Sequence[boards.Covered], asked: str) -> list[dict[str, Any]]:
    notes = boards.notes(covered)
    return [
        {
            "situation": situation,
            "label": boards.LABELS[situation],
            "value": value,
            "note": notes.get(situation, ""),
            "is_current": situation == asked,
        }
        for situation, value in boards.counts(covered).items()
    ]


def _union(asked: str, found: int) -> list[dict[str, Any]]:
    """What a figure of the home opened the page on, named among the situations: they would all look unchosen."""
    if asked not in boards.UNIONS:
        return []
    return [{"situation": asked, "label": boards.UNIONS[asked], "value": found, "note": "", "is_current": True}]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The ends of the next two years, month by month, with the reason of each."""
    insist(may_read_conventions(request.user), "lire les conventions")
    on = clock.today()
    months = boards.calendar(request.user, on, months=MONTHS)
    ending = [one for month in months for one in month.conventions]
    rows = [(one, enumerate_fr(boards.reasons(one)), _next_of(one, on)) for one in ending]
    context = {
        "chart": timeline(months, on),
        "rows": rows,
        "summary": _summary(ending, on),
        "is_whole": sees_all_conventions(request.user),
    }
    return render(request, "convention/calendar.html", context)


def _next_of(ending: Any, on: date) -> tuple[str, str]:
    """What comes after it, in words and with its tone: its next one, or that it is to renew now; else nothing."""
    if ending.next_state:
        return boards.next_words(ending.next_state), "info"
    return ("à renouveler", "warn") if boards.worth(ending, on) == Situation.TO_RENEW else ("", "")


def _summary(ending: Sequence[Any], on: date) -> str:
    """How many end, how many of them are to renew today, and how many have their next one: as the rows say."""
    followed = sum(bool(one.next_state) for one in ending)
    to_renew = sum(boards.worth(one, on) == Situation.TO_RENEW and not one.next_state for one in ending)
    said = count(len(ending), "convention prend", "conventions prennent") + " fin dans les deux ans"
    parts = [f"{number(to_renew)} à renouveler dès maintenant"] if to_renew else []
    parts += [f"{number(followed)} avec une suite en préparation ou notifiée"] if followed else []
    return typography(f"{said} : {enumerate_fr(parts)}" if parts else said)
