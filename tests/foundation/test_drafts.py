"""Nothing typed is lost: kept while one types, held when the session ends, given back to its author alone."""

import json
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from foundation import clock, drafts
from foundation.models import Draft
from foundation.workflow import Refused
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

pytestmark = pytest.mark.django_db
PASSWORD = "mot-de-passe-d-essai"
TYPED = {"title": "Ce que j’écrivais", "starts_on": "2027-03-01", "urgency": "HIGH", "is_secret": "on"}


@pytest.fixture
def url() -> str:
    return reverse("foundation:draft")


@pytest.fixture
def person():
    person = PersonFactory()
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def demand(person):
    return DemandFactory(owner=person, title="Avant")


def keep(client, url, key="/essais/1/", data=None):
    body = json.dumps({"key": key, "data": {"title": ["Ce que j’écrivais"]} if data is None else data})
    return client.post(url, body, content_type="application/json")


# --- kept while one types ------------------------------------------------------------------------------------------


def test_a_draft_is_kept_read_and_forgotten(client, url, person):
    client.force_login(person)

    with clock.frozen_at("2026-11-22T14:05"):
        assert keep(client, url).json() == {"message": "Brouillon enregistré."}
    answer = client.get(url, {"key": "/essais/1/"}).json()

    assert answer["data"] == {"title": ["Ce que j’écrivais"]}
    assert answer["notice"] == (
        "Nous avons retrouvé ce que vous aviez commencé le dimanche 22 novembre 2026 à 14\u00a0h\u00a005."
    )
    client.delete(f"{url}?key=/essais/1/")
    assert client.get(url, {"key": "/essais/1/"}).json() == {"data": {}}


def test_a_form_has_one_draft_the_latest(client, url, person):
    client.force_login(person)

    keep(client, url)
    keep(client, url, data={"title": ["Mieux"]})

    assert Draft.objects.get(person=person).data == {"title": ["Mieux"]}
    keep(client, url, data={})
    assert not Draft.objects.exists()


def test_a_draft_is_its_authors_alone(client, url, person):
    Draft.objects.create(person=PersonFactory(), key="/essais/1/", data={"title": ["À elle"]}, saved_at=clock.now())
    client.force_login(person)

    assert client.get(url, {"key": "/essais/1/"}).json() == {"data": {}}
    client.delete(f"{url}?key=/essais/1/")
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("name", ["password", "password1", "mot_de_passe", "csrfmiddlewaretoken", "_draft", "PWD"])
def test_passwords_and_proofs_are_never_kept(name):
    assert drafts.content_of({name: ["secret"], "title": ["a"]}) == {"title": ["a"]}


def test_characters_that_no_database_keeps_are_left_out(client, url, person):
    client.force_login(person)

    keep(client, url, data={"ti\x00tle": ["a\x00b\ud83d", "😀"]})

    assert Draft.objects.get(person=person).data == {"title": ["ab", "😀"]}


@pytest.mark.parametrize("key", ["/\x00", "/\\ailleurs.example", "//ailleurs.example", ""])
def test_what_names_no_form_has_no_draft_and_breaks_nothing(client, url, person, key):
    client.force_login(person)

    assert client.get(url, {"key": key}).json() == {"data": {}}
    assert client.post(url, {"key": key}).url == "/"
    assert client.delete(url, query_params={"key": key}).status_code == 200


def test_a_sent_form_keeps_every_value_of_a_field():
    assert drafts.content_of(QueryDict("places=1&places=2&title=")) == {"places": ["1", "2"], "title": [""]}


@pytest.mark.parametrize(("length", "is_kept"), [(drafts.LIMIT - 100, True), (drafts.LIMIT, False)])
def test_a_draft_has_a_size(client, url, person, length, is_kept):
    client.force_login(person)

    response = keep(client, url, data={"title": ["x" * length]})

    assert response.status_code == (200 if is_kept else 413)
    assert Draft.objects.exists() is is_kept


