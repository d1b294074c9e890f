"""The homes of those who see only their own places."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock, registry
from network.panels import SHOWN, home_panels
from network.roles import Role
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory, VendorFactory, person_as

pytestmark = pytest.mark.django_db


def titles(person) -> list[str]:
    return [panel.title for panel in home_panels(person)]


def libraries(person) -> list[str]:
    return [row["library"].name for panel in home_panels(person) for row in panel.context.get("rows", [])]


def test_the_head_of_a_library_finds_it_and_who_helps_there(client):
    own, _ = LibraryFactory(), LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, own)
    correspondent = AssignmentFactory(role=Role.IT_CORRESPONDENT, library=own).person
    client.force_login(head)

    page = client.get(reverse("reporting:home")).text

    assert titles(head) == ["Votre bibliothèque", "Vos fonctions"]
    assert libraries(head) == [own.name]
    assert correspondent.get_absolute_url() in page
    assert "2 personnes" in page


def test_a_library_without_a_correspondent_says_so(client):
    client.force_login(person_as(Role.LIBRARIAN, LibraryFactory()))
    assert "personne n’est désigné" in client.get(reverse("reporting:home")).text


def test_a_contact_finds_the_libraries_of_the_commune_the_others_stand_in_the_list():
    commune = CommuneFactory()
    LibraryFactory.create_batch(SHOWN + 1, commune=commune)
    contact = person_as(Role.COMMUNE_CONTACT, commune)

    (panel, _) = home_panels(contact)

    assert panel.title == f"Les bibliothèques de {commune.name}"
    assert len(panel.context["rows"]) == SHOWN
    assert panel.link == ("Toutes", reverse("network:libraries"))


def test_who_sits_for_a_commune_is_not_told_that_its_library_is_theirs():
    library = LibraryFactory(commune=CommuneFactory(name="Les Mureaux"))
    assert titles(person_as(Role.MEMBER, library.commune)) == ["La bibliothèque des Mureaux", "Vos fonctions"]


def test_who_sits_for_one_commune_and_works_in_another_finds_both_apart():
    own, other = LibraryFactory(), LibraryFactory(commune=CommuneFactory(name="Achères"))
    agent = person_as(Role.LIBRARIAN, own)
    AssignmentFactory(person=agent, role=Role.MEMBER, commune=other.commune)

    assert titles(agent) == ["Votre bibliothèque", "La bibliothèque d’Achères", "Vos fonctions"]
    assert libraries(agent) == [own.name, other.name]


@pytest.mark.parametrize(
    ("others", "title"), [(1, "L’autre bibliothèque d’Achères"), (2, "Les autres bibliothèques d’Achères")]
)
def test_who_works_in_a_library_of_the_commune_they_sit_for_reads_each_once(others, title):
    own = LibraryFactory(commune=CommuneFactory(name="Achères"))
    LibraryFactory.create_batch(others, commune=own.commune)
    agent = person_as(Role.LIBRARIAN, own)
    AssignmentFactory(person=agent, role=Role.MEMBER, commune=own.commune)

    assert titles(agent) == ["Votre bibliothèque", title, "Vos fonctions"]
    assert len(libraries(agent)) == 1 + others


def test_who_sits_for_two_communes_reads_their_libraries_together():
    library, other = LibraryFactory(), LibraryFactory()
    member = person_as(Role.MEMBER, library.commune)
    AssignmentFactory(person=member, role=Role.MEMBER, commune=other.commune)
    assert titles(member) == ["Les bibliothèques de vos communes", "Vos fonctions"]


@pytest.mark.parametrize(("closed_in", "shown"), [(1, 1), (0, 0), (-1, 0)])
def test_a_library_closed_for_good_leaves_the_home_that_day(closed_in, shown):
    closed = LibraryFactory(closed_on=clock.today() + timedelta(days=closed_in))
    assert len(libraries(person_as(Role.LIBRARY_HEAD, closed))) == shown


def test_who_has_no_library_still_reads_their_function():
    assert titles(person_as(Role.VENDOR_CONTACT, VendorFactory())) == ["Vos fonctions"]


def test_who_sees_the_network_is_told_of_the_network_only():
    assert home_panels(person_as(Role.COORDINATOR)) == []
    assert "Vos fonctions" not in [panel.title for panel in registry.home_panels.collect(person_as(Role.ADMINISTRATOR))]
