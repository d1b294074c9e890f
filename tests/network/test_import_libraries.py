"""Import of libraries: recognised by code, else by name in their commune."""

import pytest

from network.imports.libraries import LIBRARIES
from network.models import Library
from tests.factories import CommuneFactory, LibraryFactory
from tests.foundation.import_kinds import coordinator, undo
from tests.network.imported import changed, decided, imported, preview, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def limay():
    return CommuneFactory(name="Limay", insee="78335", siren="217803352")


@pytest.fixture
def by():
    return coordinator()


def test_a_library_is_created_in_its_commune(limay, by):
    imported(
        LIBRARIES,
        by,
        {
            "Code": "LI1", "Bibliothèque": "L'Escale", "Commune": "LIMAY", "Statut": "Association",
            "Téléphone": "130987654", "Site": "escale.example", "Adresse e-mail": "Escale@Demo.Example",
        },
    )  # fmt: skip

    library = Library.objects.get()
    assert (library.commune, library.name, library.status) == (limay, "L’Escale", "ASSOCIATIVE")
    assert (library.phone, library.website) == ("01 30 98 76 54", "https://escale.example")
    assert library.email == "escale@demo.example"


@pytest.mark.parametrize(("answer", "status"), [("Oui", "ASSOCIATIVE"), ("Non", "MUNICIPAL"), ("", "MUNICIPAL")])
def test_associative_may_be_said_by_yes_or_no(limay, by, answer, status):
    imported(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Commune": "Limay", "Associative": answer})
    assert Library.objects.get().status == status


@pytest.mark.parametrize(
    ("name", "status", "notice"),
    [
        ("Association Lire à Limay", "ASSOCIATIVE", "Lue comme associative, d’après son nom"),
        ("Bibliothèque associative", "ASSOCIATIVE", "Lue comme associative, d’après son nom"),
        ("Bibliothèque pour tous", "ASSOCIATIVE", "Lue comme associative, d’après son nom"),
        ("Amicale (loi 1901)", "ASSOCIATIVE", "Lue comme associative, d’après son nom"),
    ],
)
def test_a_status_that_is_not_said_is_to_be_checked_and_why(limay, by, name, status, notice):
    batch = imported(LIBRARIES, by, {"Code": "LI1", "Nom": name, "Commune": "Limay"})
    assert Library.objects.get().status == status
    assert said(batch) == f"Nom : {notice} : à vérifier."


@pytest.mark.parametrize(
    ("employees", "notice"),
    [("0", "Nom : Supposée municipale, mais 12 bénévoles et aucun salarié : à vérifier."), ("1", "")],
)
def test_volunteers_alone_make_one_look_twice(limay, by, employees, notice):
    line = {"Code": "LI1", "Nom": "ASCL", "Commune": "Limay", "Bénévoles": "12", "Salariés": employees}
    assert said(preview(LIBRARIES, by, line)) == notice


def test_libraries_that_nothing_shows_to_be_an_association_s_are_told_once(limay, by):
    names = ["Escale", "Médiathèque pour tous les âges", "Rue des Livres", "Le Phare", "La Nef", "Le Quai"]
    lines = [{"Code": f"LI{at}", "Nom": name, "Commune": "Limay"} for at, name in enumerate(names)]
    refused = {"Code": "LI9", "Nom": "Escale", "Commune": "Limay"}
    said_so = {"Code": "LI8", "Nom": "Bibliothèque municipale", "Commune": "Limay"}

    batch = imported(LIBRARIES, by, *lines, refused, said_so)

    assert set(Library.objects.values_list("status", flat=True)) == {"MUNICIPAL"}
    assert "municipale" not in said(batch)
    told = "6 bibliothèques nouvelles sans statut sont reprises comme municipales, rien n’indiquant une association"
    assert batch.findings == [f"{told}\u00a0: lignes 2, 3, 4, 5, 6 et 1 autre."]


def test_a_single_library_without_status_is_told_in_the_singular(limay, by):
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Commune": "Limay"})
    assert said(batch) == ""
    told = "1 bibliothèque nouvelle sans statut est reprise comme municipale, rien n’indiquant une association"
    assert batch.findings == [f"{told}\u00a0: ligne 2."]


def test_a_number_of_people_that_is_none_refuses_no_library(limay, by):
    line = {"Code": "LI1", "Nom": "Bibliothèque municipale", "Commune": "Limay", "Bénévoles": "une dizaine"}
    batch = preview(LIBRARIES, by, line)
    assert decided(batch) == ["CREATE"]
    assert "n’est pas un nombre de personnes" in said(batch)


def test_a_name_that_says_municipal_is_taken_at_its_word(limay, by):
    batch = imported(LIBRARIES, by, {"Code": "LI1", "Nom": "Bibliothèque municipale", "Commune": "Limay"})
    assert Library.objects.get().status == "MUNICIPAL"
    assert said(batch) == ""


def test_a_status_that_the_name_contradicts_is_kept_and_told(limay, by):
    line = {"Code": "LI1", "Nom": "Association Lire", "Commune": "Limay", "Statut": "municipale"}
    batch = imported(LIBRARIES, by, line)
    assert Library.objects.get().status == "MUNICIPAL"
    assert said(batch) == "Statut : Dite municipale, mais son nom est celui d’une association : à vérifier."


def test_an_import_that_says_no_status_leaves_that_of_a_known_library(limay, by):
    LibraryFactory(commune=limay, code="LI1", name="Association Lire", status="MUNICIPAL")
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Association Lire", "Commune": "Limay"})
    assert decided(batch) == ["SAME"]


@pytest.mark.parametrize("written", ["LIMAY", "limay", "Limay Cedex 2", "78335"])
def test_a_commune_is_found_however_it_is_written(limay, by, written):
    column = "Code INSEE" if written.isdecimal() else "Commune"
    assert decided(preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", column: written})) == ["CREATE"]


@pytest.mark.parametrize("written", ["MUREAUX (LES)", "Les Mureaux", "les  mureaux", "Mureaux"])
def test_the_article_of_a_commune_may_stand_anywhere(by, written):
    commune = CommuneFactory(name="Les Mureaux")
    imported(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Ville": written})
    assert Library.objects.get().commune == commune


def test_saint_may_be_shortened(by):
    commune = CommuneFactory(name="Saint-Martin-la-Garenne")
    imported(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Commune": "ST MARTIN LA GARENNE"})
    assert Library.objects.get().commune == commune


def test_an_unknown_commune_is_refused(limay, by):
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Commune": "Nulle-Part"})
    assert decided(batch) == ["REFUSED"]
    assert "Aucune commune du réseau ne s’appelle « Nulle-Part »" in said(batch)


def test_a_name_that_two_communes_share_needs_a_code(by):
    CommuneFactory(name="Vert", insee="78647")
    CommuneFactory(name="Le Vert", insee="79346")
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Commune": "Vert"})
    assert "peut être Vert (78647) ou Le Vert (79346) : donnez le code INSEE" in said(batch)


def test_a_code_and_a_name_of_two_communes_are_refused(limay, by):
    CommuneFactory(name="Issou")
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "E", "Code INSEE": "78335", "Commune": "Issou"})
    assert decided(batch) == ["REFUSED"]
    assert "Le code désigne Limay, et non « Issou »" in said(batch)


def test_a_code_with_a_name_that_is_no_commune_counts_and_is_noted(limay, by):
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "E", "Code INSEE": "78335", "Commune": "Limay-Village"})
    assert decided(batch) == ["CREATE"]
    assert "le code désigne Limay" in said(batch)


