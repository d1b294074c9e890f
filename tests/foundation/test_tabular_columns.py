"""The titles of a file are matched to the expected fields, and doubts are left to a person."""

import pytest

from foundation.tabular import cells
from foundation.tabular.columns import Column, Header, Mapping, find_header, missing_columns, propose_mapping
from foundation.tabular.sheet import Sheet, UnreadableTable
from tests.foundation.table_files import read_one, workbook

COLUMNS = (
    Column("name", "Nom de la commune", aliases=("Commune", "Nom", "Libellé"), required=True),
    Column("insee", "Code INSEE", aliases=("code_insee", "COG"), required=True, parse=cells.insee),
    Column("effect_on", "Date d’effet", aliases=("Prise d’effet",), parse=cells.date_fr),
)


def header(*names: str) -> Header:
    return Header(1, names)


def remarks(*names: str) -> list[str]:
    return [remark.replace("\u00a0", " ") for remark in propose_mapping(header(*names), COLUMNS).remarks]


@pytest.mark.parametrize(
    "names",
    [
        ("Nom de la commune", "Code INSEE", "Date d’effet"),
        ("NOM DE LA COMMUNE", "code_insee", "date_d_effet"),
        ("Commune *", "Code-INSEE", "Date d'effet (JJ/MM/AAAA)"),
        ("libelle", "COG", "PRISE D’EFFET :"),
        ("name", "insee", "effect_on"),
    ],
)
def test_titles_match_without_case_accents_marks_or_brackets(names):
    proposal = propose_mapping(header(*names), COLUMNS)

    assert proposal.mapping == Mapping(1, {"name": 0, "insee": 1, "effect_on": 2})
    assert proposal.guessed == frozenset()


def test_every_matched_field_knows_its_column():
    proposal = propose_mapping(header("Remarques", "Prise d’effet", "", "Code INSEE", "Commune"), COLUMNS)

    assert proposal.mapping == Mapping(1, {"name": 4, "insee": 3, "effect_on": 1})
    assert proposal.unknown == (0,)
    assert (proposal.guessed, proposal.ambiguous, proposal.missing) == (frozenset(), {}, ())
    assert remarks("Remarques", "Prise d’effet", "", "Code INSEE", "Commune") == [
        "Colonnes qui ne seront pas lues : « Remarques »."
    ]


SIGNED = (
    Column("signed_on", "Date de signature", aliases=("Signée le",)),
    Column("by_tenant", "Signature du locataire", pattern=r"(?:signee|le|du|locataire|( ))+"),
    Column("by_owner", "Signée le (propriétaire)"),
)


def test_what_the_brackets_of_a_title_say_goes_before_the_rest_of_it():
    proposal = propose_mapping(header("Signée le (locataire)", "Signée le (propriétaire)", "Signée le (jj/mm)"), SIGNED)

    assert proposal.mapping.indexes == {"by_tenant": 0, "by_owner": 1, "signed_on": 2}
    assert (proposal.ambiguous, proposal.guessed) == ({}, frozenset())


def test_two_columns_that_claim_a_field_leave_it_open():
    proposal = propose_mapping(header("Commune", "Nom", "Code INSEE"), COLUMNS)

    assert proposal.ambiguous == {"name": (0, 1)}
    assert proposal.mapping.indexes == {"insee": 2}
    assert proposal.unknown == ()
    assert remarks("Commune", "Nom", "Code INSEE") == [
        "« Nom de la commune » peut être dans la colonne A ou B : choisissez.",
        "Il manque : « Nom de la commune ».",
    ]


def test_a_likely_misspelling_is_proposed_and_marked_as_guessed():
    proposal = propose_mapping(header("Communne", "Code INSE", "Divers"), COLUMNS)

    assert proposal.mapping.indexes == {"name": 0, "insee": 1}
    assert proposal.guessed == {"name", "insee"}
    assert proposal.unknown == (2,)


def test_an_exact_title_is_never_lost_to_a_likely_one():
    proposal = propose_mapping(header("Codes INSEE", "Code INSEE", "Commune"), COLUMNS)

    assert proposal.mapping.indexes == {"name": 2, "insee": 1}
    assert proposal.guessed == frozenset()


def test_the_required_fields_that_no_column_gives_are_named():
    proposal = propose_mapping(header("Date d’effet"), COLUMNS)

    assert [column.field for column in proposal.missing] == ["name", "insee"]
    assert remarks("Date d’effet") == ["Il manque : « Nom de la commune » et « Code INSEE »."]
    assert missing_columns(Mapping(1, {"name": 0, "insee": 4}), COLUMNS) == ()


def test_the_line_of_the_titles_is_found_below_what_stands_above():
    rows = [
        ["Communauté urbaine", None, None],
        ["Suivi des conventions", "au 12 mars 2027", "Commune"],
        [],
        ["N°", "Commune", "Code INSEE", "Date d’effet"],
        [1, "Poissy", "78498", "12/03/2027"],
        ["Nom", "Commune", "x", "x"],
    ]

    assert find_header(read_one(workbook(rows)), COLUMNS) == Header(4, ("N°", "Commune", "Code INSEE", "Date d’effet"))


def test_without_any_known_title_the_fullest_line_of_text_is_proposed():
    sheet = read_one(workbook([["Un titre"], ["a", "b", "c"], ["x", 1, 2]]))

    assert find_header(sheet, COLUMNS).line == 2


def test_titles_too_far_down_are_not_looked_for():
    sheet = read_one(workbook([["note", "x"]] * 3 + [["Commune", "Code INSEE"]]))

    assert find_header(sheet, COLUMNS, within=3).line == 1
    assert find_header(sheet, COLUMNS, within=4).line == 4


def test_json_names_its_fields_itself():
    sheet = read_one(b'[{"ville": "Commune", "code": "Code INSEE"}]')

    assert find_header(sheet, COLUMNS) == Header(0, ("ville", "code"))


def test_a_sheet_without_lines_has_no_titles():
    sheet = read_one(workbook([["a"]]))

    with pytest.raises(UnreadableTable):
        find_header(Sheet(sheet.name, sheet.kind, []), COLUMNS)


def test_a_column_without_a_title_is_named_by_its_letter():
    assert header("Nom", "").name(0) == "Nom"
    assert header("Nom", "").name(1) == "colonne B"
    assert header("Nom", "").name(27) == "colonne AB"
