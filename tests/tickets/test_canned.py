"""Canned answers: kept by who keeps the desk, used by the services, filled in by the ticket."""

import pytest
from django.urls import reverse

from tickets import canned
from tickets.models import CannedAnswer

pytestmark = pytest.mark.django_db
LIST, NEW = "/tickets/reponses-types/", "/tickets/reponses-types/nouvelle/"


@pytest.fixture
def answer(db):
    return CannedAnswer.objects.create(title="Cache", body="Bonjour {demandeur}, videz le cache ({ticket}).")


def test_the_blanks_are_filled_by_the_ticket_and_what_it_says_is_never_a_blank(desk):
    desk.library.name = "Médiathèque {ticket}"
    desk.library.save()
    answer = CannedAnswer(body="{ticket} de {demandeur} à {bibliotheque} ; {inconnu} reste.")
    ticket = desk.declared()

    said = canned.filled(answer, ticket)

    assert said == f"{ticket.number} de {desk.agent} à la Médiathèque {{ticket}} ; {{inconnu}} reste."


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("Médiathèque des Saules", "saisi pour {bibliotheque}.", "saisi pour la Médiathèque des Saules."),
        ("Centre culturel", "L’équipe de {bibliotheque}", "L’équipe du Centre culturel"),
        ("Centre culturel", "À {bibliotheque}, tout va.", "Au Centre culturel, tout va."),
        ("Espace Prévert", "{bibliotheque} : dites-nous.", "Espace Prévert : dites-nous."),
        ("Tourneboule", "pour {bibliotheque}", "pour Tourneboule"),
    ],
)
def test_the_name_of_the_library_takes_its_article_where_the_sentence_asks_for_it(desk, name, body, expected):
    desk.library.name = name
    desk.library.save()

    assert canned.filled(CannedAnswer(body=body), desk.declared()) == expected


def test_who_keeps_the_desk_adds_changes_and_removes_an_answer(client, desk):
    client.force_login(desk.coordinator)

    client.post(NEW, {"title": "Cache", "body": "Videz le cache."})
    kept = CannedAnswer.objects.get()
    page = client.get(kept.get_absolute_url())
    sent = {"title": "Cache", "body": "Videz-le.", "form_version": page.context["form"].initial["form_version"]}
    client.post(kept.get_absolute_url(), sent)
    kept.refresh_from_db()
    listed = client.get(LIST)

    assert (kept.body, kept.kept_by) == ("Videz-le.", desk.coordinator)
    assert listed.context["listing"].total == 1
    assert client.post(reverse("tickets:delete_canned", args=[kept.pk])).url == LIST
    assert not CannedAnswer.objects.exists()
    assert [row.history_user for row in CannedAnswer.history.all()] == [desk.coordinator] * 3


def test_a_blank_that_no_ticket_fills_in_is_refused(client, desk):
    client.force_login(desk.manager)

    page = client.post(NEW, {"title": "Cache", "body": "Bonjour {prenom}"})

    assert page.status_code == 422
    assert "{prenom}" in str(page.context["form"].errors["body"])


def test_two_answers_do_not_bear_one_title(client, desk, answer):
    client.force_login(desk.manager)

    page = client.post(NEW, {"title": "Cache", "body": "Autre"})

    assert page.status_code == 422
    assert page.context["form"].errors["title"] == ["Une réponse porte déjà ce titre."]


def test_two_who_correct_one_answer_are_told(client, desk, answer):
    client.force_login(desk.manager)
    client.post(answer.get_absolute_url(), {"title": "Cache", "body": "Un", "form_version": "h"})
    answer.refresh_from_db()

    assert answer.body.startswith("Bonjour"), "the page was not the last version"


@pytest.mark.parametrize(("who", "status"), [("technician", 403), ("agent", 404), ("editor", 404)])
def test_others_do_not_keep_them(client, desk, answer, who, status):
    client.force_login(getattr(desk, who))

    assert client.get(LIST).status_code == 403
    assert client.get(NEW).status_code == 403
    assert client.get(answer.get_absolute_url()).status_code == status
    assert client.post(reverse("tickets:delete_canned", args=[answer.pk])).status_code == status
    assert CannedAnswer.objects.exists()


def test_an_answer_is_proposed_to_the_services_in_the_reply(client, desk, answer):
    ticket = desk.declared()
    client.force_login(desk.technician)

    page = client.get(ticket.get_absolute_url(), {"reponse": answer.pk})

    assert page.context["form"].initial["body"] == f"Bonjour {desk.agent}, videz le cache ({ticket.number})."
    assert 'name="reponse"' in page.text
    assert "js/canned" in page.text


@pytest.mark.parametrize("key", ["x", "9" * 30, "999999", ""])
def test_an_answer_that_does_not_exist_begins_no_reply(client, desk, answer, key):
    client.force_login(desk.technician)

    page = client.get(desk.declared().get_absolute_url(), {"reponse": key})

    assert "body" not in page.context["form"].initial


def test_the_library_does_not_see_the_answers_of_the_services(client, desk, answer):
    client.force_login(desk.agent)

    page = client.get(desk.declared().get_absolute_url(), {"reponse": answer.pk})

    assert "body" not in page.context["form"].initial
    assert "Réponse type" not in page.text