def test_a_line_without_commune_finds_an_existing_library_by_its_code_only(limay, by):
    LibraryFactory(commune=limay, code="LI1", name="Escale")
    batch = preview(LIBRARIES, by, {"Code": "li1", "Nom": "Escale"}, {"Code": "LI2", "Nom": "Escale"})
    assert decided(batch) == ["SAME", "REFUSED"]
    assert "Dites de quelle commune est cette bibliothèque" in said(batch)


def test_without_code_the_name_in_the_commune_finds_it(limay, by):
    existing = LibraryFactory(commune=limay, code="LI1", name="Médiathèque de l’Écluse")
    imported(LIBRARIES, by, {"Nom": "MEDIATHEQUE DE L'ECLUSE", "Commune": "Limay", "Adresse": "3 rue du Port"})

    existing.refresh_from_db()
    assert (existing.name, existing.address) == ("Médiathèque de l’Écluse", "3 rue du Port")
    assert Library.objects.count() == 1


def test_the_code_of_the_ministry_replaces_one_s_own(limay, by):
    existing = LibraryFactory(commune=limay, code="LIMAY-1", name="Escale")
    batch = imported(LIBRARIES, by, {"Code": "LI1", "Nom": "ESCALE", "Commune": "Limay"})

    existing.refresh_from_db()
    assert existing.code == "LI1"
    assert changed(batch) == [{"code": ["LIMAY-1", "LI1"]}]


