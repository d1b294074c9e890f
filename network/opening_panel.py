"""What a page says of the hours of a place: the week in words, today, the next closures, the versions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from foundation import clock
from foundation.french import full_date, typography
from foundation.parts import Button
from foundation.workcalendar import Hours, holiday_name
from network.models import Library, OpeningHours
from network.models.opening import place_field
from network.opening import Place, shipped
from network.rules import may_keep_hours, missing_to_change_hours
from network.weeks import openings_in_words, today_in_words, week_in_words

NEXT = 5  # closures told; the others stand in the form
HOLIDAYS_WITHIN = timedelta(days=45)


@dataclass(frozen=True)
class ToldVersion:
    """One version in the list of them: whether it is past, in force or to come, and what one may still do with it."""

    number: int
    applies_from: date
    badge: str
    tone: str
    week: list[str]
    buttons: list[Button] = field(default_factory=list)


@dataclass(frozen=True)
class HoursPanel:
    """The hours of one place, as its page shows them; without `week` when nothing can be said of it."""

    week: list[str]
    is_shipped: bool
    now: str = ""
    today: str = ""
    closures: list[str] = field(default_factory=list)
    versions: list[ToldVersion] = field(default_factory=list)
    new_url: str = ""


def hours_panel(place: Place, person: Any) -> HoursPanel:
    """What this person reads of the hours of a place, and the address where they may change them."""
    return hours_panels([place], person)[0]


def hours_panels(places: Sequence[Place], person: Any) -> list[HoursPanel]:
    """The same for several places of one sort, in one query."""
    if not places:
        return []
    name = place_field(places[0])
    rows = OpeningHours.objects.filter(**{f"{name}__in": places})
    versions: dict[int, list[OpeningHours]] = defaultdict(list)
    for row in rows:
        versions[getattr(row, f"{name}_id")].append(row)
    return [_panel(place, versions[place.pk], person) for place in places]


def _panel(place: Place, versions: list[OpeningHours], person: Any) -> HoursPanel:
    moment, today = clock.now(), clock.today()
    current = next((one for one in versions if one.has_begun(today)), None)
    may_keep = may_keep_hours(place, person)
    told = [_told(one, current, may_keep) for one in versions]
    new_url = reverse(f"network:new_{place_field(place)}_hours", args=[place.pk]) if may_keep else ""
    if current is None and isinstance(place, Library):
        return HoursPanel(week=[], is_shipped=True, versions=told, new_url=new_url)
    hours = current.hours if current else shipped(place)
    closures = current.closed if current else []
    return HoursPanel(
        week=week_in_words(hours),
        is_shipped=current is None,
        now=typography(today_in_words(hours, closures, moment)),
        today="" if today in hours.closed or holiday_name(today) else openings_in_words(hours.week[today.weekday()]),
        closures=[typography(line) for line in _next_closures(hours, closures, today)],
        versions=told,
        new_url=new_url,
    )


def _next_closures(hours: Hours, closures: Iterable[Any], today: date) -> list[str]:
    """The exceptional ones that are not over, and the public holidays that fall soon on a day of opening."""
    days = (today + timedelta(days=rank) for rank in range(HOLIDAYS_WITHIN.days + 1))
    found = [(one.first, str(one)) for one in closures if one.last >= today]
    found += [
        (day, f"{full_date(day)}, {name}") for day in days if (name := holiday_name(day)) and hours.week[day.weekday()]
    ]
    return [line for _, line in sorted(found)[:NEXT]]


def _told(version: OpeningHours, current: OpeningHours | None, may_keep: bool) -> ToldVersion:
    badge, tone = ("passés", "neutral") if version.has_begun() else ("à venir", "info")
    if version == current:
        badge, tone = "en vigueur", "ok"
    is_open = may_keep and not missing_to_change_hours(version, clock.today())
    return ToldVersion(
        version.number,
        version.applies_from,
        badge,
        tone,
        week_in_words(version.hours),
        _buttons(version) if is_open else [],
    )


def _buttons(version: OpeningHours) -> list[Button]:
    withdraw = reverse("network:withdraw_hours", args=[version.pk])
    return [
        Button("Modifier", reverse("network:edit_hours", args=[version.pk]), icon="pencil"),
        Button(
            "Retirer", withdraw, method="post", icon="trash-2", confirm=typography("Retirer ces horaires à venir ?")
        ),
    ]
