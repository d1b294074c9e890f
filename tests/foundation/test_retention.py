"""How long things are kept: to the last second of their time, and not one more."""

from datetime import timedelta

import pytest

from foundation import clock, documents, links, privacy
from foundation.models import (
    Appointment,
    Draft,
    ImportBatch,
    Job,
    JobLine,
    OutboxMessage,
    Presence,
    StoredDocument,
)
from tests.factories import PersonFactory, VendorFactory

NOW = "2026-03-02T10:00:00"


def message(**fields) -> OutboxMessage:
    facts = {"kind": "essai", "about": VendorFactory(), "subject": "Objet", "text": "Texte", "due_at": clock.now()}
    return OutboxMessage.objects.create(**{**facts, "to_email": "autre@demo.example", **fields})


def batch(by, **fields) -> ImportBatch:
    kept = documents.keep(b"nom;mail\r\nL\xc3\xa9guillon;zoe@demo.example\r\n", name="agents.csv", by=by)
    facts = {"kind": "people", "document": kept, "file_name": kept.name, "created_by": by, "created_at": clock.now()}
    return ImportBatch.objects.create(**{**facts, **fields})


def test_every_retention_says_what_how_long_and_why():
    assert set(privacy.RETENTION) == {
        "drafts", "presences", "links", "mails", "appointments", "imports", "jobs", "waiting_uploads", "unneeded_files"
    }  # fmt: skip
    for rule in privacy.RETENTION.values():
        assert all([rule.label, rule.since, rule.reason, rule.outcome])
        assert rule.days >= 1


def thing_of(kind: str, at) -> None:
    """One thing whose time begins at that moment."""
    person = PersonFactory()
    match kind:
        case "drafts":
            Draft.objects.create(person=person, key="/a/", data={}, saved_at=at)
        case "presences":
            Presence.objects.create(person=person, key="/a/", seen_at=at)
        case "links":
            with clock.frozen_at(at):
                links.make(person, "invitation", lasts=timedelta(0))
        case "mails":
            message(sent_at=at)
        case "appointments":
            facts = {"about": VendorFactory(), "person": person, "summary": "x", "uid": "a@b"}
            Appointment.objects.create(starts_at=at - timedelta(hours=1), ends_at=at, **facts)
        case "imports":
            with clock.frozen_at(at):
                batch(person)
        case "jobs":
            job = Job.objects.create(kind="essai", label="x", created_at=at, finished_at=at, outcome="DONE")
            JobLine.objects.create(job=job, position=1, target="1", label="x")
        case "waiting_uploads":
            with clock.frozen_at(at):
                documents.keep(b"a;b\r\n", name="a.csv", origin=StoredDocument.Origin.WAITING)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind", ["drafts", "presences", "links", "mails", "appointments", "imports", "jobs", "waiting_uploads"]
)
@pytest.mark.parametrize(("seconds", "erased"), [(-1, 0), (0, 0), (1, 1)])
def test_a_thing_is_kept_to_the_last_second_of_its_time(kind, seconds, erased):
    with clock.frozen_at(NOW) as began:
        thing_of(kind, began)
    end = began + timedelta(days=privacy.RETENTION[kind].days)

    counts = privacy.purge(end + timedelta(seconds=seconds))

    assert counts[kind] == erased
    assert privacy.purge(end + timedelta(seconds=seconds))[kind] == 0


@pytest.mark.django_db
def test_an_old_mail_keeps_the_trace_that_it_left():
    with clock.frozen_at(NOW) as sent_at:
        old = message(sent_at=sent_at, subject="Votre convention", to_email="mairie@demo.example")

    privacy.purge(sent_at + timedelta(days=366))

    old.refresh_from_db()
    assert (old.subject, old.to_email, old.text) == ("Votre convention", "mairie@demo.example", "[effacé]")


@pytest.mark.django_db
def test_an_upload_that_serves_is_not_taken_for_an_abandoned_one():
    with clock.frozen_at(NOW) as now:
        used = documents.keep(b"a;b\r\n", name="a.csv", by=PersonFactory())

    privacy.purge(now + timedelta(days=30))

    assert StoredDocument.objects.filter(pk=used.pk).exists()
