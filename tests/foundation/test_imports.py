"""Staged imports up to the preview: every line decided, every problem told, nothing written."""

from datetime import date

import pytest

from foundation.imports import batches
from foundation.imports.kinds import ImportKind
from foundation.models.imports import Stage
from foundation.workflow import Refused
from network.models import Library
from tests.factories import CommuneFactory, LibraryFactory
from tests.foundation.import_kinds import (
    HEADERS,
    ROW,
    blank_pdf,
    confirm,
    coordinator,
    csv_of,
    decisions,
    libraries,
    libraries_with_scans,
    problems,
    read,
    registered,
)
from tests.foundation.table_files import archive, workbook

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
        (["B1", "Médiathèque", "Poissy", "", "pas une adresse", "", ""], ("E", "Adresse e-mail", "pas une adresse")),
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
        "Code", "Nom", "Statut", "Adresse e-mail", "Fermée le", "Latitude"
    ]  # fmt: skip


def test_a_doubtful_line_is_shown_and_may_be_imported(kind, by, poissy):
    batch = read(kind, csv_of(["B1", "Médiathèque", "Poissy", "", "", "", ""]), by)

    line = batch.lines.get()
    assert line.decision == "CREATE"
    assert [(p["header"], p["blocking"]) for p in line.problems] == [("Adresse e-mail", False)]


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
        (
            "A",
            "Code",
            "b1",
            "Doublon\u00a0: la ligne 2 désigne le même élément. Les deux lignes diffèrent\u00a0: "
            "Nom («\u00a0Médiathèque\u00a0» ligne 2, «\u00a0Autre nom\u00a0» ligne 3). Gardez une seule des deux.",
        )
    ]
    [(_, _, _, told)] = problems(batch, 2)
    assert told == "La ligne 3 désigne le même élément et dit autre chose\u00a0: elle est refusée, pas celle-ci."


def test_a_duplicate_that_says_the_same_otherwise_is_no_contradiction(kind, by, poissy):
    row = ["B1", "Médiathèque", "Poissy", "municipale", "bib@demo.example", "01/07/2026", "48,9"]
    again = ["b1", " Médiathèque", "Poissy", "Municipale", "BIB@demo.example", "1er juillet 2026", "48.9"]
    batch = read(kind, csv_of(row, again), by)

    assert decisions(batch) == {2: "CREATE", 3: "REFUSED"}
    assert problems(batch, 2) == []
    [(_, _, _, told)] = problems(batch, 3)
    assert told == "Doublon\u00a0: la ligne 2 désigne le même élément. Gardez une seule des deux."


def test_what_a_duplicate_leaves_empty_and_a_refused_first_line_are_told_as_they_are(kind, by, poissy):
    LibraryFactory(code="AUTRE", name="Médiathèque", commune=poissy)
    row = ["B1", "Médiathèque", "Poissy", "", "bib@demo.example", "", ""]  # its name is taken
    batch = read(kind, csv_of(row, ["B1", "Annexe", "Poissy", "", "", "", ""]), by)

    assert decisions(batch) == {2: "REFUSED", 3: "REFUSED"}
    assert len(problems(batch, 2)) == 1
    told = problems(batch, 3)[-1][3].replace("\u00a0", " ")
    assert "Adresse e-mail (« bib@demo.example » ligne 2, vide ligne 3)" in told


def test_lines_without_anything_are_left_out_and_counted(kind, by, poissy):
    headers = ["Remarque", *HEADERS]

    batch = read(kind, csv_of(["", *ROW], ["Source : le SIGB"] + [""] * 7, headers=headers), by)

    assert decisions(batch) == {2: "CREATE"}
    assert "1 ligne ignorée\u00a0: rien dans les colonnes lues." in batch.findings


def test_a_column_that_holds_something_and_is_not_read_is_told(kind, by, poissy):
    headers = [*HEADERS, "Remarque", "Vide", ""]

    batch = read(kind, csv_of([*ROW, "à revoir", "", "?"], headers=headers), by)

    told = "Colonnes ignorées\u00a0: «\u00a0Remarque\u00a0» et J. Rien de ce qui s’y trouve n’est importé."
    assert batch.findings == [told]


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

    assert decisions(batch) == {2: "REFUSED", 3: "CREATE"}
    assert "formule n’a pas de résultat" in problems(batch, 2)[0][3]
    assert batch.lines.get(number=3).cells == ["B2", "Annexe", "Poissy"]
    assert any("Cellules fusionnées (C2:C3)" in finding for finding in batch.findings)


def test_objects_of_a_json_file_are_lines(kind, by, poissy):
    batch = read(kind, '[{"code": "B1", "nom": "Médiathèque", "commune": "Poissy"}]'.encode(), by, name="bib.json")

    assert decisions(batch) == {1: "CREATE"}


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
