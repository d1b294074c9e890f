"""A CSV file is read whatever program wrote it, or refused with the line at fault."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.files.kinds import Kind
from foundation.tabular.csv_reader import separator_of
from foundation.tabular.reader import read_table
from foundation.tabular.sheet import UnreadableTable
from tests.foundation.table_files import cells, read_one

TABLE = "Commune;Population\nAchères;21 663\nPoissy;40 000\n"
EXPECTED = [("Commune", "Population"), ("Achères", "21 663"), ("Poissy", "40 000")]


def refusal(content: bytes, **limits: int) -> str:
    """Why a table is refused, its binding spaces made ordinary."""
    with pytest.raises(UnreadableTable) as caught:
        read_one(content, **limits)
    return caught.value.message_fr.replace("\u00a0", " ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_table_reads_the_same_in_every_encoding_separator_and_line_end(encoding, separator, line_end):
    content = TABLE.replace(";", separator).replace("\n", line_end).encode(encoding)

    sheet = read_one(content)

    assert cells(sheet) == EXPECTED
    assert sheet.kind is Kind.CSV


def test_how_the_file_was_read_is_told():
    assert read_one(TABLE.encode()).reading == "CSV, UTF-8, séparateur : point-virgule"
    windows = read_one(TABLE.replace(";", ",").encode("cp1252"))
    assert windows.reading == "CSV, Windows-1252, séparateur : virgule"
    assert windows.notices == ["Les accents ont été lus comme ceux de Windows\u00a0: vérifiez-les dans l’aperçu."]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5", ";"),
        ("nom,adresse\nPoissy,1; rue X\nAchères,2; rue Y", ","),
        ("nom;adresse\nA;1, rue X\nB;2, rue Y\nC;3, rue Z", ";"),
        ("Suivi des conventions, 2026\n\na;b;c\n1;2;3\n4;5;6", ";"),
        ("une seule colonne\nPoissy\nAchères", ","),
        ("", ","),
        ('"a;b",c\n"d;e",f', ","),
    ],
)
def test_the_separator_is_the_one_that_cuts_most_regularly(text, separator):
    assert separator_of(text) == separator


@pytest.mark.parametrize("declaration", ["sep=|\r\n", '"sep=|"\n', "SEP=|\n"])
def test_the_separator_that_excel_declares_is_obeyed_and_its_line_not_counted(declaration):
    sheet = read_one(f"{declaration}a;x|b\n1;y|2".encode())

    assert [(row.line, row.values) for row in sheet.rows] == [(1, ("a;x", "b")), (2, ("1;y", "2"))]


def test_lines_are_numbered_as_a_spreadsheet_numbers_them():
    sheet = read_one('Nom;Adresse\n"Médiathèque";"1 rue du Lac\n78300 Poissy"\n\n;;\nAchères;2 rue X\n'.encode())

    assert [(row.line, row.values) for row in sheet.rows] == [
        (1, ("Nom", "Adresse")),
        (2, ("Médiathèque", "1 rue du Lac\n78300 Poissy")),
        (5, ("Achères", "2 rue X")),
    ]


def test_texts_are_cleaned_and_composed():
    sheet = read_one("a;b;c\n  Poissy\u00a0;Ache\u0300res;x\u0007y\n".encode())

    assert cells(sheet)[1] == ("Poissy", "Achères", "xy")


def test_doubled_quotes_and_separators_stay_inside_their_cell():
    assert cells(read_one(b'nom;note\n"La ""Grande"" Ourse";"a;b"\n'))[1] == ('La "Grande" Ourse', "a;b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a;b\n1;2\n"jamais fermé;3\n4;5', "Un guillemet ouvert à la ligne 3 n’est jamais refermé"),
        ('a;b\n"Bibliothèque "Les Mots"";3', "Un guillemet est mal placé à la ligne 2"),
        ('a;b\n"' + "x" * 140_000 + '";1', "La ligne 2 contient une cellule démesurée"),
        ("a;b\n" + "x" * 40_000 + ";1", "Une cellule contient plus de 32 767 caractères (ligne 2, colonne A)"),
        ("\n\n;;\n", "Ce fichier ne contient aucune ligne."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, message):
    assert message in refusal(text.encode())


def test_a_text_cut_in_the_middle_of_a_letter_is_incomplete():
    for encoding in ("utf-8", "utf-8-sig"):
        assert refusal("commune;maire\nAchères;Zoé".encode(encoding)[:-1]) == (
            "Ce fichier est incomplet : il s’arrête au milieu d’une lettre."
        )


def test_a_windows_text_whose_only_accent_is_its_last_letter_is_whole():
    assert cells(read_one("commune;maire\nPoissy;Zoé".encode("cp1252")))[1] == ("Poissy", "Zoé")


def test_a_letter_that_no_encoding_explains_is_told_with_its_line():
    assert "Les accents de ce fichier ne se lisent pas (ligne 2)" in refusal(b"a;b\n\x81\xe9;1\n")


def test_accents_already_spoilt_are_told():
    sheet = read_one("nom;ville\nx;AchÃ¨res\n".encode())

    assert sheet.notices == ["Des accents semblent déjà abîmés dans le fichier («\u00a0Ã¨\u00a0», vers la ligne 2)."]


@pytest.mark.parametrize(("rows", "is_taken"), [(4, True), (5, True), (6, False)])
def test_the_limit_is_the_last_number_of_lines_taken(rows, is_taken):
    content = b"a;b\n" * rows

    if is_taken:
        assert len(read_one(content, max_rows=5).rows) == rows
    else:
        assert refusal(content, max_rows=5) == (
            "Ce fichier a plus de 5 lignes : répartissez-les en plusieurs fichiers."
        )


@pytest.mark.parametrize(("width", "is_taken"), [(4, True), (5, True), (6, False)])
def test_the_limit_is_the_last_number_of_columns_taken(width, is_taken):
    content = b"a;b\n" + b";".join([b"1"] * width)

    if is_taken:
        assert len(cells(read_one(content, max_columns=5))[1]) == width
    else:
        assert "Ce fichier a plus de 5 colonnes (ligne 2, colonne F)" in refusal(content, max_columns=5)


def test_the_filled_cells_of_a_file_have_a_limit():
    assert len(read_one(b"a;b\n1;\n;2\n", max_cells=4).rows) == 3
    assert "Ce fichier a plus de 3 cellules remplies" in refusal(b"a;b\n1;\n;2\n", max_cells=3)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=8), min_size=2, max_size=4
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(";,\t|"),
)
def test_any_table_that_was_written_properly_is_read_back(rows, separator):
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerow(["titre"] * 4)
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)

    [sheet] = read_table(io.BytesIO(f"sep={separator}\r\n{file.getvalue()}".encode()), name="fichier")

    assert [row.line for row in sheet.rows][0] == 1
    assert len(sheet.rows) == 1 + sum(any(text.strip() for text in row) for row in rows)
