"""Erasing a person: everything that identifies them goes, everything that proves what was done stays."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse

from foundation import clock, documents, links, privacy
from foundation.models import (
    Draft,
    ImportBatch,
    ImportLine,
    Job,
    JobLine,
    OutboxMessage,
    Presence,
    SavedView,
    SignedLink,
    StoredDocument,
    Transition,
)
from network.models import Person
from tests.factories import PersonFactory, VendorFactory

NOW = "2026-03-02T10:00:00"


@pytest.fixture
def subject() -> Person:
    return PersonFactory(first_name="Zoé", last_name="Léguillon", email="zoe@demo.example", phone="01 02 03 04 05")


@pytest.fixture
def dpo() -> Person:
    return PersonFactory()


def message(**fields) -> OutboxMessage:
    facts = {"kind": "essai", "about": VendorFactory(), "subject": "Objet", "text": "Texte", "due_at": clock.now()}
    return OutboxMessage.objects.create(**{**facts, "to_email": "autre@demo.example", **fields})


def batch(by, **fields) -> ImportBatch:
    kept = documents.keep(b"nom;mail\r\nL\xc3\xa9guillon;zoe@demo.example\r\n", name="agents.csv", by=by)
    facts = {"kind": "people", "document": kept, "file_name": kept.name, "created_by": by, "created_at": clock.now()}
    return ImportBatch.objects.create(**{**facts, **fields})


# --- the row and its history -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_row_stays_and_says_nothing_of_anybody(subject, dpo):
    privacy.anonymise(subject, by=dpo)

    gone = Person.objects.get(pk=subject.pk)
    assert str(gone) == f"Personne anonymisée n° {subject.pk}"
    assert (gone.email, gone.phone, gone.is_active) == (None, "", False)
    assert not gone.has_usable_password()
    assert gone.anonymised_at


@pytest.mark.django_db
def test_every_version_of_the_history_is_erased(subject, dpo):
    subject.last_name, subject.email = "Léguillon-Martin", "zoe.martin@demo.example"
    subject.save()

    privacy.anonymise(subject, by=dpo)

    versions = list(Person.history.filter(id=subject.pk).values("first_name", "last_name", "email", "phone"))
    assert len(versions) == 3
    assert {tuple(version.values()) for version in versions} == {("Personne", f"anonymisée n° {subject.pk}", None, "")}


@pytest.mark.django_db
def test_the_history_says_who_erased(subject, dpo):
    privacy.anonymise(subject, by=dpo)

    last = Person.history.filter(id=subject.pk).first()
    assert (last.history_user, last.history_change_reason) == (dpo, "Anonymisation")


@pytest.mark.django_db
def test_the_proof_of_what_was_done_still_points_at_the_row(subject, dpo):
    done = Transition.objects.create(
        about=VendorFactory(), name="sign", label="Signer", from_state="A", to_state="B", by=subject, at=clock.now()
    )

    privacy.anonymise(subject, by=dpo)

    done.refresh_from_db()
    assert done.by_id == subject.pk


@pytest.mark.django_db
def test_the_others_are_left_alone(subject, dpo):
    other = PersonFactory(first_name="Zoé", last_name="Autre")
    Draft.objects.create(person=other, key="/a/", data={}, saved_at=clock.now())

    privacy.anonymise(subject, by=dpo)

    other.refresh_from_db()
    assert (str(other), other.is_active, other.drafts.count()) == ("Zoé Autre", True, 1)


# --- mails -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("addressed", ["by key", "by address", "by an old address"])
def test_mails_to_the_person_lose_their_address_and_their_text(subject, dpo, addressed):
    old = subject.email
    if addressed == "by an old address":
        subject.email = "nouvelle@demo.example"
        subject.save()
    fields = {"recipient": subject, "to_email": "x@demo.example"} if addressed == "by key" else {"to_email": old}
    kept = message(**fields, subject="Bonjour Zoé", text="Chère Zoé", html="<p>Chère Zoé</p>")

    privacy.anonymise(subject, by=dpo)

    kept.refresh_from_db()
    assert (kept.subject, kept.text, kept.html) == ("[effacé]", "[effacé]", "")
    assert kept.to_email.endswith("@invalid.invalid")


@pytest.mark.django_db
def test_a_mail_that_had_not_left_never_will(subject, dpo):
    waiting = message(recipient=subject, to_email=subject.email)

    privacy.anonymise(subject, by=dpo)

    waiting.refresh_from_db()
    assert waiting.dead_at
    assert not OutboxMessage.objects.to_send(clock.now() + timedelta(days=1)).exists()


@pytest.mark.django_db
def test_mails_to_others_lose_the_name_and_the_address_only(subject, dpo):
    told = message(
        subject="Arrivée de Zoé Léguillon", text="Zoé Léguillon (ZOE@demo.example) arrive lundi.", html="<p>Lundi</p>"
    )

    privacy.anonymise(subject, by=dpo)

    told.refresh_from_db()
    assert told.subject == "Arrivée de [effacé]"
    assert told.text == "[effacé] ([effacé]) arrive lundi."
    assert told.to_email == "autre@demo.example"


# --- what foundation keeps -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_drafts_presences_views_and_links_go(subject, dpo):
    Draft.objects.create(person=subject, key="/a/", data={"nom": "x"}, saved_at=clock.now())
    SavedView.objects.create(person=subject, list_name="people", name="Ma vue")
    Presence.objects.create(person=subject, key="/a/", seen_at=clock.now())
    links.make(subject, "invitation", lasts=timedelta(days=1))
    links.make(dpo, "avis", about=subject, lasts=timedelta(days=1))

    privacy.anonymise(subject, by=dpo)

    assert not Draft.objects.exists()
    assert not SavedView.objects.exists()
    assert not Presence.objects.exists()
    assert not SignedLink.objects.exists()


@pytest.mark.django_db
def test_files_about_the_person_go_and_frozen_ones_stay_as_proof(subject, dpo):
    documents.keep(b"a;b\r\n", name="cv.csv", about=subject)
    proof = documents.keep(b"c;d\r\n", name="preuve.csv", about=subject, frozen=True)

    privacy.anonymise(subject, by=dpo)

    assert list(StoredDocument.objects.all()) == [proof]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"values": {"last_name": "Léguillon", "email": "zoe@demo.example"}},
        {"cells": ["Zoé Léguillon", "x"]},
        {"changes": {"email": ["zoe@demo.example", "z@demo.example"]}},
        {"problems": [{"column": "C", "value": "zoe@demo.example", "message": "déjà prise"}]},
        {"label": "Zoé Léguillon"},
    ],
)
def test_import_lines_that_hold_the_person_are_emptied_and_their_file_goes(subject, dpo, fields):
    source = batch(dpo)
    line = ImportLine.objects.create(batch=source, number=2, decision="CREATE", **fields)
    other = ImportLine.objects.create(batch=source, number=3, decision="CREATE", values={"last_name": "Autre"})

    privacy.anonymise(subject, by=dpo)

    line.refresh_from_db()
    other.refresh_from_db()
    source.refresh_from_db()
    assert (line.values, line.cells, line.changes, line.problems) == ({}, [], {}, [])
    assert (line.label, line.decision) == ("[effacé]", "REFUSED")
    assert other.values == {"last_name": "Autre"}
    assert source.document is None
    assert not StoredDocument.objects.exists()


@pytest.mark.django_db
def test_an_import_line_that_created_the_person_keeps_what_it_did(subject, dpo):
    line = ImportLine.objects.create(
        batch=batch(dpo), number=2, decision="CREATE", about=subject, values={"x": 1}, applied_at=clock.now()
    )

    privacy.anonymise(subject, by=dpo)

    line.refresh_from_db()
    assert (line.decision, line.about_id, line.values) == ("CREATE", subject.pk, {})


@pytest.mark.django_db
def test_lines_of_jobs_lose_the_name(subject, dpo):
    job = Job.objects.create(kind="essai", label="Invitation de Zoé Léguillon", created_at=clock.now())
    line = JobLine.objects.create(job=job, position=1, target="1", label="Zoé Léguillon", message="zoe@demo.example ?")

    privacy.anonymise(subject, by=dpo)

    job.refresh_from_db()
    line.refresh_from_db()
    assert (job.label, line.label, line.message) == ("Invitation de [effacé]", "[effacé]", "[effacé] ?")


@pytest.mark.django_db
def test_sign_in_is_closed_at_once(subject, dpo, client):
    client.force_login(subject)
    assert client.get(reverse("foundation:document", args=["00000000-0000-0000-0000-000000000000"])).status_code == 404
    EmailAddress.objects.create(user=subject, email="zoe.autre@demo.example")
    Authenticator.objects.create(user=subject, type=Authenticator.Type.TOTP, data={})
    told = message(text="Écrire à zoe.autre@demo.example")

    privacy.anonymise(subject, by=dpo)

    told.refresh_from_db()
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert told.text == "Écrire à [effacé]"


@pytest.mark.django_db
def test_the_summary_counts_in_french(subject, dpo):
    message(to_email=subject.email)
    message(to_email=subject.email)
    Draft.objects.create(person=subject, key="/a/", data={}, saved_at=clock.now())

    erasure = privacy.anonymise(subject, by=dpo)

    assert erasure.sentences() == [
        "2 messages effacés.",
        "1 brouillon supprimé.",
        "1 fiche anonymisée.",
        "1 ancienne version effacée.",
    ]


@pytest.mark.django_db
def test_erasing_twice_changes_nothing_more(subject, dpo):
    with clock.frozen_at(NOW):
        privacy.anonymise(subject, by=dpo)
    first = Person.objects.filter(pk=subject.pk).values().get()
    versions = Person.history.filter(id=subject.pk).count()

    again = privacy.anonymise(subject, by=dpo)

    assert again.is_empty
    assert again.sentences() == [f"Personne anonymisée n° {subject.pk} : il ne restait rien à effacer."]
    assert Person.objects.filter(pk=subject.pk).values().get() == first
    assert Person.history.filter(id=subject.pk).count() == versions
