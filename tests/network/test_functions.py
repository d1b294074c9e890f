"""Functions given and ended: by whom, to whom, and the référent informatique (R19, art. 4.1)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation import clock
from network import rules
from network.models import Assignment, Commune, Library
from network.roles import Role
from tests.factories import (
    AssignmentFactory,
    CommuneFactory,
    LibraryFactory,
    PersonFactory,
    ServiceFactory,
    person_as,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _day():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def library():
    return LibraryFactory(name="Escale")


def shown(response) -> list:
    return list(response.context["listing"].table.records)


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("giver", "role", "expected"),
    [
        (Role.COORDINATOR, Role.LIBRARIAN, True),
        (Role.COORDINATOR, Role.SCLP_DIRECTOR, True),
        (Role.COORDINATOR, Role.ADMINISTRATOR, False),
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, True),
        (Role.ADMINISTRATOR, Role.COORDINATOR, True),
        (Role.SIGB_REFERENT, Role.LIBRARIAN, False),
    ],
)
def test_an_administrator_alone_makes_administrators(giver, role, expected):
    assert rules.may_give(role, person_as(giver)) is expected


def test_the_form_does_not_offer_what_one_may_not_give(client):
    client.force_login(person_as(Role.COORDINATOR))
    person = PersonFactory()
    address = reverse("network:assign", args=[person.pk])
    data = {"role": Role.ADMINISTRATOR, "place": f"service-{ServiceFactory().pk}", "starts_on": "2026-01-01"}

    assert Role.ADMINISTRATOR not in dict(client.get(address).context["form"].fields["role"].choices)
    assert client.post(address, data).status_code == 422
    assert not Assignment.objects.filter(person=person).exists()


def test_no_function_is_chosen_beforehand(client):
    client.force_login(person_as(Role.ADMINISTRATOR))
    page = client.get(reverse("network:assign", args=[PersonFactory().pk]))
    role = page.context["form"]["role"]
    assert role.value() is None
    assert role.field.choices[0] == ("", "Choisissez")


def test_a_coordinator_cannot_take_an_administrator_s_account_over(client):
    admin = person_as(Role.ADMINISTRATOR, email="admin@demo.example")
    client.force_login(person_as(Role.COORDINATOR))
    data = {"first_name": "A", "last_name": "B", "email": "pirate@demo.example", "is_active": "on"}

    assert client.post(reverse("network:edit_person", args=[admin.pk]), data).status_code == 403
    assert client.post(reverse("network:end_assignment", args=[admin.assignments.get().pk])).status_code == 403
    admin.refresh_from_db()
    assert admin.email == "admin@demo.example"


def test_a_former_administrator_is_managed_like_anybody():
    former = AssignmentFactory(
        role=Role.ADMINISTRATOR, service=ServiceFactory(), ends_on=TODAY - timedelta(days=1)
    ).person
    assert rules.may_manage_person(former, person_as(Role.COORDINATOR))


# --- the référent informatique ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.LIBRARY_HEAD, True),
        (Role.IT_CORRESPONDENT, False),
        (Role.LIBRARIAN, False),
        (Role.VOLUNTEER, False),
    ],
)
def test_in_a_library_its_head_alone_designates(library, role, expected):
    assert rules.may_designate_correspondent(library, person_as(role, library)) is expected


def test_a_head_designates_in_no_other_library(client, library):
    head = person_as(Role.LIBRARY_HEAD, library)
    annexe = LibraryFactory(commune=library.commune)
    assert not rules.may_designate_correspondent(annexe, head)
    client.force_login(head)
    assert client.get(reverse("network:designate", args=[annexe.pk])).status_code == 404


def test_a_head_designates_a_colleague_from_a_day(client, library):
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    colleague = person_as(Role.LIBRARIAN, library)
    data = {"person": colleague.pk, "starts_on": "2026-12-01"}

    response = client.post(reverse("network:designate", args=[library.pk]), data)

    assert response.url == library.get_absolute_url()
    designated = Assignment.objects.get(role=Role.IT_CORRESPONDENT)
    assert (designated.person, designated.library, designated.starts_on) == (colleague, library, date(2026, 12, 1))
    assert designated.history.get().history_user.assignments.get().role == Role.LIBRARY_HEAD


def test_a_head_does_not_choose_outside_the_library(client, library):
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    outsider = person_as(Role.LIBRARIAN, LibraryFactory())
    data = {"person": outsider.pk, "starts_on": "2026-12-01"}

    response = client.post(reverse("network:designate", args=[library.pk]), data)

    assert response.status_code == 422
    assert not Assignment.objects.filter(role=Role.IT_CORRESPONDENT).exists()


def test_the_coordination_may_choose_anybody(client, library):
    client.force_login(person_as(Role.COORDINATOR))
    anybody = PersonFactory()
    client.post(reverse("network:designate", args=[library.pk]), {"person": anybody.pk, "starts_on": "2026-12-01"})
    assert Assignment.objects.get(role=Role.IT_CORRESPONDENT).person == anybody


def test_nobody_is_designated_twice(client, library):
    client.force_login(person_as(Role.COORDINATOR))
    already = person_as(Role.IT_CORRESPONDENT, library)
    data = {"person": already.pk, "starts_on": "2026-12-01"}

    response = client.post(reverse("network:designate", args=[library.pk]), data)

    assert response.status_code == 422
    assert "est déjà référent informatique de cette bibliothèque" in response.content.decode()


def test_the_head_ends_the_designation_and_nothing_else(client, library):
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    designation = AssignmentFactory(role=Role.IT_CORRESPONDENT, library=library)
    librarian = AssignmentFactory(role=Role.LIBRARIAN, library=library)

    ended = client.post(reverse("network:end_assignment", args=[designation.pk]), {"ends_on": "2026-11-30"})
    refused = client.post(reverse("network:end_assignment", args=[librarian.pk]), {"ends_on": "2026-11-30"})

    assert (ended.status_code, refused.status_code) == (302, 403)
    designation.refresh_from_db()
    assert designation.ends_on == date(2026, 11, 30)


def test_the_library_page_says_who_is_designated_or_that_nobody_is(client, library):
    client.force_login(person_as(Role.COORDINATOR))
    assert "Personne n’est désigné" in client.get(library.get_absolute_url()).content.decode()
    person = person_as(Role.IT_CORRESPONDENT, library)
    page = client.get(library.get_absolute_url()).content.decode()
    assert f"{person}</a>, désigné depuis le 1er janvier 2020" in page


# --- what is missing, listed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_missing"),
    [
        (TODAY, None, False),
        (TODAY - timedelta(days=9), TODAY, False),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), True),
        (TODAY + timedelta(days=1), None, True),
    ],
)
def test_a_library_lacks_a_correspondent_when_none_runs_today(library, starts_on, ends_on, is_missing):
    AssignmentFactory(role=Role.IT_CORRESPONDENT, library=library, starts_on=starts_on, ends_on=ends_on)
    assert Library.objects.without_correspondent(TODAY).exists() is is_missing


def test_the_lists_are_narrowed_to_what_lacks(client):
    client.force_login(person_as(Role.COORDINATOR))
    complete, incomplete = LibraryFactory(), LibraryFactory()
    AssignmentFactory(role=Role.IT_CORRESPONDENT, library=complete)
    AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=complete.commune)
    AssignmentFactory(role=Role.MEMBER, library=complete)

    assert shown(client.get(reverse("network:libraries"), {"lacks": "correspondent"})) == [incomplete]
    assert shown(client.get(reverse("network:communes"), {"lacks": "contact"})) == [incomplete.commune]
    assert shown(client.get(reverse("network:communes"), {"lacks": "participant"})) == [incomplete.commune]


def test_a_participant_of_the_commune_or_of_one_of_its_libraries_is_enough():
    own, by_library, without = CommuneFactory(), LibraryFactory().commune, CommuneFactory()
    AssignmentFactory(role=Role.MEMBER, commune=own)
    AssignmentFactory(role=Role.MEMBER, library=by_library.libraries.get())
    assert list(Commune.objects.without_participant(TODAY)) == [without]


def test_the_export_names_the_correspondent(client, library):
    client.force_login(person_as(Role.COORDINATOR))
    person = person_as(Role.IT_CORRESPONDENT, library, first_name="Ada", last_name="Exemple")
    response = client.get(reverse("network:libraries"), {"export": "csv"})
    assert str(person) in b"".join(response.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("address", ["communes", "libraries", "people"])
@pytest.mark.parametrize(("role", "offered"), [(Role.COORDINATOR, True), (Role.SIGB_REFERENT, False)])
def test_importing_is_offered_to_those_who_manage_the_network(client, address, role, offered):
    client.force_login(person_as(role))
    page = client.get(reverse(f"network:{address}"))
    assert ("Importer" in page.content.decode()) is offered
    if offered:
        button = page.context["list_buttons"][-1]
        assert client.get(button.url).status_code == 200
