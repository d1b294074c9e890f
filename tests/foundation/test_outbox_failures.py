"""What does not leave: tried again later, given up where somebody sees it, and never in the way of the others."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from foundation import clock, documents, outbox, registers
from foundation.models import OutboxMessage
from tests.factories import CommuneFactory, PersonFactory
from tests.foundation.mail_server import mail_server
from tests.foundation.trials import NOON, message

pytestmark = pytest.mark.django_db


class Refusing(EmailBackend):
    """A mail server that refuses what the class says, to one address or to all."""

    answer: Exception | None = None
    to = ""

    def send_messages(self, messages):
        if self.answer and (not self.to or messages[0].to == [self.to]):
            raise self.answer
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    monkeypatch.setattr(Refusing, "answer", None)
    monkeypatch.setattr(Refusing, "to", "")
    return Refusing


def test_a_message_held_by_a_living_worker_is_left_alone_and_taken_when_the_lease_ends():
    written = message()
    OutboxMessage.objects.update(leased_until=timezone.now() + timedelta(seconds=30))
    assert outbox.send_due() == 0

    OutboxMessage.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert outbox.send_due() == 1
    assert OutboxMessage.objects.sent().get() == written


def test_a_failed_message_is_tried_again_later_and_later_then_given_up(server):
    server.answer = smtplib.SMTPDataError(451, b"4.3.0 later")
    with clock.frozen_at(NOON):
        written = message()
    now, waits = NOON, []
    for _ in range(6):
        outbox.send_due(now)
        written.refresh_from_db()
        waits.append(written.due_at - now)
        now = written.due_at

    hour = timedelta(hours=1)
    assert waits[:5] == [timedelta(minutes=1), timedelta(minutes=5), hour / 2, 2 * hour, 12 * hour]
    assert written.dead_at is not None
    assert written.attempts == 6
    assert written.last_error == "Le serveur refuse le message : 451 4.3.0 later"
    assert outbox.send_due(now + timedelta(days=30)) == 0


def test_a_message_refused_once_leaves_at_the_next_try(server):
    server.answer = smtplib.SMTPDataError(451, b"4.3.0 later")
    written = message(due_at=NOON)
    outbox.send_due(NOON)
    server.answer = None

    assert outbox.send_due(NOON + timedelta(seconds=59)) == 0
    assert outbox.send_due(NOON + timedelta(seconds=60)) == 1
    written.refresh_from_db()
    assert written.last_error == ""


@pytest.mark.parametrize(
    ("answer", "is_final"),
    [
        (smtplib.SMTPRecipientsRefused({"camille@demo.example": (550, b"5.1.1 unknown")}), True),
        (smtplib.SMTPRecipientsRefused({"camille@demo.example": (450, b"4.2.0 greylisted")}), False),
        (smtplib.SMTPDataError(554, b"5.7.1 refused"), True),
        (smtplib.SMTPDataError(451, b"4.3.0 later"), False),
        (smtplib.SMTPSenderRefused(550, b"5.7.1 sender", "expediteur@demo.example"), False),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 password"), False),
        (ConnectionRefusedError("nobody listens"), False),
        (ValueError("Header values can't contain newlines"), True),
        (KeyError("a fault of the backend"), False),
    ],
    ids=lambda value: (
        type(value).__name__ + str(getattr(value, "smtp_code", "")) if isinstance(value, Exception) else ""
    ),
)
def test_only_a_refusal_of_the_addressee_or_of_the_content_is_final_at_once(server, answer, is_final):
    server.answer = answer
    written = message()

    assert outbox.send_due() == 0
    written.refresh_from_db()
    assert (written.dead_at is not None) is is_final
    assert written.last_error != ""


def test_a_poisoned_message_does_not_keep_the_others_waiting(server):
    server.answer, server.to = KeyError("poison"), "poison@demo.example"
    poisoned = message(to="poison@demo.example", due_at=NOON)
    message(due_at=NOON + timedelta(seconds=1))

    assert outbox.send_due(NOON + timedelta(minutes=1)) == 1
    poisoned.refresh_from_db()
    assert "repère" in poisoned.last_error
    assert poisoned.due_at > NOON


@pytest.fixture
def real_server(settings):
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.server_address
        yield running


def test_over_smtp_the_message_arrives_whole_with_its_own_message_id(real_server):
    written = message()

    assert outbox.send_due() == 1
    (taken,) = real_server.taken
    assert taken["To"] == "camille@demo.example"
    assert taken["Message-ID"] == outbox.compose(written).extra_headers["Message-ID"]
    assert taken.get_body(("plain",)).get_content().replace("\r\n", "\n") == written.text


def test_a_worker_lost_after_the_yes_of_the_server_and_before_its_note_repeats_the_same_message(real_server):
    message()
    outbox.send_due()
    OutboxMessage.objects.update(sent_at=None, leased_until=timezone.now())

    outbox.send_due()

    first, second = real_server.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_over_smtp_an_unknown_address_ends_among_the_dead_letters_and_the_next_one_leaves(real_server):
    real_server.answers["inconnue@demo.example"] = "550 5.1.1 no such user"
    refused = message(to="inconnue@demo.example", due_at=NOON)
    message(due_at=NOON)

    assert outbox.send_due(NOON) == 1
    refused.refresh_from_db()
    assert refused.last_error == "Le serveur refuse l’adresse : 550 5.1.1 no such user"
    assert OutboxMessage.objects.dead().get() == refused


@pytest.mark.parametrize(
    "address", ["pas une adresse@@", "deux@demo.example, autre@demo.example", "saut\n@demo.example"]
)
def test_an_impossible_address_ends_among_the_dead_letters(real_server, address):
    written = message(to=address)

    outbox.send_due()

    assert OutboxMessage.objects.dead().get() == written
    assert real_server.taken == []


def test_a_message_whose_attachment_was_altered_is_not_sent():
    document = documents.keep(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nendobj\n%%EOF\n", name="convention.pdf")
    message(attachments=[document])
    (path,) = [file for file in documents.settings.MEDIA_ROOT.rglob("*") if file.is_file()]
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.7 something else")

    assert outbox.send_due() == 0
    assert mail.outbox == []


def test_a_message_that_kills_its_worker_each_time_is_given_up():
    written = message()
    OutboxMessage.objects.update(attempts=6, leased_until=timezone.now() - timedelta(seconds=1))

    outbox.send_due()

    written.refresh_from_db()
    assert written.dead_at is not None
    assert mail.outbox == []


def test_a_server_that_is_away_costs_one_message_one_try_and_the_others_none(server):
    server.answer = ConnectionRefusedError("nobody listens")
    message(due_at=NOON)
    other = message(due_at=NOON + timedelta(seconds=1))

    outbox.send_due(NOON + timedelta(minutes=1))

    other.refresh_from_db()
    assert other.attempts == 0


def test_a_dead_letter_sent_again_starts_afresh(server):
    server.answer = smtplib.SMTPRecipientsRefused({"camille@demo.example": (550, b"unknown")})
    written = message()
    outbox.send_due()
    server.answer = None

    assert outbox.resend(OutboxMessage.objects.all()) == 1
    assert outbox.send_due() == 1
    written.refresh_from_db()
    assert (written.dead_at, written.attempts) == (None, 1)


def test_a_message_already_sent_is_not_sent_again_by_resend():
    message()
    outbox.send_due()

    assert outbox.resend(OutboxMessage.objects.all()) == 0
    assert outbox.send_due() == 0


def test_what_is_no_longer_so_is_withdrawn_with_its_reason_and_sent_by_nothing(monkeypatch):
    first, second = message(), message(due_key="another")
    monkeypatch.setitem(
        outbox.checks, first.kind, outbox.Check(lambda one: "C’est passé." if one.pk == first.pk else "")
    )

    assert outbox.send_due() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (bool(first.withdrawn_at), first.sent_at, first.last_error) == (True, None, "C’est passé.")
    assert second.sent_at
    assert len(mail.outbox) == 1
    assert outbox.resend(OutboxMessage.objects.all()) == 0
    assert outbox.send_due() == 0
    assert registers.message_state(first) == ("retiré", "neutral")


def test_what_was_withdrawn_is_written_anew_when_it_is_asked_for_again(monkeypatch):
    about, is_past = CommuneFactory(), [True]
    written = message(about=about)
    monkeypatch.setitem(outbox.checks, written.kind, outbox.Check(lambda one: "C’est passé." if is_past[0] else ""))
    outbox.send_due()
    is_past[0] = False

    again = message(about=about, subject="De nouveau vrai")
    assert (again.pk, again.withdrawn_at, again.subject, again.last_error) == (written.pk, None, "De nouveau vrai", "")
    assert outbox.send_due() == 1
    assert message(about=about).sent_at  # once it has left, it is not written again
    assert len(mail.outbox) == 1


def test_a_message_goes_to_the_address_and_in_the_words_of_the_day_it_leaves(monkeypatch):
    person = PersonFactory(email="avant@demo.example")
    written = message(to=person)
    check = outbox.Check(lambda one: "", again=lambda one: {"subject": "Du jour", "text": "Du jour", "html": "Du jour"})
    monkeypatch.setitem(outbox.checks, written.kind, check)
    person.email = "apres@demo.example"
    person.save()
    outbox.send_due()
    (left,) = mail.outbox
    assert (left.to, left.subject, left.body) == (["apres@demo.example"], "Du jour", "Du jour")
    written.refresh_from_db()
    assert written.to_email == "apres@demo.example"


@pytest.mark.parametrize("now", [None, "apres@demo.example"])
def test_a_message_does_not_go_where_nobody_reads_it_nor_twice_to_one_address(now, monkeypatch):
    about, person = CommuneFactory(), PersonFactory(email="avant@demo.example")
    written = message(about=about, to=person)
    monkeypatch.setitem(outbox.checks, written.kind, outbox.Check(lambda one: ""))
    person.email = now
    person.save()
    if now:
        message(about=about, to=person)
    outbox.send_due()
    written.refresh_from_db()
    assert written.withdrawn_at
    assert [one.to for one in mail.outbox] == ([[now]] if now else [])
