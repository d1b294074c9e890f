"""What a draft gives back to its form: on a page that is read, and beside what the address asks."""

import pytest
from django import forms

from foundation import drafts
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


class AskedForm(forms.Form):
    """A form that an address begins: under names of its own, as a link writes them."""

    title = forms.CharField()
    places = forms.MultipleChoiceField(choices=[("1", "une"), ("3", "trois")], widget=forms.SelectMultiple)
    note = forms.CharField()


@pytest.fixture
def person():
    return PersonFactory()


@pytest.mark.parametrize(("method", "is_found"), [("get", True), ("head", True), ("post", False)])
def test_a_draft_is_given_back_to_a_page_that_is_read_alone(rf, person, method, is_found):
    drafts.keep(person, "/essais/1/", {"title": ["Ancien"]})
    request = getattr(rf, method)("/essais/1/")
    request.user = person

    form = AskedForm(initial={"title": "Décidé"})

    assert bool(drafts.fill(request, form, "/essais/1/")) is is_found
    assert form["title"].value() == ("Ancien" if is_found else "Décidé")


@pytest.mark.parametrize(
    ("kept", "expected", "is_found"),
    [
        ({"title": ["Ancien"], "places": ["1"], "note": ["Tapé"]}, ("Demandé", ["3"], "Tapé"), True),
        ({"title": ["Ancien"], "places": ["1"]}, ("Demandé", ["3"], None), False),
    ],
)
def test_what_the_address_asks_wins_over_the_draft(rf, person, kept, expected, is_found):
    drafts.keep(person, "/essais/1/", kept)
    request = rf.get("/essais/1/", {"titre": "Demandé", "place": ["3"]})
    request.user = person
    form = AskedForm(initial={"title": "Demandé", "places": ["3"]})

    found = drafts.fill(request, form, "/essais/1/")

    assert (form["title"].value(), form["places"].value(), form["note"].value()) == expected
    assert bool(found) is is_found
