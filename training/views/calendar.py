"""The sessions of a month, week by week."""

import calendar as weeks
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.clock import PARIS
from foundation.french import month_name
from training.models import HalfDay, Session
from training.views.pages import tabs

FIRST_YEAR, LAST_YEAR = 2000, 2100


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The half-days of a month (`?mois=2027-03`); an unknown month is this one."""
    first = _month_of(request.GET.get("mois", ""))
    days = weeks.Calendar().monthdatescalendar(first.year, first.month)
    context = {
        "title": f"Calendrier, {month_name(first)}",
        "month": month_name(first),
        "weeks": _weeks(request, first, days),
        "before": _shift(first, -1),
        "after": _shift(first, 1),
        "tabs": tabs(request.user),
        "today": clock.today(),
    }
    return render(request, "training/calendar.html", context)


def _weeks(request: HttpRequest, first: date, days: list[list[date]]) -> list[list[dict]]:
    begins = datetime.combine(days[0][0], datetime.min.time(), tzinfo=PARIS)
    ends = datetime.combine(days[-1][-1] + timedelta(days=1), datetime.min.time(), tzinfo=PARIS)
    seen = Session.objects.visible_to(request.user)
    found: dict[date, list[HalfDay]] = {}
    rows = HalfDay.objects.filter(session__in=seen, starts_at__gte=begins, starts_at__lt=ends)
    for one in rows.select_related("session__course").order_by("starts_at"):
        found.setdefault(one.starts_at.astimezone(PARIS).date(), []).append(one)
    return [
        [{"day": day, "is_other": day.month != first.month, "half_days": found.get(day, [])} for day in week]
        for week in days
    ]


def _month_of(text: str) -> date:
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        asked = clock.today()
    if not FIRST_YEAR <= asked.year <= LAST_YEAR:
        asked = clock.today()
    return asked.replace(day=1)


def _shift(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
