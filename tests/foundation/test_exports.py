"""The filtered rows as a file: what French spreadsheets read, in any amount, and never a formula."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import format_html
from openpyxl import load_workbook

from foundation import cells, clock, exports, spreadsheets
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

URL = "/essais/"


@pytest.fixture
def person(client, db):
    person = PersonFactory(last_name="Exemple")
    client.force_login(person)
    return person


def csv_rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))


def xlsx_rows(response) -> list[tuple]:
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝", "＠"])
def test_a_text_that_begins_as_a_formula_is_only_a_text(start):
    neutral = exports.harmless(f"{start}HYPERLINK('http://ailleurs.example')")

    assert neutral.startswith("'")
    assert exports.csv_cell(f"{start}1+1").startswith("'")
    assert exports.xlsx_cell(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("text", ["Rayonnage", "L’été", "1 = 2", "« - »", "a@b.example", ""])
def test_an_ordinary_text_is_left_alone(text):
    assert exports.harmless(text) == text


def test_what_a_spreadsheet_cannot_hold_is_removed():
    assert exports.harmless("a\x00b\x0bc") == "abc"


@pytest.mark.parametrize(
    ("value", "in_csv", "in_xlsx"),
    [
        (None, "", None),
        (True, "oui", "oui"),
        (False, "non", "non"),
        (-12, "-12", -12),
        (Decimal("-12.5"), "-12,5", Decimal("-12.5")),
        (date(2027, 3, 1), "01/03/2027", date(2027, 3, 1)),
        (datetime(2027, 7, 1, 22, 5, tzinfo=UTC), "02/07/2027 00:05", datetime(2027, 7, 2, 0, 5)),  # noqa: DTZ001 - a cell has no zone
    ],
)
def test_numbers_and_dates_stay_numbers_and_dates(value, in_csv, in_xlsx):
    assert exports.csv_cell(value) == in_csv
    assert exports.xlsx_cell(value) == in_xlsx


def test_a_csv_opens_in_a_french_excel(client, person):
    DemandFactory(owner=person, title="=1+1;«été»", urgency="HIGH", hours=1250, starts_on=date(2027, 3, 1))

    with clock.frozen_at("2026-11-22"):
        response = client.get(f"{URL}?export=csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="demandes-2026-11-22.csv"'
    assert response.streaming
    assert response.getvalue().startswith(b"\xef\xbb\xbf")
    assert csv_rows(client.get(f"{URL}?export=csv")) == [
        ["Titre", "Demandée par", "Urgence", "État", "Date d’effet", "Heures", "Longueur"],
        ["'=1+1;«été»", "Exemple", "haute", "brouillon", "01/03/2027", "1250", "10"],
    ]


TAGLIKE = "Erreur <NullPointer> si prêt <14 jours & « <b>gras</b> » &amp;"


@pytest.mark.parametrize(("kind", "rows_of"), [("csv", csv_rows), ("xlsx", xlsx_rows)])
def test_what_was_typed_leaves_as_it_was_typed_and_the_tags_of_our_cells_do_not(client, person, kind, rows_of):
    DemandFactory(owner=person, title=TAGLIKE, urgency="HIGH")
    person.last_name = "<Exemple>"
    person.save()

    _, row = rows_of(client.get(f"{URL}?export={kind}"))

    assert row[:3] in ([TAGLIKE, "<Exemple>", "haute"], (TAGLIKE, "<Exemple>", "haute"))


def test_a_text_that_a_cell_makes_html_of_keeps_what_was_typed_in_it():
    assert cells.exported("x", lambda: format_html("<b>{}</b>", TAGLIKE)) == TAGLIKE
    assert cells.exported("x", lambda: TAGLIKE) == TAGLIKE


def test_an_xlsx_holds_typed_cells_and_no_formula(client, person):
    DemandFactory(owner=person, title="=1+1", hours=1250, starts_on=date(2027, 3, 1))

    response = client.get(f"{URL}?export=xlsx")

    assert response["Content-Type"] == exports.XLSX
    assert response.streaming
    headers, row = xlsx_rows(response)
    assert headers[0] == "Titre"
    assert row == ("'=1+1", "Exemple", "basse", "brouillon", datetime(2027, 3, 1), 1250, 4)  # noqa: DTZ001 - a cell has no zone


def test_an_xlsx_shows_french_dates_titles_in_sight_and_columns_that_fit(client, person, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)  # the first rows, from which the widths are taken
    for title in ("Rayon", "Un titre qui est plus long que tous les autres", "x" * 400, "y"):
        DemandFactory(owner=person, title=title[:80], starts_on=date(2027, 3, 1))

    response = client.get(f"{URL}?sort=title&export=xlsx")
    sheet = load_workbook(io.BytesIO(response.getvalue())).active

    titles = [cell.value for cell in sheet[1]]
    day = sheet.cell(2, titles.index("Date d’effet") + 1)
    assert (day.number_format, day.is_date) == ("dd/mm/yyyy", True)
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.max_row == 5
    assert sheet.column_dimensions["E"].width == len("Date d’effet") + 2
    assert sheet.column_dimensions["A"].width == len("Un titre qui est plus long que tous les autres") + 2


@pytest.mark.parametrize(
    ("values", "width"),
    [
        ([], 8),
        (["Nom", None, 12], 8),
        (["Nom", "Communauté urbaine"], 20),
        (["Le", date(2027, 3, 1)], 12),
        (["Le", datetime(2027, 3, 1, 9, 0)], 18),  # noqa: DTZ001 - a cell has no zone
        (["a\nplus longue\nb", ""], 13),
        (["x" * 400], 60),
    ],
)
def test_a_column_is_as_wide_as_what_it_shows_within_reason(values, width):
    assert spreadsheets.width_of(values) == width


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_all_the_filtered_rows_in_their_order_and_nobody_elses(client, person, kind):
    for n in range(60):
        DemandFactory(owner=person, title=f"Rayon {n:02}")
    DemandFactory(owner=person, title="Autre")
    DemandFactory(title="Rayon d’une autre personne")

    response = client.get(f"{URL}?q=rayon&sort=-title&page=2&export={kind}")

    rows = csv_rows(response) if kind == "csv" else xlsx_rows(response)
    assert [row[0] for row in rows[1:]] == [f"Rayon {n:02}" for n in reversed(range(60))]


def test_an_export_reads_its_rows_in_one_query(client, person, django_assert_num_queries):
    DemandFactory.create_batch(60, owner=person)
    response = client.get(f"{URL}?export=csv")

    with django_assert_num_queries(1):
        written = response.getvalue()
    assert len(written.splitlines()) == 61  # the titles, then each row


def test_a_spreadsheet_is_made_on_the_disk_with_its_rows_read_in_one_query(client, person):
    DemandFactory.create_batch(60, owner=person)

    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"{URL}?export=xlsx")

    reading = [one["sql"] for one in captured if 'FROM "workflow_app_demand"' in one["sql"]]
    assert len([sql for sql in reading if "LIMIT 1" not in sql]) == 1  # beside the look at whether there are too many
    assert not isinstance(response.file_to_stream, io.BytesIO)
    assert len(xlsx_rows(response)) == 61


def test_too_many_rows_for_a_spreadsheet_are_refused_with_the_way_out(client, person, monkeypatch):
    monkeypatch.setattr(exports, "MOST_XLSX_ROWS", 2)
    DemandFactory.create_batch(3, owner=person)

    response = client.get(f"{URL}?export=xlsx")

    assert response.status_code == 409
    assert "exportez-les en CSV, ou affinez les filtres" in response.text
    assert len(csv_rows(client.get(f"{URL}?export=csv"))) == 4
