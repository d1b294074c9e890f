"""Each line gives its values, and each problem says where it is, what stands there and what to do."""

import csv
import io
import json
import time
import tracemalloc
from datetime import date

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from foundation.tabular import cells as cell
from foundation.tabular.columns import Column, Mapping, find_header, propose_mapping
from foundation.tabular.reader import read_table
from foundation.tabular.rows import ParsedRow, Problem, parse_rows
from foundation.tabular.sheet import Sheet
from tests.foundation.table_files import SHEET, cells, read_one, rewritten, saved, workbook

COLUMNS = (
    Column("name", "Commune", required=True),
    Column("insee", "Code INSEE", parse=cell.insee),
    Column("effect_on", "Date d’effet", parse=cell.date_fr),
)


def parsed(sheet: Sheet) -> list[ParsedRow]:
    """The lines of a sheet by the columns that it proposes."""
    return list(parse_rows(sheet, propose_mapping(find_header(sheet, COLUMNS), COLUMNS).mapping, COLUMNS))


def from_csv(text: str) -> list[ParsedRow]:
    return parsed(read_one(text.encode()))


def test_a_good_line_gives_its_values():
    assert from_csv("Commune;Code INSEE;Date d’effet\nPoissy;78498;12/03/2027\n") == [
        ParsedRow(2, {"name": "Poissy", "insee": "78498", "effect_on": date(2027, 3, 12)}, [])
    ]


def test_a_field_without_a_column_is_empty():
    assert from_csv("Commune\nPoissy\n") == [ParsedRow(2, {"name": "Poissy", "insee": None, "effect_on": None}, [])]


def test_a_problem_says_where_it_is_and_what_stands_there():
    [_, bad] = from_csv("Commune;Code INSEE;Date d’effet\nPoissy;78498;\nAchères;7800;31/02/2026\n")

    assert bad.values == {"name": "Achères", "insee": "07800", "effect_on": None}
    assert bad.problems == [
        Problem(3, "B", "Code INSEE", "7800", "Le zéro du début, effacé par un tableur, a été remis.", blocking=False),
        Problem(
            3,
            "C",
            "Date d’effet",
            "31/02/2026",
            "«\u00a031/02/2026\u00a0»\u00a0: février 2026 n’a que 28 jours.",
            blocking=True,
        ),
    ]
    assert not bad.is_valid


def test_a_remark_does_not_prevent_the_line():
    [row] = from_csv("Commune;Date d’effet\nPoissy;12/03/2027 (à confirmer)\n")

    assert row.values["effect_on"] == date(2027, 3, 12)
    assert row.is_valid
    assert [problem.blocking for problem in row.problems] == [False]


@pytest.mark.parametrize(("required", "is_valid"), [(False, True), (True, False)])
def test_an_imprecise_date_is_left_out_and_told_where_a_line_can_do_without(required, is_valid):
    columns = (COLUMNS[0], Column("effect_on", "Date d’effet", parse=cell.date_fr, required=required))
    sheet = read_one("Commune;Date d’effet\nPoissy;mars 2026\n".encode())
    [row] = parse_rows(sheet, propose_mapping(find_header(sheet, columns), columns).mapping, columns)

    assert row.values == {"name": "Poissy", "effect_on": None}
    assert row.is_valid is is_valid
    [problem] = row.problems
    assert (problem.column_letter, problem.value, problem.blocking) == ("B", "mars 2026", required)
    told = "«\u00a0mars 2026\u00a0»\u00a0: il manque le jour."
    assert (
        problem.message_fr == told
        if required
        else f"{told} Cette valeur n’est pas reprise, comme si la cellule était vide."
    )


def test_a_line_that_only_holds_an_imprecise_value_is_not_passed_over():
    columns = (Column("name", "Commune"), Column("effect_on", "Date d’effet", parse=cell.date_fr))
    sheet = read_one("Commune;Date d’effet\n;mars 2026\n".encode())
    [row] = parse_rows(sheet, propose_mapping(find_header(sheet, columns), columns).mapping, columns)

    assert not row.is_blank


def test_an_empty_required_cell_is_told():
    [row] = from_csv("Commune;Code INSEE\n;78498\n")

    assert [(p.column_letter, p.message_fr, p.blocking) for p in row.problems] == [
        ("A", "Cette cellule doit être remplie.", True)
    ]


def test_a_value_merged_over_lines_is_read_on_each():
    def arrange(sheet: Worksheet) -> None:
        for values in (["Commune", "Code INSEE"], ["Poissy", "78498"], [None, "78005"], [None, None, "?"]):
            sheet.append(values)
        sheet.merge_cells("A2:A4")

    rows = parsed(read_one(workbook(arrange=arrange)))

    assert [row.values["name"] for row in rows] == ["Poissy"] * 3
    assert all(row.is_valid for row in rows)


