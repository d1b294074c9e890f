"""A number is a day, an hour or a code by the format of its cell; openpyxl, another reader, is the witness."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from foundation.tabular.number_formats import Meaning, NumberFormat, meant, number_format
from foundation.tabular.sheet import column_index, column_letter

MOMENT = NumberFormat(Meaning.MOMENT)


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("General", Meaning.NUMBER),
        ("Standard", Meaning.NUMBER),
        ("0.00", Meaning.NUMBER),
        ('#,##0.00\\ "€"', Meaning.NUMBER),
        ("[Red]-#,##0", Meaning.NUMBER),
        ('0" mois"', Meaning.NUMBER),
        ("0.00E+00", Meaning.NUMBER),
        ("0%", Meaning.NUMBER),
        ("@", Meaning.NUMBER),
        ("dd/mm/yyyy", Meaning.MOMENT),
        ("[$-40C]d mmmm yyyy;@", Meaning.MOMENT),
        ("jj/mm/aaaa", Meaning.MOMENT),
        ("mmm-yy", Meaning.MOMENT),
        ("dd/mm/yyyy hh:mm", Meaning.MOMENT),
        ("hh:mm", Meaning.HOUR),
        ("mm:ss.0", Meaning.HOUR),
        ("[h]:mm:ss", Meaning.DURATION),
        ("[mm]:ss", Meaning.DURATION),
        ("00000", Meaning.CODE),
        ("0", Meaning.NUMBER),
    ],
)
def test_a_format_tells_the_meaning(code, meaning):
    assert number_format(164, code).meaning is meaning


@pytest.mark.parametrize("identifier", sorted(BUILTIN_FORMATS))
def test_built_in_formats_agree_with_openpyxl(identifier):
    code = BUILTIN_FORMATS[identifier]
    meaning = number_format(identifier, None).meaning

    assert (meaning in {Meaning.MOMENT, Meaning.HOUR, Meaning.DURATION}) is is_date_format(code)
    assert (meaning is Meaning.DURATION) is is_timedelta_format(code)


@given(st.integers(1, 2_958_465), st.integers(0, 86_399), st.booleans())
def test_a_day_count_agrees_with_openpyxl(days, seconds, from_1904):
    value = days + seconds / 86_400
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    if days == 60 and not from_1904:
        days, value = 61, value + 1
    try:
        expected = from_excel(value, epoch)
    except OverflowError:  # the last four years, counted from 1904
        return

    found = meant(value, MOMENT, from_1904=from_1904)

    assert isinstance(found, date)
    moment = found if isinstance(found, datetime) else datetime.combine(found, time())
    assert abs(moment - expected) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1, date(1900, 1, 1)),
        (59, date(1900, 2, 28)),
        (61, date(1900, 3, 1)),
        (46458, date(2027, 3, 12)),
        (46458.5, datetime(2027, 3, 12, 12)),  # noqa: DTZ001 - spreadsheets know no time zone
        (0.5, time(12)),
        (2_958_465, date(9999, 12, 31)),
    ],
)
def test_days_are_counted_from_the_first_of_january_1900(value, shown):
    assert meant(value, MOMENT, from_1904=False) == shown


@pytest.mark.parametrize(("value", "shown"), [(7, "00007"), (78440, "78440"), (784400, "784400"), (-7, -7), (7.5, 7.5)])
def test_a_code_shows_its_zeros(value, shown):
    assert meant(value, NumberFormat(Meaning.CODE, 5), from_1904=False) == shown


@pytest.mark.parametrize(
    ("index", "letter"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")],
)
def test_columns_are_named_as_spreadsheets_name_them(index, letter):
    assert column_letter(index) == letter
    assert column_index(letter) == index
    assert column_index(letter.lower()) == index


@pytest.mark.parametrize("letter", ["", "A1", "ABCD", "É", "-"])
def test_what_names_no_column_is_refused(letter):
    with pytest.raises(ValueError, match="names no column"):
        column_index(letter)
