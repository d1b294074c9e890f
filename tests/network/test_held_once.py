"""What two clicks, two people or two doors could do where one may do it once, or not at all."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock
from foundation.models import OutboxMessage
from network import invitations
from network.models import Assignment
from network.roles import Role
from network.rules import may_manage_person
from tests.factories import AssignmentFactory, LibraryFactory, PersonFactory, ServiceFactory, person_as

pytestmark = pytest.mark.django_db


def test_inviting_twice_in_a_minute_sends_one_mail_whose_link_serves(client):
    client.force_login(person_as(Role.COORDINATOR))
    person = PersonFactory()
    with clock.frozen_at("2026-11-22T10:00:10"):
        for _ in range(2):
            client.post(reverse("network:invite", args=[person.pk]))
        (mail,) = OutboxMessage.objects.filter(kind=invitations.PURPOSE)
        path = mail.text[mail.text.index("/reseau/invitation/") :].split()[0]
        client.logout()
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("starts_in", [-10, 0, 1])
def test_the_address_of_an_administrator_to_come_is_an_administrators_affair(client, starts_in):
    coordinator = person_as(Role.COORDINATOR)
    subject = AssignmentFactory(
        role=Role.ADMINISTRATOR, service=ServiceFactory(), starts_on=clock.today() + timedelta(days=starts_in)
    ).person
    assert not may_manage_person(subject, coordinator)

    client.force_login(coordinator)

    assert client.post(reverse("network:invite", args=[subject.pk])).status_code == 403
    assert client.get(reverse("network:edit_person", args=[subject.pk])).status_code == 403


def test_a_former_administrator_is_managed_as_anyone():
    subject = AssignmentFactory(
        role=Role.ADMINISTRATOR, service=ServiceFactory(), ends_on=clock.today() - timedelta(days=1)
    ).person
    assert may_manage_person(subject, person_as(Role.COORDINATOR))


def test_the_same_function_is_not_given_twice_on_the_same_days(client):
    client.force_login(person_as(Role.COORDINATOR))
    held = AssignmentFactory(role=Role.LIBRARIAN, library=LibraryFactory())
    data = {"role": Role.LIBRARIAN, "place": f"library-{held.library.pk}", "starts_on": "2026-01-01"}

    response = client.post(reverse("network:assign", args=[held.person.pk]), data)

    assert response.status_code == 422
    assert "tient déjà cette fonction ici" in response.content.decode()
    assert Assignment.objects.filter(person=held.person).count() == 1


def test_the_same_function_is_given_again_after_it_ended(client):
    client.force_login(person_as(Role.COORDINATOR))
    held = AssignmentFactory(role=Role.LIBRARIAN, library=LibraryFactory(), ends_on=clock.today() - timedelta(days=9))
    data = {"role": Role.LIBRARIAN, "place": f"library-{held.library.pk}", "starts_on": clock.today().isoformat()}

    client.post(reverse("network:assign", args=[held.person.pk]), data)

    assert Assignment.objects.filter(person=held.person).count() == 2
