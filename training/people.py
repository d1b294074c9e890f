"""Who works on the shared tools; whom someone may book, and at the title of which function."""

from datetime import date

from django.db import models

from network.models import Assignment, Person
from network.roles import Right, roles_with
from training.rules import may_manage_training


def at_work(on: date) -> models.QuerySet[Assignment]:
    """The functions that day of whoever works on the shared tools (art. 2.2)."""
    return Assignment.objects.current(on).filter(role__in=roles_with(Right.TAKE_TRAINING), person__is_active=True)


def bookable_by(person: Person, on: date) -> list[Assignment]:
    """The functions that this person may book for, one per person: one’s own first, then one’s team’s.

    Someone who holds two functions is booked for that of a library, whose head then decides; else for the first.
    """
    working = Assignment.objects.from_day(on).filter(role__in=roles_with(Right.TAKE_TRAINING), person__is_active=True)
    if not may_manage_training(person):
        headed = Assignment.objects.current(on).filter(person=person, role__in=roles_with(Right.APPROVE_BOOKING))
        working = working.filter(models.Q(person=person) | models.Q(library__in=headed.values("library")))
    rows = working.with_place().select_related("person").order_by("person__sort_name", "person", "starts_on", "pk")
    found: dict[int, Assignment] = {}
    for one in rows:
        known = found.get(one.person_id)
        if known is None or (one.library_id and not known.library_id):
            found[one.person_id] = one
    return sorted(found.values(), key=lambda one: one.person_id != person.pk)
