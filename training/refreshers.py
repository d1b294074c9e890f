"""What gives back what an attestation certified for: a course, its next session, a booking made already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from foundation import clock
from foundation.french import long_date, moment
from foundation.parts import Button
from training.models import Booking, Course, Session
from training.progress import lacking


@dataclass(frozen=True)
class Step:
    """What someone does next on the way to a course: a booking made already, a session, or the course without any."""

    course: Course
    is_before: bool  # it is not the course itself, but what must be followed before
    session: Any = None  # with `first_at`, like the booking
    booking: Any = None

    @property
    def told(self) -> str:
        """« Suivez d’abord « Cataloguer » : la prochaine session a lieu le mardi 16 mars 2027 à 9 h. »."""
        where = "aucune session n’est encore prévue"
        if self.booking is not None:
            where = f"session du {moment(self.booking.first_at)}, {str(self.booking.get_state_display()).lower()}"
        elif self.session is not None:
            where = f"la prochaine session a lieu le {moment(self.session.first_at)}"
        return f"Suivez d’abord « {self.course} » : {where}." if self.is_before else f"{where[0].upper()}{where[1:]}."

    def look(self) -> Button:
        """The page of the course."""
        return Button(f"Voir « {self.course} »", self.course.get_absolute_url(), icon="graduation-cap")

    def button(self, person: Any, reader: Any) -> Button:
        """What this reader, who may book that person, opens to do it."""
        if self.booking is not None:
            return Button("Voir l’inscription", self.booking.get_absolute_url(), icon="calendar-check")
        if self.session is None:
            return self.look()
        day = long_date(self.session.first_at.astimezone(clock.PARIS).date())
        label = f"S’inscrire à la session du {day}"
        if self.is_before:
            label = f"S’inscrire à « {self.course} », session du {day}"
        url = reverse("training:book", args=[self.session.pk])
        return Button(label, url if person == reader else f"{url}?person={person.pk}", icon="graduation-cap")


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

    A session that they are booked for, else the soonest that they may book; where prerequisites are lacking, of those,
    however far.
    """
    found: list[Step] = []
    waiting, seen = [(one, False) for one in courses], set()
    while waiting:
        course, is_before = waiting.pop(0)
        if course.pk in seen:
            continue
        seen.add(course.pk)
        itself = Course.objects.filter(pk=course.pk)
        session, booking = next_session(itself, now), _booked_for(person, itself, now)
        before = lacking(course, person, session.first_at if session else now)
        if booking is not None or not before:
            found.append(Step(course, is_before, session, booking))
        waiting += [(one, True) for one in before if one.withdrawn_on is None]
    return min(found, key=_nearness, default=None)


def _nearness(step: Step) -> tuple[bool, bool, bool, datetime]:
    at = step.session.first_at if step.session else clock.now()
    return step.booking is None, step.session is None, step.is_before, at


def _booked_for(person: Any, courses: QuerySet[Course], now: datetime) -> Any:
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
