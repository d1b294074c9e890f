"""Import of people: recognised by address, else by name and place; in doubt refused, with the candidates."""

from datetime import date

import pytest

from foundation import clock
from foundation.models import OutboxMessage
from foundation.privacy import anonymise
from network.imports.people import PEOPLE
from network.models import Assignment, Person
from network.roles import PlaceKind, Role
from tests.factories import (
    AssignmentFactory,
    CommuneFactory,
    LibraryFactory,
    PersonFactory,
    ServiceFactory,
    VendorFactory,
    person_as,
)
from tests.foundation.import_kinds import confirm, coordinator, undo
from tests.network.imported import changed, decided, imported, preview, said

pytestmark = pytest.mark.django_db
ADA = {"Nom": "Exemple", "Prénom": "Ada"}


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def library():
    return LibraryFactory(code="LI1", name="Escale", commune=CommuneFactory(name="Limay", insee="78335"))


def ada() -> Person:
    return Person.objects.get(first_name__iexact="Ada")


def held(person) -> list[tuple]:
    return list(person.assignments.values_list("role", "starts_on", "ends_on"))


# --- columns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Du", "Au"), ("DU", "AU"), ("Début", "Fin"), ("Depuis", "Jusqu’au"), ("Depuis le", "Jusqu'au"),
        ("Date de début", "Date de fin"), ("À compter du", "Date de départ"), ("starts_on", "ends_on"),
    ],
)  # fmt: skip
def test_the_dates_are_found_under_the_titles_that_people_give_them(by, library, start, end):
    dates = {start: "01/02/2026", end: "31/12/2027"}
    imported(PEOPLE, by, {**ADA, "Fonction": "bénévole", "Lieu": "LI1", **dates})
    assert held(ada()) == [(Role.VOLUNTEER, date(2026, 2, 1), date(2027, 12, 31))]


@pytest.mark.parametrize(("title", "cell"), [("Du", "31/02/2026"), ("Au", "bientôt")])
def test_a_date_that_is_none_is_refused_where_it_stands(by, library, title, cell):
    batch = preview(PEOPLE, by, {**ADA, "Fonction": "bénévole", "Lieu": "LI1", title: cell})
    assert decided(batch) == ["REFUSED"]
    assert said(batch).startswith(f"{title} : ")


def test_a_function_whose_first_day_is_imprecise_begins_today_and_says_so(by, library):
    with clock.frozen_at("2026-11-22"):
        batch = imported(
            PEOPLE, by, {**ADA, "Fonction": "bénévole", "Lieu": "LI1", "Du": "mars 2026", "Au": "fin 2027"}
        )
    assert held(ada()) == [(Role.VOLUNTEER, date(2026, 11, 22), None)]
    assert "Du : « mars 2026 » : il manque le jour. Cette valeur n’est pas reprise" in said(batch)
    assert "Du : Sans jour précis, la fonction commence aujourd’hui." in said(batch)
    assert "Au : « fin 2027 » : il manque le jour." in said(batch)


def test_a_service_and_a_vendor_are_named_as_places(by):
    service, vendor = ServiceFactory(code=PlaceKind.DSINUM, short_name="DSINum"), VendorFactory(name="Éditions d’Essai")
    first = {**ADA, "Courriel": "a@demo.example", "Fonction": "technicienne", "Lieu": "dsinum"}
    second = {"Nom": "Autre", "Prénom": "Blaise", "Courriel": "b@demo.example", "Fonction": "formateur"}
    imported(PEOPLE, by, first, {**second, "Lieu": "EDITIONS D'ESSAI"})

    places = {one.person.first_name: one.place for one in Assignment.objects.exclude(person=by)}
    assert places == {"Ada": service, "Blaise": vendor}


# --- who -------------------------------------------------------------------------------------------------------


def test_someone_new_comes_in_without_password_and_uninvited(by):
    imported(PEOPLE, by, {**ADA, "Adresse e-mail": "Ada@Demo.Example", "Téléphone": "130987654"})

    assert (ada().email, ada().phone) == ("ada@demo.example", "01 30 98 76 54")
    assert not ada().has_usable_password()
    assert not OutboxMessage.objects.exists()


def test_an_address_finds_the_person_again(by):
    existing = PersonFactory(first_name="Ada", last_name="Exemple", email="ada@demo.example")
    batch = imported(PEOPLE, by, {**ADA, "Adresse e-mail": "ADA@demo.example", "Téléphone": "01 30 98 76 54"})

    existing.refresh_from_db()
    assert existing.phone == "01 30 98 76 54"
    assert changed(batch) == [{"phone": ["", "01 30 98 76 54"]}]


