"""How tickets flow: week by week, within their delays or not, where their time goes, where they come from (R35, R36).

Every number is counted by the database, in a number of queries that does not grow; the tests count them again by hand.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncWeek

from foundation import clock
from tickets import piles
from tickets.chart_filters import moments, still_open
from tickets.models import Ticket, TicketInterval
from tickets.states import OPEN, Cause, Level

WEEKS = (12, 26, 52)  # that may be asked for
MOST_CATEGORIES = 12


@dataclass(frozen=True)
class Period:
    """Whole weeks, the last of which is the current one; `first` is a Monday."""

    first: date
    weeks: int

    @property
    def last(self) -> date:
        """The Sunday that ends it."""
        return self.first + timedelta(days=7 * self.weeks - 1)

    @property
    def mondays(self) -> list[date]:
        """The first day of each week."""
        return [self.first + timedelta(days=7 * rank) for rank in range(self.weeks)]

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return moments(self.first, self.last)[0]

    @property
    def end(self) -> datetime:
        """The moment after it."""
        return moments(self.first, self.last)[1]


def until(today: date, weeks: int) -> Period:
    """So many weeks, the current one included."""
    monday = today - timedelta(days=today.weekday())
    return Period(monday - timedelta(days=7 * (weeks - 1)), weeks)


@dataclass(frozen=True)
class Week:
    """What happened within a week, and what was left at its end."""

    first: date
    opened: int
    ended: int  # solved, cancelled, refused or joined to another
    solved: int
    broken: int  # of those solved, the promise to the library was not kept
    standing: int  # open at its end

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)


@dataclass(frozen=True)
class Slice:
    """Some of the tickets of the period: what they share, how many."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class Stay:
    """The time that the solved tickets of the period spent at a level."""

    level: str
    label: str
    total: timedelta
    tickets: int  # that went there

    @property
    def mean(self) -> timedelta:
        """For each ticket that went there."""
        return self.total / self.tickets


@dataclass(frozen=True)
class Flow:
    """All that the page shows of a period."""

    period: Period
    weeks: list[Week]
    to_take: timedelta | None  # median, of those declared in the period and taken
    to_solve: timedelta | None  # median, of those solved in the period
    stays: list[Stay]
    causes: list[Slice]
    categories: list[Slice]

    @property
    def opened(self) -> int:
        """Declared in the period."""
        return sum(week.opened for week in self.weeks)

    @property
    def solved(self) -> int:
        """Solved in the period."""
        return sum(week.solved for week in self.weeks)

    @property
    def broken(self) -> int:
        """Of those solved, beyond what was promised to the library."""
        return sum(week.broken for week in self.weeks)

    @property
    def standing(self) -> int:
        """Still open."""
        return self.weeks[-1].standing

    @property
    def share(self) -> int | None:
        """Of a hundred solved, those within the delay; None when none was solved."""
        return (self.solved - self.broken) * 100 // self.solved if self.solved else None


def flow_of(person: Any, period: Period, library: Any = None) -> Flow:
    """The flow of what this person may read, of one library or of all. Nine queries."""
    tickets = Ticket.objects.visible_to(person).order_by()
    if library is not None:
        tickets = tickets.filter(library=library)
    opened = tickets.filter(opened_at__gte=period.start, opened_at__lt=period.end)
    solved = tickets.filter(resolved_at__gte=period.start, resolved_at__lt=period.end)
    weeks = _weeks(tickets, opened, period)
    taken = opened.filter(taken_at__isnull=False)
    return Flow(
        period,
        weeks,
        _median(taken, F("taken_at") - F("opened_at"), taken.count()),
        _median(solved, F("resolved_at") - F("opened_at"), sum(week.solved for week in weeks)),
        _stays(solved),
        _causes(solved),
        _categories(opened),
    )


def _weeks(tickets: QuerySet, opened: QuerySet, period: Period) -> list[Week]:
    """Three queries: what was open before, what came, what went."""
    came = _by_week(opened, "opened_at", {"n": Count("pk")})
    over = tickets.annotate(over_at=piles.ended_at())
    ended = over.filter(over_at__gte=period.start, over_at__lt=period.end).annotate(is_broken=piles.broken_promise())
    is_solved = Q(resolved_at__isnull=False)
    asked = {
        "n": Count("pk"),
        "solved": Count("pk", filter=is_solved),
        "broken": Count("pk", filter=is_solved & Q(is_broken=True)),
    }
    went = _by_week(ended, "over_at", asked)
    standing, found = over.filter(still_open(period.start)).count(), []
    for monday in period.mondays:
        n, gone = came.get(monday, {}).get("n", 0), went.get(monday, {})
        standing += n - gone.get("n", 0)
        found.append(Week(monday, n, gone.get("n", 0), gone.get("solved", 0), gone.get("broken", 0), standing))
    return found


def _by_week(rows: QuerySet, field: str, asked: dict[str, Any]) -> dict[date, dict[str, int]]:
    grouped = rows.annotate(week=TruncWeek(field, tzinfo=clock.PARIS)).values("week").annotate(**asked)
    return {row["week"].astimezone(clock.PARIS).date(): row for row in grouped}


def _median(rows: QuerySet, length: Any, n: int) -> timedelta | None:
    """The middle one, or between the two in the middle: sorted by the database, one or two rows fetched."""
    if not n:
        return None
    lengths = rows.annotate(length=ExpressionWrapper(length, DurationField())).order_by("length")
    middle = list(lengths.values_list("length", flat=True)[(n - 1) // 2 : n // 2 + 1])
    return sum(middle, timedelta(0)) / len(middle)


def _stays(solved: QuerySet) -> list[Stay]:
    """At each level, while there was something to do: from an interval to the next one of its ticket."""
    later = TicketInterval.objects.filter(ticket=OuterRef("ticket")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    rows = TicketInterval.objects.filter(ticket__in=solved.values("pk"), state__in=OPEN).order_by()
    rows = rows.annotate(until=Subquery(later.order_by("at", "pk").values("at")[:1])).filter(until__isnull=False)
    length = ExpressionWrapper(F("until") - F("at"), DurationField())
    counted = rows.values("level").annotate(total=Sum(length), tickets=Count("ticket", distinct=True))
    by_level = {row["level"]: row for row in counted}
    return [
        Stay(level.value, str(level.label), by_level[level]["total"], by_level[level]["tickets"])
        for level in Level
        if level in by_level
    ]


def _causes(solved: QuerySet) -> list[Slice]:
    counted = solved.exclude(cause="").values("cause").annotate(n=Count("pk")).order_by("-n", "cause")
    return [Slice(row["cause"], str(Cause(row["cause"]).label), row["n"]) for row in counted]


def _categories(opened: QuerySet) -> list[Slice]:
    counted = opened.values("category", "category__name").annotate(n=Count("pk")).order_by("-n", "category__name")
    return [Slice(str(row["category"]), row["category__name"], row["n"]) for row in counted[:MOST_CATEGORIES]]