def test_too_long_a_draft_says_so():
    with pytest.raises(Refused, match="64 Kio"):
        drafts.content_of({"title": ["x" * drafts.LIMIT]})


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '"x"',
        '{"key": "/essais/1/"}',
        '{"key": 3, "data": {}}',
        '{"key": "//ailleurs.example/", "data": {"a": ["b"]}}',
        r'{"key": "/\\ailleurs.example/", "data": {"a": ["b"]}}',
        r'{"key": "/\t/ailleurs.example/", "data": {"a": ["b"]}}',
        r'{"key": "/\u0000", "data": {"a": ["b"]}}',
        r'{"key": "/\ud800", "data": {"a": ["b"]}}',
        '{"key": "https://ailleurs.example/", "data": {"a": ["b"]}}',
        '{"key": "/a/", "data": ["b"]}',
        json.dumps({"key": "/" + "x" * 200, "data": {"a": ["b"]}}),
    ],
)
def test_what_is_not_a_draft_is_refused(client, url, person, body):
    client.force_login(person)

    assert client.post(url, body, content_type="application/json").status_code == 400
    assert not Draft.objects.exists()


def test_the_fiftieth_and_one_draft_drives_the_oldest_out(person):
    for n in range(drafts.MOST + 1):
        with clock.frozen_at(date(2026, 1, 1 + n % 28) if n else date(2025, 1, 1)):
            drafts.keep(person, f"/essais/{n}/", {"a": ["b"]})

    assert Draft.objects.count() == drafts.MOST
    assert not Draft.objects.filter(key="/essais/0/").exists()


# --- given back ----------------------------------------------------------------------------------------------------


def test_the_form_comes_back_filled_and_says_so(client, person, demand):
    key = f"/essais/{demand.pk}/"
    content = {"title": ["Ce que j’écrivais"], "starts_on": ["2027-03-01"], "urgency": ["HIGH"], "is_secret": ["on"]}
    with clock.frozen_at("2026-11-22T14:05"):
        drafts.keep(person, key, content)
    client.force_login(person)

    text = client.get(key).text

    assert "Nous avons retrouvé ce que vous aviez commencé le " in text
    assert ">dimanche 22 novembre 2026 à 14\u00a0h\u00a005</time>" in text
    assert 'value="Ce que j’écrivais"' in text
    assert 'value="2027-03-01"' in text
    assert '<option value="HIGH" selected>' in text
    assert 'name="is_secret" id="id_is_secret" checked' in text


def test_beginning_again_forgets_the_draft_and_shows_the_form_as_it_was(client, url, person, demand):
    key = f"/essais/{demand.pk}/"
    drafts.keep(person, key, {"title": ["Ce que j’écrivais"]})
    client.force_login(person)

    response = client.post(url, {"key": key}, follow=True)

    assert response.redirect_chain == [(key, 302)]
    assert 'value="Avant"' in response.text
    assert "Nous avons retrouvé" not in response.text


def test_an_accepted_form_forgets_its_draft(client, person, demand):
    key = f"/essais/{demand.pk}/"
    drafts.keep(person, key, {"title": ["Ce que j’écrivais"]})
    client.force_login(person)
    version = client.get(key).context["form"].initial["form_version"]

    response = client.post(key, {**TYPED, "form_version": version})

    assert response.status_code == 302
    assert not Draft.objects.exists()


def test_a_form_that_was_sent_is_not_overwritten_by_a_draft(client, person, demand):
    key = f"/essais/{demand.pk}/"
    drafts.keep(person, key, {"title": ["Ancien brouillon"]})
    client.force_login(person)

    text = client.post(key, {"title": "Envoyé", "starts_on": "31/02/2027"}).text

    assert 'value="Envoyé"' in text
    assert "Ancien brouillon" not in text


def test_the_draft_follows_the_form_that_is_refused_and_shown_again(client, person, demand):
    key = f"/essais/{demand.pk}/"
    drafts.keep(person, key, {"title": ["Ancien brouillon"]})
    client.force_login(person)

    page = client.post(key, {"title": "Envoyé", "starts_on": "31/02/2027", "password": "secret"})

    assert page.status_code == 422
    assert drafts.find(person, key).data == {"title": ["Envoyé"], "starts_on": ["31/02/2027"]}
    assert 'value="Envoyé"' in client.get(key).text


def test_a_refused_form_too_long_to_be_kept_leaves_no_former_draft(client, person, demand):
    key = f"/essais/{demand.pk}/"
    drafts.keep(person, key, {"title": ["Ancien brouillon"]})
    client.force_login(person)

    assert client.post(key, {"title": "x" * drafts.LIMIT}).status_code == 422

    assert drafts.find(person, key) is None


