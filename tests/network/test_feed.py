"""One’s appointments in one’s own calendar program, by an address that its owner alone has."""

import re
from datetime import datetime, timedelta

import pytest
import vobject
from django.core.cache import cache
from django.urls import reverse

from foundation import appointments, clock, links
from foundation.appointments import Moment
from foundation.clock import PARIS
from network import feeds
from network.roles import Role
from tests.factories import CommuneFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 26, 12, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def person():
    person = person_as(Role.COORDINATOR)
    at = TODAY + timedelta(days=3)
    moment = Moment("1", "Formation : le prêt", at, at + timedelta(hours=2), path="/formations/sessions/1/")
    appointments.keep(CommuneFactory(), person, [moment])
    return person


def made(client, person) -> str:
    """The address that the page shows, once."""
    client.force_login(person)
    page = client.post(reverse("make_feed"), follow=True).text
    (address,) = set(re.findall(r"http://[^<\"]+\.ics", page))
    return address


def get(client, address: str):
    client.logout()
    return client.get("/" + address.split("/", 3)[3])


def test_the_address_is_shown_once_and_gives_the_calendar_to_a_program_that_does_not_sign_in(client, person):
    address = made(client, person)
    assert ".ics" not in client.get(reverse("own_calendar")).text
    response = get(client, address)

    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert vobject.readOne(response.text).vevent.summary.value == "Formation : le prêt"
    assert "private" in response["Cache-Control"]


def test_another_address_replaces_the_first_and_none_serves_once_revoked(client, person):
    first = made(client, person)
    second = made(client, person)
    assert (get(client, first).status_code, get(client, second).status_code) == (404, 200)
    client.force_login(person)
    client.post(reverse("revoke_feed"))
    assert get(client, second).status_code == 404
    assert feeds.current(person) is None


@pytest.mark.parametrize("how", ["left", "closed", "not yet"])
def test_who_holds_no_function_any_more_has_no_feed(how, client, person):
    address = made(client, person)
    if how == "closed":
        person.is_active = False
        person.save()
    elif how == "left":
        person.assignments.update(ends_on=TODAY.date() - timedelta(days=1))
    expected = 200 if how == "not yet" else 404
    assert get(client, address).status_code == expected


def test_a_guessed_address_is_absent_and_guessing_is_slowed(client, person):
    address = made(client, person)
    for n in range(links.MAX_MISSES):
        assert client.get(reverse("calendar_feed", args=[f"devinette{n}"])).status_code == 404
    assert get(client, address).status_code == 404  # from that address, even the right one waits
    cache.clear()
    assert get(client, address).status_code == 200


def test_the_link_of_another_purpose_is_no_feed(client, person):
    token = links.make(person, "invitation", lasts=timedelta(days=1))
    assert client.get(reverse("calendar_feed", args=[token])).status_code == 404


def test_the_page_says_since_when_an_address_serves(client, person):
    made(client, person)
    page = client.get(reverse("own_calendar")).text.replace("\u00a0", " ")
    assert "Une adresse sert depuis le" in page
    assert "Remplacer l’adresse" in page
