"""What each wrong file is told, and that nothing good is lost on the way."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from foundation import job_runs
from foundation.files.refusals import MEGABYTE
from foundation.imports import batches
from foundation.imports.forms import UploadForm
from foundation.models import ImportBatch, StoredDocument
from tests.factories import CommuneFactory
from tests.foundation.import_kinds import (
    HEADERS,
    ROW,
    blank_pdf,
    coordinator,
    csv_of,
    libraries_with_scans,
    registered,
)
from tests.foundation.import_screens import NBSP, previewed, upload, words
from tests.foundation.table_files import SHEET, archive, rewritten, workbook
from tests.foundation.test_file_kinds import ole

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    return registered(monkeypatch, libraries_with_scans())


@pytest.fixture
def by(client):
    person = coordinator()
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def poissy():
    return CommuneFactory(name="Poissy")


@pytest.fixture
def new_url(kind):
    return reverse("foundation:import_new", args=[kind.name])


def bomb() -> bytes:
    """A workbook whose sheet swells a thousand times: eight megabytes of spaces in a few kilobytes."""
    swollen = " " * 2**23 + "</worksheet>"
    return rewritten(workbook([["Code"]]), SHEET, lambda xml: xml.replace("</worksheet>", swollen))


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "bib.csv", "Ce fichier est vide"),
        (b"   \r\n", "bib.csv", "C’est un fichier vide"),
        (blank_pdf(), "bib.xlsx", "C’est un document PDF"),
        (ole("Workbook"), "bib.xls", "il faut un classeur Excel (.xlsx)"),
        (b"<html><body>Connexion</body></html>", "bib.csv", "C’est une page web"),
        (workbook([["Code"]])[:-200], "bib.xlsx", "Ce classeur est abîmé ou incomplet"),
        (archive({"lisez-moi.txt": b"rien"}), "bib.xlsx", "C’est une archive ZIP"),
        (b'Code;Nom\r\nB1;"M', "bib.csv", "guillemet"),
    ],
    ids=["empty", "blank", "PDF", "old Excel", "web page", "broken workbook", "archive", "stray quote"],
)
def test_a_wrong_file_is_refused_with_its_reason(client, by, new_url, content, name, message):
    page = upload(client, new_url, content, name)

    assert page.status_code == 422
    assert message in words(page)
    assert not ImportBatch.objects.exists()


def test_a_workbook_built_to_swell_is_refused(client, by, new_url):
    page = upload(client, new_url, bomb(), "bib.xlsx")

    assert page.status_code == 422
    assert "gonfle anormalement" in words(page)
    assert "abîmé" not in words(page)
    assert not ImportBatch.objects.exists()


def test_a_file_over_the_limit_is_refused_by_the_screen(client, by, new_url, settings):
    settings.MAX_UPLOAD_BYTES = MEGABYTE

    page = upload(client, new_url, b"a;b\r\n" * MEGABYTE)

    assert page.status_code == 422
    assert f"Ce fichier pèse 5{NBSP}Mo{NBSP}; la limite est de 1{NBSP}Mo." in words(page)


def test_two_hundred_megabytes_are_refused_without_being_read(kind):
    with TemporaryUploadedFile("bib.xlsx", "", 200 * MEGABYTE, None) as huge:
        huge.file.truncate(200 * MEGABYTE)  # sparse: nothing is written

        form = UploadForm({}, {"file": huge}, kind=kind)

        [message] = form.errors["file"]
        assert message == f"Ce fichier pèse 200{NBSP}Mo{NBSP}; la limite est de 20{NBSP}Mo."


def test_formulas_merged_cells_duplicates_and_impossible_dates_are_told_on_the_preview(client, by, new_url):
    def arrange(sheet):
        sheet["B3"] = "=UPPER(A3)"
        sheet.merge_cells("C4:C5")

    headers = HEADERS[:3] + ["Fermée le"]
    rows = [
        ["B1", "Médiathèque", "Poissy", "31/02/2026"],
        ["B2", "?", "Poissy", None],
        ["B3", "Annexe", "Poissy", None],
        ["B4", "Relais", None, None],
        ["B5", "Dépôt", "Poissy", None],
        ["b5", "Dépôt bis", "Poissy", None],
    ]

    batch, page = previewed(client, new_url, workbook([headers, *rows], arrange), "bib.xlsx")

    told = words(page)
    assert page.context["summary"] == f"6 lignes{NBSP}: 3 à créer et 3 refusées."
    assert f"«{NBSP}31/02/2026{NBSP}»" in told
    assert "n’a pas de résultat enregistré" in told
    assert f"Cellules fusionnées (C4:C5){NBSP}: leur valeur est reprise sur chacune de leurs lignes." in told
    assert f"Doublon{NBSP}: la ligne 6 désigne le même élément." in told


def test_a_big_workbook_that_cannot_be_opened_says_so_on_its_page(client, by, new_url, monkeypatch):
    monkeypatch.setattr(batches, "SMALL_FILE", 10)
    upload(client, new_url, b"PK\x03\x04" + workbook([["Code"]])[4:400], "bib.xlsx")
    assert not ImportBatch.objects.exists()

    upload(client, new_url, rewritten(workbook([["Code"]]), "xl/workbook.xml", lambda xml: xml[:50]), "bib.xlsx")
    batch = ImportBatch.objects.get()
    job_runs.run(batch.job_id)

    told = words(client.get(batch.get_absolute_url(), follow=True))
    assert "Ce fichier n’a pas pu être ouvert" in told
    assert "abîmé" in told


def test_a_good_table_waits_while_its_archive_is_corrected(client, by, new_url):
    page = upload(
        client, new_url, csv_of(ROW), attachments=SimpleUploadedFile("pieces.zip", b"PK\x03\x04" + b"\0" * 90)
    )
    assert page.status_code == 422
    assert f"Fichier déjà reçu{NBSP}: bib.csv." in words(page)
    proof = page.context["form"].fields["file"].widget.get_context("file", None, {})["widget"]["kept"]["proof"]

    pieces = SimpleUploadedFile("pieces.zip", archive({"a.pdf": blank_pdf()}))
    answer = client.post(new_url, {"file-kept": proof, "attachments": pieces})

    batch = ImportBatch.objects.get()
    assert answer.url == batch.get_absolute_url()
    assert (batch.file_name, batch.attachments.name) == ("bib.csv", "pieces.zip")
    assert StoredDocument.objects.count() == 2


@pytest.mark.parametrize("proof", ["inventée", "Im5vbiI:1abc:def"])
def test_a_forged_proof_is_not_a_file(client, by, new_url, proof):
    page = client.post(new_url, {"file-kept": proof})

    assert page.status_code == 422
    assert "Choisissez-le de nouveau." in words(page)


def test_a_file_is_asked_for_when_there_is_none(client, by, new_url):
    page = client.post(new_url, {})

    assert page.status_code == 422
    assert "Choisissez un fichier." in words(page)


def test_an_archive_that_would_leave_its_folder_is_refused(client, by, new_url):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("../../etc/passwd", b"x")

    page = upload(client, new_url, csv_of(ROW), attachments=SimpleUploadedFile("p.zip", content.getvalue()))

    assert page.status_code == 422
    assert "l’archive est refusée" in words(page)