def test_capitals_in_the_file_do_not_rename_anybody(by):
    PersonFactory(first_name="Éva", last_name="Exemple", email="eva@demo.example")
    batch = preview(PEOPLE, by, {"Nom": "EXEMPLE", "Prénom": "EVA", "Adresse e-mail": "eva@demo.example"})
    assert decided(batch) == ["SAME"]


def test_someone_who_has_married_keeps_her_account(by):
    existing = PersonFactory(first_name="Ada", last_name="Avant", email="ada@demo.example")
    imported(PEOPLE, by, {**ADA, "Adresse e-mail": "ada@demo.example"})
    existing.refresh_from_db()
    assert existing.last_name == "Exemple"


def test_an_address_never_passes_to_someone_else(by):
    PersonFactory(first_name="Jean", last_name="Autre", email="biblio@demo.example")
    batch = preview(PEOPLE, by, {**ADA, "Adresse e-mail": "biblio@demo.example"})
    assert decided(batch) == ["REFUSED"]
    assert "Cette adresse est celle de Jean Autre" in said(batch)


def test_two_lines_never_share_an_address(by):
    batch = preview(
        PEOPLE,
        by,
        {**ADA, "Adresse e-mail": "biblio@demo.example"},
        {"Nom": "Autre", "Prénom": "Jean", "Adresse e-mail": "biblio@demo.example"},
    )
    assert decided(batch) == ["CREATE", "REFUSED"]


def test_without_address_the_name_is_enough_when_one_person_bears_it(by):
    existing = PersonFactory(first_name="Ada", last_name="Exemple", email=None)
    imported(PEOPLE, by, {**ADA, "Téléphone": "01 30 98 76 54"})
    existing.refresh_from_db()
    assert existing.phone == "01 30 98 76 54"


def test_of_two_people_of_the_same_name_the_place_tells_which(by, library):
    here = AssignmentFactory(
        role=Role.LIBRARIAN, library=library, person=PersonFactory(first_name="Ada", last_name="Exemple")
    ).person
    AssignmentFactory(
        role=Role.LIBRARIAN, library=LibraryFactory(), person=PersonFactory(first_name="Ada", last_name="Exemple")
    )
    batch = imported(PEOPLE, by, {**ADA, "Lieu": "LI1", "Téléphone": "01 30 98 76 54"})

    here.refresh_from_db()
    assert here.phone == "01 30 98 76 54"
    assert "le lieu sert seulement à reconnaître la personne" in said(batch)


def test_two_people_of_the_same_name_without_place_are_refused_and_named(by, library):
    AssignmentFactory(
        role=Role.LIBRARIAN,
        library=library,
        person=PersonFactory(first_name="Ada", last_name="Exemple", email="ada@demo.example"),
    )
    PersonFactory(first_name="Ada", last_name="Exemple", email=None)

    batch = preview(PEOPLE, by, ADA)

    assert decided(batch) == ["REFUSED"]
    assert "Ada Exemple (ada@demo.example), bibliothécaire, Escale" in said(batch)
    assert "Ada Exemple (sans adresse), sans fonction connue" in said(batch)


def test_the_same_name_in_another_place_is_not_taken_for_the_same_person(by, library):
    AssignmentFactory(
        role=Role.LIBRARIAN,
        library=LibraryFactory(name="Annexe"),
        person=PersonFactory(first_name="Ada", last_name="Exemple"),
    )
    batch = preview(PEOPLE, by, {**ADA, "Fonction": "bibliothécaire", "Lieu": "LI1"})
    assert decided(batch) == ["REFUSED"]
    assert "bibliothécaire, Annexe" in said(batch)


def test_who_had_no_address_receives_one(by, library):
    existing = PersonFactory(first_name="Ada", last_name="Exemple", email=None)
    AssignmentFactory(role=Role.VOLUNTEER, library=library, person=existing)
    imported(PEOPLE, by, {**ADA, "Adresse e-mail": "ada@demo.example", "Lieu": "Escale"})
    existing.refresh_from_db()
    assert existing.email == "ada@demo.example"


def test_an_address_is_never_changed_by_an_import(by):
    PersonFactory(first_name="Ada", last_name="Exemple", email="ada@demo.example")
    batch = preview(PEOPLE, by, {**ADA, "Adresse e-mail": "autre@demo.example"})
    assert decided(batch) == ["REFUSED"]
    assert "Est-ce la même personne ? Ada Exemple (ada@demo.example)" in said(batch)


