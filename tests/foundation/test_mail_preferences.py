"""A reader chooses, family by family, when its mails leave; what is urgent leaves whatever they chose."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from foundation import appointments, clock, documents, mail_preferences, outbox, privacy
from foundation.digests import Family
from foundation.models import MailMode, MailPreference, OutboxMessage
from tests.factories import CommuneFactory, PersonFactory
from tests.foundation.families import family, reader, told
from tests.foundation.test_appointments import moment
from tests.foundation.trials import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
__all__ = ["family"]


def test_who_has_chosen_nothing_receives_each_message_at_once():
    with clock.frozen_at(NOON):
        written = told(PersonFactory())

    assert (written.due_at, written.digest_at, written.gist) == (NOON, None, {})
    assert outbox.send_due(NOON) == 1


def test_who_wants_a_digest_has_the_message_kept_for_the_next_morning():
    with clock.frozen_at(NOON):
        written = told(reader())

    assert written.digest_at == written.due_at
    assert written.digest_at.isoformat() == "2026-11-25T08:00:00+01:00"
    assert outbox.send_due(written.digest_at) == 0
    assert mail.outbox == []


def test_who_wants_none_is_written_none():
    assert told(reader(MailMode.NEVER)) is None
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("mode", MailMode)
def test_what_is_urgent_leaves_at_once_whatever_was_chosen(mode):
    written = told(reader(mode), urgent=True)

    assert (written.digest_at, written.family) == (None, "")
    assert "Choisir les messages" not in written.text
    assert outbox.send_due() == 1


@pytest.mark.parametrize("mode", [MailMode.DAILY, MailMode.NEVER])
def test_what_goes_into_a_calendar_leaves_at_once_whatever_was_chosen(mode):
    person = reader(mode)

    [appointment] = appointments.keep(CommuneFactory(), person, [moment()])
    written = told(person, appointment=appointment)

    assert written.digest_at is None
    assert written.calendar


def test_a_message_with_a_file_is_in_no_digest_but_may_be_silenced():
    document = documents.keep(b"a;b\r\n", name="a.csv")

    assert told(reader(), attachments=[document]).digest_at is None
    assert told(reader(MailMode.NEVER), attachments=[document]) is None


def test_an_address_that_is_nobody_s_chooses_nothing():
    written = told("camille@demo.example")

    assert (written.digest_at, written.family) == (None, "")


@pytest.mark.parametrize("facts", [{"email": None}, {"is_active": False}], ids=["no address", "closed"])
@pytest.mark.parametrize("urgent", [True, False])
def test_who_cannot_read_is_not_written_to(facts, urgent):
    assert told(reader(MailMode.EACH, **facts), urgent=urgent) is None


def test_who_has_left_since_does_not_receive_what_waited():
    written = told(reader(MailMode.EACH))
    type(written.recipient).objects.update(is_active=False)

    assert outbox.send_due() == 0
    written.refresh_from_db()
    assert written.last_error == "Le compte du destinataire est fermé."


def test_the_foot_of_the_mail_says_where_to_choose():
    written = told(PersonFactory())

    assert "Choisir les messages que je reçois : http://127.0.0.1:8000/compte/messages/" in written.text.replace(
        "\u00a0", " "
    )
    assert 'href="http://127.0.0.1:8000/compte/messages/"' in written.html


def test_a_family_that_no_app_has_registered_is_a_mistake():
    with pytest.raises(LookupError):
        told(PersonFactory(), family="inconnue")


# --- choosing --------------------------------------------------------------------------------------------------------


def test_who_gives_digests_up_receives_at_once_what_was_kept():
    person, other = reader(), reader()
    with clock.frozen_at(NOON):
        kept, theirs = told(person), told(other)
        mail_preferences.choose(person, {"trial": MailMode.EACH})

    assert outbox.send_due(NOON) == 1
    kept.refresh_from_db()
    theirs.refresh_from_db()
    assert (bool(kept.sent_at), kept.gist) == (True, {})
    assert theirs.digest_at


def test_who_silences_a_family_never_receives_what_was_kept():
    person = reader()
    kept = told(person)

    mail_preferences.choose(person, {"trial": MailMode.NEVER})

    kept.refresh_from_db()
    assert kept.withdrawn_at
    assert kept.last_error == "Le destinataire a choisi de ne plus recevoir ces messages."


def test_a_choice_about_one_family_leaves_the_others_as_they_are(monkeypatch):
    monkeypatch.setitem(mail_preferences.families, "other", Family("other", "Autres", "", lambda person: True))
    person = reader()
    MailPreference.objects.create(person=person, family="other", mode=MailMode.DAILY)
    kept = told(person, family="other")

    mail_preferences.choose(person, {"trial": MailMode.EACH})

    kept.refresh_from_db()
    assert kept.digest_at
    assert mail_preferences.modes_of(person) == {"trial": MailMode.EACH, "other": MailMode.DAILY}


def test_a_silence_holds_no_longer_than_the_family_allows_it(monkeypatch):
    person = reader(MailMode.NEVER)
    monkeypatch.setitem(mail_preferences.families, "trial", Family("trial", "Essais", "", lambda person: True))

    assert mail_preferences.mode_of(person, "trial") == MailMode.EACH
    assert mail_preferences.modes_of(person) == {"trial": MailMode.EACH}
    assert told(person) is not None


def test_one_is_asked_about_what_concerns_oneself_by_name(monkeypatch):
    for key, label, concerns in (("b", "Beta", True), ("c", "Alpha", True), ("d", "Delta", False)):
        found = Family(key, label, "", lambda person, concerns=concerns: concerns)
        monkeypatch.setitem(mail_preferences.families, key, found)

    asked = mail_preferences.families_of(PersonFactory())

    assert [one.label for one in asked] == ["Alpha", "Beta", "Essais"]


def test_the_database_keeps_one_known_choice_a_family():
    person = reader()
    for facts in ({"family": "trial", "mode": MailMode.EACH}, {"family": "other", "mode": "SOME"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MailPreference.objects.create(person=person, **facts)


def test_erasing_a_person_erases_their_choices_and_what_was_kept():
    person = reader(last_name="Quévremont")
    kept = told(person)

    erasure = privacy.anonymise(person, by=PersonFactory())

    kept.refresh_from_db()
    assert not MailPreference.objects.exists()
    assert "1 choix de messages supprimé." in erasure.sentences()
    assert (bool(kept.dead_at), kept.gist) == (True, {})
