"""Giving a draft up from its page: what goes is said, why is asked."""

from datetime import date

import pytest
from django.urls import reverse

from convention import path
from convention.models import Convention
from convention.states import State
from foundation import clock
from foundation.versions import version_of
from network.roles import Role
from tests.convention.factories import convention_in, territory
from tests.factories import person_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(date(2026, 11, 22)):
        yield


@pytest.fixture
def coordinator(client, db):
    territory()
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def text(response) -> str:
    """The page with ordinary spaces, on one line."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_giving_a_draft_up_says_what_goes_and_what_stays_and_asks_why(client, coordinator):
    convention = convention_in(State.DRAFT)
    url = reverse("convention:discard", args=[convention.pk])

    page = text(client.get(url))
    assert f"Son numéro, {convention.number}, ne servira à aucune autre." in page
    assert "1 document reste lisible sur sa page" in page
    assert client.post(url, {"reason": " ", "form_version": version_of(convention)}).status_code == 422
    client.post(url, {"reason": "Mauvaise commune", "form_version": version_of(convention)})

    assert Convention.objects.get().state == State.DISCARDED
    page = text(client.get(convention.get_absolute_url()))
    assert "Cette convention est abandonnée : elle ne compte nulle part" in page
    assert "Mauvaise commune" in page
    assert "jusqu’au" not in page


def test_a_discarded_draft_leaves_its_commune_s_page(client, coordinator):
    kept = convention_in(State.VALIDATED)
    discarded = convention_in(State.DRAFT, commune=kept.commune, starts_on=date(2030, 1, 1))
    path.discard(discarded, by=coordinator, reason="En trop")

    page = text(client.get(kept.commune.get_absolute_url()))

    assert kept.number in page
    assert discarded.number not in page
