"""For whom one declares: the people of the library that is chosen, told with their place until it is."""

import html
import re
from uuid import uuid4

import pytest

from network.roles import Role
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory, PersonFactory, person_as
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NEW = "/tickets/nouveau/sigb-anomalie/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def elsewhere(desk):
    return LibraryFactory(name="Médiathèque du Lac", commune=CommuneFactory(name="Là-bas"))


@pytest.fixture
def stranger(elsewhere):
    return AssignmentFactory(person=PersonFactory(last_name="Zola"), role=Role.LIBRARIAN, library=elsewhere).person


@pytest.fixture
def manager(client, desk):
    client.force_login(desk.manager)
    return desk.manager


def offered(page) -> dict[str, str]:
    """The choices of « Pour qui ? », by key."""
    (select,) = re.findall(r'<select name="requester".*?</select>', page.text, re.DOTALL)
    found = re.findall(r'<option value="(\w*)"[^>]*>\s*(.*?)\s*</option>', select, re.DOTALL)
    return {key: html.unescape(label) for key, label in found}


def of_library(desk) -> set[str]:
    return {"me", *(str(one.pk) for one in (desk.agent, desk.head, desk.correspondent))}


def sent(desk, **said):
    words = {"subject": "Le retour ne passe pas", "description": "Depuis ce matin.", "urgency": "DEGRADED"}
    place = {"library": desk.library.pk, "requester": "me", "own_ecran": "Retour"}
    return {**words, **place, "token": str(uuid4()), **said}


def test_until_a_library_is_chosen_each_name_says_where_they_work(client, desk, manager, stranger):
    found = offered(client.get(NEW))

    assert found[str(stranger.pk)] == f"{stranger}, Médiathèque du Lac, Là-bas"
    assert found[str(desk.agent.pk)] == f"{desk.agent}, {desk.library.name}, Ici"


def test_who_works_in_two_libraries_is_told_once_with_both(client, desk, manager, elsewhere):
    AssignmentFactory(person=desk.agent, role=Role.LIBRARIAN, library=elsewhere)

    told = offered(client.get(NEW))[str(desk.agent.pk)]

    assert "Médiathèque du Lac, Là-bas" in told
    assert desk.library.name in told


def test_once_it_is_chosen_the_people_of_that_library_are_offered(client, desk, manager, stranger):
    part = client.get(NEW, {"library": desk.library.pk, "requester": desk.head.pk}, headers=HTMX)

    assert set(offered(part)) == of_library(desk)
    assert offered(part)[str(desk.agent.pk)] == str(desk.agent)
    assert f'<option value="{desk.head.pk}" selected>' in part.text
    assert "<form" not in part.text
    page = client.get(NEW, {"library": desk.library.pk})
    assert set(offered(page)) == of_library(desk)
    assert 'hx-target="#requester"' in page.text


def test_a_form_that_comes_back_offers_the_people_of_the_library_that_was_sent(client, desk, manager, stranger):
    page = client.post(NEW, sent(desk, subject="", requester=desk.agent.pk))

    assert page.status_code == 422
    assert set(offered(page)) == of_library(desk)
    assert f'<option value="{desk.agent.pk}" selected>' in page.text


def test_a_person_of_another_library_is_refused_by_the_field_and_remains_read_there(client, desk, manager, stranger):
    page = client.post(NEW, sent(desk, requester=stranger.pk))

    assert page.status_code == 422
    (told,) = page.context["form"].errors["requester"]
    assert told.replace("\u00a0", " ") == (
        f"{stranger} ne travaille pas à la {desk.library} : "
        "choisissez quelqu’un de cette bibliothèque, ou corrigez la bibliothèque."
    )
    assert f'<option value="{stranger.pk}" selected>' in page.text
    assert not Ticket.objects.exists()


def test_without_scripts_one_declares_for_somebody_of_the_library(client, desk, manager, stranger):
    assert client.post(NEW, sent(desk, requester=desk.agent.pk)).status_code == 302

    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.declared_by) == (desk.agent, manager)


def test_who_declares_in_one_library_reads_the_names_alone_and_nobody_of_another(client, desk, stranger):
    client.force_login(desk.agent)

    page = client.get(NEW)

    assert offered(page) == {"me": "pour moi", **{str(one.pk): str(one) for one in (desk.head, desk.correspondent)}}
    refused = client.post(NEW, sent(desk, requester=stranger.pk))
    assert "aucune bibliothèque où vous déclarez" in refused.text


@pytest.mark.parametrize("library", ["0", "x", "9" * 30, "999999", "-1", "’"])
def test_a_library_that_is_none_offers_nobody_wrongly(client, desk, manager, stranger, library):
    everyone = (desk.agent, desk.head, desk.correspondent, stranger)
    for headers in ({}, HTMX):
        page = client.get(NEW, {"library": library}, headers=headers)
        assert page.status_code == 200
        assert not set(offered(page)) - {"me", *(str(one.pk) for one in everyone)}
        assert all(", " in label for key, label in offered(page).items() if key != "me")  # each told with their place


def test_asking_for_the_people_of_a_library_costs_as_much_for_many(
    client, desk, manager, django_assert_max_num_queries
):
    for _ in range(12):
        person_as(Role.LIBRARIAN, desk.library)
    client.get(NEW)

    with django_assert_max_num_queries(16):
        page = client.get(NEW, {"library": desk.library.pk}, headers=HTMX)

    assert len(offered(page)) == 16
    assert "data-choice" in page.text


def test_a_declaration_for_oneself_that_is_refused_offers_the_others_still(client, desk, manager):
    page = client.post(NEW, sent(desk, subject=""))

    assert page.status_code == 422
    assert set(offered(page)) == of_library(desk)
