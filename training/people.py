"""Who works on the shared tools; whom someone may book, and at the title of which function."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models.functions import TruncDate

from foundation import clock
from network.models import Assignment, Person
from network.models.assignment import AssignmentQuerySet
from network.roles import Right, roles_with
from training.models import HalfDay, Session
from training.models.booking import BookingQuerySet
from training.rules import may_manage_training, refusal_of_assignment


def at_work(on: date) -> models.QuerySet[Assignment]:
    """The functions that day of whoever works on the shared tools (art. 2.2)."""
    return Assignment.objects.current(on).filter(role__in=roles_with(Right.TAKE_TRAINING), person__is_active=True)


def of_leavers(bookings: BookingQuerySet) -> BookingQuerySet:
    """Of these bookings, those whose holder, on one day of the session, no longer works on the shared tools.

    In any place: who changes library keeps their seat.
    """
    days = HalfDay.objects.annotate(day=TruncDate("starts_at", tzinfo=clock.PARIS))
    day: Any = models.OuterRef("day")
    is_there = models.Exists(at_work(day).filter(person=models.OuterRef(models.OuterRef("person"))))
    return bookings.filter(models.Exists(days.filter(~is_there, session=models.OuterRef("session"))))


def within_reach(person: Person, on: date) -> AssignmentQuerySet:
    """The functions, today’s and to come, of those whose training someone answers for.

    Oneself; one’s team, for the head of a library; anyone who works on the shared tools, for who keeps the sessions.
    """
    working = Assignment.objects.from_day(on).filter(role__in=roles_with(Right.TAKE_TRAINING), person__is_active=True)
    if may_manage_training(person):
        return working
    headed = Assignment.objects.current(on).filter(person=person, role__in=roles_with(Right.APPROVE_BOOKING))
    return working.filter(models.Q(person=person) | models.Q(library__in=headed.values("library")))


def bookable_by(person: Person, on: date) -> list[Assignment]:
    """The functions that this person may book for, one per person: one’s own first, then one’s team’s.

    Of someone who holds two functions, that of a library, whose head then decides; else the first.
    """
    return [_main(held) for held in _held_within_reach(person, on)]


def bookable_in(session: Session, person: Person, on: date) -> list[Assignment]:
    """The same for a session that has its dates: of each person, the functions that run on its days, one per place.

    The commune of the seat and the head who decides follow from the place: of two, one chooses. Who changes function
    between two of the days is there by the first. Who holds none these days is there by another function, and booking
    says why not.
    """
    found: list[Assignment] = []
    reached = _held_within_reach(person, on)
    changing = _changing(session, [one for held in reached for one in held])
    for held in reached:
        by_place = _by_place(one for one in held if not refusal_of_assignment(session, one))
        if not by_place and held[0].person_id in changing:
            by_place = _by_place(one for one in held if not refusal_of_assignment(session, one, works_every_day=True))
        found += by_place.values() or [_main(held)]
    return found


def _by_place(functions: Iterable[Assignment]) -> dict[Any, Assignment]:
    found: dict[Any, Assignment] = {}
    for one in functions:
        found.setdefault(one.place, one)
    return found


def refusal_of_function(session: Session, assignment: Assignment) -> str:
    """Why this function does not let its holder book, or nothing: alone, or with those that follow it, in any place."""
    changing = _changing(session, [assignment])
    return refusal_of_assignment(session, assignment, works_every_day=assignment.person_id in changing)


def _changing(session: Session, functions: list[Assignment]) -> set[int]:
    """Of those with one of these functions, who leaves it between two days of the session and works on each of them."""
    if session.starts_at is None or session.ends_at is None:
        return set()
    first, last = (one.astimezone(clock.PARIS).date() for one in (session.starts_at, session.ends_at))
    leaving = {one.person_id for one in functions if one.ends_on and first <= one.ends_on < last}
    if not leaving:
        return set()
    days = {starts_at.astimezone(clock.PARIS).date() for starts_at, _ in session.spans}
    working = Assignment.objects.from_day(first).filter(role__in=roles_with(Right.TAKE_TRAINING), person__in=leaving)
    worked = {(one.person_id, day) for one in working for day in days if one.runs_on(day)}
    return {person for person in leaving if all((person, day) in worked for day in days)}


def _held_within_reach(person: Person, on: date) -> list[list[Assignment]]:
    """By person, oneself first, then by name, the functions within reach: the earliest first."""
    rows = within_reach(person, on).with_place().select_related("person")
    found: dict[int, list[Assignment]] = {}
    for one in rows.order_by("person__sort_name", "person", "starts_on", "pk"):
        found.setdefault(one.person_id, []).append(one)
    return sorted(found.values(), key=lambda held: held[0].person_id != person.pk)


def _main(held: list[Assignment]) -> Assignment:
    return next((one for one in held if one.library_id), held[0])
