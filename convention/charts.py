"""The ends of conventions as pictures: upright on the home, along time on their own page, with one legend."""

from calendar import monthrange
from datetime import date

from django.urls import reverse

from convention import coverage
from foundation.charts import RUST, SHADE, TEAL, Bar, BarChart, Key, Moment, Timeline
from foundation.french import NBSP, SHORT_MONTHS, count, enumerate_fr, month_name

NEAR = 3  # months, this one included, drawn darker: what asks for action now
MEANING = {
    TEAL: "ce mois-ci et les deux suivants",
    SHADE: "les mois d’après",
    RUST: "« mandat » : une au moins prend fin avec le mandat du Président",
}


def chart(months: list[coverage.Month]) -> BarChart:
    """One bar per month: rust when the mandate ends conventions, teal within ninety days, pale beyond."""
    bars = [
        Bar(month_label(month.first), len(month.conventions), _fill(month, index), _note(month))
        for index, month in enumerate(months)
    ]
    told = [f"{_month_told(month)}{_by_mandate(month)}" for month in months if month.conventions]
    return BarChart(
        "convention-ends",
        "Conventions qui prennent fin, mois par mois",
        enumerate_fr(told) or "Aucune convention ne prend fin sur cette période.",
        bars,
        _legend(months),
    )


def timeline(months: list[coverage.Month], on: date) -> Timeline:
    """The same ends along time, each month a link to its conventions in the list."""
    moments = [_moment(month, index) for index, month in enumerate(months)]
    days = monthrange(on.year, on.month)[1]
    title, mark = "Fins des conventions, mois par mois", (on.day - 0.5) / days
    return Timeline("convention-timeline", title, moments, mark, _legend(months))


def month_label(first: date) -> str:
    """« janv. », and « janv. 27 » where the year changes."""
    short = SHORT_MONTHS[first.month - 1]
    return f"{short} {first:%y}" if first.month == 1 else short


def _fill(month: coverage.Month, index: int) -> str:
    if month.mandate_count:
        return RUST
    return TEAL if index < NEAR else SHADE


def _note(month: coverage.Month) -> str:
    return "· mandat" if month.mandate_count else ""


def _by_mandate(month: coverage.Month) -> str:
    return f", dont {month.mandate_count} par la fin du mandat" if month.mandate_count else ""


def _month_told(month: coverage.Month) -> str:
    return f"{month_label(month.first)} : {len(month.conventions)}"


def _legend(months: list[coverage.Month]) -> list[Key]:
    """What the colours of the bars that are drawn mean."""
    drawn = {_fill(month, index) for index, month in enumerate(months) if month.conventions}
    return [Key(fill, words) for fill, words in MEANING.items() if fill in drawn]


def _moment(month: coverage.Month, index: int) -> Moment:
    found, first = len(month.conventions), month.first
    label = f"{SHORT_MONTHS[first.month - 1]} {first:%Y}" if index == 0 or first.month == 1 else month_label(first)
    if not found:
        return Moment(label, 0)
    words = f"{month_name(first)}{NBSP}: {count(found, 'convention')}{_by_mandate(month)}"
    address = f"{reverse('convention:list')}?ends={first:%Y-%m}"
    return Moment(label, found, address, words, _fill(month, index), _note(month))
