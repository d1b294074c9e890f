"""Files that come with an import: named by their line or found by their name, each for one line, and put back."""

import dataclasses

import pytest

from foundation.imports import kinds
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Applied, save_model
from foundation.models import ImportBatch, StoredDocument
from tests.convention.factories import small_pdf
from tests.factories import CommuneFactory, LibraryFactory
from tests.foundation.import_kinds import (
    HEADERS,
    confirm,
    coordinator,
    csv_of,
    decisions,
    libraries_with_scans,
    read,
    undo,
)
from tests.foundation.table_files import archive

pytestmark = pytest.mark.django_db
TITLES = [*HEADERS[:3], "Scan"]


def commune_of_line(line) -> list[str]:
    return [line.values["commune"]]


def year_of_closing(line) -> list[str]:
    closed_on = line.values.get("closed_on")
    return [str(closed_on.year)] if closed_on else []


@pytest.fixture
def kind(monkeypatch) -> ImportKind:
    scans = libraries_with_scans()
    rules = dataclasses.replace(scans.attachments, otherwise=commune_of_line, apart=year_of_closing)
    found = dataclasses.replace(scans, attachments=rules)
    monkeypatch.setattr(kinds, "_kinds", {found.name: found})
    return found


@pytest.fixture
def by(db):
    CommuneFactory(name="Poissy")
    CommuneFactory(name="Mantes-la-Jolie")
    return coordinator()


def brought(kind, by, rows: list[list[str]], files: list[str]) -> ImportBatch:
    content = archive({name: small_pdf(name) for name in files})
    return read(kind, csv_of(*rows, headers=TITLES), by, archive=content)


def kept() -> list[str]:
    return sorted(StoredDocument.objects.filter(media_type="application/pdf").values_list("name", flat=True))


def messages(batch: ImportBatch, number: int) -> str:
    problems = batch.lines.get(number=number).problems
    return " ".join(problem["message"] for problem in problems).replace("\u00a0", " ")


@pytest.mark.parametrize("name", ["Poissy.pdf", "scans/Convention POISSY signée.pdf", "2024-poissy.pdf"])
def test_a_file_that_no_line_names_is_found_by_the_words_of_its_name(kind, by, name):
    batch = brought(kind, by, [["B1", "Médiathèque", "Poissy", ""]], [name])

    assert "est joint à cette ligne d’après son nom" in messages(batch, 2)
    confirm(batch, by)
    assert len(kept()) == 1


@pytest.mark.parametrize("name", ["Poissyville.pdf", "Mantes.pdf", "autre.pdf"])
def test_another_name_is_not_taken_for_it(kind, by, name):
    batch = brought(kind, by, [["B1", "M", "Poissy", ""], ["B2", "M", "Mantes-la-Jolie", ""]], [name])

    assert [line.attached_path for line in batch.lines.all()] == ["", ""]
    assert "2 lignes nouvelles n’ont pas de fichier dans l’archive\u00a0: lignes 2 et 3." in batch.findings
    assert any(name in finding for finding in batch.findings)


def test_two_files_that_may_be_the_one_of_a_line_are_told_and_neither_is_joined(kind, by):
    batch = brought(kind, by, [["B1", "M", "Poissy", ""]], ["Poissy.pdf", "Poissy avenant.pdf"])
    assert decisions(batch) == {2: "CREATE"}
    assert batch.lines.get().attached_path == ""
    assert messages(batch, 2) == (
        "Plusieurs fichiers de l’archive peuvent être celui de cette ligne : « Poissy.pdf » et « Poissy avenant.pdf ». "
        "Aucun n’est joint : écrivez sur la ligne le nom du bon."
    )


def test_the_name_that_a_line_gives_comes_first(kind, by):
    rows = [["B1", "M", "Poissy", "Poissy avenant"]]
    batch = brought(kind, by, rows, ["Poissy.pdf", "Poissy avenant.pdf"])
    assert batch.lines.get().attached_path == "Poissy avenant.pdf"
    assert messages(batch, 2) == ""


def test_a_file_that_several_lines_may_have_is_joined_to_none_and_refuses_none(kind, by):
    rows = [["B1", "M", "Poissy", ""], ["B2", "N", "Poissy", ""], ["B3", "O", "Mantes-la-Jolie", ""]]
    batch = brought(kind, by, rows, ["Poissy.pdf", "Mantes-la-Jolie.pdf"])

    assert decisions(batch) == {2: "CREATE", 3: "CREATE", 4: "CREATE"}
    assert [line.attached_path for line in batch.lines.all()] == ["", "", "Mantes-la-Jolie.pdf"]
    for number, other in ((2, 3), (3, 2)):
        assert messages(batch, number) == (
            f"« Poissy.pdf » peut être le fichier de cette ligne ou de la ligne {other} : il n’est joint à aucune. "
            "Écrivez son nom sur la bonne."
        )


TWO_YEARS = [["B1", "M", "Poissy", "", "01/03/2021"], ["B2", "N", "Poissy", "", "01/03/2023"]]


@pytest.mark.parametrize(
    ("files", "joined"),
    [
        (["Poissy 2023.pdf"], ["", "Poissy 2023.pdf"]),
        (["Poissy 2023.pdf", "Poissy_2021.pdf"], ["Poissy_2021.pdf", "Poissy 2023.pdf"]),
        (["Poissy.pdf", "Poissy 2023.pdf"], ["", "Poissy 2023.pdf"]),
        (["Poissy 2021-2023.pdf"], ["", ""]),
        (["Poissy 2022.pdf"], ["", ""]),
    ],
)
def test_the_year_in_its_name_tells_whose_a_file_is(kind, by, files, joined):
    content = archive({name: small_pdf(name) for name in files})
    batch = read(kind, csv_of(*TWO_YEARS, headers=[*TITLES, "Fermée le"]), by, archive=content)

    assert decisions(batch) == {2: "CREATE", 3: "CREATE"}
    assert [line.attached_path for line in batch.lines.all()] == joined