def test_without_address_the_same_name_twice_in_a_file_is_refused(by):
    batch = preview(PEOPLE, by, {**ADA, "Tél": ""}, {"Nom": "EXEMPLE", "Prénom": "ADA", "Tél": "01 30 98 76 54"})
    assert decided(batch) == ["CREATE", "REFUSED"]
    assert "La ligne 2 porte le même nom" in said(batch)
    assert "Les deux lignes diffèrent : Téléphone (vide ligne 2, « 01 30 98 76 54 » ligne 3)." in said(batch)


def test_who_has_no_address_is_said_to_be_unable_to_sign_in(by):
    assert "ne pourra pas se connecter" in said(preview(PEOPLE, by, ADA))


def test_an_anonymised_person_is_never_found_again(by):
    anonymise(PersonFactory(first_name="Ada", last_name="Exemple", email="ada@demo.example"), by=by)
    assert decided(preview(PEOPLE, by, {**ADA, "Adresse e-mail": "ada@demo.example"})) == ["CREATE"]


# --- what they hold ----------------------------------------------------------------------------------------------


def test_a_function_comes_with_its_place_and_its_first_day(by, library):
    imported(PEOPLE, by, {**ADA, "Fonction": "Responsable", "Lieu": "escale", "À partir du": "1er septembre 2026"})

    assignment = Assignment.objects.get(person=ada())
    assert (assignment.role, assignment.place) == (Role.LIBRARY_HEAD, library)
    assert str(assignment.starts_on) == "2026-09-01"
    assert Assignment.history.get(id=assignment.pk).history_user == by


def test_two_functions_in_one_cell_are_two_functions_there(by, library):
    imported(PEOPLE, by, {**ADA, "Fonction": "responsable, référente informatique", "Lieu": "LI1"})
    assert {role for role, _, _ in held(ada())} == {Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT}


def test_a_second_import_gives_nothing_twice_even_the_next_day(by, library):
    row = {**ADA, "Fonction": "bénévole", "Lieu": "LI1"}
    with clock.frozen_at("2026-11-22"):
        imported(PEOPLE, by, row)
    with clock.frozen_at("2026-11-23"):
        assert decided(preview(PEOPLE, by, row)) == ["SAME"]
    assert len(held(ada())) == 1


def test_a_function_that_had_ended_is_held_again(by, library):
    person = PersonFactory(first_name="Ada", last_name="Exemple")
    AssignmentFactory(person=person, role=Role.LIBRARIAN, library=library, ends_on="2021-12-31")
    imported(PEOPLE, by, {**ADA, "Fonction": "agent", "Lieu": "LI1", "Depuis": "01/01/2022"})
    assert len(held(person)) == 2


def test_the_preview_shows_what_they_will_hold(by, library):
    batch = preview(PEOPLE, by, {**ADA, "Fonction": "agent", "Lieu": "LI1", "Depuis": "01/09/2026"})
    text = "bibliothécaire, Escale (bibliothèque LI1), à partir du 01/09/2026"
    assert changed(batch)[0]["functions"] == [None, text]


@pytest.mark.parametrize(
    ("role", "place", "commune", "field"),
    [
        ("coordinatrice", "", "", "service"),  # there is but one SCLP
        ("chef de projet", "DSINUM", "", "service"),
        ("contact", "", "Limay", "commune"),
        ("membre", "Limay", "", "commune"),
        ("formateur", "Éditions Essai", "", "vendor"),
        ("bénévole", "Escale", "Limay", "library"),
    ],
)
def test_each_kind_of_place_is_found(by, library, role, place, commune, field):
    ServiceFactory()
    ServiceFactory(code=PlaceKind.DSINUM)
    VendorFactory(name="Éditions Essai")
    batch = imported(PEOPLE, by, {**ADA, "Fonction": role, "Lieu": place, "Commune": commune})
    assert decided(batch) == ["CREATE"]
    assert getattr(Assignment.objects.get(person=ada()), field) is not None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"Fonction": "astronaute", "Lieu": "LI1"}, "« astronaute » n’est pas une fonction du réseau"),
        ({"Fonction": "administrateur"}, "se donne sur la fiche de la personne"),
        ({"Fonction": "bibliothécaire"}, "Dites où s’exerce la fonction « bibliothécaire » : bibliothèque."),
        ({"Fonction": "bibliothécaire", "Lieu": "Nulle part"}, "Aucun lieu du réseau ne s’appelle « Nulle part »."),
        ({"Fonction": "bibliothécaire", "Lieu": "Limay"}, "« bibliothécaire » s’exerce ici : bibliothèque."),
        ({"Fonction": "bénévole", "Lieu": "LI1", "Depuis": "02/01/2026", "Jusqu’au": "01/01/2026"}, "ne peut pas préc"),
        (
            {"Fonction": "bénévole", "Lieu": "Escale", "Commune": "Issou"},
            "Aucun lieu du réseau ne s’appelle « Escale » à",
        ),
    ],
)
def test_an_impossible_function_is_refused_and_explained(by, library, row, message):
    CommuneFactory(name="Issou")
    batch = preview(PEOPLE, by, {**ADA, **row})
    assert decided(batch) == ["REFUSED"]
    assert message in said(batch)


