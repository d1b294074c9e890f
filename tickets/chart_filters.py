"""The criteria of the list that only a chart asks for: its numbers open on their rows."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from foundation import clock
from foundation.french import long_date
from tickets import piles
from tickets.states import Cause

Range = tuple[datetime, datetime]  # from the first moment, up to and without the second
LEGEND = {
    "opened": "Déclarés",
    "ended": "Terminés",
    "solved": "Résolus",
    "standing": "Encore ouverts",
    "cause": "Cause",
    "promise": "Engagement",
}
BROKEN, TAKEN = "broken", "taken"
PROMISES = {BROKEN: "non tenu", TAKEN: "pris dans le délai"}
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)  # what a database can compare in any zone


def days(first: date, last: date) -> str:
    """A period as the address holds it."""
    return f"{first:%Y-%m-%d}_{last:%Y-%m-%d}"


def moments(first: date, last: date) -> Range:
    """From the first midnight in Paris to that after the last day."""
    after = last + timedelta(days=1)
    return (
        datetime.combine(first, time.min, tzinfo=clock.PARIS),
        datetime.combine(after, time.min, tzinfo=clock.PARIS),
    )


def read(asked: str) -> tuple[date, date] | None:
    """The two days of an address; None when it cannot be read."""
    try:
        first, last = (date.fromisoformat(one) for one in asked.split("_"))
    except ValueError:
        return None
    return (first, last) if EARLIEST <= first <= last <= LATEST else None


class ChartFilter(django_filters.FilterSet):
    """Each criterion is offered only where the address asks for it, by the link of a number."""

    opened = django_filters.ChoiceFilter(
        method="by_opening", label=LEGEND["opened"], choices=[], empty_label="Peu importe"
    )
    ended = django_filters.ChoiceFilter(method="by_end", label=LEGEND["ended"], choices=[], empty_label="Peu importe")
    solved = django_filters.ChoiceFilter(
        method="by_solution", label=LEGEND["solved"], choices=[], empty_label="Peu importe"
    )
    standing = django_filters.ChoiceFilter(
        method="by_standing", label=LEGEND["standing"], choices=[], empty_label="Peu importe"
    )
    cause = django_filters.ChoiceFilter(method="by_cause", label=LEGEND["cause"], choices=[], empty_label="Toutes")
    promise = django_filters.ChoiceFilter(
        method="by_promise", label=LEGEND["promise"], choices=[], empty_label="Peu importe"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LEGEND:
            asked = self.data.get(name, "")
            if label := _label(name, asked):
                self.filters[name].extra["choices"] = [(asked, label)]
                self.filters.move_to_end(name)  # the search stays first
            else:
                del self.filters[name]

    @property
    def is_of_chart(self) -> bool:
        """Whether a number of a chart is being opened: it counts what is over too."""
        return any(self.form.cleaned_data.get(name) for name in LEGEND)

    def by_opening(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those declared within these days."""
        start, end = _range(value)
        return queryset.filter(opened_at__gte=start, opened_at__lt=end)

    def by_end(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that were over within these days, solved or not."""
        start, end = _range(value)
        return queryset.alias(over_at=piles.ended_at()).filter(over_at__gte=start, over_at__lt=end)

    def by_solution(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those solved within these days."""
        start, end = _range(value)
        return queryset.filter(resolved_at__gte=start, resolved_at__lt=end)

    def by_standing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those still open at the end of these days."""
        return queryset.alias(over_at=piles.ended_at()).filter(still_open(_range(value)[1]))

    def by_cause(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those of which this was found to be the cause."""
        return queryset.filter(cause=value)

    def by_promise(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those whose promise to the library was broken, or that were taken as promised."""
        return queryset.filter(piles.broken_promise() if value == BROKEN else piles.taken_in_time())


def still_open(moment: datetime) -> Q:
    """Declared before that moment and not over by then; on rows that have `over_at`."""
    return Q(opened_at__lt=moment) & (Q(over_at__isnull=True) | Q(over_at__gte=moment))


def _range(value: str) -> Range:
    found = read(value)
    assert found is not None  # the choice was made of it
    return moments(*found)


def _label(name: str, asked: str) -> str:
    """How a criterion is told once asked for; nothing when it makes no sense."""
    if name == "cause":
        return str(dict(Cause.choices).get(asked, ""))
    if name == "promise":
        return PROMISES.get(asked, "")
    found = read(asked)
    if found is None:
        return ""
    first, last = found
    return f"au soir du {long_date(last)}" if name == "standing" else f"du {long_date(first)} au {long_date(last)}"
