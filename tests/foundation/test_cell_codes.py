"""Codes, telephone numbers and addresses are read in their many writings, and checked."""

import pytest

from foundation.tabular import cells
from foundation.tabular.cells import Noted
from tests.foundation.test_cells import NBSP, refusal

# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [("78440", "78440"), (78440, "78440"), ("2a004", "2A004"), ("97 411", "97411"), ("95018", "95018")],
)
def test_an_insee_code_is_read(value, code):
    assert cells.insee(value) == code


@pytest.mark.parametrize("value", ["20004", "96001", "99100", "00100", "784", "784400", "78A40", "", True, 7.5])
def test_what_is_no_insee_code_is_refused(value):
    assert refusal(cells.insee, value)


@pytest.mark.parametrize("parse", [cells.insee, cells.postal_code])
@pytest.mark.parametrize("value", [1004, "1004"])
def test_a_lost_zero_is_put_back_and_noted(parse, value):
    assert parse(value) == Noted("01004", "Le zéro du début, effacé par un tableur, a été remis.")


@pytest.mark.parametrize(
    ("value", "code"), [("78 440", "78440"), (78440, "78440"), ("20000", "20000"), ("97400", "97400")]
)
def test_a_postal_code_is_read(value, code):
    assert cells.postal_code(value) == code


@pytest.mark.parametrize("value", ["99000", "00100", "F-78440", "78440 CEDEX"])
def test_what_is_no_postal_code_is_refused(value):
    assert "n’est pas un code postal" in refusal(cells.postal_code, value)


@pytest.mark.parametrize("value", ["217800051", 217800051, "217 800 051", f"217{NBSP}800{NBSP}051", "217.800.051"])
def test_a_siren_is_read(value):
    assert cells.siren(value) == "217800051"


def test_a_siren_with_a_wrong_figure_is_refused():
    assert refusal(cells.siren, "217800052") == "« 217800052 » n’est pas un numéro SIREN : un chiffre est faux."


def test_a_siren_that_lost_its_zero_is_restored_only_when_its_key_agrees():
    assert cells.siren("05520135") == Noted("005520135", "Le zéro du début, effacé par un tableur, a été remis.")
    assert "Il en manque sans doute un" in refusal(cells.siren, "21780005")


@pytest.mark.parametrize("value", ["21780005100013", "217 800 051 00013", 21780005100013, "35600000000048"])
def test_a_siret_is_read(value):
    assert cells.siret(value) == str(value).replace(" ", "")


@pytest.mark.parametrize("value", ["2,178E+13", "2.17800051E+13", "2E+13"])
def test_a_number_that_a_spreadsheet_shortened_is_refused_with_the_remedy(value):
    assert "Mettez la colonne au format Texte" in refusal(cells.siret, value)


# --- contacts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "01 30 98 76 54", "0130987654", "01.30.98.76.54", "01-30-98-76-54", "01/30/98/76/54", "+33 1 30 98 76 54",
        "+33(0)130987654", "0033130987654", f"01{NBSP}30{NBSP}98{NBSP}76{NBSP}54",
    ],
)  # fmt: skip
def test_a_phone_number_is_written_in_one_way(value):
    assert cells.phone_fr(value) == "01 30 98 76 54"


def test_a_phone_number_that_lost_its_zero_is_restored_and_noted():
    assert cells.phone_fr(130987654) == Noted("01 30 98 76 54", "Le zéro du début, effacé par un tableur, a été remis.")


def test_what_follows_a_phone_number_is_noted():
    found = cells.phone_fr("01 30 98 76 54 (poste 12)")

    assert found == Noted("01 30 98 76 54", f"«{NBSP}poste 12{NBSP}» n’est pas repris avec le numéro.")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("01 30 98 76 54 / 06 12 34 56 78", "contient plusieurs numéros"),
        ("01 30 98 76", "n’est pas un numéro de téléphone français"),
        ("01 30 98 76 543", "n’est pas un numéro de téléphone français"),
        ("+44 20 7946 0958", "n’est pas un numéro de téléphone français"),
    ],
)
def test_what_is_no_single_phone_number_is_refused(value, message):
    assert message in refusal(cells.phone_fr, value)


@pytest.mark.parametrize("value", ["A.Martin@Demo.Example", "mailto:a.martin@demo.example", " a.martin@demo.example;"])
def test_an_email_is_read_in_lower_case(value):
    assert cells.email(value) == "a.martin@demo.example"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a@demo.example; b@demo.example", "contient plusieurs adresses"),
        ("a@demo.example b@demo.example", "contient plusieurs adresses"),
        ("mairie", "n’est pas une adresse e-mail"),
        ("a@b", "n’est pas une adresse e-mail"),
        ("A. Martin <a@demo.example>", "n’est pas une adresse e-mail"),
    ],
)
def test_what_is_no_single_email_is_refused(value, message):
    assert message in refusal(cells.email, value)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://demo.example/a", "https://demo.example/a"),
        ("http://demo.example", "http://demo.example"),
        ("www.demo.example", "https://www.demo.example"),
        ("demo.example:8080/a", "https://demo.example:8080/a"),
    ],
)
def test_a_web_address_is_read(value, address):
    assert cells.url(value) == address


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "ftp://demo.example", "mairie", "data:text/html,x", "http://"]
)
def test_what_is_no_web_address_is_refused(value):
    assert "n’est pas l’adresse d’une page web" in refusal(cells.url, value)
