"""Someone enters by invitation: one mail, one link, one use."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock, outbox
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network import addresses, invitations
from network.roles import Role
from tests.factories import PersonFactory, person_as

pytestmark = pytest.mark.django_db
PASSWORD = "quatre mots sans rapport"  # noqa: S105 - a test’s


def test_the_mail_bears_the_link_of_its_reader():
    coordinator, person = person_as(Role.COORDINATOR), PersonFactory()

    invitations.invite(person, by=coordinator)

    mail = OutboxMessage.objects.get(kind="invitation")
    assert mail.recipient == person
    assert "/reseau/invitation/" in mail.text
    assert invitations.pending(person)


def test_accepting_sets_the_password_and_signs_in(client):
    person = PersonFactory()
    path = invitations.link_for(person)

    response = client.post(path, {"password": PASSWORD, "again": PASSWORD})

    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(person.pk)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert not invitations.pending(person)


def test_a_used_link_is_told_so(client):
    path = invitations.link_for(PersonFactory())
    client.post(path, {"password": PASSWORD, "again": PASSWORD})
    client.logout()

    response = client.get(path)

    assert response.status_code == 410
    assert "a déjà servi" in response.content.decode()


def test_a_new_invitation_makes_the_older_useless(client):
    person = PersonFactory()
    old = invitations.link_for(person)
    invitations.link_for(person)
    assert client.get(old).status_code == 410


def test_an_expired_link_says_when_it_expired(client):
    with clock.frozen_at("2026-11-01"):
        path = invitations.link_for(PersonFactory())
    with clock.frozen_at(clock.now().replace(year=2026, month=11, day=1) + invitations.LASTS + timedelta(days=1)):
        response = client.get(path)
    assert response.status_code == 410
    assert "a expiré le 15\u00a0novembre 2026" in response.content.decode()


@pytest.mark.parametrize(
    ("password", "again", "message"),
    [
        ("court", "court", "trop court"),
        (PASSWORD, "autre chose entièrement", "Les deux mots de passe diffèrent"),
        ("123456789012345", "123456789012345", "entièrement numérique"),
    ],
)
def test_a_weak_or_mistyped_password_is_explained_and_the_link_still_serves(client, password, again, message):
    person = PersonFactory()
    path = invitations.link_for(person)

    response = client.post(path, {"password": password, "again": again})

    assert response.status_code == 422
    assert message in response.content.decode()
    assert invitations.pending(person)


def test_who_has_no_address_cannot_be_invited():
    with pytest.raises(Refused, match="n’a pas d’adresse e-mail"):
        invitations.link_for(PersonFactory(email=None))


def test_a_guessed_link_opens_nothing(client):
    response = client.get(reverse("network:invitation", args=["devinette"]))
    assert response.status_code == 410
    assert "pas valable" in response.content.decode()


def test_an_address_corrected_in_the_same_minute_gets_its_own_invitation():
    by, guest = PersonFactory(), PersonFactory(email="fautive@demo.example")
    with clock.frozen_at("2026-11-22T10:00"):
        invitations.invite(guest, by=by)
        guest.email = "juste@demo.example"
        guest.save()
        invitations.invite(guest, by=by)
    assert set(OutboxMessage.objects.about(guest).values_list("to_email", flat=True)) == {
        "fautive@demo.example",
        "juste@demo.example",
    }


def test_an_invitation_whose_link_serves_no_more_is_not_sent():
    by, guest = PersonFactory(), PersonFactory(email="fautive@demo.example")
    with clock.frozen_at("2026-11-22T10:00"):
        invitations.invite(guest, by=by)
        guest.email = "juste@demo.example"
        guest.save()
        addresses.forget_former(guest)
    with clock.frozen_at("2026-11-22T10:05"):
        invitations.invite(guest, by=by)
        outbox.send_due()
    assert [one.to_email for one in OutboxMessage.objects.sent()] == ["juste@demo.example"]
    assert OutboxMessage.objects.withdrawn().get().last_error == "Cette invitation a été remplacée ou annulée."
