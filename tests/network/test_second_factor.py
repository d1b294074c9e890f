"""Who must sign in with a second factor, and what happens until they have one."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from foundation import clock
from network.roles import PlaceKind, Role
from network.rules import must_use_second_factor
from tests.factories import (
    AssignmentFactory,
    CommuneFactory,
    LibraryFactory,
    PersonFactory,
    ServiceFactory,
    VendorFactory,
    person_as,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "place", "expected"),
    [
        (Role.COORDINATOR, lambda: ServiceFactory(), True),
        (Role.ADMINISTRATOR, lambda: ServiceFactory(), True),
        (Role.PROJECT_MANAGER, lambda: ServiceFactory(code=PlaceKind.DSINUM), True),
        (Role.TRAINER, lambda: ServiceFactory(), True),
        (Role.TRAINER, lambda: VendorFactory(), False),  # the place decides, not the function
        (Role.SIGB_REFERENT, lambda: ServiceFactory(), True),
        (Role.SIGB_REFERENT, lambda: VendorFactory(), False),
        (Role.VENDOR_CONTACT, lambda: VendorFactory(), False),
        (Role.DPO, lambda: ServiceFactory(code=PlaceKind.DSINUM), True),
        (Role.DPO, lambda: CommuneFactory(), False),
        (Role.SECRETARY, lambda: ServiceFactory(), True),
        (Role.LIBRARY_HEAD, lambda: LibraryFactory(), False),
    ],
)
def test_the_services_of_the_communaute_need_one(role, place, expected):
    person = person_as(role, place())
    assert must_use_second_factor(person, clock.today()) is expected


def test_the_need_ends_with_the_assignment():
    person = PersonFactory()
    AssignmentFactory(
        person=person, role=Role.COORDINATOR, service=ServiceFactory(), ends_on=clock.today() - timedelta(days=1)
    )
    assert not must_use_second_factor(person, clock.today())


def test_a_coordinator_without_one_is_sent_to_set_it_up(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(person_as(Role.COORDINATOR))

    response = client.get(reverse("reporting:home"))

    assert response.url == reverse("mfa_index")
    assert client.get(response.url).status_code == 200


def test_a_coordinator_with_one_goes_on(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    person = person_as(Role.COORDINATOR)
    TOTP.activate(person, generate_totp_secret())
    client.force_login(person)
    assert client.get(reverse("reporting:home")).status_code == 200


def test_a_librarian_is_never_asked(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(person_as(Role.LIBRARIAN, LibraryFactory()))
    assert client.get(reverse("reporting:home")).status_code == 200


def test_signing_out_stays_possible(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(person_as(Role.COORDINATOR))
    assert client.get(reverse("account_logout")).status_code == 200
