"""What is said of the mails that a convention causes."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from convention import mails, path
from convention.models import Convention
from convention.states import State
from foundation import clock, outbox
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network.models import Service
from network.roles import PlaceKind, Role
from tests.convention.factories import convention_in, territory
from tests.factories import AssignmentFactory, CommuneFactory, person_as

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("contacts", "told"),
    [
        (0, "aucun contact de la commune n’a d’adresse e-mail : prévenez-la autrement"),
        (1, "1 contact de la commune reçoit un e-mail"),
        (2, "2 contacts de la commune reçoivent un e-mail"),
    ],
)
def test_a_notification_says_how_many_are_written_to(contacts, told):
    assert mails.told(contacts) == told


# --- the convention to sign ------------------------------------------------------------------------------------------


@pytest.fixture
def coordinator(db):
    territory()
    with clock.frozen_at(TODAY):
        yield person_as(Role.COORDINATOR)


def contact_of(convention):
    return AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune).person


def test_sending_tells_the_contacts_of_the_commune_what_to_do(coordinator):
    convention = convention_in(State.VALIDATED)
    contact = contact_of(convention)
    contact_of(convention_in(State.DRAFT, commune=CommuneFactory()))

    path.send(convention, by=coordinator)

    message = OutboxMessage.objects.get()
    assert message.recipient == contact
    for words in ("les deux exemplaires originaux", "Renvoyez", convention.get_absolute_url()):
        assert words in message.text
        assert words in message.html


def test_a_convention_taken_back_and_sent_again_is_told_again(coordinator):
    convention = convention_in(State.VALIDATED)
    contact_of(convention)
    path.send(convention, by=coordinator)

    path.reopen(convention, by=coordinator, reason="Une faute")
    path.validate(convention, by=coordinator)
    with clock.frozen_at(TODAY.replace(day=23)):
        path.send(convention, by=coordinator)

    assert OutboxMessage.objects.filter(kind="convention-to-sign").count() == 2


def test_the_commune_is_asked_again_once_a_day_and_its_convention_keeps_the_trace(client, coordinator):
    convention = convention_in(State.SIGNING)
    contact_of(convention)
    client.force_login(coordinator)
    address = reverse("convention:chase", args=[convention.pk])

    with clock.frozen_at(TODAY):
        assert client.post(address).status_code == 409  # sent that very day
    with clock.frozen_at(TODAY.replace(day=23)):
        page = client.post(address, follow=True).content.decode()
        assert client.post(address).status_code == 409

    message = OutboxMessage.objects.get()
    assert message.kind == "convention-chase"
    assert "envoyée en signature le 22 novembre 2026" in message.text
    assert "a relancé la commune" in page


def test_a_commune_that_signed_or_has_no_address_is_not_asked_again(coordinator):
    with clock.frozen_at(TODAY.replace(day=23)):
        signed = convention_in(State.SIGNING, mayor_signed_on=TODAY)
        contact_of(signed)
        with pytest.raises(Refused, match="le Maire a signé le 22 novembre 2026"):
            path.chase(signed, by=coordinator)
        with pytest.raises(Refused, match="prévenez-la autrement"):
            path.chase(convention_in(State.SIGNING, commune=CommuneFactory()), by=coordinator)

    assert not OutboxMessage.objects.exists()
    assert not Convention.objects.exclude(chased_on=None).exists()


def test_only_the_coordination_asks_again(coordinator):
    convention = convention_in(State.SIGNING)
    with pytest.raises(PermissionDenied):
        path.chase(convention, by=contact_of(convention))


# --- a mail that waited ----------------------------------------------------------------------------------------------


def fate(coming_on: date = TODAY) -> OutboxMessage:
    """The only message, once a worker has come by that day."""
    with clock.frozen_at(coming_on):
        outbox.send_due()
    return OutboxMessage.objects.get()


def kinds(messages) -> list[str]:
    return list(messages.order_by("pk").values_list("kind", flat=True))


def test_what_was_asked_to_be_signed_and_is_taken_back_is_told_so(coordinator):
    convention = convention_in(State.VALIDATED)
    contact_of(convention)
    path.send(convention, by=coordinator)
    outbox.send_due()
    path.reopen(convention, by=coordinator, reason="Une faute à l’article 3")
    outbox.send_due()

    told = mail.outbox[-1]
    for words in ("ne comptent plus", "Une faute à l’article 3", convention.number):
        assert words in told.body
        assert words in told.alternatives[0].content


def test_what_is_taken_back_before_its_mail_left_is_told_to_nobody(coordinator):
    convention = convention_in(State.VALIDATED)
    contact_of(convention)
    path.send(convention, by=coordinator)
    path.reopen(convention, by=coordinator, reason="Une faute")
    outbox.send_due()

    assert not mail.outbox
    reasons = OutboxMessage.objects.withdrawn().order_by("pk").values_list("last_error", flat=True)
    assert [reason.partition(" :")[0] for reason in reasons] == [
        "La convention n’est plus en signature",
        "La demande de signature n’était pas partie.",
    ]


def test_of_two_sendings_that_waited_the_last_alone_leaves(coordinator):
    convention = convention_in(State.VALIDATED)
    contact_of(convention)
    path.send(convention, by=coordinator)
    path.reopen(convention, by=coordinator, reason="Une faute")
    with clock.frozen_at("2026-11-22T14:00"):
        path.validate(convention, by=coordinator)
        path.send(convention, by=coordinator)
        outbox.send_due()
    assert kinds(OutboxMessage.objects.sent()) == ["convention-to-sign"]
    assert OutboxMessage.objects.sent().get().created_at.astimezone(clock.PARIS).hour == 14
    assert kinds(OutboxMessage.objects.withdrawn()) == ["convention-to-sign", "convention-taken-back"]


def test_a_draft_taken_back_before_it_was_sent_writes_to_nobody(coordinator):
    convention = convention_in(State.VALIDATED)
    contact_of(convention)
    path.reopen(convention, by=coordinator, reason="Une faute")
    assert not OutboxMessage.objects.exists()


def test_a_contact_no_longer_in_post_is_not_written_to(coordinator):
    convention = convention_in(State.VALIDATED)
    contact = contact_of(convention)
    path.send(convention, by=coordinator)
    contact.assignments.update(ends_on=TODAY - timedelta(days=1))
    assert "n’est plus un contact" in fate().last_error


def test_a_maire_who_has_signed_meanwhile_is_not_asked_again(coordinator):
    convention = convention_in(State.VALIDATED)
    contact_of(convention)
    path.send(convention, by=coordinator)
    path.record_mayor_signature(convention, by=coordinator, mayor_signed_on=TODAY)
    assert fate().last_error == "Le Maire a signé le 22 novembre 2026."


def test_what_is_still_so_leaves(coordinator):
    convention = convention_in(State.VALIDATED)
    contact_of(convention)
    path.send(convention, by=coordinator)
    assert fate().sent_at


def test_the_service_says_where_the_originals_are_sent_back_to(coordinator):
    service = Service.objects.get(code=PlaceKind.SCLP)
    service.address, service.phone = "1 rue de l’Exemple\n78000 Exempleville", "01 99 00 10 01"
    service.save()
    convention = convention_in(State.VALIDATED)
    contact_of(convention)
    path.send(convention, by=coordinator)
    message = OutboxMessage.objects.get()
    assert "1 rue de l’Exemple\n78000 Exempleville\n01 99 00 10 01" in message.text
    assert "1 rue de l’Exemple<br>78000 Exempleville" in message.html
