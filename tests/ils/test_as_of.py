"""What was true of accesses on a day gone by, whatever has happened since (design: audit)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock, privacy
from ils import access
from network.models import Assignment, Person
from network.modules import Module
from network.roles import Role
from tests.factories import AssignmentFactory, LibraryFactory, ServiceFactory, person_as
from tests.ils.factories import TODAY, grant_of
from tests.ils.test_access import CIRCULATION, complete, missing
from tests.training.factories import agent, certified

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


def test_who_had_an_access_had_it_though_they_are_erased_since():
    held = complete()
    Assignment.objects.update(ends_on=TODAY - 2 * DAY)
    privacy.anonymise(held.person, by=None)
    erased = Person.objects.get()

    opened = access.opening(access.workplaces(), CIRCULATION, TODAY - 5 * DAY)

    assert missing(held, TODAY - 2 * DAY) == []
    assert [row.person for row in opened] == [erased]
    assert missing(held, TODAY - DAY) == missing(held) == ["function"]


def test_who_could_not_sign_in_on_a_day_had_no_access_that_day_whatever_they_have_now():
    with clock.frozen_at(TODAY - 9 * DAY):
        held = complete()
    for days, may in ((6, False), (3, True)):
        with clock.frozen_at(TODAY - days * DAY):
            held.person.is_active = may
            held.person.save()

    assert [missing(held, TODAY - n * DAY) for n in (7, 6, 4, 3, 0)] == [[], ["function"], ["function"], [], []]


def test_a_closed_account_opens_nothing_today_though_its_history_does_not_say_so():
    held = complete()
    Person.objects.update(is_active=False)

    assert missing(held) == missing(held, TODAY + DAY) == ["function"]


# --- of whom it is asked ---------------------------------------------------------------------------------------------


def team(client, **asked) -> dict[str, str]:
    """What the page says of circulation, by person."""
    page = client.get(reverse("ils:team"), asked)
    column = list(Module).index(CIRCULATION)
    return {str(row.person): row.cells[column].label for row in page.context["rows"]}


def test_the_team_of_a_library_closed_since_is_the_one_of_then_and_no_other(client):
    LibraryFactory(name="Aaa")
    held = complete()
    held.library.closed_on = TODAY - 2 * DAY
    held.library.save()
    head = person_as(Role.LIBRARY_HEAD, held.library)
    agent(role=Role.LIBRARY_HEAD, person=head)  # who heads no open library opens no such page

    for reader in (person_as(Role.COORDINATOR), head):
        client.force_login(reader)
        expected = {str(held.person): "ouvert", str(head): "sans accès"}
        assert team(client, library=held.library.pk, on="20/02/2027") == expected
        assert team(client, library=held.library.pk)[str(held.person)] == "fermé"


def test_the_sclp_looks_back_on_the_people_of_services_and_a_head_does_not(client):
    held = AssignmentFactory(role=Role.SIGB_REFERENT, service=ServiceFactory(code="DSINUM", name="DSINum"))
    certified(held.person, CIRCULATION, issued_on=TODAY - 9 * DAY)
    grant = grant_of(held)
    key = f"service-{held.service_id}"
    client.force_login(person_as(Role.COORDINATOR))

    assert team(client, library=key, on="20/02/2027") == {str(held.person): "ouvert"}
    assert grant.get_absolute_url() in client.get(reverse("ils:team"), {"library": key}).text
    client.force_login(person_as(Role.LIBRARY_HEAD, LibraryFactory()))
    assert team(client, library=key) == {}


def test_a_day_alone_is_asked_of_the_first_place(client):
    held = complete()
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))

    assert team(client, on="20/02/2027")[str(held.person)] == "ouvert"
