"""The pages of the network: what each shows, to whom, and what each form refuses."""

from datetime import date

import pytest
from django.urls import reverse

from foundation import clock
from foundation.models import OutboxMessage
from network.models import Assignment, Commune, Library, Person, PresidentMandate
from network.roles import FUNCTIONS, Role
from tests.factories import (
    AssignmentFactory,
    CommuneFactory,
    LibraryFactory,
    PersonFactory,
    PresidentMandateFactory,
    ServiceFactory,
    person_as,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def shown(response) -> list[object]:
    """The rows of a list."""
    return list(response.context["listing"].table.records)


def test_a_coordinator_sees_every_commune_and_a_head_one(client, coordinator):
    own, other = CommuneFactory(), CommuneFactory()
    assert set(shown(client.get(reverse("network:communes")))) == {own, other}

    client.force_login(person_as(Role.LIBRARY_HEAD, LibraryFactory(commune=own)))
    assert shown(client.get(reverse("network:communes"))) == [own]
    assert client.get(other.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("address", ["communes", "libraries", "people"])
def test_a_list_costs_as_many_queries_at_three_rows_as_at_one(
    client, coordinator, address, django_assert_num_queries, django_assert_max_num_queries
):
    def load():
        return client.get(reverse(f"network:{address}"))

    AssignmentFactory(role=Role.LIBRARIAN, library=LibraryFactory())
    load()  # the first page of a session also writes when it was last seen
    with django_assert_max_num_queries(12) as first:
        load()
    for _ in range(2):
        AssignmentFactory(role=Role.LIBRARIAN, library=LibraryFactory())
    with django_assert_num_queries(len(first.captured_queries)):
        load()


def test_communes_are_found_by_name_without_accent_and_by_library(client, coordinator):
    found = CommuneFactory(name="Épône", sort_name="epone")
    LibraryFactory()

    assert shown(client.get(reverse("network:communes"), {"q": "Epone"})) == [found]
    assert shown(client.get(reverse("network:communes"), {"library": "without"})) == [found]


def test_the_commune_page_gathers_its_libraries_and_people(client, coordinator):
    library = LibraryFactory(name="Médiathèque des Essais")
    person = AssignmentFactory(role=Role.LIBRARIAN, library=library).person

    page = client.get(library.commune.get_absolute_url()).content.decode()

    assert "Médiathèque des Essais" in page
    assert person.get_full_name() in page


def test_a_library_is_added_in_a_commune(client, coordinator):
    commune = CommuneFactory()
    data = {"commune": commune.pk, "code": "LI1", "name": "Annexe", "status": "ASSOCIATIVE"}

    response = client.post(reverse("network:new_library"), data)

    library = Library.objects.get()
    assert response.url == library.get_absolute_url()
    assert library.status == Library.Status.ASSOCIATIVE


def test_two_libraries_of_a_commune_never_bear_the_same_name(client, coordinator):
    first = LibraryFactory(name="Annexe")
    data = {"commune": first.commune.pk, "code": "LI2", "name": "Annexe", "status": "MUNICIPAL"}

    response = client.post(reverse("network:new_library"), data)

    assert response.status_code == 422
    assert "Cette commune a déjà une bibliothèque de ce nom." in response.content.decode()


def test_a_person_without_an_address_is_kept_and_cannot_be_invited(client, coordinator):
    response = client.post(
        reverse("network:new_person"), {"first_name": "Ada", "last_name": "Exemple", "is_active": "on"}
    )
    person = Person.objects.get(last_name="Exemple")
    assert person.email is None
    assert "il manque une adresse e-mail" in client.get(response.url).content.decode()

    refused = client.post(reverse("network:invite", args=[person.pk]))

    assert refused.status_code == 409
    assert not OutboxMessage.objects.exists()


def test_two_people_never_share_an_address_whatever_the_case(client, coordinator):
    PersonFactory(email="ada@demo.example")

    response = client.post(
        reverse("network:new_person"),
        {"first_name": "Ada", "last_name": "Autre", "email": "ADA@demo.example", "is_active": "on"},
    )

    assert response.status_code == 422
    assert response.context["form"].errors == {"email": ["Une autre personne a déjà cette adresse e-mail."]}
    assert Person.objects.filter(last_name="Autre").count() == 0


def test_an_invitation_leaves_from_the_page_of_the_person(client, coordinator):
    person = PersonFactory()
    client.post(reverse("network:invite", args=[person.pk]))
    assert OutboxMessage.objects.get().to_email == person.email


def test_a_function_is_given_in_the_right_kind_of_place(client, coordinator):
    person, library = PersonFactory(), LibraryFactory()
    data = {"role": Role.LIBRARY_HEAD, "place": f"library-{library.pk}", "starts_on": "2026-01-01"}

    client.post(reverse("network:assign", args=[person.pk]), data)

    assert Assignment.objects.get(person=person).place == library


def test_a_function_in_the_wrong_kind_of_place_is_refused_with_the_right_one(client, coordinator):
    person, service = PersonFactory(), ServiceFactory()
    data = {"role": Role.LIBRARY_HEAD, "place": f"service-{service.pk}", "starts_on": "2026-01-01"}

    response = client.post(reverse("network:assign", args=[person.pk]), data)

    assert response.status_code == 422
    assert "s’exerce ici\u00a0: bibliothèque" in response.content.decode()
    assert not Assignment.objects.filter(person=person).exists()


@pytest.mark.parametrize("place", ["library-999999", "nowhere-1", "library-x", ""])
def test_a_place_out_of_the_list_is_refused(client, coordinator, place):
    person = PersonFactory()
    response = client.post(
        reverse("network:assign", args=[person.pk]),
        {"role": Role.LIBRARIAN, "place": place, "starts_on": "2026-01-01"},
    )
    assert response.status_code == 422
    assert not Assignment.objects.filter(person=person).exists()


def test_ending_a_function_ends_what_it_lets_see(client, coordinator):
    assignment = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=CommuneFactory(), starts_on=date(2026, 1, 1))
    with clock.frozen_at("2026-06-01"):
        client.post(reverse("network:end_assignment", args=[assignment.pk]), {"ends_on": "2026-06-30"})
    with clock.frozen_at("2026-06-30"):
        person = Person.objects.get(pk=assignment.person.pk)
        assert Commune.objects.visible_to(person).count() == 1
    with clock.frozen_at("2026-07-01"):
        person = Person.objects.get(pk=assignment.person.pk)
        assert Commune.objects.visible_to(person).count() == 0


def test_a_head_may_look_and_not_change(client):
    library = LibraryFactory()
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    assert client.get(library.get_absolute_url()).status_code == 200
    assert client.get(reverse("network:edit_library", args=[library.pk])).status_code == 403
    assert client.get(reverse("network:mandates")).status_code == 403
    assert client.get(reverse("network:rights")).status_code == 403


def test_the_table_of_rights_shows_every_function(client):
    client.force_login(person_as(Role.ADMINISTRATOR))
    page = client.get(reverse("network:rights")).content.decode()
    for role in FUNCTIONS:
        assert role.label.capitalize() in page or role.label[0].upper() + role.label[1:] in page


def test_a_mandate_is_recorded_and_its_real_end_afterwards(client, coordinator):
    mandate = PresidentMandateFactory()
    address = reverse("network:edit_mandate", args=[mandate.pk])
    version = client.get(address).context["form"].initial["form_version"]
    data = {
        "title": mandate.title, "president": mandate.president, "starts_on": "2026-04-10",
        "estimated_end": "2032-04-09", "actual_end": "2031-12-31", "form_version": version,
    }  # fmt: skip

    with clock.frozen_at(date(2026, 11, 22)):
        client.force_login(coordinator)
        early = client.post(address, data)
    assert early.status_code == 422
    assert early.context["form"].errors["actual_end"] == [
        "Ce jour n’est pas encore venu : donnez-le comme fin estimée."
    ]
    with clock.frozen_at(date(2031, 12, 31)):
        client.force_login(coordinator)
        assert client.post(address, data).status_code == 302
    assert PresidentMandate.objects.get().ends_on == date(2031, 12, 31)


def test_a_mandate_never_ends_before_it_begins(client, coordinator):
    data = {"title": "Le Président", "president": "X", "starts_on": "2026-04-10", "estimated_end": "2026-04-09"}
    response = client.post(reverse("network:new_mandate"), data)
    assert response.status_code == 422
    assert "La fin estimée ne peut pas précéder le début." in response.content.decode()
