"""Sent twice, by a double click or the page before: the second time says what was just made, and nothing is lost."""

import pytest
from django.urls import reverse

from foundation import clock
from network.models import Person
from network.roles import Role
from tests.factories import person_as

pytestmark = pytest.mark.django_db
TYPED = {"first_name": "Camille", "last_name": "Exemple", "email": ""}
NEW = "network:new_person"


@pytest.fixture
def coordinator(client):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def made() -> int:
    return Person.objects.filter(last_name="Exemple").count()


def test_the_same_person_sent_again_is_asked_about_and_a_namesake_is_confirmed(client, coordinator):
    with clock.frozen_at("2026-11-26T10:32"):
        assert client.post(reverse(NEW), TYPED).status_code == 302
        asked = client.post(reverse(NEW), TYPED)
    assert (asked.status_code, made()) == (200, 1)
    assert "Vous avez déjà enregistré «\u00a0Camille Exemple\u00a0»" in asked.content.decode()
    assert asked.context["form"]["last_name"].value() == "Exemple"

    with clock.frozen_at("2026-11-26T10:33"):
        assert client.post(reverse(NEW), asked.context["form"].data).status_code == 302
    assert made() == 2


@pytest.mark.parametrize("what", ["another value", "later", "somebody else", "erased since"])
def test_what_is_no_twin_is_saved_at_once(what, client, coordinator):
    with clock.frozen_at("2026-11-26T10:32"):
        client.post(reverse(NEW), TYPED)
    before = made()
    if what == "somebody else":
        client.force_login(person_as(Role.COORDINATOR))
    if what == "erased since":
        Person.objects.filter(last_name="Exemple").update(first_name="Effacée")
    typed = TYPED | ({"first_name": "Dominique"} if what == "another value" else {})
    with clock.frozen_at("2026-11-26T10:43" if what == "later" else "2026-11-26T10:33"):
        client.post(reverse(NEW), typed)
    assert made() == before + 1
