"""Pages that say what happened, in French, whatever the browser sent."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from foundation import drafts
from foundation.views.errors import server_error
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

pytestmark = pytest.mark.django_db


def test_too_much_text_at_once_says_how_much_a_form_carries():
    response = Client(enforce_csrf_checks=True).post(
        "/essais/1/", {"title": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    )

    assert response.status_code == 413
    assert "5\u00a0Mo de texte" in response.text
    assert "revenez à la page précédente" in response.text


def test_too_many_fields_say_so():
    response = Client(enforce_csrf_checks=True).post(
        "/essais/1/", {f"f{n}": "" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    )

    assert response.status_code == 413
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


# --- within the site, with a way back ------------------------------------------------------------------------------

HERE = "http://testserver/essais/?q=a"
MENU = '<nav class="sections" aria-label="Sections">'


def refused(browser, demand, status, **headers):
    """A page of error of this status."""
    asked = {
        404: lambda: browser.get("/essais/999999/", headers=headers),
        405: lambda: browser.get(f"/essais/{demand.pk}/envoyer/", headers=headers),
        409: lambda: browser.post(f"/essais/{demand.pk}/envoyer/", headers=headers),
        413: lambda: browser.post(f"/essais/{demand.pk}/", {f"f{n}": "" for n in range(1001)}, headers=headers),
    }
    response = asked[status]()
    assert response.status_code == status
    return response


@pytest.mark.parametrize("status", [404, 405, 409, 413])
def test_who_is_signed_in_meets_an_error_inside_the_site_and_may_go_back(status):
    demand, browser = DemandFactory(title="", starts_on=None), Client(enforce_csrf_checks=status == 413)
    browser.force_login(demand.owner)

    text = refused(browser, demand, status, referer=HERE).text

    assert MENU in text
    assert '<a class="btn btn-primary" href="/essais/?q=a">Revenir à la page précédente</a>' in text
    assert '<a class="btn" href="/">Retourner à l’accueil</a>' in text


def test_who_may_not_is_told_why_inside_the_site(client):
    client.force_login(PersonFactory())

    response = client.get(reverse("foundation:outbox"), headers={"referer": HERE})

    assert response.status_code == 403
    assert MENU in response.text
    assert "Le registre des messages est tenu par l’administrateur." in response.text
    assert 'href="/essais/?q=a"' in response.text


@pytest.mark.parametrize("came_from", ["", "https://ailleurs.example/", "http://testserver/essais/999999/"])
def test_no_way_back_is_offered_to_another_site_nor_to_the_page_itself(client, came_from):
    client.force_login(PersonFactory())

    text = client.get("/essais/999999/", headers={"referer": came_from}).text

    assert "Revenir à la page précédente" not in text
    assert "Retourner à l’accueil" in text


def test_who_is_not_signed_in_sees_no_menu(client):
    assert MENU not in client.get("/nulle-part/").text


def test_our_own_fault_has_a_page_that_needs_nothing(rf):
    response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "Ce n’est pas de votre fait." in response.content.decode()
    assert MENU not in response.content.decode()
