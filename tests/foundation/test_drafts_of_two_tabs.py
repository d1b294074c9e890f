"""Two tabs of one form: each begins with the draft, the first that writes then has it, and the other is told so."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import drafts
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

pytestmark = pytest.mark.django_db
TYPED = {"title": "Ce que j’écrivais", "starts_on": "2027-03-01", "urgency": "HIGH", "is_secret": "on"}


@pytest.fixture
def url() -> str:
    return reverse("foundation:draft")


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def demand(person):
    return DemandFactory(owner=person, title="Avant")


def hidden(response) -> dict[str, str]:
    """What the form of this page sends of its draft."""
    return dict(re.findall(r'<input type="hidden" name="(_draft\w*)" value="([^"]*)"', response.text))


def typed(client, url, key, page, title):
    """What the page keeps by itself while one types there."""
    body = {"key": key, "page": hidden(page)["_draft_page"], "data": {"title": [title]}}
    return client.post(url, json.dumps(body), content_type="application/json")


@pytest.fixture
def key(client, person, demand) -> str:
    client.force_login(person)
    return f"/essais/{demand.pk}/"


def test_a_second_tab_does_not_write_over_the_draft_of_the_first_and_says_so(client, url, person, key):
    first, second = client.get(key), client.get(key)

    assert typed(client, url, key, first, "Du premier").status_code == 200
    refused = typed(client, url, key, second, "Du second")
    again = typed(client, url, key, first, "Du premier, suite")

    assert (refused.status_code, again.status_code) == (409, 200)
    assert "aussi ouvert dans un autre onglet" in refused.json()["message"]
    assert drafts.find(person, key).data == {"title": ["Du premier, suite"]}


def test_a_page_that_gives_a_draft_back_goes_on_with_it_unless_the_other_wrote_since(client, url, person, key):
    first = client.get(key)
    typed(client, url, key, first, "Du premier")
    second, third = client.get(key), client.get(key)

    assert typed(client, url, key, second, "Repris").status_code == 200
    assert typed(client, url, key, first, "Du premier, suite").status_code == 409
    assert typed(client, url, key, third, "Repris deux fois").status_code == 409
    assert drafts.find(person, key).data == {"title": ["Repris"]}


@pytest.mark.parametrize("first_to_write", [0, 1])
def test_a_tab_opened_on_a_draft_shows_it_and_the_first_of_the_two_that_writes_has_it(
    client, url, person, key, first_to_write
):
    """As docs/utilisateurs/tickets.md tells it."""
    opened = [client.get(key)]
    typed(client, url, key, opened[0], "Du premier")
    opened.append(client.get(key))
    assert opened[1].context["form"]["title"].value() == "Du premier"
    assert "Nous avons retrouvé ce que vous aviez commencé" in opened[1].text

    kept = typed(client, url, key, opened[first_to_write], "Du premier, suite")
    refused = typed(client, url, key, opened[1 - first_to_write], "De l’autre")

    assert (kept.status_code, refused.status_code) == (200, 409)
    assert drafts.find(person, key).data == {"title": ["Du premier, suite"]}


def test_the_form_that_is_sent_forgets_its_own_draft_and_not_that_of_another_tab(client, url, person, key):
    first, second = client.get(key), client.get(key)
    typed(client, url, key, first, "Du premier")
    version = second.context["form"].initial["form_version"]

    sent = client.post(key, {**TYPED, **hidden(second), "form_version": version})
    assert sent.status_code == 302
    assert drafts.find(person, key).data == {"title": ["Du premier"]}


def test_a_form_sent_before_it_heard_that_its_draft_was_kept_forgets_it(client, url, person, key):
    page = client.get(key)
    typed(client, url, key, page, "Ce que j’écrivais")

    sent = client.post(key, {**TYPED, **hidden(page), "form_version": page.context["form"].initial["form_version"]})

    assert sent.status_code == 302
    assert drafts.find(person, key) is None


def test_a_refused_form_goes_on_with_its_own_draft_and_leaves_that_of_another_tab(client, url, person, key):
    first, second = client.get(key), client.get(key)
    typed(client, url, key, first, "Du premier")
    wrong = {"title": "Envoyé", "starts_on": "31/02/2027"}

    refused = client.post(key, {**wrong, **hidden(second)})
    assert drafts.find(person, key).data == {"title": ["Du premier"]}
    assert typed(client, url, key, refused, "Du second").status_code == 409

    refused = client.post(key, {**wrong, **hidden(first)})
    assert drafts.find(person, key).data == {"title": ["Envoyé"], "starts_on": ["31/02/2027"]}
    assert typed(client, url, key, refused, "Du premier, corrigé").status_code == 200


@pytest.mark.parametrize("name", ["", "x", "\x00", "0" * 32, 3, None, ["a"], "g" * 32 + "."])
def test_a_name_that_is_none_is_asked_nothing(client, url, person, key, name):
    body = json.dumps({"key": key, "page": name, "data": {"title": ["a"]}})

    assert client.post(url, body, content_type="application/json").status_code == 200
    assert drafts.find(person, key).page == ""


def test_the_page_of_a_form_reads_its_draft_once(client, url, person, key):
    typed(client, url, key, client.get(key), "Ce que j’écrivais")

    with CaptureQueriesContext(connection) as asked:
        client.get(key)

    assert len([query for query in asked if 'FROM "foundation_draft"' in query["sql"]]) == 1
