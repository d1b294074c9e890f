"""A workbook is read as it is shown, and what cannot be trusted in it is told."""

import io
import re
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from foundation.files.kinds import Kind
from foundation.tabular.reader import read_table
from foundation.tabular.sheet import Flaw, Merged
from tests.foundation.table_files import SHEET, cells, read_one, rewritten, saved, sharing, workbook


def notices(content: bytes) -> list[str]:
    """What is told about the only sheet, its binding spaces made ordinary."""
    return [notice.replace("\u00a0", " ") for notice in read_one(content).notices]


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Achères", "Achères"),
        ("  deux\u00a0 ", "deux"),
        ("1 rue\r\ndu Lac", "1 rue\ndu Lac"),
        ("_x000D_", None),
        (12, 12),
        (12.0, 12),
        (-7.65, -7.65),
        (True, True),
        (False, False),
        (date(2027, 3, 12), date(2027, 3, 12)),
        (datetime(2027, 3, 12), date(2027, 3, 12)),  # noqa: DTZ001 - spreadsheets know no time zone
        (datetime(2027, 3, 12, 14, 30), datetime(2027, 3, 12, 14, 30)),  # noqa: DTZ001 - same
        (time(9, 30), time(9, 30)),
        (timedelta(hours=30), timedelta(hours=30)),
    ],
)
def test_a_value_is_read_as_it_is_shown(written, read):
    assert cells(read_one(workbook([["titre", written, "fin"]]))) == [("titre", read, "fin")]


def test_a_sheet_knows_its_name_and_its_kind():
    sheet = read_one(workbook([["a"]]))

    assert (sheet.name, sheet.kind, sheet.hidden) == ("Feuille", Kind.XLSX, False)


def test_lines_keep_their_numbers_and_blank_ones_are_left_out():
    def arrange(sheet: Worksheet) -> None:
        sheet["B3"], sheet["A7"], sheet["C9"] = "titre", "valeur", "   "
        sheet.row_dimensions[500].height = 30

    rows = read_one(workbook(arrange=arrange)).rows

    assert [(row.line, row.values) for row in rows] == [(3, (None, "titre")), (7, ("valeur",))]


@pytest.mark.parametrize(("format_code", "shown"), [("00000", "01004"), ("0000000000", "0000001004"), ("0", 1004)])
def test_the_zeros_that_a_format_shows_are_meant(format_code, shown):
    def arrange(sheet: Worksheet) -> None:
        sheet["A1"] = 1004
        sheet["A1"].number_format = format_code

    assert cells(read_one(workbook(arrange=arrange))) == [(shown,)]


def test_dates_are_right_in_both_day_counts():
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(2027, 3, 12), 45000])

    sheet = read_one(saved(book))

    assert cells(sheet) == [(date(2027, 3, 12), 45000)]
    assert sheet.counts_from_1904


def test_texts_that_cells_share_are_whole():
    texts = (
        "<si><t>Poissy</t></si>"
        '<si><r><t>Mantes</t></r><r><rPr><b/></rPr><t xml:space="preserve">-la-Jolie</t></r><rPh><t>muet</t></rPh></si>'
        "<si><t>deux_x000A_lignes</t></si><si/>"
    )

    assert cells(read_one(sharing(texts, "1", "0", "3", "2", "1"))) == [
        ("Mantes-la-Jolie", "Poissy", None, "deux\nlignes", "Mantes-la-Jolie")
    ]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('<c r="A1" t="d"><v>2027-03-12T00:00:00</v></c>', "2027-03-12"),
        ('<c r="A1" t="inlineStr"><is><t>Poissy</t></is></c>', "Poissy"),
        ('<c r="A1" t="str"><f>UPPER("a")</f><v>A</v></c>', "A"),
        ("<c><v>1.5E3</v></c>", 1500),
        ("<c><v>0.1</v></c>", 0.1),
        ("<c><v>12345678901234567890</v></c>", 12345678901234567000.0),
        ("<c><v>douze</v></c>", "douze"),
    ],
)
def test_cells_that_other_programs_write_are_read(cell, read):
    package = rewritten(workbook([[1]]), SHEET, lambda xml: re.sub(r"<c .*?</c>", cell, xml))

    assert cells(read_one(package)) == [(read,)]


def test_the_strict_variant_and_unusual_part_names_are_read():
    def strict(xml: str) -> str:
        return xml.replace(
            "schemas.openxmlformats.org/spreadsheetml/2006/main", "purl.oclc.org/ooxml/spreadsheetml/main"
        )

    package = rewritten(workbook([["Poissy", 1]]), SHEET, strict)
    package = rewritten(
        package, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace("/xl/", "").replace("sheets/", "SHEETS/")
    )

    assert cells(read_one(package)) == [("Poissy", 1)]


# --- what cannot be trusted ------------------------------------------------------------------------------------------


def with_formula(result: str) -> bytes:
    """A workbook whose B2 is a formula with this result, as XML."""
    package = workbook([["nom", "total"], ["Poissy", "=1+1"]])
    return rewritten(package, SHEET, lambda xml: re.sub(r"<v\s*/>|<v></v>", result, xml))


