"""The screens of an import, as a coordinator goes through them, and what each wrong file is told."""

import io
import re
import zipfile
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from foundation import drafts, job_runs
from foundation.files.refusals import MEGABYTE
from foundation.imports import batches, kinds
from foundation.imports.forms import UploadForm
from foundation.models import ImportBatch, Job, StoredDocument
from foundation.models.imports import Stage
from network.models import Library
from network.roles import Role
from tests.factories import CommuneFactory, LibraryFactory, PersonFactory, person_as
from tests.foundation.import_kinds import (
    HEADERS,
    blank_pdf,
    confirm,
    coordinator,
    csv_of,
    libraries_with_scans,
    read,
)
from tests.foundation.table_files import SHEET, archive, rewritten, saved, workbook

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"
ROW = ["B1", "Médiathèque", "Poissy", "municipale", "bib@demo.example", "", "48,9"]
REFUSED = ["B2", "Annexe", "Nulle-Part", "", "b2@demo.example", "31/02/2026", ""]


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    found = libraries_with_scans()
    monkeypatch.setattr(kinds, "_kinds", {found.name: found})
    return found


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


def words(response) -> str:
    """What a reader sees of a page: one space between words, non-breaking ones as they are."""
    text = unescape(strip_tags(re.sub(r"<(script|head)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)))
    return re.sub(r"[ \t\r\n]+", " ", text)


def upload(client, url, content, name="bib.csv", **more):
    return client.post(url, {"file": SimpleUploadedFile(name, content), **more})


def columns_of(client, url, **changes):
    """Accept the proposed columns as the page gives them, but for these changes."""
    form = client.get(url).context["form"]
    chosen = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in {**chosen, **changes}.items() if value is not None}
    return client.post(url, data)


def previewed(client, url, content, name="bib.csv"):
    """From the file to the preview; the batch and the page."""
    step = upload(client, url, content, name)
    step = client.get(step.url)
    page = columns_of(client, step.url)
    return ImportBatch.objects.get(), client.get(page.url)


# --- the way through -------------------------------------------------------------------------------------------------


def test_the_first_page_explains_the_columns_and_gives_a_model(client, by, new_url, kind):
    page = client.get(new_url)

    told = words(page)
    assert "Importer des bibliothèques" in told
    assert "Le code de la bibliothèque, celui du SIGB." in told
    assert told.count("obligatoire") >= 3
    assert reverse("foundation:import_model", args=[kind.name]) in page.content.decode()


def test_the_model_is_an_empty_workbook_that_imports_as_it_is(client, by, kind):
    response = client.get(reverse("foundation:import_model", args=[kind.name]))

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert [cell.value for cell in book.worksheets[0][1]] == [*HEADERS, "Scan"]
    assert book.worksheets[0].max_row == 1
    assert (
        book.worksheets[0]["A2"].number_format == "@" or book.worksheets[0].column_dimensions["A"].number_format == "@"
    )
    assert "mod%C3%A8le%20biblioth%C3%A8ques.xlsx" in response["Content-Disposition"]
    batch = read(kind, response.content, by, name="modele.xlsx")
    assert batch.mapping == {column.field: index for index, column in enumerate(kind.columns)}


def test_the_columns_are_proposed_with_their_first_values(client, by, new_url):
    page = client.get(upload(client, new_url, csv_of(ROW)).url, follow=True)

    form = page.context["form"]
    assert form["commune"].value() == 2
    assert "C · Commune (Poissy)" in words(page)
    assert form.fields["code"].required
    assert not form.fields["email"].required


def test_a_required_column_must_be_chosen_and_what_was_chosen_stays(client, by, new_url):
    url = client.get(upload(client, new_url, csv_of(ROW)).url).url

    page = columns_of(client, url, name="", email="")

    assert page.status_code == 422
    assert "Il faut dire quelle colonne contient cette information." in words(page)
    assert page.context["form"]["email"].value() == ""
    assert ImportBatch.objects.get().stage == Stage.COLUMNS


def test_one_column_cannot_be_two_things(client, by, new_url):
    url = client.get(upload(client, new_url, csv_of(ROW)).url).url

    page = columns_of(client, url, name="0")

    assert page.status_code == 422
    assert f"La colonne A sert déjà à «{NBSP}Code{NBSP}»." in words(page)


def test_another_sheet_and_another_line_of_titles_can_be_chosen(client, by, new_url):
    book = openpyxl.Workbook()
    book.active.append(["Rien d’utile"])
    second = book.create_sheet("Suivi")
    for row in (["Bibliothèques 2026"], [], ["Sigle", "Intitulé", "Ville"], ["B1", "Médiathèque", "Poissy"]):
        second.append(row)
    url = client.get(upload(client, new_url, saved(book), "bib.xlsx").url).url

    page = client.get(f"{url}?feuille=1&titres=3")
    choices = dict(page.context["form"].fields["code"].choices)
    sent = client.post(f"{url}?feuille=1&titres=3", {"code": "0", "name": "1", "commune": "2"})

    assert choices["2"] == "C · Ville (Poissy)"
    assert client.get(sent.url).context["summary"] == f"1 ligne{NBSP}: 1 à créer."


def test_columns_chosen_before_are_shown_again_when_one_comes_back(client, by, new_url):
    url = client.get(upload(client, new_url, csv_of(ROW)).url).url
    columns_of(client, url, email="")

    form = client.get(url).context["form"]

    assert form["name"].value() == 1
    assert form["email"].value() is None


def test_columns_being_chosen_are_kept_as_a_draft_until_they_are_accepted(client, by, new_url):
    url = client.get(upload(client, new_url, csv_of(ROW)).url).url
    key = client.get(url).context["draft"]
    drafts.keep(by, key, {"code": ["3"]})

    restored = client.get(url).context["form"]["code"].value()
    columns_of(client, url, code="0")

    assert restored == "3"
    assert drafts.find(by, key) is None


@pytest.mark.parametrize("asked", ["?feuille=9&titres=99", "?feuille=x&titres=-1", "?feuille=&titres=", "?feuille=²"])
def test_an_address_that_names_no_sheet_shows_the_proposed_one(client, by, new_url, asked):
    url = client.get(upload(client, new_url, csv_of(ROW)).url).url

    assert client.get(url + asked).context["form"]["commune"].value() == 2


def test_the_preview_counts_and_shows_errors_first(client, by, new_url, poissy):
    LibraryFactory(code="B3", name="Ancien nom", commune=poissy, email="")
    changed = ["B3", "Nouveau nom", "Poissy", "associative", "b3@demo.example", "", ""]

    batch, page = previewed(client, new_url, csv_of(ROW, changed, REFUSED))

    told = words(page)
    assert page.context["summary"] == f"3 lignes{NBSP}: 1 à créer, 1 à mettre à jour et 1 refusée."
    assert "Rien n’est encore importé." in told
    assert [record.number for record in page.context["listing"].page.records] == [4, 2, 3]
    assert f"colonne F, Fermée le. «{NBSP}31/02/2026{NBSP}»{NBSP}: février 2026 n’a que 28 jours." in told
    assert f"Nom{NBSP}: Ancien nom → Nouveau nom" in told
    assert f"Statut{NBSP}: municipale → associative" in told
    assert f"Commune{NBSP}: Poissy" in told


def test_the_preview_is_filtered_by_decision(client, by, new_url):
    batch, page = previewed(client, new_url, csv_of(ROW, REFUSED))

    [link] = [figure.url for figure in page.context["counts"] if figure.label == "refusée"]
    filtered = client.get(link)

    assert [record.number for record in filtered.context["listing"].page.records] == [3]


def test_confirming_shows_the_job_then_the_report(client, by, new_url):
    batch, page = previewed(client, new_url, csv_of(ROW, REFUSED))
    [button] = [button for button in page.context["import_actions"] if button.primary]

    sent = client.post(button.url)
    job = Job.objects.get()
    job_runs.run(job.pk)
    report = client.get(batch.get_absolute_url())

    assert button.label == "Importer 1 ligne"
    assert sent.url == job.get_absolute_url()
    assert job.next_url == batch.get_absolute_url()
    assert report.context["summary"] == f"2 lignes{NBSP}: 1 créée et 1 refusée."
    assert Library.objects.get().get_absolute_url() in report.content.decode()
    assert [cells[2]["html"] for cells in report.context["listing"].rows] == [
        '<span class="badge badge-late">refusée</span>',
        '<span class="badge badge-ok">créée</span>',
    ]


def test_while_the_job_runs_the_import_leads_to_it(client, by, kind, monkeypatch):
    batch = read(kind, csv_of(ROW), by)
    job = batches.confirm(batch, version=batches.version_of(batch), by=by)

    assert client.get(batch.get_absolute_url()).url == job.get_absolute_url()
    client.force_login(coordinator())
    assert "Un travail est en cours" in words(client.get(batch.get_absolute_url()))


def test_confirming_a_preview_that_another_tab_replaced_is_refused(client, by, new_url):
    batch, page = previewed(client, new_url, csv_of(ROW))
    [button] = [button for button in page.context["import_actions"] if button.primary]
    columns_of(client, reverse("foundation:import_columns", args=[batch.key]))

    answer = client.post(button.url)

    assert answer.status_code == 409
    assert "L’aperçu a changé" in words(answer)
    assert not Job.objects.exists()


def test_when_nothing_can_be_imported_the_button_says_why(client, by, new_url):
    batch, page = previewed(client, new_url, csv_of(REFUSED))

    assert "chaque ligne est refusée ou déjà à jour" in words(page)
    assert reverse("foundation:import_confirm", args=[batch.key]) not in page.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_refused_lines_come_back_with_their_reason_and_can_be_sent_again(client, by, new_url, kind, form):
    batch, _ = previewed(client, new_url, csv_of(ROW, REFUSED))

    response = client.get(reverse("foundation:import_refused", args=[batch.key, form]))

    content = response.getvalue()
    if form == "csv":
        assert content.decode("utf-8-sig").splitlines()[0] == ";".join([*HEADERS, "Motif du refus"])
    corrected = _corrected(content, form)
    again = read(kind, corrected, by, name=f"corrige.{form}")
    assert list(again.lines.values_list("decision", flat=True)) == ["CREATE"]


def _corrected(content: bytes, form: str) -> bytes:
    if form == "csv":
        return content.decode("utf-8-sig").replace("31/02/2026", "28/02/2026").replace("Nulle-Part", "Poissy").encode()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert "Fermée le" in sheet["H2"].value
    sheet["C2"], sheet["F2"] = "Poissy", "28/02/2026"
    return saved(book)


def test_the_files_of_refused_lines_never_run_a_formula(client, by, kind):
    batch = read(kind, csv_of(["=1+1", "X", "Nulle-Part", "", "x@demo.example", "", ""]), by)

    text = client.get(reverse("foundation:import_refused", args=[batch.key, "csv"])).getvalue().decode("utf-8-sig")
    book = client.get(reverse("foundation:import_refused", args=[batch.key, "xlsx"])).content

    assert text.splitlines()[1].startswith("'=1+1;")
    cell = openpyxl.load_workbook(io.BytesIO(book)).active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_undoing_from_the_report(client, by, kind):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    [_, button] = client.get(batch.get_absolute_url()).context["import_actions"]

    client.post(button.url)
    job_runs.run(Job.objects.first().pk)

    assert button.label == "Annuler cet import"
    assert "Annuler cet import" in button.confirm
    assert not Library.objects.exists()
    assert f"L’import est annulé{NBSP}: 1 ligne reprise." in words(client.get(batch.get_absolute_url()))


def test_abandoning_leads_back_to_the_list(client, by, new_url):
    batch, _ = previewed(client, new_url, csv_of(ROW))

    answer = client.post(reverse("foundation:import_abandon", args=[batch.key]))

    assert answer.url == reverse("foundation:imports")
    assert not ImportBatch.objects.exists()
    assert client.get(answer.url).status_code == 200


def test_the_list_of_imports_says_where_each_stands(client, by, kind):
    confirm(read(kind, csv_of(ROW), by), by)
    read(kind, csv_of(REFUSED), by, name="suite.csv")

    told = words(client.get(reverse("foundation:imports")))

    assert "Importer des bibliothèques" in told
    assert "terminé" in told
    assert "à confirmer" in told


# --- wrong files -----------------------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A workbook whose sheet swells a thousand times: eight megabytes of spaces in a few kilobytes."""
    swollen = " " * 2**23 + "</worksheet>"
    return rewritten(workbook([["Code"]]), SHEET, lambda xml: xml.replace("</worksheet>", swollen))


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "bib.csv", "Ce fichier est vide"),
        (b"   \r\n", "bib.csv", "C’est un fichier vide"),
        (b"%PDF-1.7\n", "bib.xlsx", "C’est un document PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "bib.xls", "il faut un classeur Excel (.xlsx)"),
        (b"<html><body>Connexion</body></html>", "bib.csv", "C’est une page web"),
        (b"PK\x03\x04" + b"\0" * 100, "bib.xlsx", "archive"),
        (b'Code;Nom\r\nB1;"M', "bib.csv", "guillemet"),
    ],
    ids=["empty", "blank", "PDF", "old Excel", "web page", "broken archive", "stray quote"],
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
    assert page.context["summary"] == f"6 lignes{NBSP}: 2 à créer et 4 refusées."
    assert f"«{NBSP}31/02/2026{NBSP}»" in told
    assert "n’a pas de résultat enregistré" in told
    assert "Cette cellule est fusionnée (C4:C5)" in told
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


# --- nothing is lost -------------------------------------------------------------------------------------------------


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


# --- who may ---------------------------------------------------------------------------------------------------------

PAGES = ["import", "import_columns"]
ACTIONS = ["import_confirm", "import_undo", "import_abandon"]


@pytest.mark.parametrize("name", [*PAGES, *ACTIONS, "import_refused"])
def test_an_import_is_absent_for_others(client, kind, name):
    batch = read(kind, csv_of(ROW), coordinator())
    client.force_login(person_as(Role.LIBRARIAN, LibraryFactory()))
    url = reverse(f"foundation:{name}", args=[batch.key, "csv"] if name == "import_refused" else [batch.key])

    response = client.post(url) if name in ACTIONS else client.get(url)

    assert response.status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_are_never_a_get(client, kind, by, name):
    batch = read(kind, csv_of(ROW), by)

    assert client.get(reverse(f"foundation:{name}", args=[batch.key])).status_code == 405


@pytest.mark.parametrize("name", ["import_new", "import_model"])
def test_a_sort_of_import_is_refused_to_who_has_no_right(client, kind, name):
    client.force_login(PersonFactory())

    assert client.get(reverse(f"foundation:{name}", args=[kind.name])).status_code == 403
    assert client.get(reverse(f"foundation:{name}", args=["inconnue"])).status_code == 404


def test_the_list_is_refused_to_who_has_nothing_to_import(client):
    client.force_login(PersonFactory())

    assert client.get(reverse("foundation:imports")).status_code == 403


def test_the_author_who_lost_the_right_reads_and_can_do_nothing(client, kind, by):
    batch = read(kind, csv_of(ROW), by)
    by.assignments.all().delete()

    page = client.get(batch.get_absolute_url())

    assert page.status_code == 200
    assert "votre fonction ne le permet plus" in words(page)
    assert client.post(reverse("foundation:import_abandon", args=[batch.key])).status_code == 403


def test_the_lines_of_a_page_cost_the_same_queries_whatever_their_number(client, by, kind, poissy):
    def queries(prefix: str, count: int) -> int:
        codes = [f"{prefix}{n}" for n in range(count)]
        for code in codes:
            LibraryFactory(code=code, name=code, commune=poissy)
        elsewhere = CommuneFactory(name=f"Commune {prefix}")
        batch = read(kind, csv_of(*([code, code, elsewhere.name, *ROW[3:]] for code in codes)), by)
        with CaptureQueriesContext(connection) as captured:
            assert f"Poissy → Commune {prefix}" in words(client.get(batch.get_absolute_url()))
        return len(captured)

    queries("A", 1)  # what a process asks once
    assert queries("B", 1) == queries("C", 3)


def test_the_list_of_imports_costs_the_same_queries_whatever_their_number(client, by, kind):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("foundation:imports")).status_code == 200
        return len(captured)

    batch = read(kind, csv_of(ROW), by)
    confirm(batch, by)
    queries()
    with_one = queries()
    for name in ("b.csv", "c.csv"):
        confirm(read(kind, csv_of([f"X{name}", name, *ROW[2:]]), coordinator(), name=name), by)

    assert queries() == with_one