def test_a_library_name_that_two_communes_share_is_refused_with_both(by, library):
    LibraryFactory(code="LI2", name="Escale", commune=CommuneFactory(name="Issou"))
    batch = preview(PEOPLE, by, {**ADA, "Fonction": "bénévole", "Lieu": "Escale"})
    assert "« Escale » peut être Escale, à Issou (LI2) ou Escale, à Limay (LI1)" in said(batch)


# --- who may change whom --------------------------------------------------------------------------------------------


@pytest.fixture
def administrator():
    return person_as(Role.ADMINISTRATOR, first_name="Théo", last_name="Demo", email="admin@demo.example")


@pytest.mark.parametrize("change", [{"Nom": "Pirate"}, {"Téléphone": "0130000000"}, {"Fonction": "coordination"}])
def test_the_preview_refuses_what_the_importer_may_not_change(by, administrator, change):
    row = {"Nom": "Demo", "Prénom": "Théo", "Adresse e-mail": "admin@demo.example"} | change
    batch = preview(PEOPLE, by, row, {**ADA, "Adresse e-mail": "ada@demo.example"})

    assert decided(batch) == ["REFUSED", "CREATE"]
    assert changed(batch)[0] == {}
    assert "La fiche de Théo Demo ne se change que par un administrateur." in said(batch)


def test_an_administrator_may_import_what_changes_another(administrator):
    row = {"Nom": "Autre", "Prénom": "Théo", "Adresse e-mail": "admin@demo.example"}
    batch = imported(PEOPLE, person_as(Role.ADMINISTRATOR), row)

    assert decided(batch) == ["UPDATE"]
    administrator.refresh_from_db()
    assert administrator.last_name == "Autre"


def test_who_imports_may_change_no_one_made_an_administrator_since_the_preview(by):
    someone = PersonFactory(first_name="Théo", last_name="Demo", email="theo@demo.example")
    batch = preview(PEOPLE, by, {"Nom": "Autre", "Prénom": "Théo", "Adresse e-mail": "theo@demo.example"})
    AssignmentFactory(person=someone, role=Role.ADMINISTRATOR, library=None, service=ServiceFactory())
    confirm(batch, by)

    assert decided(batch) == ["REFUSED"]
    someone.refresh_from_db()
    assert someone.last_name == "Demo"


# --- confirming and undoing ----------------------------------------------------------------------------------------


def test_undoing_takes_people_and_functions_back(by, library):
    existing = PersonFactory(first_name="Jean", last_name="Autre")
    batch = imported(
        PEOPLE,
        by,
        {**ADA, "Fonction": "bénévole", "Lieu": "LI1"},
        {"Nom": "Autre", "Prénom": "Jean", "Fonction": "bénévole", "Lieu": "LI1"},
    )
    undo(batch, by)

    assert not Person.objects.filter(first_name="Ada").exists()
    assert held(existing) == []


def test_someone_who_has_come_since_the_preview_is_not_created_twice(by):
    batch = preview(PEOPLE, by, {**ADA, "Adresse e-mail": "ada@demo.example"})
    PersonFactory(first_name="Ada", last_name="Exemple", email="ada@demo.example", phone="0")
    confirm(batch, by)

    assert Person.objects.filter(first_name="Ada").count() == 1


def test_a_function_given_since_the_preview_is_not_given_twice(by, library):
    person = PersonFactory(first_name="Ada", last_name="Exemple")
    batch = preview(PEOPLE, by, {**ADA, "Fonction": "bénévole", "Lieu": "LI1"})
    AssignmentFactory(person=person, role=Role.VOLUNTEER, library=library)
    confirm(batch, by)

    assert len(held(person)) == 1
    assert decided(batch) == ["REFUSED"]
