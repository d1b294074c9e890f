"""A workbook that is damaged, hostile or too big is refused with the reason, and nothing else happens."""

import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from foundation.files.refusals import MEGABYTE
from foundation.tabular import xlsx_reader
from foundation.tabular.reader import read_table
from foundation.tabular.sheet import UnreadableTable
from tests.foundation.table_files import SHEET, archive, read_one, rewritten, saved, sharing, workbook


def refusal(content: bytes, **limits: int) -> str:
    """Why a table is refused, its binding spaces made ordinary."""
    with pytest.raises(UnreadableTable) as caught:
        read_one(content, **limits)
    return caught.value.message_fr.replace("\u00a0", " ")


def bomb(inflated: int) -> bytes:
    """A workbook whose sheet is that many bytes of empty lines."""
    xml = b"<worksheet><sheetData>" + b"<row/>" * (inflated // 6) + b"</sheetData></worksheet>"
    return rewritten(workbook([["a"]]), SHEET, lambda _: xml.decode())


def with_zeros(part: str) -> bytes:
    """A workbook one part of which, read by us or not, is fifty megabytes of nothing."""
    return rewritten(workbook([["a"]]), part, lambda _: "\0" * 50 * MEGABYTE)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_a_bomb_is_not_called_damaged(part):
    assert "abîmé" not in refusal(with_zeros(part))


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (workbook(), "Ce fichier ne contient aucune ligne."),
        (workbook([["a"]])[:-200], "abîmé"),
        (bomb(30 * MEGABYTE), "Ce classeur gonfle anormalement quand on l’ouvre : il est refusé. S’il est bien"),
        (with_zeros(SHEET), "gonfle anormalement"),
        (with_zeros("xl/workbook.xml"), "gonfle anormalement"),
        (with_zeros("xl/media/image1.png"), "gonfle anormalement"),
        (rewritten(workbook([["a"]]), SHEET, lambda xml: ENTITIES + xml), "Ce classeur est abîmé"),
        (rewritten(workbook([["a"]]), SHEET, lambda xml: xml.replace("</row>", "")), "Ce classeur est abîmé"),
        (sharing("<si><t>a</t></si>", "1"), "Ce classeur est abîmé"),
        (sharing("<si><t>a</t></si>", "-1"), "Ce classeur est abîmé"),
        (sharing("<si><t>a</t></si>", "x"), "Ce classeur est abîmé"),
        (
            rewritten(workbook([["a"]]), SHEET, lambda xml: xml.replace('<row r="1"', '<row r="x"')),
            "Ce classeur est abîmé",
        ),
        (
            rewritten(workbook([["a"]]), SHEET, lambda xml: xml.replace('<row r="1"', '<row r="2000000"')),
            "Ce classeur est abîmé",
        ),
        (rewritten(workbook([["a"], ["b"]]), SHEET, lambda xml: xml.replace('<row r="2"', '<row r="1"')), "est abîmé"),
        (rewritten(workbook([["a"]]), "xl/workbook.xml", lambda _: "<a/>"), "Ce fichier ne contient aucune ligne."),
        (archive({"xl/workbook.xml": b"<workbook/>"}), "Ce classeur est abîmé"),
        (archive({"xl/workbook.xml": b"<workbook/>", "../x": b""}), "ce chemin sort de l’archive"),
        (
            sharing(f"<si><t>{'x' * 32_768}</t></si>", "0"),
            "Une cellule contient plus de 32 767 caractères (ligne 1, colonne A)",
        ),
        (workbook(arrange=lambda sheet: sheet.cell(4, 201, "loin")), "plus de 200 colonnes (ligne 4, colonne GS)"),
    ],
)
def test_a_damaged_or_hostile_workbook_is_refused(content, message):
    assert message in refusal(content)


def test_a_workbook_of_too_many_texts_is_refused():
    assert "trop de textes" in refusal(sharing("<si><t>a</t></si>" * 4, "0"), max_cells=3)


def test_too_many_merges_are_refused_rather_than_half_read(monkeypatch):
    monkeypatch.setattr(xlsx_reader, "MAX_MERGED", 2)
    ranges = "".join(f'<mergeCell ref="A{line}:B{line}"/>' for line in range(1, 4))
    content = rewritten(workbook([["a"]]), SHEET, lambda xml: xml.replace("</sheetData>", f"</sheetData>{ranges}"))
    assert "plus de 2 plages de cellules fusionnées" in refusal(content)


def test_merged_values_count_among_the_cells():
    def arrange(sheet) -> None:
        for line in range(1, 5):
            sheet[f"B{line}"] = line
        sheet["A1"] = "Poissy"
        sheet.merge_cells("A1:A4")

    assert "plus de 6 cellules remplies" in refusal(workbook(arrange=arrange), max_cells=6)


def test_a_workbook_within_the_ratio_is_still_bound_by_its_total():
    assert "une fois décompressé : répartissez-le" in refusal(workbook([["a"]] * 1000), max_total=10_000)


def test_a_line_of_countless_elements_is_refused():
    crowded = rewritten(workbook([["a"]]), SHEET, lambda xml: xml.replace("</row>", "<x/>" * 300_000 + "</row>"))

    assert "Ce classeur est abîmé" in refusal(crowded, max_ratio=10_000)


@pytest.mark.parametrize(("rows", "is_taken"), [(4, True), (5, True), (6, False)])
def test_only_filled_lines_count_against_the_limit(rows, is_taken):
    def arrange(sheet: Worksheet) -> None:
        for number in range(rows):
            sheet.cell(1 + number * 1000, 1, number)

    if is_taken:
        assert len(read_one(workbook(arrange=arrange), max_rows=5).rows) == rows
    else:
        assert "Ce fichier a plus de 5 lignes" in refusal(workbook(arrange=arrange), max_rows=5)


def test_the_sheets_of_a_file_share_one_limit_of_cells():
    book = openpyxl.Workbook()
    book.active.append([1, 2])
    book.create_sheet().append([3, 4])

    assert len(read_table(io.BytesIO(saved(book)), name="fichier")) == 2
    assert "Ce fichier a plus de 3 cellules remplies" in refusal(saved(book), max_cells=3)


def test_a_workbook_of_too_many_sheets_is_refused():
    book = openpyxl.Workbook()
    book.create_sheet()
    book.create_sheet()

    assert refusal(saved(book), max_sheets=2) == "Ce classeur a plus de 2 feuilles : supprimez les inutiles."
