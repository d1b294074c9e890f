"""What an expired session sends: where signing in leads back, what is kept, and what is told when it cannot be."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from foundation import drafts
from foundation.models import Draft
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

pytestmark = pytest.mark.django_db
PASSWORD = "mot-de-passe-d-essai"


@pytest.fixture
def person():
    person = PersonFactory()
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def demand(person):
    return DemandFactory(owner=person)


def sent_back_to(response) -> str:
    """The page to which signing in will lead."""
    address = urlsplit(response.url)
    assert address.path == reverse("account_login")
    return parse_qs(address.query)["next"][0]


@pytest.mark.parametrize(
    ("came_from", "expected"),
    [
        ("http://testserver/essais/?q=a&page=2", "/essais/?q=a&page=2"),
        ("http://testserver/essais/1/#etapes", "/essais/1/"),
        ("http://ailleurs.example/essais/", "/"),
        ("http://testserver", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_button_pressed_too_late_leads_back_to_its_page(client, demand, came_from, expected):
    response = client.post(f"/essais/{demand.pk}/envoyer/", headers={"referer": came_from})

    assert sent_back_to(response) == expected


def test_a_button_pressed_too_late_says_that_nothing_was_done_and_opens_after_signing_in(client, person, demand):
    page = f"/essais/{demand.pk}/"

    refused = client.post(f"{page}envoyer/", headers={"referer": f"http://testserver{page}"})
    told = client.get(refused.url).text
    signed_in = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": sent_back_to(refused)}
    )

    assert "ce que vous demandiez n’a pas été fait" in told
    assert client.get(signed_in.url).status_code == 200


def test_a_script_that_sends_too_late_fills_no_page_with_messages(client):
    refused = client.post(reverse("foundation:draft"), "{}", content_type="application/json")

    assert refused.status_code == 302
    assert "Votre session avait expiré" not in client.get(refused.url).text


def test_the_form_that_is_proven_names_its_page_better_than_the_browser(client, person, demand):
    key = f"/essais/{demand.pk}/"
    sent = {"title": "a", drafts.TOKEN_FIELD: drafts.token(person, f"{key}#note")}

    response = client.post(f"{key}envoyer/", sent, headers={"referer": "http://testserver/essais/"})

    assert sent_back_to(response) == key


def test_a_form_too_long_to_be_kept_says_so(client, person, demand):
    key = f"/essais/{demand.pk}/"

    refused = client.post(key, {"title": "x" * drafts.LIMIT, drafts.TOKEN_FIELD: drafts.token(person, key)})

    assert drafts.HELD not in client.session
    told = client.get(refused.url).text.replace("\u00a0", " ")
    assert "trop long pour être gardé (64 Kio au plus)" in told
    assert "est gardé : connectez-vous" not in told


def test_characters_that_a_database_refuses_are_held_without_them(client, person, demand):
    key = f"/essais/{demand.pk}/"

    client.post(key, {"title": "a\x00b", drafts.TOKEN_FIELD: drafts.token(person, key)})
    client.force_login(person)
    response = client.get("/essais/")

    assert response.url == key
    assert drafts.find(person, key).data == {"title": ["ab"]}


@pytest.mark.parametrize("key", ["/" + "x" * 200, "/essais/\x00", "/\\ailleurs.example"])
def test_what_was_held_and_cannot_be_kept_is_dropped_and_no_page_breaks(client, person, key):
    client.force_login(person)
    session = client.session
    session[drafts.HELD] = {"person": person.pk, "key": key, "content": {"title": ["a"]}}
    session.save()

    assert client.get("/essais/").status_code == 200
    assert drafts.HELD not in client.session
    assert not Draft.objects.exists()


def test_what_was_held_is_out_of_the_session_before_it_is_kept(rf, client, person):
    client.force_login(person)
    session = client.session
    session[drafts.HELD] = {"person": person.pk, "key": "/essais/", "content": {}}
    session.save()
    session[drafts.HELD]["content"] = {"title": object}  # no database keeps that
    request = rf.get("/essais/")
    request.user, request.session = person, session

    with pytest.raises(TypeError):
        drafts.take_back(request)

    assert drafts.HELD not in Session.objects.get(pk=session.session_key).get_decoded()
