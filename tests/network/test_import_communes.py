"""Import of communes: recognised by INSEE, else by SIREN; whole or refused."""

import pytest

from network.imports.communes import COMMUNES
from network.models import Commune
from tests.factories import CommuneFactory
from tests.foundation.import_kinds import coordinator, read, undo
from tests.network.imported import as_csv, as_json, as_xlsx, decided, imported, preview, said

pytestmark = pytest.mark.django_db

LIMAY = {
    "Nom": "Limay", "Code INSEE": "78335", "SIREN": "217803352", "Code postal": "78520",
    "Population municipale": "17123", "Arrondissement": "Mantes-la-Jolie", "Maire": "Camille EXEMPLE",
    "Civilité": "Mme",
}  # fmt: skip


@pytest.mark.parametrize(("write", "name"), [(as_csv, "c.csv"), (as_json, "c.json"), (as_xlsx, "c.xlsx")])
def test_the_same_table_is_read_in_each_format(write, name):
    batch = read(COMMUNES, write([LIMAY]), coordinator(), name=name)
    assert decided(batch) == ["CREATE"]


def test_nothing_is_imported_before_it_is_confirmed():
    preview(COMMUNES, coordinator(), LIMAY)
    assert not Commune.objects.exists()


def test_a_new_commune_comes_with_all_its_facts():
    imported(COMMUNES, coordinator(), LIMAY)

    commune = Commune.objects.get()
    assert (commune.name, commune.insee, commune.population) == ("Limay", "78335", 17123)
    assert (commune.mayor_title, commune.mayor) == ("La Maire", "Camille EXEMPLE")
    assert commune.arrondissement == "Mantes-la-Jolie"
    assert commune.sort_name == "limay"


def test_who_imported_stands_in_the_history():
    by = coordinator()
    imported(COMMUNES, by, LIMAY)
    assert Commune.history.get().history_user == by


@pytest.mark.parametrize("identifier", ["Code INSEE", "SIREN"])
def test_either_identifier_finds_the_commune_again(identifier):
    existing = CommuneFactory(name="Limay", insee="78335", siren="217803352")
    imported(COMMUNES, coordinator(), {identifier: LIMAY[identifier], "Maire": "Dominique EXEMPLE"})

    existing.refresh_from_db()
    assert existing.mayor == "Dominique EXEMPLE"
    assert Commune.objects.count() == 1


def test_undoing_gives_back_the_mayor_of_before():
    existing = CommuneFactory(insee="78335", mayor="Sacha EXEMPLE")
    by = coordinator()
    undo(imported(COMMUNES, by, {"Code INSEE": "78335", "Maire": "Dominique EXEMPLE"}), by)

    existing.refresh_from_db()
    assert existing.mayor == "Sacha EXEMPLE"


@pytest.mark.parametrize("missing", ["Nom", "SIREN", "Code postal", "Population municipale"])
def test_a_new_commune_without_its_identity_is_refused_and_told_what_lacks(missing):
    batch = preview(COMMUNES, coordinator(), {title: value for title, value in LIMAY.items() if title != missing})
    assert decided(batch) == ["REFUSED"]
    assert f"il manque « {missing} »" in said(batch)


def test_two_identifiers_of_two_communes_are_refused():
    CommuneFactory(name="Limay", insee="78335")
    CommuneFactory(name="Issou", siren="217803147")
    batch = preview(COMMUNES, coordinator(), {**LIMAY, "SIREN": "217803147"})
    assert decided(batch) == ["REFUSED"]
    assert "Le code INSEE est celui de la commune de Limay, le SIREN celui de la commune d’Issou." in said(batch)


def test_a_commune_twice_in_a_file_is_refused_the_second_time():
    batch = preview(COMMUNES, coordinator(), LIMAY, {**LIMAY, "Maire": "Autre EXEMPLE"})
    assert decided(batch) == ["CREATE", "REFUSED"]
    assert "Doublon : la ligne 2 désigne le même élément" in said(batch)


@pytest.mark.parametrize(
    ("title", "value", "message"),
    [
        ("Code INSEE", "783", "n’est pas un code INSEE"),
        ("SIREN", "217803353", "un chiffre est faux"),
        ("Population municipale", "beaucoup", "n’est pas un nombre"),
        ("Civilité", "Docteur", "n’est pas reconnu"),
        ("Maire", "Camille → EXEMPLE", "n’a pas ce caractère : « → » (U+2192 RIGHTWARDS ARROW)"),
    ],
)
def test_a_wrong_cell_is_told_by_line_and_column(title, value, message):
    batch = preview(COMMUNES, coordinator(), LIMAY | {title: value})
    assert decided(batch) == ["REFUSED"]
    assert message in said(batch)
    assert said(batch).startswith(f"{title} : ")


def test_of_several_postal_codes_the_first_is_kept_and_said():
    batch = preview(COMMUNES, coordinator(), {**LIMAY, "Code postal": "78520, 78440"})
    assert decided(batch) == ["CREATE"]
    assert "Plusieurs codes postaux : 78520 est retenu." in said(batch)


def test_the_code_of_an_arrondissement_is_not_taken_for_its_name():
    batch = preview(COMMUNES, coordinator(), {**LIMAY, "Arrondissement": "783"})
    assert decided(batch) == ["CREATE"]
    assert "c’est le nom de l’arrondissement qui est attendu" in said(batch)
