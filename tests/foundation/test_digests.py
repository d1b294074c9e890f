"""A reader of digests is told everything once, in one mail a working day, and nothing that is no longer so."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from foundation import clock, digests, mail_preferences, outbox
from foundation.clock import PARIS
from foundation.digests import Family
from foundation.models import MailMode, MailPreference, OutboxMessage
from foundation.workcalendar import next_digest
from network.models import Person
from tests.factories import CommuneFactory
from tests.foundation.families import MORNING, TRIAL, check, family, left, made, noon, plain, reader, told
from tests.foundation.trials import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
__all__ = ["family", "noon"]


# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2026-11-24T07:59", "2026-11-24T08:00+01:00"),
        ("2026-11-24T08:00", "2026-11-25T08:00+01:00"),
        ("2026-11-24T23:59", "2026-11-25T08:00+01:00"),
        ("2026-11-27T08:00", "2026-11-30T08:00+01:00"),  # a Friday
        ("2026-11-28T07:00", "2026-11-30T08:00+01:00"),
        ("2026-11-10T12:00", "2026-11-12T08:00+01:00"),  # the eve of the Armistice
        ("2027-03-26T12:00", "2027-03-30T08:00+02:00"),  # Easter, with the change of the hour on its Sunday
        ("2026-10-23T12:00", "2026-10-26T08:00+01:00"),  # the other change
        ("2026-12-31T12:00", "2027-01-04T08:00+01:00"),
    ],
)
def test_a_digest_leaves_at_eight_on_working_days(written, leaves):
    moment = datetime.fromisoformat(written).replace(tzinfo=PARIS)

    found = next_digest(moment)

    assert found == datetime.fromisoformat(leaves)
    assert (found.hour, found.minute) == (8, 0)
    assert next_digest(found) > found


def test_a_message_for_later_is_in_the_digest_that_follows_its_day(noon):
    assert told(reader(), due_at=NOON + timedelta(days=3)).digest_at == datetime(2026, 11, 30, 8, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("at", "number"),
    [("2026-11-25T07:59", 0), ("2026-11-25T08:00", 1), ("2026-11-25T18:59", 1), ("2026-11-25T19:00", 0),
     ("2026-11-28T10:00", 0), ("2026-12-25T10:00", 0), ("2026-11-30T08:00", 1)],
)  # fmt: skip
def test_it_is_made_when_its_hour_has_come_and_never_at_a_quiet_one(at, number, noon):
    told(reader())

    assert made(datetime.fromisoformat(at).replace(tzinfo=PARIS)) == number


# --- what ------------------------------------------------------------------------------------------------------------


def test_all_that_happened_is_one_mail_by_object_with_subjects_lines_and_links(noon):
    person, poissy, acheres = reader(), CommuneFactory(), CommuneFactory()
    told(person, about=poissy, due_key="1", subject="Poissy : une question", lines=["La première <fois>."])
    told(person, about=acheres, due_key="1", subject="Achères : en cours", label="Ouvrir Achères")
    told(person, about=poissy, due_key="2", subject="Poissy : une question", lines=["La seconde."])
    told(person, about=poissy, due_key="3", subject="Poissy : résolue", lines=["La fin."])

    [digest] = left()

    assert digest.to == [person.email]
    assert digest.subject == "Votre résumé du mercredi 25 novembre : 4 nouvelles"
    body = plain(digest.body)
    site = "http://127.0.0.1:8000"
    assert (
        f"""* Poissy : une question
La première <fois>.
La seconde.
* Poissy : résolue
La fin.
Ouvrir l’affaire : {site}{poissy.get_absolute_url()}

