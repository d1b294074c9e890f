"""What was typed in a form refused as a whole is given back, however short; what a page sends by itself never."""

import re
from uuid import uuid4

import pytest
from django import forms
from django.urls import reverse

from foundation import typed
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

pytestmark = pytest.mark.django_db
PROOF = "3f" * 32
BY_ITSELF = {
    "confirmed": PROOF,
    "token": str(uuid4()),
    "once_key": "essai",
    "seen": "h12",
    "form_version": "h7",
    "tickets": "12@h3,14@h",
    "criteria": "level=DSINUM",
    "batch": "repondre",
    "page": "/tickets/1/",
    "library": "3",
    "cause": "THIRD_PARTY",
    "since": "2027-03-01",
    "is_secret": "on",
    "password": "Secret d’essai",
}


@pytest.fixture
def demand(client):
    demand = DemandFactory(title="", starts_on=None)  # it lacks what it needs to be sent
    client.force_login(demand.owner)
    return demand


def given_back(response) -> list[str]:
    return re.findall(r'<p class="bubble">(.*?)</p>', response.text, re.DOTALL)


@pytest.mark.parametrize("text", ["OK", "Réglé.", "Fait", "x" * 200, "Deux\nlignes", PROOF + " est écrit", "a"])
def test_a_text_however_short_is_given_back_by_a_refusal(client, demand, text):
    response = client.post(f"/essais/{demand.pk}/envoyer/", {"body": text, **BY_ITSELF})

    assert response.status_code == 409
    assert given_back(response) == [text]


def test_what_a_page_sends_by_itself_is_never_shown_as_written(client, demand):
    response = client.post(f"/essais/{demand.pk}/envoyer/", BY_ITSELF)

    assert given_back(response) == []
    assert "Ce que vous aviez écrit" not in response.text


def test_a_form_that_says_where_one_types_gives_back_that_and_nothing_else(client, demand):
    sent = {"title": "12", "note": "", "hidden": "Des mots que personne n’a tapés", typed.NAMES_FIELD: "title note"}

    response = client.post(f"/essais/{demand.pk}/envoyer/", sent)

    assert given_back(response) == ["12"]


def test_a_page_says_where_one_types_in_its_form(client, demand):
    page = client.get(f"/essais/{demand.pk}/").text

    assert f'name="{typed.NAMES_FIELD}" value="title starts_on"' in page


def test_a_field_that_is_hidden_or_chosen_is_not_one_where_one_types():
    class Asked(forms.Form):
        body = forms.CharField(widget=forms.Textarea)
        phone = forms.CharField()
        token = forms.CharField(widget=forms.HiddenInput)
        choice = forms.ChoiceField(choices=[("A", "a")])
        password = forms.CharField(widget=forms.PasswordInput)

    assert typed.names_of(Asked(prefix="x")) == ["x-body", "x-phone"]


def test_who_may_not_any_more_finds_what_was_typed(client):
    client.force_login(PersonFactory())

    response = client.post(reverse("tickets:batch"), {"body": "Bien noté.", "confirmed": PROOF})

    assert response.status_code == 403
    assert given_back(response) == ["Bien noté."]


def test_who_reads_it_no_more_finds_what_was_typed_and_an_address_of_nothing_repeats_nothing(client):
    client.force_login(PersonFactory())

    gone = client.post("/essais/999999/envoyer/", {"body": "<b>Bien noté.</b>"})
    nowhere = client.post("/nulle-part/", {"body": "Bien noté."})

    assert (gone.status_code, nowhere.status_code) == (404, 404)
    assert (given_back(gone), given_back(nowhere)) == (["&lt;b&gt;Bien noté.&lt;/b&gt;"], [])
