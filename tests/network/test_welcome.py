"""After a person is added, the page says what remains before they can work: a function, an address, an invitation."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock
from network import invitations
from network.models import Person
from network.roles import Role
from network.welcome import left_for
from tests.factories import AssignmentFactory, LibraryFactory, PersonFactory, ServiceFactory, person_as

pytestmark = pytest.mark.django_db
FUNCTION, ADDRESS, INVITATION = "Donner une fonction", "Ajouter une adresse e-mail", "Inviter à se connecter"


def newcomer(**fields) -> Person:
    """Someone just added: nobody knows a password of theirs."""
    person = PersonFactory(**fields)
    person.set_unusable_password()
    person.save()
    return person


def left(person) -> list[str]:
    return [one.label for one in left_for(Person.objects.get(pk=person.pk), clock.today())]


def hold(person, **facts):
    return AssignmentFactory(person=person, role=Role.LIBRARIAN, library=LibraryFactory(), **facts)


def test_who_was_just_added_needs_a_function_then_an_invitation():
    assert left(newcomer()) == [FUNCTION, INVITATION]


def test_without_an_address_a_function_is_enough():
    person = newcomer(email=None)
    assert left(person) == [FUNCTION, ADDRESS]
    hold(person)
    assert left(person) == []


@pytest.mark.parametrize(("days", "needs"), [(-1, True), (0, False), (1, False)])
def test_a_function_counts_until_its_last_day(days, needs):
    person = newcomer()
    hold(person, ends_on=clock.today() + timedelta(days=days))
    assert (FUNCTION in left(person)) == needs


def test_a_function_to_come_is_one():
    person = newcomer()
    hold(person, starts_on=clock.today() + timedelta(days=10))
    assert left(person) == [INVITATION]


def test_an_invitation_that_waits_is_enough_until_it_expires():
    person = newcomer()
    hold(person)
    invitations.invite(person, by=person_as(Role.COORDINATOR))
    assert left(person) == []
    with clock.frozen_at(clock.now() + invitations.LASTS + timedelta(hours=1)):
        assert left(person) == [INVITATION]


@pytest.mark.parametrize("came", ["password", "last_login"])
def test_who_signs_in_already_is_not_to_invite(came):
    person = newcomer()
    hold(person)
    if came == "password":
        person.set_password("une phrase de passe")
    else:
        person.last_login = clock.now()
    person.save()
    assert left(person) == []


@pytest.mark.parametrize("facts", [{"is_active": False}, {"anonymised_at": clock.now()}])
def test_nothing_is_asked_for_who_does_not_come_back(facts):
    assert left(newcomer(**facts)) == []


def test_a_coordinator_added_by_another_is_led_from_step_to_step(client):
    service = ServiceFactory()
    client.force_login(person_as(Role.COORDINATOR, service))
    data = {"first_name": "Ada", "last_name": "Exemple", "email": "ada@demo.example", "is_active": "on"}

    added = client.post(reverse("network:new_person"), data, follow=True)
    assign, invite = added.context["left"]
    assert f'href="{assign.url}"' in added.text
    given = {"role": Role.COORDINATOR, "place": f"service-{service.pk}", "starts_on": clock.today().isoformat()}
    named = client.post(assign.url, given, follow=True)
    invited = client.post(invite.url, follow=True)

    assert [one.label for one in named.context["left"]] == [INVITATION]
    assert f'action="{invite.url}"' in named.text
    assert invited.context["left"] == []
    assert "invitation envoyée" in invited.text


def test_who_does_not_manage_that_person_is_asked_nothing(client):
    person = newcomer()
    held = hold(person)
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))
    assert client.get(person.get_absolute_url()).context["left"] == []