@pytest.mark.parametrize(("merged", "line", "column", "blocking"), [("A2:B3", 3, "B", False), ("B2:C2", 2, "C", True)])
def test_a_cell_emptied_by_a_merge_of_columns_says_so(merged, line, column, blocking):
    def arrange(sheet: Worksheet) -> None:
        titles = ["Code INSEE", "Date d’effet", "Commune"] if blocking else ["Commune", "Code INSEE"]
        for values in (titles, ["78498", "12/03/2027", "x"] if blocking else ["Poissy", "x"], [None, None, "y"]):
            sheet.append(values)
        sheet.merge_cells(merged)

    rows = parsed(read_one(workbook(arrange=arrange)))

    [problem] = [one for row in rows for one in row.problems if one.line == line and "fusionnée" in one.message_fr]
    assert problem.message_fr.startswith(f"Cette cellule est fusionnée ({merged}), sa valeur n’est lue que dans")
    assert (problem.column_letter, problem.blocking) == (column, blocking)


def test_titles_merged_over_two_lines_are_no_values():
    def arrange(sheet: Worksheet) -> None:
        for values in (["Commune", "Code INSEE"], [None, None, "jj/mm"], ["Poissy", "78498", None]):
            sheet.append(values)
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")

    [below, row] = parsed(read_one(workbook(arrange=arrange)))

    assert below.is_blank
    assert row.values["name"] == "Poissy"


def test_a_line_with_nothing_in_the_read_columns_is_ignored_and_told():
    [_, row] = parsed(read_one(workbook([["Commune", "Remarque"], ["Poissy", ""], [None, "Source : INSEE"]])))

    assert row.is_blank
    assert row.is_valid
    assert [(p.line, p.blocking) for p in row.problems] == [(3, False)]


def test_a_line_whose_only_value_is_wrong_is_not_blank():
    [row] = from_csv("Commune;Code INSEE\n;zzz\n")

    assert not row.is_blank


def test_an_error_of_the_spreadsheet_is_told_on_its_line():
    [row] = parsed(read_one(workbook([["Commune", "Code INSEE"], ["Poissy", "#REF!"]])))

    assert row.problems == [
        Problem(
            2,
            "B",
            "Code INSEE",
            "#REF!",
            "La cellule contient l’erreur «\u00a0#REF!\u00a0» du tableur\u00a0: corrigez sa formule.",
            blocking=True,
        )
    ]


def test_a_csv_line_longer_than_its_titles_is_refused():
    [row] = from_csv("Commune,Code INSEE\nPoissy, Yvelines,78498\n")

    assert ("C", "colonne C", "78498", True) in [
        (p.column_letter, p.header, p.value, p.blocking) for p in row.problems if "tout décalé" in p.message_fr
    ]


def test_a_workbook_line_longer_than_its_titles_only_has_a_note_beside():
    [row] = parsed(read_one(workbook([["Commune"], ["Poissy", None, "vu le 3 mai"]])))

    assert row.problems == []


def test_one_american_date_puts_the_doubtful_dates_of_its_column_in_doubt():
    rows = from_csv("Commune;Date d’effet\nA;03/04/2026\nB;3/25/2026\nC;04/04/2026\nD;25/03/2026\nE;3 avril 2026\n")

    assert [row.is_valid for row in rows] == [False, False, True, True, True]
    assert "une date à l’américaine (ligne 3)" in rows[0].problems[0].message_fr
    assert "écrivez 25/03/2026" in rows[1].problems[0].message_fr


def test_bare_day_counts_follow_the_workbook_s_first_day():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for values in (["Commune", "Date d’effet"], ["Poissy", 44996]):
        book.active.append(values)

    [row] = parsed(read_one(saved(book)))

    assert row.values["effect_on"] == date(2027, 3, 12)


def test_a_mapping_for_another_sheet_is_a_mistake():
    with pytest.raises(KeyError):
        list(parse_rows(read_one(b"Commune\nPoissy"), Mapping(9, {"name": 0}), COLUMNS))


# --- the three formats -----------------------------------------------------------------------------------------------

LIBRARIES = (
    Column("code", "Code", aliases=("code_bib",), required=True),
    Column("name", "Nom", aliases=("nom_de_l_etablissement",), required=True),
    Column("address", "Adresse"),
    Column("insee", "Code INSEE", parse=cell.insee, required=True),
    Column("siren", "SIREN de la commune", aliases=("siren_commune",), parse=cell.siren),
    Column("latitude", "Latitude", parse=cell.decimal),
    Column("staff", "Agents", aliases=("etp_salaries",), parse=cell.decimal),
    Column("books", "Livres", aliases=("nombre_de_livres",), parse=cell.integer),
    Column("site", "Site", aliases=("site_internet",), parse=cell.url),
    Column("wifi", "Wi-fi", aliases=("connexion_wi_fi",), parse=cell.boolean),
    Column("postal_code", "Code postal", aliases=("cp_source",), parse=cell.postal_code),
)
MADE_UP = [
    {
        "code_bib": "LI0001", "nom_de_l_etablissement": "Médiathèque « L’Étoile »", "adresse": "1, rue du Lac ; bât. B",
        "code_insee": "01004", "siren_commune": "217800051", "latitude": 48.960467, "etp_salaries": 7.65,
        "nombre_de_livres": None, "site_internet": "www.demo.example", "connexion_wi_fi": "Non", "cp_source": "01500",
    },
    {
        "code_bib": "LI0002", "nom_de_l_etablissement": "Bibliothèque\nannexe", "adresse": None, "code_insee": "2A004",
        "siren_commune": None, "latitude": 49, "etp_salaries": 0, "nombre_de_livres": 21663, "site_internet": None,
        "connexion_wi_fi": "Oui", "cp_source": "20000",
    },
]  # fmt: skip


