"""The pages of the second level: what breaches next, and how tickets flow."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.french import number
from foundation.registry import Figure
from network.views.pages import insist
from tickets import cockpit as of_service
from tickets import flow_charts, rules
from tickets.chart_filters import BROKEN, days
from tickets.cockpit import to_list
from tickets.flow import Flow, Week, flow_of, until
from tickets.flow_charts import lasted, week_label
from tickets.forms.flow import FlowForm
from tickets.views.pages import tabs


@require_safe
def cockpit(request: HttpRequest) -> HttpResponse:
    """What breaches next and whose turn it is, for the second level (R35)."""
    insist(rules.is_second_level(request.user), "piloter les tickets")
    now, services = clock.now(), of_service.services()
    asked = request.GET.get("service", "")
    chosen = asked if asked in dict(services) else ""
    context = {
        "tabs": tabs(request.user),
        "figures": of_service.figures(request.user, now),
        "services": [(code, name, code == chosen) for code, name in services],
        "rows": of_service.next_to_breach(request.user, chosen, now),
        "most": of_service.MOST,
        "waiting": of_service.cases_waiting(request.user, now),
    }
    return render(request, "tickets/cockpit.html", context)


@require_safe
def flow(request: HttpRequest) -> HttpResponse:
    """How tickets came and went, within their delays or not, for the second level (R35, R36)."""
    insist(rules.is_second_level(request.user), "lire les délais des tickets")
    form = FlowForm(request.GET, person=request.user)
    weeks, library = form.asked
    found = flow_of(request.user, until(clock.today(), weeks), library)
    context = {
        "tabs": tabs(request.user),
        "form": form,
        "flow": found,
        "figures": _figures(found, library),
        "weeks": [_week(week, library) for week in reversed(found.weeks)],
        "stays": [(one, lasted(one.mean), lasted(one.total)) for one in found.stays],
        "slices": _slices(found, library),
        "charts": {
            "weeks": flow_charts.of_weeks(found),
            "standing": flow_charts.of_standing(found),
            "promises": flow_charts.of_promises(found),
            "stays": flow_charts.of_stays(found),
        },
    }
    return render(request, "tickets/flow.html", context)


def _figures(found: Flow, library: Any) -> list[Figure]:
    period = days(found.period.first, found.period.last)
    share = f"{found.share} %" if found.share is not None else "–"
    return [
        Figure(number(found.opened), "déclarés", _to_list(library, opened=period)),
        Figure(number(found.solved), "résolus", _to_list(library, solved=period)),
        Figure(number(found.standing), "encore ouverts", _to_list(library)),
        Figure(
            share, "résolus dans le délai ; le lien ouvre les autres", _to_list(library, solved=period, promise=BROKEN)
        ),
        Figure(lasted(found.to_take), "pour prendre en charge, en médiane", ""),
        Figure(lasted(found.to_solve), "pour résoudre, en médiane", ""),
    ]


def _week(week: Week, library: Any) -> dict[str, Any]:
    """A week as a line of the table, each number with its rows."""
    period = days(week.first, week.last)
    return {
        "label": f"{week_label(week)} {week.first:%Y}",
        "numbers": [
            ("Déclarés", week.opened, _to_list(library, opened=period)),
            ("Terminés", week.ended, _to_list(library, ended=period)),
            ("Encore ouverts", week.standing, _to_list(library, standing=period)),
            ("Résolus", week.solved, _to_list(library, solved=period)),
            ("Hors délai", week.broken, _to_list(library, solved=period, promise=BROKEN)),
        ],
    }


def _slices(found: Flow, library: Any) -> list[dict[str, Any]]:
    """By cause and by category: a title, a chart, and the lines of its table."""
    period = days(found.period.first, found.period.last)
    by_cause = [(one, _to_list(library, solved=period, cause=one.key)) for one in found.causes]
    by_category = [(one, _to_list(library, opened=period, category=one.key)) for one in found.categories]
    cause, category = "Tickets résolus, par cause", "Tickets déclarés, par catégorie"
    return [
        {"title": cause, "chart": flow_charts.of_slices("flow-causes", cause, found.causes), "rows": by_cause},
        {
            "title": category,
            "chart": flow_charts.of_slices("flow-kinds", category, found.categories),
            "rows": by_category,
        },
    ]


def _to_list(library: Any, **asked: str) -> str:
    return to_list(**asked, **({"library": str(library.pk)} if library else {}))
