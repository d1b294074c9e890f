"""When a place is open: the version of its hours that applies at a moment, as the clocks of the desk ask it (R35).

As long as nothing is recorded, and before the first version, the place has the shipped hours, whose number is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from foundation.clock import PARIS
from foundation.workcalendar import Hours
from network.models import Library, OpeningHours, Service, Vendor
from network.roles import SERVICES
from network.weeks import LIBRARY_HOURS, SERVICE_HOURS, VENDOR_HOURS

SHIPPED = 0
Place = Service | Vendor | Library


class Version(NamedTuple):
    """Hours and the number by which they are found again: 0 for those that the product ships."""

    number: int
    hours: Hours


def shipped(place: Place) -> Hours:
    """The hours of a place that has recorded none: starting values, never told as its own."""
    if isinstance(place, Library):
        return LIBRARY_HOURS
    return VENDOR_HOURS if isinstance(place, Vendor) else SERVICE_HOURS


def version_of(place: Place, moment: datetime) -> Version:
    """The hours that apply in this place at that moment, with their number."""
    found = OpeningHours.objects.in_force(place, _day(moment))
    return Version(found.number, found.hours) if found else Version(SHIPPED, shipped(place))


def hours_of(place: Place, moment: datetime) -> Hours:
    """The hours that apply in this place at that moment."""
    return version_of(place, moment).hours


class Calendar:
    """The hours of one place at any moment, its versions read once: for whoever asks of many moments."""

    def __init__(self, versions: Iterable[OpeningHours], without: Hours) -> None:
        """`versions` with the latest first; before them, the place has the hours `without` any recorded."""
        self._versions = list(versions)
        self._hours: dict[int, Hours] = {SHIPPED: without}

    @classmethod
    def of(cls, place: Place) -> Calendar:
        """The one of this place."""
        return cls(OpeningHours.objects.of_place(place), shipped(place))

    @classmethod
    def of_services(cls) -> dict[str, Calendar]:
        """Those of both services of the convention, by their code (`PlaceKind`), recorded or not; in one query."""
        versions: dict[str, list[OpeningHours]] = {str(kind): [] for kind in sorted(SERVICES)}
        for one in OpeningHours.objects.filter(service__isnull=False).select_related("service"):
            assert one.service is not None  # as was asked
            versions.setdefault(one.service.code, []).append(one)
        return {code: cls(found, SERVICE_HOURS) for code, found in versions.items()}

    def hours_at(self, moment: datetime) -> Hours:
        """The hours that apply at that moment."""
        day = _day(moment)
        found = next((one for one in self._versions if one.has_begun(day)), None)
        number = found.number if found else SHIPPED
        if number not in self._hours and found:
            self._hours[number] = found.hours
        return self._hours[number]


def numbered(place: Place, number: int) -> Hours:
    """The hours of this place that bear this number, whenever. Raises OpeningHours.DoesNotExist."""
    if number == SHIPPED:
        return shipped(place)
    return OpeningHours.objects.of_place(place).get(number=number).hours


def of_services(moment: datetime) -> dict[str, Version]:
    """The same for both services of the convention, by their code (`PlaceKind`), recorded or not; in one query."""
    begun = OpeningHours.objects.begun_on(_day(moment)).filter(service__isnull=False)
    latest = {one.service.code: one for one in begun.select_related("service").order_by("applies_from", "pk")}
    found = {code: Version(one.number, one.hours) for code, one in latest.items()}
    return {str(kind): Version(SHIPPED, SERVICE_HOURS) for kind in sorted(SERVICES)} | found


def _day(moment: datetime) -> date:
    """The day in Paris. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(PARIS).date()