@pytest.mark.parametrize("names", [("", "Poissy.pdf"), ("Poissy.pdf", "")])
def test_a_file_that_a_line_names_is_guessed_for_no_other(kind, by, names):
    batch = brought(kind, by, [["B1", "M", "Poissy", names[0]], ["B2", "N", "Poissy", names[1]]], ["Poissy.pdf"])

    assert decisions(batch) == {2: "CREATE", 3: "CREATE"}
    assert tuple(line.attached_path for line in batch.lines.all()) == names
    without, naming = (2, 3) if names[1] else (3, 2)
    assert messages(batch, naming) == ""
    assert messages(batch, without) == (
        f"Rien n’est joint à cette ligne : une autre nomme « Poissy.pdf » (ligne {naming})."
    )


def test_what_the_preview_joined_is_what_is_kept(kind, by):
    rows = [["B1", "M", "Poissy", ""], ["B2", "N", "Mantes-la-Jolie", "deux"]]
    batch = confirm(brought(kind, by, rows, ["poissy.pdf", "deux.pdf"]), by)
    assert kept() == ["deux.pdf", "poissy.pdf"]
    assert [line.attached_path for line in batch.lines.all()] == ["poissy.pdf", "deux.pdf"]


def test_a_file_of_another_type_refuses_the_line_it_was_guessed_for(kind, by):
    content = archive({"Poissy.pdf": b"GIF89a"})
    batch = read(kind, csv_of(["B1", "M", "Poissy", ""], headers=TITLES), by, archive=content)
    assert decisions(batch) == {2: "REFUSED"}
    assert "il faut un document PDF" in messages(batch, 2)


@pytest.mark.parametrize("named", ["", "Poissy", "poissy.pdf"])
def test_the_file_of_a_refused_line_is_said_to_be_its_own_and_not_nobodys(kind, by, named):
    rows = [["", "Médiathèque", "Poissy", named], ["B2", "M", "Mantes-la-Jolie", ""]]  # line 2 lacks its code
    batch = brought(kind, by, rows, ["Poissy.pdf", "inconnu.pdf"])

    assert decisions(batch) == {2: "REFUSED", 3: "CREATE"}
    told = " ".join(batch.findings).replace("\u00a0", " ")
    assert "laissés de côté, car leur ligne est refusée : « Poissy.pdf » (ligne 2)." in told
    assert "laissés de côté, car aucune ligne ne les nomme : « inconnu.pdf »." in told


def test_several_files_of_one_name_are_those_of_the_line_that_they_refuse(kind, by):
    batch = brought(kind, by, [["B1", "M", "Poissy", "a.pdf"]], ["un/a.pdf", "deux/a.pdf"])

    told = " ".join(batch.findings).replace("\u00a0", " ")
    assert "leur ligne est refusée : « un/a.pdf » (ligne 2) et « deux/a.pdf » (ligne 2)." in told
    assert "aucune ligne" not in told


def test_a_file_that_may_be_that_of_a_refused_line_is_not_guessed_for_another(kind, by):
    batch = brought(kind, by, [["", "M", "Poissy", ""], ["B2", "N", "Poissy", ""]], ["Poissy.pdf"])
    assert decisions(batch) == {2: "REFUSED", 3: "CREATE"}
    assert "ou de la ligne 2 : il n’est joint à aucune" in messages(batch, 3)
    assert "laissés de côté, car aucune ligne ne les nomme : « Poissy.pdf »." in " ".join(batch.findings).replace(
        "\u00a0", " "
    )


def test_what_is_said_of_the_files_is_still_true_once_the_import_is_done(kind, by):
    files = [f"inconnu {number}.pdf" for number in range(7)]
    batch = brought(kind, by, [["B1", "M", "Poissy", ""]], files)
    confirm(batch, by)

    batch.refresh_from_db()
    told = " ".join(batch.findings).replace("\u00a0", " ")
    assert "« inconnu 4.pdf » et 2 autres." in told
    assert "seront" not in told
    assert "1 ligne nouvelle n’a pas de fichier dans l’archive : ligne 2." in told


# --- what a kind says of a line, and puts back ------------------------------------------------------------------------


def test_a_note_of_the_kind_is_in_the_report(monkeypatch, kind, by):
    def save(line, existing, by):
        return Applied(save_model(line, existing, by), note="Sans suite.")

    noted = dataclasses.replace(kind, apply=save, attachments=None)
    monkeypatch.setattr(kinds, "_kinds", {noted.name: noted})
    batch = confirm(read(noted, csv_of(["B1", "M", "Poissy"], headers=HEADERS[:3]), by), by)
    assert batch.lines.get().note == "Sans suite."


@pytest.mark.parametrize(("reason", "name"), [("", "Avant"), ("Laissé ainsi.", "Après")])
def test_a_kind_puts_values_back_in_its_own_way_or_says_why_not(monkeypatch, kind, by, reason, name):
    def restore(existing, before):
        existing.name = before["name"]
        return reason

    own = dataclasses.replace(kind, restore=restore, attachments=None)
    monkeypatch.setattr(kinds, "_kinds", {own.name: own})
    library = LibraryFactory(code="B1", name="Avant", commune__name="Limay")
    row = ["B1", "Après", "Limay"]
    batch = undo(confirm(read(own, csv_of(row, headers=HEADERS[:3]), by), by), by)

    library.refresh_from_db()
    assert library.name == name
    assert batch.lines.get().note == reason
