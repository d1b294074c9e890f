"""The boards: which commune is covered, and what ends when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from convention import coverage as boards
from convention.panels import chart
from convention.rules import may_read_conventions
from foundation import clock
from foundation.french import enumerate_fr
from network.views.pages import insist

MONTHS = 24


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """The communes as cards, each with the convention that counts today; narrowed by situation."""
    insist(may_read_conventions(request.user), "lire les conventions")
    covered = boards.coverage(request.user, clock.today())
    asked = request.GET.get("situation", "")
    is_narrowed = asked in boards.LABELS or asked in (boards.COVERED, boards.UNCOVERED)
    shown = [one for one in covered if one.is_in(asked)] if is_narrowed else covered
    rows = [
        {"situation": situation, "label": boards.LABELS[situation], "value": value, "is_current": situation == asked}
        for situation, value in boards.counts(covered).items()
    ]
    context = {"covered": shown, "rows": rows, "total": len(covered), "is_all": not is_narrowed}
    return render(request, "convention/coverage.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The ends of the next two years, month by month, with the reason of each."""
    insist(may_read_conventions(request.user), "lire les conventions")
    months = boards.calendar(request.user, clock.today(), months=MONTHS)
    rows = [
        {
            "month": month,
            "entries": [(one, enumerate_fr(boards.reasons(one))) for one in month.conventions],
        }
        for month in months
        if month.conventions
    ]
    context = {"chart": chart(months), "rows": rows, "count": sum(len(one.conventions) for one in months)}
    return render(request, "convention/calendar.html", context)
