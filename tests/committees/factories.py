"""Bodies, seats and who sits there, for tests: the smallest that the database accepts."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from committees.models import Committee, Designation, Seat
from committees.states import Capacity, Kind
from convention.models import Convention
from convention.states import State
from network.models import Assignment, Commune
from network.roles import Role
from tests.convention.factories import ConventionFactory
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory, PersonFactory

TODAY = date(2027, 3, 1)
FIRST = date(2020, 1, 1)


class CommitteeFactory(DjangoModelFactory):
    """A working group open since 2020."""

    class Meta:
        model = Committee

    code = factory.Sequence(lambda n: f"GT{n}")
    name = factory.Sequence(lambda n: f"Groupe {n}")
    kind = Kind.WORKING_GROUP
    purpose = "Prépare le portail."
    opened_on = FIRST


class SeatFactory(DjangoModelFactory):
    """The participant of a commune, open since 2020."""

    class Meta:
        model = Seat

    committee = factory.SubFactory(CommitteeFactory)
    number = factory.Sequence(lambda n: n + 1)
    capacity = Capacity.PARTICIPANT
    commune = factory.SubFactory(CommuneFactory)
    opened_on = FIRST


def technical() -> Committee:
    """The comité technique that the migrations ship."""
    return Committee.objects.get(kind=Kind.TECHNICAL)


def library_seat(library: Any = None, capacity: str = Capacity.LIBRARY_HEAD, **facts: Any) -> Seat:
    """The seat of a library."""
    return SeatFactory(capacity=capacity, commune=None, library=library or LibraryFactory(), **facts)


def office_seat(**facts: Any) -> Seat:
    """A seat of an office outside the services."""
    return SeatFactory(**{"capacity": Capacity.DGA, "commune": None, **facts})


def holding(role: Role = Role.MEMBER, **facts: Any) -> Assignment:
    """Somebody who holds this function since 2020; in a commune unless another place is given."""
    if not {"library", "commune", "service", "vendor"} & set(facts):
        facts["commune"] = CommuneFactory()
    return AssignmentFactory(role=role, **{"person": facts.pop("person", None) or PersonFactory(), **facts})


def sitting(seat: Seat, person: Any = None, **facts: Any) -> Designation:
    """Somebody designated there since 2026: in a commune’s seat, with a function in that commune."""
    if person is None:
        person = holding(commune=seat.commune).person if seat.commune else PersonFactory()
    return Designation.objects.create(seat=seat, person=person, **{"starts_on": date(2026, 1, 1), **facts})


def covered(commune: Commune, starts_on: date = date(2027, 1, 1)) -> Convention:
    """Give a commune a convention, in force from this day."""
    return ConventionFactory(
        commune=commune, starts_on=starts_on, state=State.NOTIFIED, notified_on=starts_on, validated_on=starts_on
    )
