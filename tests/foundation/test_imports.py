"""Staged imports: nothing before confirmation, exactly what was shown after it, and back again."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import models

from foundation import clock, jobs
from foundation.files.refusals import UnacceptableFile
from foundation.imports import batches, kinds
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Applied, save_model
from foundation.models import ImportBatch, ImportLine, Transition
from foundation.models.imports import Stage
from foundation.tabular.columns import Column
from foundation.workflow import Refused
from network.models import Assignment, Library, Vendor
from network.roles import Role
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory, PersonFactory
from tests.foundation.import_kinds import (
    HEADERS,
    accept_columns,
    blank_pdf,
    confirm,
    coordinator,
    csv_of,
    decisions,
    file_of,
    finished,
    libraries,
    libraries_with_scans,
    read,
    undo,
)
from tests.foundation.table_files import archive, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch) -> ImportKind:
    return registered(monkeypatch, libraries())


def registered(monkeypatch, kind: ImportKind) -> ImportKind:
    monkeypatch.setattr(kinds, "_kinds", {kind.name: kind})
    return kind


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def poissy():
    return CommuneFactory(name="Poissy")


ROW = ["B1", "Médiathèque", "Poissy", "municipale", "bib@demo.example", "", "48,9"]


def problems(batch: ImportBatch, number: int) -> list[tuple[str, str, str, str]]:
    line = batch.lines.get(number=number)
    return [(p["column"], p["header"], p["value"], p["message"]) for p in line.problems]


# --- preview ---------------------------------------------------------------------------------------------------------


def test_a_new_line_is_to_create_and_nothing_is_created(kind, by, poissy):
    batch = read(kind, csv_of(ROW), by)

    assert decisions(batch) == {2: "CREATE"}
    assert batch.stage == Stage.PREVIEW
    assert not Library.objects.exists()


def test_a_known_line_says_what_it_would_change(kind, by, poissy):
    library = LibraryFactory(
        code="B1", name="Médiathèque", commune=poissy, email="ancienne@demo.example", latitude=48.9
    )

    batch = read(kind, csv_of(["B1", "Médiathèque", "Poissy", "associative", "bib@demo.example", "", "48,9"]), by)

    line = batch.lines.get()
    assert line.decision == "UPDATE"
    assert line.about == library
    assert line.changes == {
        "status": ["MUNICIPAL", "ASSOCIATIVE"],
        "email": ["ancienne@demo.example", "bib@demo.example"],
    }


def test_an_empty_cell_changes_nothing(kind, by, poissy):
    LibraryFactory(code="B1", name="Médiathèque", commune=poissy, email="bib@demo.example", closed_on=date(2030, 1, 1))

    batch = read(kind, csv_of(["B1", "Médiathèque", "Poissy", "", "", "", ""]), by)

    assert decisions(batch) == {2: "SAME"}


def test_a_column_that_is_not_read_changes_nothing(kind, by, poissy):
    LibraryFactory(code="B1", name="Ancien nom", commune=poissy, email="bib@demo.example")

    batch = read(kind, csv_of(["B1", "Nouveau nom", "Poissy"], headers=HEADERS[:3]), by)

    assert batch.lines.get().changes == {"name": ["Ancien nom", "Nouveau nom"]}


def test_the_identity_is_matched_whatever_its_case(kind, by, poissy):
    LibraryFactory(code="b1", name="Médiathèque", commune=poissy)

    batch = read(kind, csv_of(["B1", "Médiathèque", "Poissy"], headers=HEADERS[:3]), by)

    assert batch.lines.get().changes == {"code": ["b1", "B1"]}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["B1", "Médiathèque", "Poissy", "", "x@demo.example", "31/02/2026", ""], ("F", "Fermée le", "31/02/2026")),
        (["B1", "Médiathèque", "Nulle-Part", "", "x@demo.example", "", ""], ("C", "Commune", "Nulle-Part")),
        (["B1", "", "Poissy", "", "x@demo.example", "", ""], ("B", "Nom", "")),
        (["B1", "Médiathèque", "Poissy", "privée", "x@demo.example", "", ""], ("D", "Statut", "privée")),
        (["B1", "Médiathèque", "Poissy", "", "pas une adresse", "", ""], ("E", "Courriel", "pas une adresse")),
        (["B-trop-long-1", "M", "Poissy", "", "x@demo.example", "", ""], ("A", "Code", "B-trop-long-1")),
    ],
)  # fmt: skip
def test_a_wrong_cell_refuses_its_line_and_says_where(kind, by, poissy, row, expected):
    batch = read(kind, csv_of(row, ["B2", *ROW[1:]]), by)

    assert decisions(batch) == {2: "REFUSED", 3: "CREATE"}
    [(letter, header, value, message)] = problems(batch, 2)
    assert (letter, header, value) == expected
    assert message


def test_every_problem_of_a_line_is_told_at_once(kind, by, poissy):
    batch = read(kind, csv_of(["", "", "Poissy", "privée", "x", "31/02/2026", "nord"]), by)

    assert [header for _, header, _, _ in problems(batch, 2)] == [
        "Code", "Nom", "Statut", "Courriel", "Fermée le", "Latitude"
    ]  # fmt: skip


def test_a_doubtful_line_is_shown_and_may_be_imported(kind, by, poissy):
    batch = read(kind, csv_of(["B1", "Médiathèque", "Poissy", "", "", "", ""]), by)

    line = batch.lines.get()
    assert line.decision == "CREATE"
    assert [(p["header"], p["blocking"]) for p in line.problems] == [("Courriel", False)]


def test_what_the_database_would_refuse_is_refused_at_the_preview(kind, by, poissy):
    LibraryFactory(code="AUTRE", name="Médiathèque", commune=poissy)

    batch = read(kind, csv_of(ROW), by)

    assert decisions(batch) == {2: "REFUSED"}
    assert problems(batch, 2)[0][3] == "Cette commune a déjà une bibliothèque de ce nom."


@pytest.mark.parametrize("exists", [False, True])
def test_the_second_line_of_a_duplicate_is_refused_and_names_the_first(kind, by, poissy, exists):
    if exists:
        LibraryFactory(code="B1", name="Ancien nom", commune=poissy)

    batch = read(kind, csv_of(ROW, ["b1", "Autre nom", *ROW[2:]]), by)

    assert decisions(batch) == {2: "UPDATE" if exists else "CREATE", 3: "REFUSED"}
    assert problems(batch, 3) == [
        ("A", "Code", "b1", "Doublon\u00a0: la ligne 2 désigne le même élément. Gardez une seule des deux.")
    ]


def test_lines_without_anything_are_left_out_and_counted(kind, by, poissy):
    headers = ["Remarque", *HEADERS]

    batch = read(kind, csv_of(["", *ROW], ["Source : le SIGB"] + [""] * 7, headers=headers), by)

    assert decisions(batch) == {2: "CREATE"}
    assert "1 ligne ignorée\u00a0: rien dans les colonnes lues." in batch.findings


def test_a_file_with_titles_only_says_that_there_is_nothing(kind, by):
    batch = read(kind, csv_of(), by)

    assert batch.findings == [
        "Sous la ligne des titres, aucune ligne ne contient de valeur\u00a0: il n’y a rien à importer."
    ]
    with pytest.raises(Refused, match="rien à importer"):
        confirm(batch, by)


def test_choosing_the_columns_again_reads_the_lines_again(kind, by, poissy):
    batch = read(kind, csv_of(ROW), by)
    first = batches.version_of(batch)

    batch = batches.choose_columns(
        batch, sheet_index=0, header_line=1, mapping={"code": 0, "name": 2, "commune": 2}, by=by
    )

    assert batch.lines.get().values["name"] == "Poissy"
    with pytest.raises(Refused, match="a changé depuis"):
        batches.confirm(batch, version=first, by=by)


def test_formulas_and_merged_cells_are_told(kind, by, poissy):
    def arrange(sheet):
        sheet["B2"] = "=CONCATENATE(A2)"
        sheet.merge_cells("C2:C3")

    content = workbook([HEADERS[:3], ["B1", "x", "Poissy"], ["B2", "Annexe", None]], arrange)

    batch = read(kind, content, by, name="bib.xlsx")

    assert decisions(batch) == {2: "REFUSED", 3: "REFUSED"}
    assert "formule n’a pas de résultat" in problems(batch, 2)[0][3]
    assert "fusionnée (C2:C3)" in problems(batch, 3)[0][3]
    assert any("Cellules fusionnées" in finding for finding in batch.findings)


def test_objects_of_a_json_file_are_lines(kind, by, poissy):
    batch = read(kind, '[{"code": "B1", "nom": "Médiathèque", "commune": "Poissy"}]'.encode(), by, name="bib.json")

    assert decisions(batch) == {1: "CREATE"}


# --- confirmation ----------------------------------------------------------------------------------------------------


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

    with pytest.raises(Refused, match="Ce n’est plus possible"):
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


# --- attachments -----------------------------------------------------------------------------------------------------


def with_scan(name: str) -> list[str]:
    return [*ROW, name]


SCANNED = [*HEADERS, "Scan"]


def test_each_line_takes_its_file_from_the_archive(monkeypatch, by, poissy):
    kind = registered(monkeypatch, libraries_with_scans())
    pieces = archive({"scans/Poissy – signée.pdf": blank_pdf(), "notes.txt": b"rien"})

    batch = read(kind, csv_of(with_scan("poissy - signee"), headers=SCANNED), by, archive=pieces)
    batch = confirm(batch, by)

    [(label, _)] = batch.lines.get().also_created
    assert label == "foundation.storeddocument"
    assert any("« notes.txt »" in finding.replace("\u00a0", " ") for finding in batch.findings)


@pytest.mark.parametrize(
    ("named", "files", "message"),
    [
        ("absent.pdf", {"a.pdf": b""}, "n’est pas dans l’archive"),
        ("a.pdf", {"un/a.pdf": b"", "deux/a.pdf": b""}, "Plusieurs fichiers"),
        ("a.pdf", {"a.pdf": b"<html></html>"}, "il faut un document PDF"),
        ("a.pdf", {"a.pdf": b""}, "Ce fichier est vide"),
    ],
)
def test_a_line_whose_file_is_missing_or_wrong_is_refused(monkeypatch, by, poissy, named, files, message):
    kind = registered(monkeypatch, libraries_with_scans())

    batch = read(kind, csv_of(with_scan(named), headers=SCANNED), by, archive=archive(files))

    assert decisions(batch) == {2: "REFUSED"}
    [(letter, header, value, told)] = problems(batch, 2)
    assert (letter, header, value) == ("H", "Scan", named)
    assert message in told


def test_lines_that_name_files_without_an_archive_are_told(monkeypatch, by, poissy):
    kind = registered(monkeypatch, libraries_with_scans())

    batch = read(kind, csv_of(with_scan("a.pdf"), headers=SCANNED), by)

    assert decisions(batch) == {2: "CREATE"}
    assert batch.findings == ["Des lignes nomment un fichier joint, mais aucune archive n’a été déposée."]


# --- undo ------------------------------------------------------------------------------------------------------------


def test_undoing_deletes_what_was_created_and_restores_what_was_changed(kind, by, poissy):
    old = LibraryFactory(code="B2", name="Ancien nom", commune=poissy, email="ancienne@demo.example", closed_on=None)
    row = ["B2", "Nouveau nom", "Poissy", "municipale", "neuve@demo.example", "12/03/2031", ""]
    batch = confirm(read(kind, csv_of(ROW, row), by), by)

    batch = undo(batch, by)

    old.refresh_from_db()
    assert list(Library.objects.all()) == [old]
    assert (old.name, old.email, old.closed_on) == ("Ancien nom", "ancienne@demo.example", None)
    assert batch.stage == Stage.UNDONE
    assert batches.tally(batch)["undone"] == 2


def test_undoing_leaves_alone_the_field_that_changed_since_and_says_so(kind, by, poissy):
    library = LibraryFactory(code="B1", name="Ancien nom", commune=poissy, email="ancienne@demo.example", latitude=48.9)
    batch = confirm(read(kind, csv_of(ROW), by), by)
    library.refresh_from_db()
    library.email = "corrigee@demo.example"
    library.save()

    batch = undo(batch, by)

    library.refresh_from_db()
    assert (library.name, library.email) == ("Ancien nom", "corrigee@demo.example")
    assert batch.lines.get().note == "Laissé tel quel, car modifié depuis\u00a0: «\u00a0Courriel\u00a0»."


def test_undoing_leaves_in_place_a_created_object_that_was_edited(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    Library.objects.update(name="Médiathèque rebaptisée")

    batch = undo(batch, by)

    line = batch.lines.get()
    assert Library.objects.exists()
    assert line.undone_at is None
    assert line.note == "Laissé en place, car modifié depuis\u00a0: «\u00a0Nom\u00a0»."


def test_undoing_leaves_in_place_what_others_refer_to(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    AssignmentFactory(library=Library.objects.get(), role=Role.LIBRARIAN)

    batch = undo(batch, by)

    assert Library.objects.exists()
    assert batch.lines.get().note == "Laissé en place, car 1 affectation s’y rattachent."


def test_undoing_leaves_in_place_what_has_changed_state(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    Transition.objects.create(
        about=Library.objects.get(), name="x", label="X", from_state="A", to_state="B", by=by, at=clock.now()
    )

    assert undo(batch, by).lines.get().note.startswith("Laissé en place, car 1 changement d’état")


def test_what_was_left_can_be_undone_later(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    assignment = AssignmentFactory(library=Library.objects.get(), role=Role.LIBRARIAN)
    batch = undo(batch, by)
    assignment.delete()

    batch = undo(batch, by)

    assert not Library.objects.exists()
    assert batch.lines.get().undone_at
    with pytest.raises(Refused, match="plus rien à annuler"):
        batches.undo(batch, by=by)


def test_undoing_what_is_already_gone_says_so(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    Library.objects.all().delete()

    line = undo(batch, by).lines.get()

    assert (line.note, bool(line.undone_at)) == ("Déjà supprimé.", True)


def save_with_assignment(line, existing, by):
    library = save_model(line, existing, by)
    return Applied(library, (AssignmentFactory(library=library, role=Role.LIBRARIAN),))


def test_what_came_with_an_object_goes_with_it(monkeypatch, by, poissy):
    kind = registered(monkeypatch, libraries(apply=save_with_assignment))
    batch = confirm(read(kind, csv_of(ROW), by), by)

    undo(batch, by)

    assert not Library.objects.exists()
    assert not Assignment.objects.filter(role=Role.LIBRARIAN).exists()


def test_what_came_with_an_object_and_was_edited_keeps_both(monkeypatch, by, poissy):
    kind = registered(monkeypatch, libraries(apply=save_with_assignment))
    batch = confirm(read(kind, csv_of(ROW), by), by)
    assignment = Assignment.objects.get(role=Role.LIBRARIAN)
    assignment.ends_on = date(2030, 1, 1)
    assignment.save()

    batch = undo(batch, by)

    assert Library.objects.exists()
    assert batch.lines.get().note.startswith("Laissé en place, car modifié depuis")


def test_a_kind_may_undo_in_its_own_way(monkeypatch, by, poissy):
    kind = registered(monkeypatch, libraries(undo_created=lambda library, line: "Laissée, car elle a ouvert."))
    batch = confirm(read(kind, csv_of(ROW), by), by)

    batch = undo(batch, by)

    assert (Library.objects.count(), batch.lines.get().note) == (1, "Laissée, car elle a ouvert.")


# --- rights and refusals ---------------------------------------------------------------------------------------------


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
