"""Stored documents: kept once, never changed, forgotten when nothing needs them."""

import hashlib
import io
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from foundation import clock, documents
from foundation.models import Seal, StoredDocument
from foundation.workflow import Refused

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def path_of(document, settings) -> Path:
    sha256 = document.sha256
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


# --- keeping ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("content", [PDF, ContentFile(PDF), io.BytesIO(PDF)], ids=["bytes", "Django file", "file"])
def test_a_file_is_kept_under_its_fingerprint(content, settings):
    document = documents.keep(content, name="Délibération.pdf")

    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert document.size == len(PDF)
    assert path_of(document, settings).read_bytes() == PDF


@pytest.mark.django_db
def test_a_kept_file_is_closed_to_others(settings):
    document = documents.keep(PDF, name="a.pdf")

    path = path_of(document, settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o007 == 0


@pytest.mark.django_db
def test_the_same_content_is_one_file_and_two_documents(settings):
    first = documents.keep(PDF, name="un.pdf")
    before = path_of(first, settings).stat().st_ino

    second = documents.keep(PDF, name="deux.pdf")

    assert (first.name, second.name) == ("un.pdf", "deux.pdf")
    assert path_of(second, settings).stat().st_ino == before
    assert sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "media_type", "kept_name"),
    [
        (PDF, "convention.docx", "application/pdf", "convention.docx.pdf"),
        (b"commune;date\r\nPoissy;1\r\n", "suivi.csv", "text/csv", "suivi.csv"),
        (b"<html><script>alert(1)</script></html>", "page.pdf", "application/octet-stream", "page.pdf"),
        (PDF, "../../etc/passwd", "application/pdf", "passwd.pdf"),
    ],
)
def test_the_type_comes_from_the_content_and_the_name_is_made_safe(content, name, media_type, kept_name):
    document = documents.keep(content, name=name)

    assert (document.media_type, document.name) == (media_type, kept_name)


@pytest.mark.django_db
def test_a_failed_write_leaves_neither_row_nor_file(settings):
    class Torn(io.BytesIO):
        def read(self, size=-1, /):
            if self.tell() >= 8:
                raise OSError("the disk is full")
            return super().read(8)

    class TornLater(Torn):
        reads = 0

        def read(self, size=-1, /):
            self.reads += 1
            return io.BytesIO.read(self, size) if self.reads == 1 else super().read(size)

    with pytest.raises(OSError, match="disk is full"):
        documents.keep(TornLater(PDF), name="a.pdf")

    assert not StoredDocument.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_damaged_file_is_set_aside_when_its_content_comes_back(settings):
    document = documents.keep(PDF, name="a.pdf")
    path = path_of(document, settings)
    path.write_bytes(b"altered")

    documents.keep(PDF, name="b.pdf")

    assert path.read_bytes() == PDF
    assert [aside.read_bytes() for aside in path.parent.glob("*.altered-*")] == [b"altered"]


@pytest.mark.django_db
def test_the_file_is_on_the_disk_before_the_transaction_that_keeps_it_begins(settings, monkeypatch):
    flushed_inside = []
    flush = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (flushed_inside.append(outer_or_not()), flush(number)))
    outside = len(connection.savepoint_ids)

    def outer_or_not() -> bool:
        return len(connection.savepoint_ids) > outside

    documents.keep(PDF, name="a.pdf")
    arrived = documents.arrive(b"%PDF-1.7\nautre\n%%EOF\n")
    flushed = len(flushed_inside)
    with transaction.atomic():
        document = documents.keep(arrived, name="b.pdf")

    assert flushed_inside == [False] * flushed
    assert flushed > 0
    assert path_of(document, settings).exists()


@pytest.mark.django_db
def test_what_a_failed_transaction_was_to_keep_goes_at_the_sweep(settings):
    arrived = documents.arrive(PDF)
    path = path_of(arrived, settings)
    with transaction.atomic():
        documents.keep(arrived, name="a.pdf")
        transaction.set_rollback(True)
    assert path.exists()
    age(path, timedelta(days=2))

    assert documents.sweep(clock.now() - timedelta(days=1)) == 1
    assert not path.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kept_as", [bytes, ContentFile], ids=["bytes", "file"])
