"""The hours that apply in a place at a moment: version after version, the shipped ones before, who sees them."""

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation import audit, clock
from foundation.clock import PARIS
from foundation.workcalendar import Hours
from network import opening
from network.models import OpeningHours
from network.roles import PlaceKind, Role
from network.rules import may_keep_hours, missing_to_change_hours
from network.weeks import LIBRARY_HOURS, SERVICE_HOURS, VENDOR_HOURS, kept_week
from tests.factories import (
    CommuneFactory,
    LibraryFactory,
    OpeningHoursFactory,
    PersonFactory,
    ServiceFactory,
    VendorFactory,
    person_as,
)

pytestmark = pytest.mark.django_db
SECOND = Hours(week=(((time(9), time(12)),),) * 5 + ((), ()))
BEGINS = date(2026, 12, 1)


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("moment", "number", "hours"),
    [
        ("2019-12-31T23:59", 0, SERVICE_HOURS),
        ("2020-01-01T00:00", 1, LIBRARY_HOURS),
        ("2026-11-30T23:59", 1, LIBRARY_HOURS),
        ("2026-12-01T00:00", 2, SECOND),
        ("2026-12-02T12:00", 2, SECOND),
    ],
)
def test_a_version_applies_from_its_first_moment_until_the_next_one(moment, number, hours):
    service = ServiceFactory()
    OpeningHoursFactory(service=service)
    OpeningHoursFactory(service=service, number=2, applies_from=BEGINS, week=kept_week(SECOND))

    assert opening.version_of(service, at(moment)) == (number, hours)
    assert opening.hours_of(service, at(moment)) == hours
    assert opening.numbered(service, number) == hours


def test_a_version_recorded_later_may_begin_earlier():
    service = ServiceFactory()
    OpeningHoursFactory(service=service, number=1, applies_from=BEGINS, week=kept_week(SECOND))
    OpeningHoursFactory(service=service, number=2, applies_from=date(2026, 11, 1))

    assert opening.version_of(service, at("2026-11-15T12:00")).number == 2
    assert opening.version_of(service, at("2026-12-15T12:00")).number == 1


@pytest.mark.parametrize(
    ("factory", "shipped"),
    [(ServiceFactory, SERVICE_HOURS), (VendorFactory, VENDOR_HOURS), (LibraryFactory, LIBRARY_HOURS)],
)
def test_a_place_that_has_recorded_nothing_has_the_shipped_hours(factory, shipped):
    place = factory()
    OpeningHoursFactory(library=LibraryFactory())  # another place’s change nothing here
    assert opening.version_of(place, clock.now()) == (opening.SHIPPED, shipped)


