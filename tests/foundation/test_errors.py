"""Pages that say what happened, in French, whatever the browser sent."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from foundation import drafts
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.workflow_app.urls")]


def test_too_much_text_at_once_says_how_much_a_form_carries():
    response = Client(enforce_csrf_checks=True).post(
        "/essais/1/", {"title": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    )

    assert response.status_code == 400
    assert "5\u00a0Mo de texte" in response.text
    assert "revenez à la page précédente" in response.text


def test_too_many_fields_say_so():
    response = Client(enforce_csrf_checks=True).post(
        "/essais/1/", {f"f{n}": "" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    )

    assert response.status_code == 400
    assert "1\u00a0000 champs au plus" in response.text


def test_a_name_that_is_not_this_sites_gets_a_page_too(client):
    response = client.get("/essais/", headers={"host": "ailleurs.example"})

    assert response.status_code == 400
    assert "incomplet, ou abîmé en chemin" in response.text
    assert "Mo de texte" not in response.text


def test_the_address_of_a_button_opened_as_a_page_says_so_and_names_what_it_takes(client):
    demand = DemandFactory()
    client.force_login(demand.owner)

    response = client.get(f"/essais/{demand.pk}/envoyer/")

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "C’est celle d’un bouton\u00a0: rien n’a été fait." in response.text


def test_a_proof_too_old_on_a_form_too_long_is_not_said_to_be_kept():
    person, browser = PersonFactory(), Client(enforce_csrf_checks=True)
    browser.force_login(person)
    sent = {"title": "x" * drafts.LIMIT, drafts.TOKEN_FIELD: drafts.token(person, "/essais/")}

    response = browser.post(reverse("demands"), sent)

    assert response.status_code == 403
    assert "est gardé" not in response.text