def test_a_draft_of_an_older_version_does_not_overwrite_what_came_since(client, person, demand):
    key = f"/essais/{demand.pk}/"
    client.force_login(person)
    version = client.get(key).context["form"].initial["form_version"]
    drafts.keep(person, key, {"title": ["Le mien"], "form_version": [version]})
    demand.title = "Le sien"
    demand.save()

    shown = client.get(key).context["form"]
    response = client.post(key, {**TYPED, "title": "Le mien", "form_version": shown.initial["form_version"]})

    assert response.status_code == 422
    assert "Enregistré entre-temps" in response.text


def test_the_name_of_a_draft_tells_two_forms_of_a_page_apart(rf):
    request = rf.get("/essais/1/")

    assert drafts.key_for(request) == "/essais/1/"
    assert drafts.key_for(request, "note") == "/essais/1/#note"
    assert drafts.path_of("/essais/1/#note") == "/essais/1/"


# --- when the session ended ----------------------------------------------------------------------------------------


def sign_in(client, person, next_url=""):
    return client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": next_url}, follow=False
    )


def proof(person, key) -> dict[str, str]:
    return {drafts.TOKEN_FIELD: drafts.token(person, key)}


def test_what_an_expired_session_sends_comes_back_after_signing_in_again(client, person, demand):
    key = f"/essais/{demand.pk}/"
    client.force_login(person)
    page = client.get(key).text
    assert f'name="{drafts.TOKEN_FIELD}" value="{drafts.token(person, key)[:20]}' in page
    Session.objects.all().delete()

    refused = client.post(key, {**TYPED, **proof(person, key)})
    sign_in_page = client.get(refused.url)
    signed_in = sign_in(client, person, next_url=key)
    returned = client.get(signed_in.url)

    assert refused.url == f"/compte/login/?next={key}"
    assert "Ce que vous aviez écrit est gardé" in sign_in_page.text
    assert signed_in.url == key
    assert 'value="Ce que j’écrivais"' in returned.text
    assert "Nous avons retrouvé" in returned.text
    demand.refresh_from_db()
    assert demand.title == "Avant"


def test_a_form_sent_elsewhere_than_its_page_brings_back_to_its_page(client, person, demand):
    key = f"/essais/{demand.pk}/"

    refused = client.post(f"{key}envoyer/", {"title": "a", **proof(person, key)})
    signed_in = sign_in(client, person, next_url=f"{key}envoyer/")
    returned = client.get(signed_in.url)

    assert "next=" in refused.url
    assert returned.url == key


def test_another_person_who_signs_in_there_gets_nothing(client, person, demand):
    key = f"/essais/{demand.pk}/"
    another = PersonFactory()
    another.set_password(PASSWORD)
    another.save()

    client.post(key, {**TYPED, **proof(person, key)})
    sign_in(client, another)
    client.get("/")
    client.logout()
    client.force_login(person)

    assert not Draft.objects.exists()
    assert drafts.HELD not in client.session


@pytest.mark.parametrize("token", ["", "forged", "eyJhIjoxfQ:1abc:xyz"])
def test_without_our_proof_nothing_is_held(client, person, demand, token):
    client.post(f"/essais/{demand.pk}/", {**TYPED, drafts.TOKEN_FIELD: token})

    assert drafts.HELD not in client.session


def test_passwords_are_not_held_either(client, person, demand):
    key = f"/essais/{demand.pk}/"

    client.post(key, {"title": "a", "password": "secret", **proof(person, key)})

    assert client.session[drafts.HELD]["content"] == {"title": ["a"]}


def test_a_page_whose_proof_expired_keeps_the_words_of_its_author(person, demand):
    key = f"/essais/{demand.pk}/"
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)

    response = browser.post(key, {**TYPED, **proof(person, key)})

    assert response.status_code == 403
    assert "Ce que vous aviez écrit est gardé" in response.text
    assert drafts.find(person, key).data["title"] == ["Ce que j’écrivais"]


def test_a_page_whose_proof_expired_keeps_nothing_of_another(person, demand):
    key = f"/essais/{demand.pk}/"
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person)

    response = browser.post(key, {**TYPED, **proof(PersonFactory(), key)})

    assert response.status_code == 403
    assert not Draft.objects.exists()


@pytest.mark.parametrize("target", ["https://ailleurs.example/", "//ailleurs.example/x", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(client, person, target):
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)

    response = sign_in(client, person, next_url=target)

    assert response.status_code == 302
    assert response.url == "/"