def test_a_formula_gives_the_result_that_was_saved():
    assert cells(read_one(with_formula("<v>2</v>")))[1] == ("Poissy", 2)
    assert notices(with_formula("<v>2</v>")) == []


def test_a_formula_that_was_never_calculated_is_no_value():
    content = with_formula("<v/>")

    assert cells(read_one(content))[1][1] == Flaw(
        "formule", "La formule n’a pas de résultat enregistré : ouvrez le fichier dans un tableur et enregistrez-le."
    )
    assert notices(content) == [
        "1 formule sans résultat enregistré (B2) : ouvrez le fichier dans un tableur, enregistrez-le, "
        "puis déposez-le de nouveau."
    ]


def test_an_error_is_no_value():
    content = workbook([["nom", "#REF!"], ["Poissy", "#N/A"]])

    assert cells(read_one(content))[0][1] == Flaw(
        "#REF!", "La cellule contient l’erreur « #REF! » du tableur : corrigez sa formule."
    )
    assert notices(content) == ["2 cellules en erreur (B1 et B2)."]


def test_a_date_that_cannot_be_is_no_value():
    def arrange(sheet: Worksheet) -> None:
        for place, value in (("A1", -5), ("A2", 99_999_999), ("A3", 60)):
            sheet[place] = value
            sheet[place].number_format = "dd/mm/yyyy"

    flaws = [values[0] for values in cells(read_one(workbook(arrange=arrange)))]

    assert all(isinstance(flaw, Flaw) for flaw in flaws)
    assert "29/02/1900" in flaws[2].message_fr


def test_a_value_merged_over_lines_is_that_of_each_and_merges_are_told():
    def arrange(sheet: Worksheet) -> None:
        sheet.append(["Suivi", None, None])
        for value in ("Poissy", "Achères", "Limay"):
            sheet.append([value, 1, 2])
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A2:A4")

    sheet = read_one(workbook(arrange=arrange))

    assert cells(sheet) == [("Suivi",), ("Poissy", 1, 2), ("Poissy", 1, 2), ("Poissy", 1, 2)]
    assert sheet.merged == [Merged("A1:C1", 1, 1, 0, 2), Merged("A2:A4", 2, 4, 0, 0)]
    assert sheet.notices == [
        "Cellules fusionnées (A2:A4)\u00a0: leur valeur est reprise sur chacune de leurs lignes.",
        "Cellules fusionnées (A1:C1)\u00a0: leur valeur n’est lue que dans leur première colonne.",
    ]


def test_a_merge_of_lines_and_columns_is_spread_down_its_first_column_and_makes_no_line():
    def arrange(sheet: Worksheet) -> None:
        for place, value in (("C1", "c"), ("B2", "Poissy"), ("D4", 4), ("D7", 7)):
            sheet[place] = value
        sheet.merge_cells("B2:C5")
        sheet.merge_cells("A4:A7")  # of nothing

    sheet = read_one(workbook(arrange=arrange))

    assert [(row.line, row.values) for row in sheet.rows] == [
        (1, (None, None, "c")),
        (2, (None, "Poissy")),
        (4, (None, "Poissy", None, 4)),
        (7, (None, None, None, 7)),
    ]


def test_a_shown_value_hides_what_a_merge_left_in_the_cells_below():
    package = workbook([["a"], ["b"], ["c"]])
    merge = '<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="A2:A3"/></mergeCells>'
    sheet = read_one(rewritten(package, SHEET, lambda xml: xml.replace("</sheetData>", f"</sheetData>{merge}")))

    assert cells(sheet) == [("a",), ("a",), ("c",)]  # A2:A3 lies upon A1:A2: no spreadsheet writes that


@pytest.mark.parametrize(
    ("line", "column", "is_covered"), [(1, 0, False), (2, 0, True), (4, 0, True), (5, 0, False), (3, 1, False)]
)
def test_a_merged_range_covers_its_first_and_last_lines(line, column, is_covered):
    assert Merged("A2:A4", 2, 4, 0, 0).covers(line, column) is is_covered


def test_hidden_lines_columns_and_sheets_are_read_and_told():
    book = openpyxl.Workbook()
    book.active.append(["visible"])
    hidden = book.create_sheet("Archives")
    for number in range(1, 8):
        hidden.append([number, "caché"])
        hidden.row_dimensions[number].hidden = number > 1
    hidden.column_dimensions["B"].hidden = True
    hidden.column_dimensions["F"].hidden = True
    hidden.sheet_state = "veryHidden"

    first, second = read_table(io.BytesIO(saved(book)), name="fichier")

    assert (first.hidden, first.notices) == (False, [])
    assert second.hidden
    assert [row.hidden for row in second.rows] == [False] + [True] * 6
    assert second.notices == [
        "Cette feuille est masquée dans le classeur.",
        "6 lignes masquées (2, 3, 4, 5, 6 et 1 autre), lues comme les autres.",
        "1 colonne masquée (B), lues comme les autres.",
    ]


def test_empty_sheets_and_charts_are_left_out():
    book = openpyxl.Workbook()
    book.create_chartsheet("Graphique")
    book.create_sheet("Données").append(["a"])

    assert [sheet.name for sheet in read_table(io.BytesIO(saved(book)), name="fichier")] == ["Données"]