def test_what_is_heavier_than_the_limit_is_refused_and_leaves_nothing(settings, kept_as):
    settings.MAX_ARCHIVE_BYTES = 2**20
    documents.keep(kept_as(b"%PDF-1.7\n".ljust(2**20)), name="juste.pdf")

    with pytest.raises(Refused, match="Ce fichier pèse 1,1\u00a0Mo\u00a0; la limite est de 1\u00a0Mo"):
        documents.keep(kept_as(b"%PDF-1.7\n".ljust(2**20 + 1)), name="lourd.pdf")

    assert StoredDocument.objects.get().name == "juste.pdf"
    assert sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*")) == 1


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_unaltered_file_opens_at_its_beginning():
    document = documents.keep(PDF, name="a.pdf")

    with documents.open_document(document) as file:
        assert file.read() == PDF


@pytest.mark.django_db
@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(PDF[:-1]), lambda path: path.unlink()])
def test_a_file_that_is_not_what_was_kept_does_not_open(damage, settings, caplog):
    document = documents.keep(PDF, name="a.pdf")
    damage(path_of(document, settings))

    with pytest.raises(documents.Altered):
        documents.open_document(document)
    assert document.sha256 in caplog.text


# --- frozen ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["title", "sha256", "name", "media_type"])
def test_a_frozen_document_cannot_be_changed_by_the_model(field):
    document = documents.keep(PDF, name="a.pdf", frozen=True)
    setattr(document, field, "autre")

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        document.save()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        StoredDocument.objects.filter(pk=document.pk).update(**{field: "autre"})


@pytest.mark.django_db
def test_a_frozen_document_cannot_be_changed_by_hand_written_sql():
    document = documents.keep(PDF, name="a.pdf", frozen=True)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_storeddocument SET is_frozen = %s WHERE id = %s", [False, document.pk])


@pytest.mark.django_db
def test_a_frozen_document_cannot_be_deleted_by_the_model():
    document = documents.keep(PDF, name="a.pdf", frozen=True)

    with pytest.raises(ProtectedError):
        documents.discard(document)
    with pytest.raises(ProtectedError):
        StoredDocument.objects.filter(pk=document.pk).delete()


@pytest.mark.django_db
def test_seals_are_not_taken_off_by_a_query():
    document = documents.keep(PDF, name="a.pdf", frozen=True)

    with pytest.raises(ProtectedError):
        Seal.objects.filter(document=document).delete()

    assert Seal.objects.get().document == document
    assert Seal.objects.filter(document=None).delete() == (0, {})


@pytest.mark.django_db
def test_a_frozen_document_cannot_be_deleted_by_hand_written_sql():
    document = documents.keep(PDF, name="a.pdf", frozen=True)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM foundation_storeddocument WHERE id = %s", [document.pk])
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_document_that_is_not_frozen_may_take_a_title_then_be_frozen():
    document = documents.keep(PDF, name="a.pdf")
    document.title = "Convention signée"
    document.save()

    documents.freeze(document)

    document.refresh_from_db()
    assert (document.title, document.is_frozen) == ("Convention signée", True)


# --- forgetting ------------------------------------------------------------------------------------------------------


def age(path: Path, by: timedelta) -> None:
    moment = path.stat().st_mtime - by.total_seconds()
    os.utime(path, (moment, moment))


@pytest.mark.django_db
def test_a_discarded_file_goes_at_the_sweep_once_no_document_needs_it(settings):
    first, second = documents.keep(PDF, name="a.pdf"), documents.keep(PDF, name="b.pdf")
    path = path_of(first, settings)
    age(path, timedelta(days=2))
    yesterday = clock.now() - timedelta(days=1)

    documents.discard(first)
    assert documents.sweep(yesterday) == 0
    documents.discard(second)
    assert documents.sweep(yesterday) == 1

    assert not path.exists()


@pytest.mark.django_db
def test_the_sweep_leaves_alone_what_has_just_been_kept_again(settings):
    document = documents.keep(PDF, name="a.pdf")
    path = path_of(document, settings)
    age(path, timedelta(days=2))
    with transaction.atomic():
        documents.keep(PDF, name="b.pdf")
        transaction.set_rollback(True)
    documents.discard(document)

    assert documents.sweep(clock.now() - timedelta(days=1)) == 0
    assert path.exists()


@pytest.mark.django_db
def test_the_sweep_removes_what_a_killed_process_was_writing(settings):
    documents.keep(PDF, name="a.pdf")
    left = Path(settings.MEDIA_ROOT) / ".arriving-abc"
    left.write_bytes(b"half")
    age(left, timedelta(days=2))

    assert documents.sweep(clock.now() - timedelta(days=1)) == 1
    assert not left.exists()
