"""What gives back what an attestation certified for: a course, its next session, a booking made already."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from typing import Any

from django.db.models import QuerySet

from training.models import Booking, Course, Session


def courses_for(reader: Any, modules: Collection[str]) -> QuerySet[Course]:
    """The courses on offer that this person may read and that certify for all these modules; none for no module."""
    if not modules:
        return Course.objects.none()
    return _with_all(Course.objects.visible_to(reader).on_offer(), modules, "modules__module")


def next_session(courses: QuerySet[Course], now: datetime) -> Any:
    """The next session to come of these courses, with `first_at`, or None."""
    coming = Session.objects.to_come(now).filter(course__in=courses)
    return coming.select_related("course").order_by("first_at", "pk").first()


def coming_booking(person: Any, modules: Collection[str], now: datetime) -> Any:
    """The next booking of someone for a session that certifies for all these modules, with `first_at`, or None."""
    if not modules:
        return None
    asked = _with_all(Booking.objects.alive().filter(person=person), modules, "session__course__modules__module")
    coming = asked.with_dates().filter(first_at__gt=now).select_related("session__course")
    return coming.order_by("first_at", "pk").first()


def _with_all(found: Any, modules: Collection[str], path: str) -> Any:
    """Those that have each of these modules: one condition, hence one join, for each."""
    return reduce(lambda narrowed, module: narrowed.filter(**{path: module}), sorted(modules), found)
