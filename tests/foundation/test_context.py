"""What every page shows of the person who reads it."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from foundation import clock, registry
from foundation.context import page
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(rf):
    def make(person):
        request = rf.get("/")
        request.user = person
        return request

    return make


def test_a_page_says_who_reads_it_in_which_function_and_place(request_of):
    person = person_as(Role.LIBRARY_HEAD, LibraryFactory(name="Médiathèque d’Exemple"), first_name="Camille")

    shown = page(request_of(person))["signed_in_as"]

    assert shown["name"] == person.get_full_name()
    assert (shown["function"], shown["place"]) == ("Responsable de bibliothèque", "Médiathèque d’Exemple")


def test_a_person_without_a_function_has_a_name_all_the_same(request_of):
    person = PersonFactory()

    shown = page(request_of(person))["signed_in_as"]

    assert (shown["name"], shown["function"], shown["place"]) == (person.get_full_name(), "", "")


def test_a_stranger_has_neither_name_nor_sections(request_of):
    context = page(request_of(AnonymousUser()))

    assert (context["signed_in_as"], context["nav"]) == (None, [])


def test_sections_are_those_of_this_person(request_of, monkeypatch):
    monkeypatch.setattr(registry.navigation, "contributions", {})
    registry.navigation.add("essai", lambda person: registry.NavigationEntry(person.first_name, "/", "house"))

    assert [entry.label for entry in page(request_of(PersonFactory(first_name="Camille")))["nav"]] == ["Camille"]


def test_the_day_is_that_of_the_clock(request_of):
    with clock.frozen_at("2027-03-12"):
        assert page(request_of(AnonymousUser()))["today"] == date(2027, 3, 12)
