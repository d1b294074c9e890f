"""« Ouvrir les sièges manquants »: what the convention gives a body, once, with who holds the function today."""

from datetime import date

import pytest
from django.db import transaction

from committees import bodies, missing_seats
from committees.missing_seats import NO_CONVENTION, launch, plan
from committees.models import Committee, Designation, Seat
from committees.states import Capacity, Kind, Rank, Voice
from foundation import clock, job_runs
from foundation.models import JobLine
from foundation.workflow import Refused
from network.roles import Role
from tests.at_once import at_once
from tests.committees.factories import TODAY, SeatFactory, covered, holding, library_seat, technical
from tests.factories import (
    CommuneFactory,
    LibraryFactory,
    PresidentMandateFactory,
    ServiceFactory,
    VendorFactory,
    person_as,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(mandate):
    return person_as(Role.COORDINATOR)


@pytest.fixture
def library(by):
    """A library whose commune is under a convention, with its head and its référent."""
    library = LibraryFactory(name="Phare", commune=CommuneFactory(name="Limay"))
    covered(library.commune)
    for role in (Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT):
        holding(role, library=library)
    return library


def named(found) -> set[tuple[str, str]]:
    """The seats to open, each with who would sit there."""
    return {(one.label, str(one.person or "")) for one in found.missing}


def test_the_plan_is_what_the_convention_says_with_who_holds_the_function(library, by):
    ServiceFactory(code="DSINUM")

    found = plan(technical(), TODAY)

    head, correspondent = (str(one.person) for one in library.assignments.order_by("pk"))
    assert named(found) == {
        ("DSINum", ""),
        ("direction du SCLP", ""),
        ("responsable des projets numériques", str(by)),
        ("référent SIGB", ""),
        ("direction générale adjointe (DGA)", ""),
        ("direction de l’action culturelle (DAC)", ""),
        ("responsable de bibliothèque, Phare, Limay", head),
        ("référent informatique, Phare, Limay", correspondent),
        ("participant désigné par la commune, Limay", ""),
    }
    assert (found.already, found.designated, found.left_out) == (0, 3, [])


def test_what_is_left_out_says_why(library):
    ServiceFactory(code="DSINUM").delete()
    other = LibraryFactory(commune=CommuneFactory(name="Aincourt"))
    LibraryFactory(commune=other.commune)
    LibraryFactory(commune=library.commune, closed_on=date(2026, 1, 1))

    found = plan(technical(), TODAY)

    assert found.left_out == [
        ("DSINum", "le service DSINUM n’est pas enregistré"),
        ("Aincourt (2 bibliothèques)", NO_CONVENTION),
    ]
    assert not [one for one in found.missing if "Aincourt" in one.label]
    assert sum(one.capacity == Capacity.LIBRARY_HEAD for one in found.missing) == 1


@pytest.mark.parametrize(("on", "is_there"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_a_commune_comes_in_with_the_first_day_of_its_convention(library, on, is_there):
    found = plan(technical(), on)

    assert any("Limay" in one.label for one in found.missing) is is_there


def test_the_participant_is_who_the_commune_has_named_in_its_mairie_or_in_a_library(library):
    named_there = holding(Role.MEMBER, library=library, starts_on=date(2021, 1, 1)).person
    holding(Role.MEMBER, commune=library.commune, starts_on=date(2022, 1, 1))

    one = next(one for one in plan(technical(), TODAY).missing if one.capacity == Capacity.PARTICIPANT)

    assert (one.person, one.others) == (named_there, 1)


def test_each_seat_is_a_line_with_its_result_and_asked_again_nothing_is_opened(library, by):
    job = launch(technical(), by=by, once_key="un")
    job_runs.run(job.pk)

    lines = {line.label: line.message for line in job.lines.all()}
    head = library.assignments.get(role=Role.LIBRARY_HEAD).person
    assert lines["responsable de bibliothèque, Phare, Limay"].endswith(f"ouvert : {head}.")
    assert lines["participant désigné par la commune, Limay"].endswith("ouvert, vacant.")
    assert {line.status for line in job.lines.all()} == {JobLine.Status.DONE}
    assert Seat.objects.filter(committee=technical()).count() == len(lines)
    assert Seat.objects.get(capacity=Capacity.DGA).voice == Voice.GUEST
    assert set(Designation.objects.values_list("rank", "starts_on", "designated_by")) == {(Rank.HOLDER, TODAY, by.pk)}
    with pytest.raises(Refused, match="Rien à ouvrir"):
        launch(technical(), by=by, once_key="deux")
    assert launch(technical(), by=by, once_key="un") == job


def test_a_seat_opened_meanwhile_is_not_opened_twice(library, by):
    key = f"{Capacity.LIBRARY_HEAD} library {library.pk}"
    assert missing_seats.open_one(technical(), key, by=by).url

    again = missing_seats.open_one(technical(), key, by=by)

    assert (again.status, Seat.objects.count()) == (JobLine.Status.SKIPPED, 1)


@pytest.mark.django_db(transaction=True)
def test_two_open_the_same_seat_at_the_same_moment_and_it_is_opened_once():
    PresidentMandateFactory()
    library, by = LibraryFactory(), person_as(Role.COORDINATOR)
    covered(library.commune)

    def opened() -> str:
        with clock.frozen_at(TODAY), transaction.atomic():
            return missing_seats.open_one(technical(), f"{Capacity.LIBRARY_HEAD} library {library.pk}", by=by).status

    found = at_once(*[opened] * 4)

    assert sorted(found) == [JobLine.Status.DONE, *[JobLine.Status.SKIPPED] * 3]
    assert Seat.objects.count() == 1


def test_what_is_there_already_is_counted_and_a_closed_seat_is_missing_again(library, by):
    seat = library_seat(library, committee=technical(), number=1)
    SeatFactory(committee=technical(), commune=library.commune, number=2)

    found = plan(technical(), TODAY)
    assert found.already == 2
    bodies.close_seat(seat, by=by, last_day=date(2027, 2, 28))

    assert plan(technical(), TODAY).already == 1


def test_a_service_seat_given_to_the_vendor_is_there(library):
    vendor = holding(Role.SIGB_REFERENT, vendor=VendorFactory()).vendor
    SeatFactory(committee=technical(), capacity=Capacity.SIGB_REFERENT, commune=None, vendor=vendor)

    assert not [one for one in plan(technical(), TODAY).missing if one.capacity == Capacity.SIGB_REFERENT]


def test_the_coordination_has_its_three_seats(by):
    ServiceFactory(code="DSINUM")
    manager = holding(Role.PROJECT_MANAGER, service=ServiceFactory(code="DSINUM")).person

    found = plan(Committee.objects.get(kind=Kind.COORDINATION), TODAY)

    assert named(found) == {
        ("direction du SCLP", ""),
        ("responsable des projets numériques", str(by)),
        ("chef de projet Solutions métiers", str(manager)),
    }


def test_a_body_that_the_convention_does_not_compose_has_nothing_to_open(by):
    with pytest.raises(Refused):
        missing_seats.open_one(Committee.objects.get(kind=Kind.STRATEGIC), "DGA", by=by)
    assert plan(Committee.objects.get(kind=Kind.STRATEGIC), TODAY).missing == []


def test_the_plan_costs_as_much_for_three_communes_as_for_one(library, django_assert_num_queries):
    body = technical()
    with django_assert_num_queries(6):
        plan(body, TODAY)
    for _ in range(2):
        covered(LibraryFactory().commune)
    with django_assert_num_queries(6):
        assert len(plan(body, TODAY).missing) > 10
