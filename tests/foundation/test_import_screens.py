"""The screens of an import, as a coordinator goes through them."""

import io

import openpyxl
import pytest
from django.urls import reverse

from foundation import drafts, job_runs
from foundation.imports import batches
from foundation.models import ImportBatch, Job
from foundation.models.imports import Stage
from network.models import Library
from tests.drawn import lines
from tests.factories import CommuneFactory, LibraryFactory
from tests.foundation.import_kinds import (
    HEADERS,
    ROW,
    confirm,
    coordinator,
    csv_of,
    libraries_with_scans,
    read,
    registered,
)
from tests.foundation.import_screens import NBSP, REFUSED, columns_of, previewed, upload, words
from tests.foundation.table_files import saved

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
    assert (book.worksheets[0].freeze_panes, book.worksheets[1].freeze_panes) == ("A2", "A2")
    assert book.worksheets[1].column_dimensions["C"].width > book.worksheets[1].column_dimensions["B"].width
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
    assert [list(line.values())[2] for line in lines(report)] == [
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


@pytest.mark.parametrize("act", ["confirm", "undo"])
@pytest.mark.parametrize("is_finished", [True, False])
def test_asking_twice_leads_to_the_import_which_says_that_it_was_done(client, by, kind, act, is_finished):
    batch = read(kind, csv_of(ROW), by)
    url = f"{reverse('foundation:import_confirm', args=[batch.key])}?version={batches.version_of(batch)}"
    if act == "undo":
        confirm(batch, by)
        url = reverse("foundation:import_undo", args=[batch.key])

    client.post(url)
    if is_finished:
        job_runs.run(Job.objects.order_by("-pk").first().pk)
    jobs = Job.objects.count()
    again = client.post(url, follow=True)

    assert again.status_code == 200
    assert again.redirect_chain[0][0] == batch.get_absolute_url()
    assert f"C’était déjà fait{NBSP}: cet import est maintenant «{NBSP}" in words(again)
    assert Job.objects.count() == jobs


def test_undoing_what_was_not_imported_is_still_refused(client, by, kind):
    batch = read(kind, csv_of(ROW), by)
    jobs = Job.objects.count()

    refused = client.post(reverse("foundation:import_undo", args=[batch.key]))

    batch.refresh_from_db()
    assert refused.status_code == 409
    assert (batch.undo_asked_at, Job.objects.count()) == (None, jobs)
    assert f"cet import est maintenant «{NBSP}à confirmer{NBSP}»" in words(refused)


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