def in_three_formats(objects: list[dict[str, object]]) -> dict[str, Sheet]:
    """The same lines read from JSON, from a workbook and from a French CSV."""
    from_json = read_one(json.dumps({"source": "x", "lignes": objects}, ensure_ascii=False).encode())
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(cells(from_json))
    return {
        "json": from_json,
        "xlsx": read_one(workbook(cells(from_json))),
        "csv": read_one(file.getvalue().encode("cp1252")),
    }


def read_with(columns: tuple[Column, ...], sheet: Sheet) -> tuple[list[dict[str, object]], list[tuple[str, str, str]]]:
    """The values of every line, and what is wrong: title, content, message (places differ by format)."""
    proposal = propose_mapping(find_header(sheet, columns), columns)
    assert proposal.missing == ()
    rows = list(parse_rows(sheet, proposal.mapping, columns))
    return [row.values for row in rows], [(p.header, p.value, p.message_fr) for row in rows for p in row.problems]


def test_the_same_lines_give_the_same_values_in_three_formats():
    sheets = in_three_formats(MADE_UP)

    (values, problems), from_workbook, from_text = (read_with(LIBRARIES, sheet) for sheet in sheets.values())

    assert (values, problems) == from_workbook == from_text
    assert problems == []
    assert values[0]["insee"] == "01004"
    assert values[0]["address"] == "1, rue du Lac ; bât. B"
    assert values[1]["books"] == 21663


COMMUNES = (
    Column("name", "Nom", required=True),
    Column("insee", "Code INSEE", parse=cell.insee, required=True),
    Column("siren", "SIREN", parse=cell.siren, required=True),
    Column("postal_codes", "Codes postaux", required=True),
    Column("population", "Population municipale", parse=cell.integer, required=True),
)


@pytest.mark.parametrize(
    ("name", "key", "columns", "count", "wrong"),
    [
        ("communes_gpseo.json", "communes", COMMUNES, 73, []),
        ("bibliotheques_gpseo.json", "bibliotheques", LIBRARIES, 52, ["0", "0"]),  # sites typed « 0 »
    ],
)
def test_the_real_communes_and_libraries_read_the_same_in_three_formats(shared, name, key, columns, count, wrong):
    objects = json.loads((shared / "data" / name).read_text(encoding="utf-8"))[key]

    (values, problems), from_workbook, from_text = (
        read_with(columns, sheet) for sheet in in_three_formats(objects).values()
    )

    assert (values, problems) == from_workbook == from_text
    assert len(values) == count
    assert [content for _, content, _ in problems] == wrong


# --- size ------------------------------------------------------------------------------------------------------------


def long_workbook(lines: int) -> bytes:
    """A workbook of that many lines, its XML written at once."""
    titles = ("Commune", "Code INSEE", "Date d’effet", "Remarque", "Agents")
    body = "".join(
        f'<row><c t="inlineStr"><is><t>Commune {number}</t></is></c><c t="str"><v>78498</v></c>'
        f'<c t="str"><v>12/03/2027</v></c><c t="str"><v>Mantes-la-Jolie</v></c><c><v>{number / 4}</v></c></row>'
        for number in range(lines)
    )
    return rewritten(workbook([titles]), SHEET, lambda xml: xml.replace("</sheetData>", f"{body}</sheetData>"))


def test_twenty_thousand_lines_are_read_in_seconds_and_in_bounded_memory():
    content = long_workbook(20_000)
    started = time.process_time()

    [sheet] = read_table(io.BytesIO(content), name="fichier")
    rows = parsed(sheet)

    assert len(rows) == 20_000
    assert rows[-1].values["effect_on"] == date(2027, 3, 12)
    assert time.process_time() - started < 10


def test_the_memory_of_a_reading_is_bounded_by_what_is_kept():
    content = workbook(
        [["Commune", "Code INSEE", "Remarque"]] + [[f"Commune {n}", "78498", "à voir"] for n in range(3000)]
    )
    tracemalloc.start()
    try:
        read_table(io.BytesIO(content), name="fichier")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 5_000_000
