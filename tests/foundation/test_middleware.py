"""What every request passes through: refusals explained, strangers sent to sign in."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory
from tests.workflow_app.models import Demand

pytestmark = pytest.mark.django_db


def test_a_refusal_becomes_a_page_that_says_what_is_missing(client):
    demand = DemandFactory(title="", starts_on=None)
    client.force_login(demand.owner)

    response = client.post(f"/essais/{demand.pk}/envoyer/")

    assert response.status_code == 409
    assert "Il manque : le titre et la date d’effet." in response.text.replace("\u00a0", " ")
    assert "<li>le titre</li>" in response.text
    assert "Traceback" not in response.text


def test_a_double_click_does_it_once_and_the_second_is_told(client):
    demand = DemandFactory()
    client.force_login(demand.owner)

    first, second = (client.post(f"/essais/{demand.pk}/envoyer/") for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "l’état est maintenant" in second.text
    assert Demand.objects.get(pk=demand.pk).history.count() == 2


def test_the_page_of_a_refusal_leads_back_to_what_was_acted_on(client):
    demand = DemandFactory(title="Prêt", starts_on=None)
    client.force_login(demand.owner)

    page = client.post(f"/essais/{demand.pk}/envoyer/").text

    assert f'<a href="{demand.get_absolute_url()}">Voir où en est {demand}</a>' in page


def test_a_stranger_gets_a_404_and_learns_nothing(client):
    demand = DemandFactory(title="Confidentiel")
    client.force_login(PersonFactory())

    response = client.get(f"/essais/{demand.pk}/")

    assert response.status_code == 404
    assert "Confidentiel" not in response.text


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(client):
    response = client.get("/essais/?q=a&page=2")

    assert response.status_code == 302
    assert response.url == "/compte/login/?next=/essais/%3Fq%3Da%26page%3D2"


def test_a_form_without_its_proof_is_refused_in_french():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(PersonFactory())

    response = browser.post(reverse("foundation:saved_view_save"), {"name": "x"})

    assert response.status_code == 403
    assert "ouverte depuis trop longtemps" in response.text


def test_a_page_with_a_database_that_answers_is_healthy(client):
    assert client.get(reverse("foundation:health")).json() == {"status": "ok"}