* Achères : en cours
Elle a changé de main.
Ouvrir Achères : {site}{acheres.get_absolute_url()}
"""
        in body
    )
    assert f"Choisir les messages que je reçois : {site}/compte/messages/" in body
    html = plain(digest.alternatives[0].content)
    assert "La première &lt;fois&gt;." in html
    assert html.count(">Poissy : une question<") == 1
    assert html.count(poissy.get_absolute_url()) == 1


def test_one_piece_of_news_is_told_in_the_singular(noon):
    told(reader())

    assert left()[0].subject.endswith(" : 1 nouvelle")


def test_each_reader_has_their_own(noon):
    commune = CommuneFactory()
    one, other = reader(), reader()
    told(one, about=commune, lines=["Pour l’une."])
    told(other, about=commune, lines=["Pour l’autre."])

    sent = {digest.to[0]: digest.body for digest in left()}

    assert "Pour l’une." in sent[one.email]
    assert "Pour l’une." not in sent[other.email]


def test_a_message_of_another_template_is_told_by_its_subject(noon):
    outbox.write(
        "trial", about=CommuneFactory(), to=reader(), subject="Une affaire", template="trial", context={"matter": "x"},
        family="trial",
    )  # fmt: skip

    assert "* Une affaire\n" in left()[0].body


def test_a_thousand_messages_make_one_digest_of_bounded_length(noon, monkeypatch):
    monkeypatch.setitem(mail_preferences.families, "trial", replace(TRIAL, page="network:communes"))
    person, commune = reader(), CommuneFactory()
    first = told(person, about=commune, subject="La plus ancienne")
    copies = (vars(first) | {"pk": None, "id": None} for _ in range(999))
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            **{name: value for name, value in copy.items() if name != "_state"}
            | {"due_key": str(n), "subject": f"Affaire {n}", "gist": first.gist | {"lines": ["x" * 3000] * 30}}
        )
        for n, copy in enumerate(copies)
    )

    [digest] = left()

    assert digest.subject.endswith("1 000 nouvelles")
    assert digest.body.count("* Affaire") == 50
    assert "* Affaire 998\n" in digest.body
    assert "* La plus ancienne" not in digest.body
    everything = f"http://127.0.0.1:8000{reverse('network:communes')}"
    assert f"Et 950 autres. Tout voir :\n{everything}\n" in plain(digest.body)
    assert len(digest.body) < 50 * 6 * 450
    assert OutboxMessage.objects.carried().count() == 1000


def test_what_is_not_told_of_several_families_is_found_from_the_home(noon, monkeypatch):
    monkeypatch.setattr(digests, "MOST_TOLD", 1)
    monkeypatch.setitem(mail_preferences.families, "other", Family("other", "", "", lambda person: True))
    person = reader()
    MailPreference.objects.create(person=person, family="other", mode=MailMode.DAILY)
    told(person)
    told(person, family="other")

    assert "Et 1 autre. Tout voir :\nhttp://127.0.0.1:8000/\n" in plain(left()[0].body)


# --- what is no longer so --------------------------------------------------------------------------------------------


def test_what_is_no_longer_so_or_no_longer_theirs_to_know_is_left_out(noon, monkeypatch):
    person, hidden = reader(), CommuneFactory()
    secret = told(person, about=hidden, lines=["Un secret."])
    told(person, lines=["Public."])
    check(monkeypatch, lambda message: "Vous n’y avez plus accès." if message.about == hidden else "")

    [digest] = left()

    assert "Un secret." not in digest.body + digest.alternatives[0].content
    assert digest.subject.endswith("1 nouvelle")
    secret.refresh_from_db()
    assert (bool(secret.withdrawn_at), secret.gist, secret.carried_by) == (True, {}, None)
    assert secret.last_error == "Vous n’y avez plus accès."


def test_a_digest_with_nothing_left_to_tell_is_not_made(noon, monkeypatch):
    told(reader())
    check(monkeypatch, lambda message: "C’est passé.")

    assert left() == []
    assert OutboxMessage.objects.withdrawn().count() == 1


def test_what_was_left_out_may_be_told_again_when_it_is_so_again(noon, monkeypatch):
    person, commune = reader(), CommuneFactory()
    first = told(person, about=commune)
    check(monkeypatch, lambda message: "C’est passé.")
    made()
    check(monkeypatch)

    with clock.frozen_at(MORNING):
        again = told(person, about=commune, lines=["De nouveau."])

    assert again.pk == first.pk
    assert again.digest_at.day == 26
    assert "De nouveau." in left(again.digest_at)[0].body


def test_each_is_told_in_the_words_of_the_day(noon, monkeypatch):
    told(reader(), subject="Avant", lines=["Avant."])
    words = {"subject": "Du jour", "lines": ["Du jour."], "label": "Lire", "path": "/x/"}
    check(monkeypatch, again=lambda message: outbox.lines_again(message, **words))

    body = plain(left()[0].body)

    assert "* Du jour\nDu jour.\nLire : http://127.0.0.1:8000/x/" in body
    assert "Avant" not in body


def test_a_check_that_breaks_ends_in_dead_letters_and_keeps_no_other_waiting(noon, monkeypatch):
    person, broken = reader(), CommuneFactory()
    poison = told(person, about=broken)
    told(person, lines=["Saine."])

    def fails(message):
        if message.about == broken:
            raise LookupError("la vérification est cassée")
        return ""

    check(monkeypatch, fails)

    [digest] = left()

    assert "Saine." in digest.body
    assert digest.subject.endswith("1 nouvelle")
    for hours in range(0, 60, 13):
        for minutes in (0, 10):
            outbox.send_due(MORNING + timedelta(hours=hours, minutes=minutes))
    poison.refresh_from_db()
    assert poison.dead_at
    assert len(mail.outbox) == 1


def test_a_digest_that_cannot_be_made_keeps_no_other_reader_waiting(noon, monkeypatch):
    poor, other = reader(), reader()
    told(poor, subject="Poison")
    told(other)
    groups = digests._groups

    def fails(news):
        if any(one.subject == "Poison" for one in news):
            raise LookupError("le gabarit est cassé")
        return groups(news)

    monkeypatch.setattr(digests, "_groups", fails)
    assert made() == 1
    monkeypatch.setattr(digests, "_groups", groups)
    assert made() == 1
    assert made() == 0


@pytest.mark.parametrize(
    ("facts", "why"),
    [({"email": None}, "Le destinataire n’a plus d’adresse e-mail."),
     ({"is_active": False}, "Le compte du destinataire est fermé.")],
)  # fmt: skip
def test_who_cannot_read_any_more_has_no_digest(facts, why, noon):
    person = reader()
    kept = told(person)
    Person.objects.filter(pk=person.pk).update(**facts)

    assert left() == []
    kept.refresh_from_db()
    assert (bool(kept.withdrawn_at), kept.last_error) == (True, why)


def test_a_digest_that_waits_does_not_go_to_who_has_left_meanwhile(noon):
    person = reader()
    told(person)
    made()
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert outbox.send_due(MORNING) == 0
    assert OutboxMessage.objects.withdrawn().get().kind == digests.KIND


def test_it_goes_to_the_address_of_the_day_and_tells_nothing_twice(noon, monkeypatch):
    person, commune = reader(email="avant@demo.example"), CommuneFactory()
    check(monkeypatch)
    told(person, about=commune)
    person.email = "apres@demo.example"
    person.save()
    told(person, about=commune)

    [digest] = left()

    assert digest.to == ["apres@demo.example"]
    assert digest.subject.endswith("1 nouvelle")


def test_a_choice_that_changed_behind_is_followed(noon):
    each, none = reader(), reader()
    released, silenced = told(each), told(none)
    MailPreference.objects.filter(person=each).update(mode=MailMode.EACH)
    MailPreference.objects.filter(person=none).update(mode=MailMode.NEVER)

    sent = left()

    assert [one.subject for one in sent] == [released.subject]
    silenced.refresh_from_db()
    assert silenced.last_error == mail_preferences.UNWANTED