def test_the_same_name_in_another_commune_is_another_library(limay, by):
    LibraryFactory(commune=limay, code="LI1", name="Bibliothèque municipale")
    CommuneFactory(name="Issou")
    imported(LIBRARIES, by, {"Code": "LI2", "Nom": "Bibliothèque municipale", "Commune": "Issou"})
    assert Library.objects.count() == 2


def test_a_code_of_another_commune_is_refused(limay, by):
    LibraryFactory(commune=limay, code="LI1", name="Escale")
    CommuneFactory(name="Issou")
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Commune": "Issou"})
    assert "Ce code est celui de « Escale », à Limay." in said(batch)


def test_a_code_and_a_name_of_two_libraries_are_refused(limay, by):
    LibraryFactory(commune=limay, code="LI1", name="Escale")
    LibraryFactory(commune=limay, code="LI2", name="Annexe")
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "annexe", "Commune": "Limay"})
    assert "Ce code est celui de « Escale », ce nom celui de « Annexe » (LI2)." in said(batch)


def test_a_new_library_needs_a_code(limay, by):
    batch = preview(LIBRARIES, by, {"Nom": "Escale", "Commune": "Limay"})
    assert decided(batch) == ["REFUSED"]
    assert "donnez-lui un code" in said(batch)


def test_a_name_twice_in_a_commune_is_refused_the_second_time(limay, by):
    batch = preview(
        LIBRARIES,
        by,
        {"Code": "LI1", "Nom": "Médiathèque", "Commune": "Limay"},
        {"Code": "LI2", "Nom": "MEDIATHEQUE", "Commune": "Limay"},
    )
    assert decided(batch) == ["CREATE", "REFUSED"]
    assert "la ligne 2 crée déjà une bibliothèque de ce nom dans cette commune" in said(batch)
    assert "Les deux lignes diffèrent : Code (« LI1 » ligne 2, « LI2 » ligne 3)." in said(batch)


@pytest.mark.parametrize(
    ("title", "value", "message"),
    [
        ("Adresse e-mail", "escale", "n’est pas une adresse e-mail"),
        ("Téléphone", "12", "n’est pas un numéro de téléphone"),
        ("Code postal", "7852", None),  # a lost zero, put back: 07852
        ("Statut", "privée", "n’est pas reconnu"),
        ("Code", "LI-BEAUCOUP-TROP-LONG", "la limite est de 12"),
        ("Fermée définitivement le", "31/02/2026", "février 2026 n’a que 28 jours"),
    ],
)
def test_a_wrong_cell_refuses_its_line_alone(limay, by, title, value, message):
    good = {"Code": "LI9", "Nom": "Annexe", "Commune": "Limay"}
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Commune": "Limay", title: value}, good)
    assert decided(batch) == ["REFUSED" if message else "CREATE", "CREATE"]
    assert (message or "Le zéro du début") in said(batch)


@pytest.mark.parametrize(
    ("written", "said_of_it"), [("0", ""), ("néant", ""), ("x y", "n’est pas l’adresse d’un site")]
)
def test_a_site_that_is_none_never_refuses_a_library(limay, by, written, said_of_it):
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Commune": "Limay", "Site": written})
    assert decided(batch) == ["CREATE"]
    assert said_of_it in said(batch)


def test_undoing_takes_back_what_was_created_and_restores_what_was_changed(limay, by):
    existing = LibraryFactory(commune=limay, code="LI1", name="Escale", phone="01 11 11 11 11")
    batch = imported(
        LIBRARIES,
        by,
        {"Code": "LI1", "Nom": "Escale", "Commune": "Limay", "Téléphone": "01 30 98 76 54"},
        {"Code": "LI2", "Nom": "Annexe", "Commune": "Limay"},
    )
    undo(batch, by)

    assert list(Library.objects.all()) == [existing]
    existing.refresh_from_db()
    assert existing.phone == "01 11 11 11 11"


def test_a_telephone_written_otherwise_changes_nothing(limay, by):
    LibraryFactory(commune=limay, code="LI1", name="Escale", phone="0130987654")
    batch = preview(LIBRARIES, by, {"Code": "LI1", "Nom": "Escale", "Téléphone": "+33 1 30 98 76 54"})
    assert decided(batch) == ["SAME"]
