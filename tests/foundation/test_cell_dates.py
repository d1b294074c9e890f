"""A date is read as people write it in French: the day before the month, always."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.french import full_date, long_date, short_date
from foundation.tabular.cells import CellError, Imprecise, Noted, date_fr
from foundation.tabular.cells.dates import has_two_orders, is_american
from tests.foundation.test_cells import refusal

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MARCH_12 = date(2027, 3, 12)


def remark(value: object) -> str:
    """What a date that was read should be checked for, its binding spaces made ordinary."""
    found = date_fr(value)  # type: ignore[arg-type]
    assert isinstance(found, Noted)
    return found.message_fr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "value",
    [
        "12/03/2027", "12-3-27", "12.03.2027", "12 03 2027", "12 / 03 / 2027", "12/3/27", "12 mars 2027",
        "12 MARS 2027", "le 12 mars 2027", "du 12/03/2027", "vendredi 12 mars 2027", "Vendredi, 12 mars 2027",
        "12-mars-27", "12 mars 27", "2027-03-12", "2027/03/12", "2027-03-12T00:00:00", "2027-03-12T00:00:00Z",
        "12/03/2027 00:00:00", "12/03/2027.", " 12\u00a0mars\u202f2027 ", MARCH_12,
        datetime(2027, 3, 12),  # noqa: DTZ001 - spreadsheets know no time zone
    ],
)  # fmt: skip
def test_a_date_has_many_writings(value):
    assert date_fr(value) == MARCH_12


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1er avril 2026", date(2026, 4, 1)),
        ("le 1 er avril 2026", date(2026, 4, 1)),
        ("le 3 avr. 26", date(2026, 4, 3)),
        ("1er févr. 2026", date(2026, 2, 1)),
        ("2 fev 2026", date(2026, 2, 2)),
        ("15-août-26", date(2026, 8, 15)),
        ("15 AOUT 2026", date(2026, 8, 15)),
        ("3 déc. 2026", date(2026, 12, 3)),
        ("4 juil. 2026", date(2026, 7, 4)),
        ("5 juin 2026", date(2026, 6, 5)),
        ("03/04/2026", date(2026, 4, 3)),
        ("29/02/2024", date(2024, 2, 29)),
        ("01/01/1900", date(1900, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
        ("12/03/00", date(2000, 3, 12)),
        ("12/03/68", date(2068, 3, 12)),
    ],
)
def test_a_date_in_words_or_figures_is_read(value, day):
    assert date_fr(value) == day


@given(DAYS)
def test_any_day_is_read_back_from_each_writing(day):
    for written in (short_date(day), long_date(day), full_date(day), day.isoformat(), f"{day:%d-%m-%Y}", day):
        assert date_fr(written) == day


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("31/02/2026", "« 31/02/2026 » : février 2026 n’a que 28 jours."),
        ("30 février 2024", "« 30 février 2024 » : février 2024 n’a que 29 jours."),
        ("29/02/2025", "« 29/02/2025 » : février 2025 n’a que 28 jours."),
        ("31/04/2026", "« 31/04/2026 » : avril 2026 n’a que 30 jours."),
        ("32/01/2026", "« 32/01/2026 » : janvier 2026 n’a que 31 jours."),
        ("00/01/2026", "« 00/01/2026 » : il n’y a pas de jour 0."),
        ("15/00/2026", "« 15/00/2026 » : il n’y a pas de mois 0"),
        ("12/03/2101", "« 12/03/2101 » : l’année 2101 est sans doute une faute de frappe."),
        ("12/03/1899", "« 12/03/1899 » : l’année 1899 est sans doute une faute de frappe."),
        (date(1899, 12, 31), "l’année 1899 est sans doute une faute de frappe."),
        ("12/03/202", "n’est pas une date"),
        ("12/03/20277", "n’est pas une date"),
        ("12032027", "n’est pas une date"),
        ("demain", "« demain » n’est pas une date : écrivez-la ainsi, 12/03/2027."),
        ("3 brumaire 2026", "le mois « brumaire » n’est pas reconnu."),
        ("mars 2027", "« mars 2027 » : il manque le jour."),
        ("03/2027", "« 03/2027 » : il manque le jour."),
        ("12 mars", "« 12 mars » : il manque l’année."),
        ("12/03", "« 12/03 » : il manque l’année."),
        ("2027", "« 2027 » est une année : il manque le jour et le mois."),
        (2027, "« 2027 » est une année : il manque le jour et le mois."),
        ("signée le 12/03/2027", "enlevez ce qui précède la date (« signée le »)"),
        ("12/03/2027 ou 15/03/2027", "contient plusieurs dates : gardez-en une."),
        ("du 12 mars 2027 au 14 mars 2028", "contient plusieurs dates : gardez-en une."),
        (True, "« VRAI » n’est pas une date."),
        (False, "« FAUX » n’est pas une date."),
        (7.65, "« 7,65 » n’est pas une date"),
        (time(9, 30), "« 09:30 » n’est pas une date."),
    ],
)
def test_an_impossible_or_incomplete_date_is_refused_with_the_reason(value, message):
    assert message in refusal(date_fr, value)


@pytest.mark.parametrize(
    "value",
    ["mars 2027", "03/2027", "12 mars", "2027", 2027, "fin 2027", "1er trimestre 2027", "courant mars", "sept. ?"],
)
def test_a_month_or_a_year_without_its_day_is_true_but_imprecise(value):
    with pytest.raises(Imprecise):
        date_fr(value)


@pytest.mark.parametrize(
    "value", ["demain", "31/02/2026", "signée le 12/03/2027", "12/03/2027 ou 15/03/2027", "12032027"]
)
def test_a_slip_of_the_pen_is_no_imprecision(value):
    with pytest.raises(CellError) as refused:
        date_fr(value)
    assert not isinstance(refused.value, Imprecise)


def test_the_american_order_is_refused_never_swapped():
    assert refusal(date_fr, "3/25/2026") == (
        "« 3/25/2026 » : il n’y a pas de mois 25, le jour s’écrit avant le mois. "
        "Si la date est à l’américaine, écrivez 25/03/2026."
    )


@pytest.mark.parametrize(
    ("value", "american", "two_orders"),
    [
        ("3/25/2026", True, False),
        ("25/3/2026", False, False),
        ("3/4/2026", False, True),
        ("4/4/2026", False, False),
        ("2026-03-04", False, False),
        ("3 avril 2026", False, False),
        (date(2026, 4, 3), False, False),
        ("12/32/2026", False, False),
    ],
)
def test_an_order_is_american_or_doubtful_or_neither(value, american, two_orders):
    assert is_american(value) is american
    assert has_two_orders(value) is two_orders


@pytest.mark.parametrize(("figures", "year"), [("69", 1969), ("98", 1998), ("99", 1999)])
def test_two_figures_of_the_last_century_are_noted(figures, year):
    assert date_fr(f"12/03/{figures}").value == date(year, 3, 12)
    assert remark(f"12/03/{figures}") == f"L’année « {figures} » a été lue {year}."


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("12/03/2027 (sous réserve)", "« (sous réserve) » n’est pas repris avec la date."),
        ("12/03/2027 ?", "« ? » n’est pas repris avec la date."),
        ("12 mars 2027, conseil municipal", "« conseil municipal » n’est pas repris avec la date."),
        ("12/03/2027 14h30", "L’heure (14h30) n’est pas reprise."),
        ("2027-03-12T09:00:00", "L’heure (09:00:00) n’est pas reprise."),
        ("12/03/2027 à 9 h salle A", "L’heure (à 9 h) n’est pas reprise. « salle A » n’est pas repris avec la date."),
        ("lundi 12 mars 2027", "Le jour de la semaine est faux : c’est le vendredi 12 mars 2027."),
        (datetime(2027, 3, 12, 14, 30), "L’heure (14:30) n’est pas reprise."),  # noqa: DTZ001 - no time zone there
    ],
)
def test_what_is_left_of_a_cell_is_noted(value, said):
    assert date_fr(value).value == MARCH_12
    assert remark(value) == said


@pytest.mark.parametrize("value", [46458, "46458", 46458.75])
def test_a_spreadsheet_s_day_count_is_read_and_noted(value):
    assert date_fr(value).value == MARCH_12
    assert "a été lu comme une date de tableur : 12 mars 2027." in remark(value)


@pytest.mark.parametrize(
    ("value", "day"), [(18263, None), (18264, date(1950, 1, 1)), (73415, date(2100, 12, 31)), (73416, None)]
)
def test_a_day_count_outside_the_years_in_use_is_only_a_number(value, day):
    if day:
        assert date_fr(value).value == day
    else:
        with pytest.raises(CellError, match="n’est pas une date"):
            date_fr(value)
