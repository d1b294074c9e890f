"""Référents informatiques: designated by the library, effective once trained (R19, art. 4.1)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation import clock
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import NOW, agent, certified
from training.correspondents import effective_correspondents

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 1, 1), date(2028, 12, 31)


def test_a_correspondent_is_effective_once_trained_and_while_designated():
    library = LibraryFactory()
    designated = agent(library, role=Role.IT_CORRESPONDENT, starts_on=FIRST, ends_on=LAST)
    assert not effective_correspondents(NOW.date()).exists()
    certified(designated.person, issued_on=NOW.date(), trains_correspondent=True)
    assert effective_correspondents(NOW.date()).get() == designated
    assert not effective_correspondents(NOW.date() - timedelta(days=1)).exists()
    assert not effective_correspondents(LAST + timedelta(days=1)).exists()


def test_the_pages_of_a_library_say_which_designation_waits_for_training(client):
    library = LibraryFactory()
    trained = agent(library, role=Role.IT_CORRESPONDENT, starts_on=clock.today()).person
    certified(trained, issued_on=clock.today(), trains_correspondent=True)
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    places = [library.get_absolute_url(), reverse("network:libraries"), reverse("reporting:home")]
    export = f"{places[1]}?export=csv"

    assert ["à former" in client.get(one).text for one in places] == [False] * 3
    assert "formation attestée" in client.get(places[0]).text
    assert "(à former)" not in client.get(export).getvalue().decode("utf-8-sig")

    untrained = agent(library, role=Role.IT_CORRESPONDENT, starts_on=clock.today()).person

    assert [client.get(one).text.count("à former") for one in places] == [1] * 3
    assert f"{trained}, {untrained} (à former)" in client.get(export).getvalue().decode("utf-8-sig")
