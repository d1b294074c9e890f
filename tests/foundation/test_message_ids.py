"""Only an answer to a mail that we sent opens what it was about; messages about one thing are one conversation."""

import pytest

from foundation import clock, message_ids, outbox
from foundation.models import OutboxMessage
from tests.factories import CommuneFactory
from tests.foundation.trials import message

pytestmark = pytest.mark.django_db


def headers(written: OutboxMessage) -> dict[str, str]:
    return dict(outbox.compose(written).extra_headers)


def test_an_answer_finds_the_message_that_it_answers():
    message()
    written = message(about=CommuneFactory())

    found = message_ids.message_of(headers(written)["Message-ID"])

    assert found == written


@pytest.mark.parametrize("change", [str.strip, lambda one: one.strip("<>"), lambda one: f"  {one}\r\n"])
def test_however_a_mail_program_wraps_it(change):
    written = message()

    assert message_ids.message_of(change(message_ids.of_message(written))) == written


def test_a_message_keeps_its_id_when_it_is_sent_again_and_when_the_site_changes_its_address(settings):
    written = message()
    first = message_ids.of_message(written)
    written.attempts = 3
    written.save()
    settings.DEFAULT_FROM_EMAIL = "Maillage <maillage@autre.example>"
    again = message_ids.of_message(OutboxMessage.objects.get(pk=written.pk))

    assert again.partition("@")[0] == first.partition("@")[0]
    assert again.endswith("@autre.example>")
    assert message_ids.message_of(first) == message_ids.message_of(again) == written


def test_an_id_signed_with_the_former_secret_is_still_ours(settings):
    written = message()
    first = message_ids.of_message(written)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret, long enough to serve"

    assert message_ids.message_of(first) == written
    settings.SECRET_KEY_FALLBACKS = []
    assert message_ids.message_of(first) is None


def test_the_id_of_one_message_is_not_that_of_another():
    one, other = message(), message(about=CommuneFactory())
    written, _, rest = message_ids.of_message(one).partition(".")

    forged = f"{written}.{other.pk}.{rest.partition('.')[2]}"

    assert message_ids.message_of(forged) is None


@pytest.mark.parametrize(
    "made_up",
    [
        "",
        "<>",
        "<1.1@demo.example>",
        f"<1.1.{'0' * 32}@demo.example>",
        f"<1.{'9' * 60}.{'0' * 32}@demo.example>",
        f"<thread.1.{'0' * 32}@demo.example>",
        "<CAF=abc@mail.gmail.com>",
        f"<١.١.{'0' * 32}@demo.example>",
    ],
)
def test_what_was_made_up_is_nobody_s(made_up):
    message()

    assert message_ids.message_of(made_up) is None
    assert message_ids.thread_of(made_up) == ""


def test_a_message_written_anew_is_another_message():
    with clock.frozen_at("2026-11-24T10:00"):
        written = message(about=(about := CommuneFactory()))
        first = message_ids.of_message(written)
    OutboxMessage.objects.update(withdrawn_at=clock.now())
    with clock.frozen_at("2026-11-24T11:00"):
        again = message(about=about)

    assert again.pk == written.pk
    assert message_ids.of_message(again) != first
    assert message_ids.message_of(first) is None


# --- threads ---------------------------------------------------------------------------------------------------------


def test_messages_of_a_thread_answer_the_same_root():
    one = message(thread="ticket-42", due_key="1")
    other = message(thread="ticket-42", due_key="2", to="autre@demo.example")

    first, second = headers(one), headers(other)

    assert first["In-Reply-To"] == first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert message_ids.thread_of(first["References"]) == "ticket-42"
    assert message_ids.message_of(first["References"]) is None


def test_each_circle_of_readers_has_its_own_thread():
    library, vendor = message(thread="ticket-42"), message(thread="ticket-42-editeur", due_key="2")

    assert headers(library)["References"] != headers(vendor)["References"]


def test_a_message_of_no_thread_answers_nothing():
    assert not {"In-Reply-To", "References"} & set(headers(message()))


@pytest.mark.parametrize("thread", ["Ticket 42", "ticket-é", "a" * 61, "x@y", "x.y", "a\nb"])
def test_a_thread_that_no_mail_program_carries_is_refused_when_it_is_asked(thread):
    with pytest.raises(ValueError, match="no thread"):
        message(thread=thread)
    assert not OutboxMessage.objects.exists()


# --- answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_goes_where_the_message_says_and_its_foot_tells_so():
    written = message(reply_to="guichet@demo.example")

    mail = outbox.compose(written)

    assert mail.reply_to == ["guichet@demo.example"]
    assert mail.message()["Reply-To"] == "guichet@demo.example"
    assert (
        "Vous pouvez répondre à ce message."
        in outbox.write_lines(
            "trial-lines",
            about=CommuneFactory(),
            to="camille@demo.example",
            subject="Une affaire",
            lines=["Une ligne."],
            label="Ouvrir",
            reply_to="guichet@demo.example",
        ).text
    )


def test_a_message_without_one_says_not_to_answer():
    written = outbox.write_lines(
        "trial-lines", about=CommuneFactory(), to="camille@demo.example", subject="s", lines=["l"], label="Ouvrir"
    )

    assert outbox.compose(written).reply_to == []
    assert "n’y répondez pas" in written.text
    assert "Choisir les messages" not in written.text
