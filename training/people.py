"""Who works on the shared tools; whom someone may book, and at the title of which function."""

from datetime import date

from django.db import models

from network.models import Assignment, Person
from network.models.assignment import AssignmentQuerySet
from network.roles import Right, roles_with
from training.rules import may_manage_training


def at_work(on: date) -> models.QuerySet[Assignment]:
    """The functions that day of whoever works on the shared tools (art. 2.2)."""
    return Assignment.objects.current(on).filter(role__in=roles_with(Right.TAKE_TRAINING), person__is_active=True)


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

    Someone who holds two functions is booked for that of a library, whose head then decides; else for the first.
    """
    rows = (
        within_reach(person, on)
        .with_place()
        .select_related("person")
        .order_by("person__sort_name", "person", "starts_on", "pk")
    )
    found: dict[int, Assignment] = {}
    for one in rows:
        known = found.get(one.person_id)
        if known is None or (one.library_id and not known.library_id):
            found[one.person_id] = one
    return sorted(found.values(), key=lambda one: one.person_id != person.pk)
