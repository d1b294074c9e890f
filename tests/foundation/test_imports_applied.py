"""Confirmed imports: exactly what was shown, once, by who has the right."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import models

from foundation import clock, jobs
from foundation.files.refusals import UnacceptableFile
from foundation.imports import batches
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import save_model
from foundation.models import ImportBatch, ImportLine, Job, JobLine
from foundation.models.imports import Stage
from foundation.tabular.columns import Column
from foundation.workflow import Refused
from network.models import Library, Vendor
from tests.at_once import at_once
from tests.factories import CommuneFactory, LibraryFactory, PersonFactory
from tests.foundation.import_kinds import (
    ROW,
    accept_columns,
    confirm,
    coordinator,
    csv_of,
    decisions,
    file_of,
    finished,
    libraries,
    problems,
    read,
    registered,
    undo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch) -> ImportKind:
    return registered(monkeypatch, libraries())


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def poissy():
    return CommuneFactory(name="Poissy")


def test_confirming_imports_what_was_shown(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)

    library = Library.objects.get()
    assert (library.code, library.name, library.commune, library.latitude) == ("B1", "Médiathèque", poissy, 48.9)
    assert batch.stage == Stage.APPLIED
    assert batch.lines.get().about == library
    assert batch.job.message == "Import terminé\u00a0: 1 créée."


def test_the_history_says_who_imported(kind, by, poissy):
    confirm(read(kind, csv_of(ROW), by), by)

    assert Library.objects.get().history.get().history_user == by


def test_a_refused_line_does_not_stop_the_others(kind, by, poissy):
    batch = confirm(read(kind, csv_of(["B0", "X", "Nulle-Part", "", "", "", ""], ROW), by), by)

    assert Library.objects.get().code == "B1"
    assert batches.tally(batch) == {
        "WAITING": 0, "CREATE": 1, "UPDATE": 0, "SAME": 0, "REFUSED": 1, "total": 2, "applied": 1, "undone": 0
    }  # fmt: skip


def test_the_same_file_imported_twice_changes_nothing_the_second_time(kind, by, poissy):
    content = csv_of(ROW, ["B2", "Annexe", "Poissy", "associative", "b2@demo.example", "12 mars 2031", "48,91"])
    confirm(read(kind, content, by), by)
    before = list(Library.objects.values())
    versions = Library.history.count()

    again = read(kind, content, by)

    assert decisions(again) == {2: "SAME", 3: "SAME"}
    assert again.findings == ["Toutes les lignes sont déjà à jour\u00a0: il n’y a rien à importer."]
    assert list(Library.objects.values()) == before
    assert Library.history.count() == versions


def test_only_one_of_two_confirmations_starts_the_job(kind, by, poissy):
    batch = read(kind, csv_of(ROW), by)
    batches.confirm(batch, version=batches.version_of(batch), by=by)

    with pytest.raises(batches.AlreadyDone, match="C’était déjà fait"):
        batches.confirm(batch, version=batches.version_of(batch), by=by)
    assert jobs.Job.objects.count() == 1


def test_a_line_whose_object_changed_since_the_preview_is_not_imported(kind, by, poissy):
    library = LibraryFactory(code="B1", name="Ancien nom", commune=poissy)
    batch = read(kind, csv_of(ROW), by)
    library.name = "Nom d’un collègue"
    library.save()

    batch = confirm(batch, by)

    library.refresh_from_db()
    assert library.name == "Nom d’un collègue"
    assert decisions(batch) == {2: "REFUSED"}
    assert "a changé depuis l’aperçu" in problems(batch, 2)[-1][3]


def test_a_line_that_somebody_else_created_since_is_left_alone(kind, by, poissy):
    batch = read(kind, csv_of(ROW), by)
    confirm(read(kind, csv_of(ROW), by), by)

    batch = confirm(batch, by)

    assert decisions(batch) == {2: "SAME"}
    assert Library.objects.count() == 1


@pytest.mark.parametrize(("refused", "told"), [({"B2"}, "2 créées et 1 refusée."), ({"B1", "B2", "B3"}, "3 refusées.")])
def test_lines_refused_with_their_reason_are_a_report_and_no_failure_of_the_job(monkeypatch, by, poissy, refused, told):
    def refuse_some(line, existing, person):
        if line.fields["code"] in refused:
            raise Refused("Cette bibliothèque est fermée.")
        return save_model(line, existing, person)

    kind = registered(monkeypatch, libraries(apply=refuse_some))
    rows = [[f"B{n}", f"Médiathèque {n}", *ROW[2:]] for n in (1, 2, 3)]

    job = confirm(read(kind, csv_of(*rows), by), by).job

    assert (job.outcome, job.message) == (Job.Outcome.DONE, f"Import terminé\u00a0: {told}")
    assert [(step.status, step.message) for step in job.lines.all()] == [(JobLine.Status.DONE, told)]


def test_an_unexpected_failure_refuses_its_line_and_keeps_nothing_of_it(monkeypatch, by, poissy):
    def break_on_second(line, existing, person):
        library = kind.model(**line.fields)
        library.save()
        if line.fields["code"] == "B2":
            raise ZeroDivisionError
        return library

    kind = registered(monkeypatch, libraries(apply=break_on_second))
    rows = [[f"B{n}", f"Médiathèque {n}", *ROW[2:]] for n in (1, 2, 3)]

    batch = confirm(read(kind, csv_of(*rows), by), by)

    assert decisions(batch) == {2: "CREATE", 3: "REFUSED", 4: "CREATE"}
    assert [step.status for step in batch.job.lines.all()] == [JobLine.Status.FAILED]
    assert list(Library.objects.order_by("code").values_list("code", flat=True)) == ["B1", "B3"]
    assert "Erreur inattendue" in problems(batch, 3)[-1][3]


def test_an_import_stopped_half_way_is_taken_up_where_it_was(kind, by, poissy):
    rows = [[f"B{n}", f"Médiathèque {n}", *ROW[2:]] for n in range(batches.CHUNK + 1)]
    batch = read(kind, csv_of(*rows), by)
    job = batches.confirm(batch, version=batches.version_of(batch), by=by)
    jobs.cancel(job)
    jobs.Job.objects.filter(pk=job.pk).update(finished_at=clock.now(), outcome="CANCELLED")
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert batch.stage == Stage.STOPPED

    batch = confirm(batch, by)

    assert batch.stage == Stage.APPLIED
    assert Library.objects.count() == batches.CHUNK + 1


def test_a_big_file_is_opened_and_read_by_jobs(kind, by, poissy, monkeypatch):
    monkeypatch.setattr(batches, "SMALL_FILE", 10)
    monkeypatch.setattr(batches, "SMALL_TABLE", 1)
    batch = batches.receive(kind, file_of(csv_of(ROW, ["B2", "Annexe", *ROW[2:]])), None, by)
    assert batch.stage == Stage.OPENING
    batch = finished(batch.job, batch)
    assert batch.stage == Stage.COLUMNS

    batch = accept_columns(batch, kind, by)
    assert batch.stage == Stage.READING
    batch = finished(batch.job, batch)

    assert batch.stage == Stage.PREVIEW
    assert decisions(batch) == {2: "CREATE", 3: "CREATE"}


def test_an_import_is_seen_by_its_author_and_by_those_of_the_same_right(kind, by, poissy):
    batch = read(kind, csv_of(ROW), by)
    author_who_left = PersonFactory()
    ImportBatch.objects.update(created_by=author_who_left)

    assert batch in ImportBatch.objects.visible_to(author_who_left)
    assert batch in ImportBatch.objects.visible_to(by)
    assert batch not in ImportBatch.objects.visible_to(PersonFactory())


@pytest.mark.parametrize("act", [batches.undo, batches.abandon])
def test_who_lost_the_right_can_do_nothing_more(kind, by, poissy, act):
    batch = read(kind, csv_of(ROW), by)

    with pytest.raises(PermissionDenied):
        act(batch, by=PersonFactory())


def test_an_upload_without_the_right_keeps_nothing(kind):
    with pytest.raises(PermissionDenied):
        batches.receive(kind, file_of(csv_of(ROW)), None, PersonFactory())

    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04abc", b"\0\1\2"])
def test_an_unreadable_file_keeps_nothing(kind, by, content):
    with pytest.raises(UnacceptableFile):
        batches.receive(kind, file_of(content), None, by)

    assert not ImportBatch.objects.exists()


def test_an_abandoned_import_is_forgotten_with_its_file(kind, by, poissy):
    batch = read(kind, csv_of(ROW), by)

    batches.abandon(batch, by=by)

    assert not ImportBatch.objects.exists()
    assert not ImportLine.objects.exists()
    assert batch.document_id
    assert not type(batch.document).objects.exists()


def test_a_confirmed_import_cannot_be_abandoned_or_read_again(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)

    with pytest.raises(Refused, match="Ce n’est plus possible"):
        batches.abandon(batch, by=by)
    with pytest.raises(Refused, match="Ce n’est plus possible"):
        accept_columns(batch, kind, by)


def test_lines_whose_values_were_erased_are_neither_applied_nor_undone(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    batch.lines.update(values={}, changes={}, cells=[])

    batch = undo(batch, by)

    assert Library.objects.exists()
    assert "ont été effacées" in batch.lines.get().note


def test_a_kind_named_as_its_model_needs_nothing_else(monkeypatch, by):
    vendors = ImportKind(
        name="titulaires",
        label="titulaires",
        model=Vendor,
        columns=(Column("name", "Nom", required=True),),
        identity=("name",),
        may=lambda person: True,
    )
    registered(monkeypatch, vendors)

    batch = confirm(read(vendors, "Nom\r\nÉditeur Un\r\n".encode(), by), by)

    assert Vendor.objects.get().name == "Éditeur Un"
    assert isinstance(batch.lines.get().about, models.Model)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["confirm", "undo"])
def test_of_two_people_at_the_same_moment_one_starts_the_job_and_the_other_is_told(kind, by, poissy, act):
    batch = read(kind, csv_of(ROW), by)
    if act == "undo":
        confirm(batch, by)
    asked = {"confirm": {"version": batches.version_of(batch)}, "undo": {}}[act]

    def ask():
        getattr(batches, act)(ImportBatch.objects.get(pk=batch.pk), by=by, **asked)
        return "started"

    outcomes = at_once(ask, ask)

    assert len(outcomes) == 2
    assert outcomes.count("started") == 1
    assert any("cet import est maintenant" in str(told) for told in outcomes)
    assert Job.objects.unfinished().count() == 1
