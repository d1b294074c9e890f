"""Erasing a person, and an address changed by somebody else: what goes, what stays, who may (R10)."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from foundation import clock
from network import invitations
from network.models import Person
from network.roles import Role
from tests.factories import AssignmentFactory, LibraryFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _day():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def former() -> Person:
    """Someone who holds nothing any more."""
    return AssignmentFactory(
        role=Role.LIBRARIAN,
        library=LibraryFactory(),
        ends_on=TODAY - timedelta(days=1),
        person=PersonFactory(first_name="Ada", last_name="Exemple", email="ada@demo.example"),
    ).person


def test_an_administrator_sees_what_will_go_then_erases(client, former):
    client.force_login(person_as(Role.ADMINISTRATOR))
    address = reverse("network:anonymise", args=[former.pk])

    page = client.get(address).content.decode()
    assert "ada@demo.example → sans valeur" in page
    assert f"Exemple → anonymisée n° {former.pk}" in page
    former.refresh_from_db()
    assert former.email == "ada@demo.example"  # looking erases nothing

    response = client.post(address, follow=True)
    former.refresh_from_db()
    assert str(former) == f"Personne anonymisée n° {former.pk}"
    assert former.sort_name == f"anonymisee n {former.pk} personne"
    assert former.assignments.count() == 1
    assert "La personne est anonymisée." in response.content.decode()


def test_the_erased_name_is_found_nowhere(client, former):
    client.force_login(person_as(Role.ADMINISTRATOR))
    life = reverse("foundation:life", args=["network", "person", former.pk])
    addresses = [former.get_absolute_url(), f"{reverse('network:people')}?q=exemple+ada", life]
    for address in addresses:
        assert "Ada" in client.get(address).text, "it must be there first"

    client.post(reverse("network:anonymise", args=[former.pk]))

    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        assert "Ada" not in page.text
    versions = Person.history.filter(id=former.pk).values_list("first_name", "last_name", "email")
    assert versions
    assert not {"Ada", "Exemple", "ada@demo.example"} & {value for row in versions for value in row}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SCLP_DIRECTOR])
def test_nobody_else_erases(client, former, role):
    client.force_login(person_as(role))
    address, versions = reverse("network:anonymise", args=[former.pk]), former.history.count()

    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)

    former.refresh_from_db()
    assert (former.first_name, former.anonymised_at) == ("Ada", None)
    assert former.history.count() == versions


def test_who_still_holds_a_function_is_not_erased(client):
    client.force_login(person_as(Role.ADMINISTRATOR))
    active = person_as(Role.LIBRARIAN, LibraryFactory())
    address = reverse("network:anonymise", args=[active.pk])

    assert client.post(address).status_code == 409
    assert "mettez d’abord fin à ses fonctions" in client.get(active.get_absolute_url()).content.decode()
    active.refresh_from_db()
    assert active.anonymised_at is None


def test_nobody_erases_oneself(client):
    admin = person_as(Role.ADMINISTRATOR)
    client.force_login(admin)

    assert client.post(reverse("network:anonymise", args=[admin.pk])).status_code == 403

    admin.refresh_from_db()
    assert (admin.anonymised_at, admin.is_active) == (None, True)


def test_the_erased_person_is_not_erased_twice(client, former):
    client.force_login(person_as(Role.ADMINISTRATOR))
    address = reverse("network:anonymise", args=[former.pk])
    client.post(address)
    former.refresh_from_db()
    erased_at, versions = former.anonymised_at, former.history.count()

    assert client.post(address).status_code == 409

    former.refresh_from_db()
    assert (former.anonymised_at, former.history.count()) == (erased_at, versions)


def test_an_address_changed_by_the_coordination_no_longer_signs_in(client, former):
    EmailAddress.objects.create(user=former, email=former.email, verified=True, primary=True)
    link = invitations.link_for(former)
    client.force_login(person_as(Role.COORDINATOR))
    address = reverse("network:edit_person", args=[former.pk])
    version = client.get(address).context["form"].initial["form_version"]
    data = {
        "first_name": "Ada", "last_name": "Exemple", "email": "nouvelle@demo.example", "is_active": "on",
        "form_version": version,
    }  # fmt: skip

    client.post(address, data)

    former.refresh_from_db()
    assert former.email == "nouvelle@demo.example"
    assert not EmailAddress.objects.exists()
    assert client.get(link).status_code == 410