def test_a_number_that_was_never_given_and_a_place_without_hours_are_refused():
    with pytest.raises(OpeningHours.DoesNotExist):
        opening.numbered(ServiceFactory(), 1)
    with pytest.raises(ValueError, match="no opening hours"):
        opening.version_of(CommuneFactory(), clock.now())
    with pytest.raises(ValueError, match="no time zone"):
        opening.version_of(ServiceFactory(), datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


def test_both_services_are_asked_in_one_query(django_assert_num_queries):
    OpeningHoursFactory(service=ServiceFactory(code=PlaceKind.DSINUM))
    OpeningHoursFactory(
        service=ServiceFactory(code=PlaceKind.DSINUM), number=2, applies_from=BEGINS, week=kept_week(SECOND)
    )
    with django_assert_num_queries(1):
        before = opening.of_services(at("2026-11-30T12:00"))
    with django_assert_num_queries(1):
        after = opening.of_services(at("2026-12-01T12:00"))

    assert before == {"SCLP": (0, SERVICE_HOURS), "DSINUM": (1, LIBRARY_HOURS)}
    assert after["DSINUM"] == (2, SECOND)


def test_a_closure_is_closed_for_the_clocks():
    library = LibraryFactory()
    OpeningHoursFactory(library=library, closures=[["2026-11-24", "2026-11-25", "inventaire"]])

    hours = opening.hours_of(library, at("2026-11-24T09:00"))

    assert hours.next_opening(at("2026-11-24T09:00")) == at("2026-11-26T10:00")


# --- what the database refuses ---------------------------------------------------------------------------------------


def refused(**fields) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHoursFactory(**fields)


@pytest.mark.parametrize(
    ("field", "factory"), [("service", ServiceFactory), ("vendor", VendorFactory), ("library", LibraryFactory)]
)
def test_a_number_and_a_day_are_given_once_per_place(field, factory):
    place = factory()
    OpeningHoursFactory(**{field: place})

    refused(**{field: place}, applies_from=BEGINS)
    refused(**{field: place}, number=2)
    OpeningHoursFactory(**{field: place}, number=2, applies_from=BEGINS)
    assert OpeningHours.objects.of_place(place).count() == 2


def test_hours_have_one_place_and_a_number_from_one():
    refused()
    refused(service=ServiceFactory(), library=LibraryFactory())
    refused(service=ServiceFactory(), number=0)


# --- who sees and keeps them -----------------------------------------------------------------------------------------


def test_the_hours_of_the_services_are_seen_by_all_the_others_with_their_place():
    service, vendor = (
        OpeningHoursFactory(service=ServiceFactory()),
        OpeningHoursFactory(vendor=VendorFactory()),
    )
    here, there = OpeningHoursFactory(library=LibraryFactory()), OpeningHoursFactory(library=LibraryFactory())

    def seen(person):
        return set(OpeningHours.objects.visible_to(person))

    assert seen(person_as(Role.TECHNICIAN)) == {service, vendor, here, there}
    assert seen(person_as(Role.VOLUNTEER, here.library)) == {service, here}
    assert seen(PersonFactory()) == {service}
    assert seen(PersonFactory(is_active=False)) == set()


@pytest.mark.parametrize(
    ("role", "of_service", "of_own_library"),
    [
        (Role.ADMINISTRATOR, True, True),
        (Role.COORDINATOR, False, True),
        (Role.PROJECT_MANAGER, False, False),
        (Role.LIBRARY_HEAD, False, True),
        (Role.IT_CORRESPONDENT, False, False),
        (Role.VOLUNTEER, False, False),
    ],
)
def test_who_keeps_the_place_keeps_its_hours(role, of_service, of_own_library):
    library, service = LibraryFactory(), ServiceFactory()
    person = person_as(role, library if role in {Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT, Role.VOLUNTEER} else service)

    assert may_keep_hours(service, person) is may_keep_hours(VendorFactory(), person) is of_service
    assert may_keep_hours(library, person) is of_own_library


def test_a_head_keeps_the_hours_of_no_other_library():
    assert not may_keep_hours(LibraryFactory(), person_as(Role.LIBRARY_HEAD, LibraryFactory()))


@pytest.mark.parametrize(("day", "is_open"), [("2026-11-30", True), ("2026-12-01", False), ("2026-12-02", False)])
def test_what_has_begun_never_changes_and_says_why(day, is_open):
    hours = OpeningHoursFactory(service=ServiceFactory(), applies_from=BEGINS)

    missing = missing_to_change_hours(hours, date.fromisoformat(day))

    assert missing == ([] if is_open else ["elles s’appliquent déjà : de nouveaux horaires les remplacent"])
    assert hours.has_begun(date.fromisoformat(day)) is not is_open


def test_the_life_of_hours_is_told(client):
    library = LibraryFactory()
    hours = OpeningHoursFactory(library=library)
    hours.closures = [["2026-11-24", "2026-11-25", "inventaire"]]
    hours.save()
    coordinator = person_as(Role.COORDINATOR)
    client.force_login(coordinator)

    told = [event.what for event in audit.life(hours, coordinator)]

    assert told == ["a modifié les horaires", "a enregistré les horaires"]
    assert client.get(reverse("foundation:life", args=["network", "openinghours", hours.pk])).status_code == 200
