"""Who else is here: told to those alone who were given the page, for some seconds, and never by reading it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from foundation import clock, drafts, presence
from foundation.models import Draft, Presence
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

pytestmark = pytest.mark.django_db
KEY = "/essais/1/"
NOW = "2026-11-22T14:05:00"


@pytest.fixture
def url() -> str:
    return reverse("foundation:presence")


@pytest.fixture
def karim():
    return PersonFactory(first_name="Karim", last_name="Demo")


@pytest.fixture
def zoe():
    return PersonFactory(first_name="Zoé", last_name="Demo")


def sign(client, url, person, key=KEY, **sent):
    return client.post(url, {drafts.TOKEN_FIELD: drafts.token(person, key), **sent})


# --- signs -----------------------------------------------------------------------------------------------------------


def test_a_person_has_one_sign_per_page_the_latest(karim):
    with clock.frozen_at(NOW) as now:
        presence.note(karim, KEY, writing=True)
    with clock.frozen_at(now + timedelta(seconds=15)):
        presence.note(karim, KEY)
    presence.note(karim, "/essais/2/")

    one = Presence.objects.get(key=KEY)
    assert (one.seen_at, one.is_writing) == (now + timedelta(seconds=15), False)
    assert Presence.objects.count() == 2


@pytest.mark.parametrize(("seconds", "is_there"), [(0, True), (39, True), (40, True), (41, False)])
def test_a_sign_is_good_for_forty_seconds(karim, zoe, seconds, is_there):
    with clock.frozen_at(NOW) as now:
        presence.note(karim, KEY)

    assert presence.others(zoe, KEY, now + timedelta(seconds=seconds)).exists() is is_there


def test_the_others_are_those_of_the_same_page_without_oneself(karim, zoe):
    with clock.frozen_at(NOW) as now:
        presence.note(karim, KEY)
        presence.note(zoe, KEY, writing=True)
        presence.note(PersonFactory(), "/essais/2/")

    assert [one.person for one in presence.others(karim, KEY, now)] == [zoe]
    assert [one.person for one in presence.others(PersonFactory(), KEY, now)] == [zoe, karim]


def test_the_others_come_in_one_query(karim, zoe, django_assert_num_queries):
    people = [PersonFactory() for _ in range(3)]
    for person in people:
        presence.note(person, KEY)

    with django_assert_num_queries(1):
        assert presence.sentences(presence.others(karim, KEY, clock.now()))


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        ([], []),
        ([("Karim", False)], ["Karim Demo lit cette page"]),
        ([("Karim", True)], ["Karim Demo écrit"]),
        ([("Karim", True), ("Zoé", True)], ["Karim Demo et Zoé Demo écrivent"]),
        ([("Karim", True), ("Zoé", False)], ["Karim Demo écrit", "Zoé Demo lit cette page"]),
        ([(name, False) for name in "ABCDE"], ["A Demo, B Demo, C Demo et 2 autres lisent cette page"]),
    ],
)
def test_what_is_said_of_them(signs, said):
    present = [
        Presence(person=PersonFactory.build(first_name=name, last_name="Demo"), is_writing=is_writing)
        for name, is_writing in signs
    ]

    assert presence.sentences(present) == said


def test_a_sign_has_no_history():
    assert not hasattr(Presence, "history")
    assert not any(model.__name__ == "HistoricalPresence" for model in apps.get_models())


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_says_who_else_is_there(client, url, karim, zoe):
    presence.note(karim, KEY, writing=True)
    client.force_login(zoe)

    answer = sign(client, url, zoe)

    assert answer.templates[0].name == "foundation/_presence.html"
    assert answer.text.strip() == "<span>Karim Demo écrit.</span>"
    assert "no-store" in answer["Cache-Control"]


def test_alone_nothing_is_said(client, url, zoe):
    client.force_login(zoe)

    assert sign(client, url, zoe).text.strip() == ""


@pytest.mark.parametrize(("sent", "is_writing"), [({}, False), ({"_writing": "yes"}, True)])
def test_a_sign_says_whether_one_writes(client, url, zoe, sent, is_writing):
    client.force_login(zoe)

    sign(client, url, zoe, **sent)

    assert Presence.objects.get(person=zoe, key=KEY).is_writing is is_writing


def test_a_name_is_written_as_text(client, url, zoe):
    presence.note(PersonFactory(first_name="<b>", last_name="Demo"), KEY)
    client.force_login(zoe)

    assert "&lt;b&gt; Demo lit cette page." in sign(client, url, zoe).text


def test_reading_the_page_gives_no_sign_and_holds_the_proof(client, url, zoe):
    demand = DemandFactory(owner=zoe)
    client.force_login(zoe)

    page = client.get(f"/essais/{demand.pk}/").text

    assert not Presence.objects.exists()
    assert f'role="status" data-presence-url="{url}" data-presence-proof="' in page
    assert "js/presence.js" in page


# --- who may know ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "forged", "eyJhIjoxfQ:1abc:xyz"])
def test_without_the_proof_of_the_page_nothing_is_said_nor_noted(client, url, karim, zoe, token):
    presence.note(karim, KEY)
    client.force_login(zoe)

    assert client.post(url, {drafts.TOKEN_FIELD: token, "key": KEY}).status_code == 404
    assert not Presence.objects.filter(person=zoe).exists()


def test_the_proof_of_another_person_opens_nothing(client, url, karim, zoe):
    presence.note(karim, KEY)
    client.force_login(zoe)

    assert sign(client, url, karim).status_code == 404
    assert not Presence.objects.filter(person=zoe).exists()


def test_a_page_left_open_too_long_must_be_opened_again(client, url, zoe, monkeypatch):
    monkeypatch.setattr(presence, "PAGE_LASTS", timedelta(seconds=-1))
    client.force_login(zoe)

    assert sign(client, url, zoe).status_code == 404
    assert not Presence.objects.exists()


def test_what_names_no_page_of_this_site_is_not_noted(client, url, zoe):
    client.force_login(zoe)

    assert sign(client, url, zoe, key="//ailleurs.example/").status_code == 404
    assert not Presence.objects.exists()


def test_a_sign_needs_the_proof_of_the_session_as_any_action_does(url, zoe):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(zoe)

    assert sign(browser, url, zoe).status_code == 403
    assert not Presence.objects.exists()


def test_a_sign_after_the_end_of_the_session_leaves_no_draft(client, url, zoe):
    refused = sign(client, url, zoe, _writing="yes")
    client.force_login(zoe)
    client.get("/")

    assert refused.url.startswith(reverse("account_login"))
    assert not Draft.objects.exists()
    assert not Presence.objects.exists()
