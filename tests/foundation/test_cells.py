"""A cell is read as people write it, or refused with the reason; nothing is guessed between two readings."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tabular import cells
from foundation.tabular.cells import CellError, Noted
from foundation.tabular.sheet import CellValue, Flaw

NBSP, NARROW = "\u00a0", "\u202f"


def refusal(parse: cells.Parse, value: CellValue) -> str:
    """Why a cell is refused, its binding spaces made ordinary."""
    with pytest.raises(CellError) as caught:
        parse(value)
    return caught.value.message_fr.replace(NBSP, " ")


# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (" Médiathèque \n  de  Poissy ", "Médiathèque de Poissy"),
        (12, "12"),
        (7.65, "7,65"),
        (True, "VRAI"),
        (False, "FAUX"),
        (1e20, "1E+20"),
        (date(2027, 3, 12), "12/03/2027"),
        (datetime(2027, 3, 12, 14, 5), "12/03/2027 14:05"),  # noqa: DTZ001 - spreadsheets know no time zone
        (time(9, 30), "09:30"),
        (timedelta(hours=30), "30:00:00"),
    ],
)
def test_a_text_is_what_the_cell_shows(value, shown):
    assert cells.text()(value) == shown


def test_a_text_on_several_lines_keeps_them_when_asked():
    assert cells.text(multiline=True)("1 rue\ndu Lac ") == "1 rue\ndu Lac"


@pytest.mark.parametrize(("length", "is_taken"), [(9, True), (10, True), (11, False)])
def test_a_text_has_a_last_length(length, is_taken):
    if is_taken:
        assert cells.text(10)("x" * length) == "x" * length
    else:
        assert refusal(cells.text(10), "x" * length) == "Ce texte a 11 caractères ; la limite est de 10."


@pytest.mark.parametrize(
    "parse",
    [
        cells.text(), cells.integer, cells.decimal, cells.boolean, cells.date_fr, cells.email, cells.insee, cells.siren,
        cells.siret, cells.postal_code, cells.phone_fr, cells.url, cells.choice({"oui": 1}),
    ],
)  # fmt: skip
def test_an_error_of_the_spreadsheet_is_never_a_value(parse):
    broken = Flaw("#REF!", "La cellule contient l’erreur « #REF! » du tableur.")

    assert refusal(parse, broken) == "La cellule contient l’erreur « #REF! » du tableur."


def test_a_message_repeats_what_is_written_and_marks_the_rest():
    with pytest.raises(CellError) as caught:
        cells.integer("c'est 12:30 !")

    assert caught.value.message_fr == f"«{NBSP}c'est 12:30 !{NBSP}» n’est pas un nombre."


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (12, 12), (12.0, 12), ("12", 12), ("12,0", 12), ("-3", -3), ("+4", 4), ("1 250", 1250),
        (f"1{NBSP}250", 1250), (f"21{NARROW}663", 21663), ("2147483647", 2147483647),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_in_french(value, number):
    assert cells.integer(value) == number


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("12,5", "« 12,5 » n’est pas un nombre entier."),
        (7.65, "« 7,65 » n’est pas un nombre entier."),
        ("1.250", "« 1.250 » se lit de deux façons"),
        ("douze", "« douze » n’est pas un nombre."),
        ("12 34", "« 12 34 » n’est pas un nombre."),
        (True, "« VRAI » n’est pas un nombre."),
        ("2147483648", "« 2147483648 » est trop grand."),
        ("١٢", "« ١٢ » n’est pas un nombre."),
        ("1e5", "« 1e5 » n’est pas un nombre."),
        (date(2027, 3, 12), "« 12/03/2027 » n’est pas un nombre."),
    ],
)
def test_a_whole_number_is_refused_with_the_reason(value, message):
    assert refusal(cells.integer, value).startswith(message)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("7,65", "7.65"), ("7.65", "7.65"), (7.65, "7.65"), (48.960467, "48.960467"), ("1 234,56", "1234.56"),
        (f"1{NARROW}234,56", "1234.56"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("13 896 €", "13896"),
        ("12,50 euros", "12.50"), ("-0,5", "-0.5"), ("−0,5", "-0.5"), (",5", "0.5"), ("1,234", "1.234"),
        ("0.125", "0.125"), ("999999999999", "999999999999"),
    ],
)  # fmt: skip
def test_a_decimal_is_read_with_a_comma_or_a_point(value, number):
    assert cells.decimal(value) == Decimal(number)


def test_a_point_before_three_figures_is_read_and_noted():
    assert cells.decimal("13.896") == Noted(Decimal("13.896"), f"«{NBSP}13.896{NBSP}» a été lu 13,896 (virgule).")


@pytest.mark.parametrize("value", ["12 %", "1.2.3", "1,2,3", "--1", "12,", "", "1 23 4", "1000000000000"])
def test_a_decimal_is_refused(value):
    assert refusal(cells.decimal, value)


# --- yes, no, words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["Oui", "OUI", "o", "x", "X", "vrai", "1", 1, True, "✓", "☑"])
def test_a_yes_has_many_writings(value):
    assert cells.boolean(value) is True


@pytest.mark.parametrize("value", ["Non", "n", "faux", "0", 0, False, "✗", "Néant"])
def test_a_no_has_many_writings(value):
    assert cells.boolean(value) is False


@pytest.mark.parametrize("value", ["peut-être", "2", "oui et non", ""])
def test_what_says_neither_is_refused(value):
    assert "ne dit ni oui ni non" in refusal(cells.boolean, value)


def test_a_choice_matches_without_case_or_accents_and_names_the_words_it_takes():
    parse = cells.choice({"municipale": "MUNICIPAL", "mairie": "MUNICIPAL", "associative": "ASSOCIATION"})

    assert parse("MAIRIE") == "MUNICIPAL"
    assert parse("Associative") == "ASSOCIATION"
    assert refusal(parse, "privée") == "« privée » n’est pas reconnu : écrivez municipale ou associative."


# --- anything --------------------------------------------------------------------------------------------------------

ANY_CELL = st.one_of(
    st.text(max_size=60),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text("0123456789 .,/-+€éE()", max_size=30),
)


@given(ANY_CELL)
def test_no_cell_breaks_a_reader(value):
    for parse in (
        cells.text(), cells.integer, cells.decimal, cells.boolean, cells.date_fr, cells.email, cells.insee, cells.siren,
        cells.siret, cells.postal_code, cells.phone_fr, cells.url, cells.choice({"oui": 1}),
    ):  # fmt: skip
        try:
            found = parse(value)
        except CellError as refused:
            found = refused.message_fr
        assert found is not None
