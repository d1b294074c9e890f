"""What gives back what an attestation certified for: a course, its next session, a booking made already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from foundation import clock
from foundation.french import long_date
from foundation.parts import Button
from training.models import Booking, Course, Session
from training.progress import lacking


@dataclass(frozen=True)
class Step:
    """What someone does next on the way to a course: a session to book, or the course while none is planned."""

    course: Course
    session: Any  # with `first_at`; None while none is planned
    is_before: bool  # it is not the course itself, but what must be followed before

    def button(self, person: Any, reader: Any) -> Button:
        """What this reader opens to do it for that person."""
        if self.session is None:
            return Button(f"Voir « {self.course} »", self.course.get_absolute_url(), icon="graduation-cap")
        what = f"« {self.course} », " if self.is_before else ""
        day = long_date(self.session.first_at.astimezone(clock.PARIS).date())
        label = f"S’inscrire à {what}session du {day}" if what else f"S’inscrire à la session du {day}"
        return Button(label, reverse("training:book", args=[self.session.pk]), icon="graduation-cap")


def courses_for(reader: Any, modules: Collection[str]) -> QuerySet[Course]:
    """The courses on offer that this person may read and that certify for all these modules; none for no module."""
    if not modules:
        return Course.objects.none()
    return _with_all(Course.objects.visible_to(reader).on_offer(), modules, "modules__module")


def next_session(courses: QuerySet[Course], now: datetime) -> Any:
    """The next session to come of these courses, with `first_at`, or None."""
    coming = Session.objects.to_come(now).filter(course__in=courses)
    return coming.select_related("course").order_by("first_at", "pk").first()


def next_step(courses: QuerySet[Course], person: Any, now: datetime) -> Step | None:
    """What someone does next to follow one of these courses, or None when nothing leads there.

    The soonest session of those that they may book; where prerequisites are lacking, of those, however far.
    """
    found: list[Step] = []
    waiting, seen = [(one, False) for one in courses], set()
    while waiting:
        course, is_before = waiting.pop(0)
        if course.pk in seen:
            continue
        seen.add(course.pk)
        session = next_session(Course.objects.filter(pk=course.pk), now)
        before = lacking(course, person, session.first_at if session else now)
        if not before:
            found.append(Step(course, session, is_before))
        waiting += [(one, True) for one in before if one.withdrawn_on is None]
    return min(found, key=_nearness, default=None)


def _nearness(step: Step) -> tuple[bool, bool, datetime]:
    return step.session is None, step.is_before, step.session.first_at if step.session else clock.now()


def booked_for(person: Any, courses: QuerySet[Course], now: datetime) -> Any:
    """The next booking of someone for a session of one of these courses, with `first_at`, or None."""
    alive = Booking.objects.alive().filter(person=person, session__course__in=courses).with_dates()
    return alive.filter(first_at__gt=now).select_related("session__course").order_by("first_at", "pk").first()


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
