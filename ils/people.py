"""For whom someone may ask an access, and who asks in a place."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from ils import rules
from ils.access import workplaces
from network.models import Assignment, Library, Person, Service
from network.models.assignment import AssignmentQuerySet
from network.roles import Role
from training.correspondents import effective_correspondents


def libraries_where(person: Any, on: date) -> QuerySet:
    """The libraries where this person asks for accesses: those they head, those whose référent they are (R19)."""
    if rules.may_grant(person):
        return Library.objects.open_on(on)
    return Library.objects.open_on(on).filter(_asked_for_by(person, on, "pk"))


def places_ever(person: Any, on: date) -> list[Any]:
    """The places whose accesses this person looks back on: the same libraries and those closed since, then services."""
    is_everyone = rules.may_grant(person)
    asked_for = Q() if is_everyone else _asked_for_by(person, on, "pk")
    libraries = Library.objects.filter(asked_for).select_related("commune").order_by("sort_name", "pk")
    return [*libraries, *(Service.objects.order_by("name", "pk") if is_everyone else [])]


def may_ask(person: Any, on: date) -> bool:
    """Whether this person asks for accesses anywhere."""
    return bool(person.is_active) and (rules.may_grant(person) or libraries_where(person, on).exists())


def team_of(person: Any, on: date) -> AssignmentQuerySet:
    """The functions of those for whom this person may ask an access, today’s and to come; services for the SCLP."""
    people = workplaces().from_day(on).filter(person__is_active=True).with_place().select_related("person")
    there = Q(library__in=libraries_where(person, on).values("pk"))
    return people.filter(there | Q(service__isnull=False) if rules.may_grant(person) else there)


def askers_in(library: Library, on: date) -> QuerySet:
    """Who asks for accesses in a library: one writes to them."""
    headed = Assignment.objects.current(on).filter(library=library, role=Role.LIBRARY_HEAD)
    served = effective_correspondents(on).filter(library=library)
    return Person.objects.filter(Q(assignments__in=headed) | Q(assignments__in=served), is_active=True).distinct()


def whose_closings_are_told_to(person: Any, on: date) -> AssignmentQuerySet:
    """The functions of whoever this person is warned for: their own, those of the libraries they head or serve."""
    return workplaces().filter(Q(person=person) | _asked_for_by(person, on, "library"))


def _asked_for_by(person: Any, on: date, library: str) -> Q:
    """A condition, where `library` is the path of the library: its head asks, and its référent once trained (R19)."""
    headed = Assignment.objects.current(on).filter(person=person, role=Role.LIBRARY_HEAD)
    served = effective_correspondents(on).filter(person=person)
    return Q(**{f"{library}__in": headed.values("library")}) | Q(**{f"{library}__in": served.values("library")})


def granters(on: date) -> QuerySet:
    """The coordinators, who are written to when an access is asked for."""
    return Person.objects.holding(Role.COORDINATOR, on).filter(is_active=True)
