"""A mail leaves once, or ends where somebody sees it."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from foundation import clock, documents, outbox
from foundation.clock import PARIS
from foundation.models import OutboxMessage
from tests.factories import CommuneFactory, PersonFactory
from tests.foundation.trials import NOON, message

pytestmark = pytest.mark.django_db


def test_a_message_is_written_in_text_and_html_with_what_it_is_about():
    person = PersonFactory(email="dominique@demo.example")
    commune = CommuneFactory()

    written = message(about=commune, to=person)

    assert written.about == commune
    assert written.recipient == person
    assert written.to_email == "dominique@demo.example"
    assert "«\u00a0l’<essai>\u00a0»" in written.text  # text is not HTML
    assert "«\u00a0l’&lt;essai&gt;\u00a0»" in written.html
    assert "http://127.0.0.1:8000/essai/" in written.text


def test_nobody_without_an_address_is_written_to():
    assert (
        outbox.write(
            "trial", about=CommuneFactory(), to=PersonFactory(email=None), subject="s", template="trial", context={}
        )
        is None
    )
    assert not OutboxMessage.objects.exists()


def test_the_same_message_asked_twice_is_one():
    commune = CommuneFactory()

    first = message(about=commune, context={"matter": "première"})
    second = message(about=commune, context={"matter": "seconde"})

    assert second.pk == first.pk
    assert "première" in second.text


@pytest.mark.parametrize(
    "change", [{"due_key": "J-30"}, {"to": "autre@demo.example"}, {"about": "another"}], ids=lambda c: next(iter(c))
)
def test_another_due_key_addressee_or_object_is_another_message(change):
    commune = CommuneFactory()
    first = message(about=commune)
    if "about" in change:
        change = {"about": CommuneFactory()}

    assert message(**({"about": commune} | change)).pk != first.pk


def test_the_database_refuses_the_same_message_twice():
    first = message()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.create(
            about=first.about, kind="trial", to_email=first.to_email, subject="s", text="t", due_at=NOON
        )


def test_the_database_refuses_a_message_sent_and_given_up():
    first = message()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=first.pk).update(sent_at=NOON, dead_at=NOON)


def test_a_message_undone_with_its_transaction_is_never_sent():
    commune = CommuneFactory()
    with transaction.atomic():
        message(about=commune)
        transaction.set_rollback(True)

    assert outbox.send_due() == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("written_at", "leaves_at"),
    [
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-24T08:00", "2026-11-24T08:00"),
        ("2026-11-24T18:59", "2026-11-24T18:59"),
        ("2026-11-24T19:00", "2026-11-25T08:00"),
        ("2026-11-27T22:00", "2026-11-30T08:00"),  # Friday night
        ("2026-11-11T10:00", "2026-11-12T08:00"),  # Armistice Day
    ],
)
def test_a_message_that_respects_quiet_hours_waits_for_the_office(written_at, leaves_at):
    with clock.frozen_at(written_at):
        written = message(respect_quiet_hours=True)

    assert written.due_at == datetime.fromisoformat(leaves_at).replace(tzinfo=PARIS)


def test_a_message_that_does_not_leaves_at_once_even_at_night():
    with clock.frozen_at("2026-11-24T23:30") as night:
        assert message().due_at == night


@pytest.mark.parametrize("woken_at", ["2026-11-28T03:00", "2026-11-27T21:34", "2026-12-25T10:00"])
def test_a_worker_that_wakes_at_a_quiet_hour_leaves_it_for_the_office(woken_at):
    with clock.frozen_at("2026-11-27T18:58"):  # a Friday evening
        kept = message(respect_quiet_hours=True)
        message(about=CommuneFactory())

    assert outbox.send_due(datetime.fromisoformat(woken_at).replace(tzinfo=PARIS)) == 1
    kept.refresh_from_db()
    assert kept.sent_at is None
    assert outbox.send_due(datetime(2026, 12, 28, 8, tzinfo=PARIS)) == 1


@pytest.mark.parametrize("part", ["why_not", "again"])
def test_a_check_that_breaks_ends_in_dead_letters_and_keeps_no_other_waiting(monkeypatch, part):
    with clock.frozen_at(NOON):
        poison, other = message(), message(about=CommuneFactory())

    def broken(looked_at):
        if looked_at.pk == poison.pk:
            raise LookupError("la vérification est cassée")
        return "" if part == "why_not" else {}

    monkeypatch.setitem(outbox.checks, "trial", outbox.Check(**{"why_not": lambda looked_at: "", part: broken}))
    for hours in range(0, 60, 13):
        for minutes in (0, 10):
            outbox.send_due(NOON + timedelta(hours=hours, minutes=minutes))

    poison.refresh_from_db()
    other.refresh_from_db()
    assert other.sent_at
    assert poison.dead_at
    assert "Erreur inattendue" in poison.last_error


def test_a_message_leaves_when_due_and_not_before():
    with clock.frozen_at(NOON):
        message(due_at=NOON + timedelta(hours=1))

    assert outbox.send_due(NOON + timedelta(minutes=59)) == 0
    assert outbox.send_due(NOON + timedelta(hours=1)) == 1


def test_what_is_sent_is_what_was_written_and_is_sent_once():
    written = message()

    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    (sent,) = mail.outbox
    assert sent.to == ["camille@demo.example"]
    assert sent.subject == "Une affaire vous attend"
    assert sent.body == written.text
    assert sent.alternatives[0].content == written.html
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    written.refresh_from_db()
    assert written.sent_at is not None
    assert written.leased_until is None


def test_a_repeated_attempt_bears_the_same_message_id():
    written = message()
    again = OutboxMessage.objects.get(pk=written.pk)

    first, second = outbox.compose(written), outbox.compose(again)

    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.message()["Message-ID"].endswith("@demo.example>")
    assert outbox.compose(message()).extra_headers["Message-ID"] != first.extra_headers["Message-ID"]


def test_attachments_leave_with_the_message():
    document = documents.keep(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\nendobj\n%%EOF\n", name="convention.pdf")
    message(attachments=[document])

    outbox.send_due()

    (attached,) = mail.outbox[0].attachments
    assert attached.filename == "convention.pdf"
    assert attached.content.startswith(b"%PDF-1.7")


def test_looking_for_nothing_writes_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert outbox.send_due() == 0
    assert connection.vendor in {"sqlite", "postgresql"}
