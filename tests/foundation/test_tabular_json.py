"""A JSON file is read as one table per list of objects."""

import io
import json

import pytest

from foundation.files.kinds import Kind
from foundation.tabular.reader import read_table
from foundation.tabular.sheet import UnreadableTable
from tests.foundation.table_files import cells, read_one


def dumped(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def refusal(content: bytes, **limits: int) -> str:
    """Why a table is refused, its binding spaces made ordinary."""
    with pytest.raises(UnreadableTable) as caught:
        read_one(content, **limits)
    return caught.value.message_fr.replace("\u00a0", " ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_of_objects_is_a_table_whose_line_zero_holds_the_names(encoding):
    sheet = read_one('[{"nom": "Achères", "hab": 21663}, {"nom": "Poissy", "ok": true}]'.encode(encoding))

    assert sheet.kind is Kind.JSON
    assert [(row.line, row.values) for row in sheet.rows] == [
        (0, ("nom", "hab", "ok")),
        (1, ("Achères", 21663)),
        (2, ("Poissy", None, True)),
    ]


def test_a_place_is_told_by_its_element_and_not_by_a_column():
    assert read_one(dumped([{"nom": "Poissy"}])).where(1, "A") == "élément 1"


def test_what_is_nested_gets_a_dotted_name():
    sheet = read_one(
        dumped(
            [
                {
                    "nom": "Poissy",
                    "adresse": {"rue": "1 rue X", "geo": {"lat": 48.9}},
                    "cp": ["78300"],
                    "jours": ["lundi", "jeudi", None, True, 7.65],
                    "vide": [],
                    "contacts": [{"nom": "A"}, {"nom": "B"}],
                }
            ]
        )
    )

    assert dict(zip(*cells(sheet), strict=False)) == {
        "nom": "Poissy",
        "adresse.rue": "1 rue X",
        "adresse.geo.lat": 48.9,
        "cp": "78300",
        "jours": "lundi; jeudi; VRAI; 7,65",
        "vide": None,
        "contacts.1.nom": "A",
        "contacts.2.nom": "B",
    }


def test_an_object_gives_one_table_per_list_that_it_holds():
    content = dumped(
        {"source": "INSEE", "communes": [{"nom": "Poissy"}], "codes": ["78"], "bibliotheques": [{"id": 1}]}
    )

    tables = {sheet.name: cells(sheet) for sheet in read_table(io.BytesIO(content), name="fichier")}

    assert tables == {"communes": [("nom",), ("Poissy",)], "bibliotheques": [("id",), (1,)]}


def test_texts_that_no_database_can_store_are_cleaned():
    assert cells(read_one(b'[{"nom": "a\\u0000b\\ud800c", "x": 1}]'))[1] == ("abc", 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[{"nom": "Poissy",}]', "Ce fichier JSON est mal formé à la ligne 1, caractère 19"),
        (b'[{"nom": "Poissy"}', "Ce fichier JSON est mal formé"),
        (b'{"nom": "Poissy"}', "Ce fichier JSON ne contient pas de tableau"),
        (b"[1, 2]", "Ce fichier JSON ne contient pas de tableau"),
        (b"[]", "Ce fichier JSON ne contient pas de tableau"),
        (b'[{"nom": "a"}, 3]', "Ce fichier JSON ne contient pas de tableau"),
        (b'[{"a": 1, "a": 2}]', "un objet a deux fois le nom « a »"),
        (b'[{"a.b": 1, "a": {"b": 2}}]', "l’élément 1 a deux fois le même nom"),
        (b'[{"a": NaN}]', "contient NaN, qui n’est pas un nombre"),
        (b'[{"a": 1e999}]', "qui n’est pas un nombre"),
        (b'[{"a": ' + b"9" * 5000 + b"}]", "contient un nombre de 5000 chiffres"),
        (b'[{"a": ' * 3000 + b"1" + b"}]" * 3000, "imbriqué sur trop de niveaux"),
        (dumped([{"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": {"j": 1}}}}}}}}}}]), "trop de niveaux"),
        (b"[{}]", "Ce fichier ne contient aucune ligne."),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content, message):
    assert message in refusal(content)


@pytest.mark.parametrize(("objects", "is_taken"), [(3, True), (4, True), (5, False)])
def test_the_limit_counts_the_line_of_names(objects, is_taken):
    content = dumped([{"a": 1}] * objects)

    if is_taken:
        assert len(read_one(content, max_rows=5).rows) == objects + 1
    else:
        assert "Ce fichier a plus de 5 lignes" in refusal(content, max_rows=5)


def test_objects_with_ever_other_names_are_refused():
    assert "Ce fichier a plus de 200 colonnes" in refusal(dumped([{f"champ {number}": 1} for number in range(300)]))
