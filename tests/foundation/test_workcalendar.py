from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import PARIS
from foundation.workcalendar import (
    SENDING_HOURS,
    add_working_days,
    holiday_name,
    is_working_day,
    last_working_day,
    next_working_day,
    public_holidays,
    quiet_until,
    working_days_between,
)


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


# --- public holidays -----------------------------------------------------------------------------------------------

HOLIDAYS = {
    "2026-01-01": "Jour de l’an",
    "2026-04-06": "Lundi de Pâques",
    "2026-05-01": "Fête du Travail",
    "2026-05-08": "Fête de la Victoire",
    "2026-05-14": "Ascension",
    "2026-05-25": "Lundi de Pentecôte",
    "2026-07-14": "Fête nationale",
    "2026-08-15": "Assomption",
    "2026-11-01": "Toussaint",
    "2026-11-11": "Armistice",
    "2026-12-25": "Noël",
    "2027-01-01": "Jour de l’an",
    "2027-03-29": "Lundi de Pâques",
    "2027-05-01": "Fête du Travail",
    "2027-05-06": "Ascension",
    "2027-05-08": "Fête de la Victoire",
    "2027-05-17": "Lundi de Pentecôte",
    "2027-07-14": "Fête nationale",
    "2027-08-15": "Assomption",
    "2027-11-01": "Toussaint",
    "2027-11-11": "Armistice",
    "2027-12-25": "Noël",
}


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_eleven_holidays_of_the_year_are_known_by_date_and_name(year):
    expected = {date.fromisoformat(day): name for day, name in HOLIDAYS.items() if day.startswith(str(year))}

    assert len(expected) == 11
    assert dict(public_holidays(year)) == expected


def test_two_holidays_on_one_day_give_both_names():
    assert holiday_name(date(2008, 5, 1)) == "Ascension et Fête du Travail"


def test_the_table_of_holidays_cannot_be_changed_by_a_caller():
    with pytest.raises(TypeError):
        public_holidays(2026)[date(2026, 2, 2)] = "Chandeleur"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-04-05", None),  # Easter itself is a Sunday, not a legal holiday
        ("2026-04-06", "Lundi de Pâques"),
        ("2026-12-26", None),  # a holiday in Alsace and Moselle only
        ("2027-03-26", None),  # Good Friday: same
    ],
)
def test_only_the_holidays_of_the_whole_country_count(day, name):
    assert holiday_name(date.fromisoformat(day)) == name


# --- working days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),  # Friday
        ("2026-11-21", False),  # Saturday
        ("2026-11-22", False),  # Sunday
        ("2026-11-23", True),  # Monday
        ("2026-11-11", False),  # Armistice, a Wednesday
        ("2026-11-12", True),
    ],
)
def test_working_days_are_monday_to_friday_without_holidays(day, works):
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-04-02", "2026-04-02"),
        ("2026-04-04", "2026-04-07"),  # Saturday, Sunday, Easter Monday
        ("2026-05-01", "2026-05-04"),
        ("2027-12-31", "2027-12-31"),
        ("2028-01-01", "2028-01-03"),  # across the year
    ],
)
def test_the_next_working_day_is_the_day_itself_when_it_works(day, expected):
    assert next_working_day(date.fromisoformat(day)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-04-03", 0, "2026-04-03"),
        ("2026-04-03", 1, "2026-04-07"),  # over the Easter week-end
        ("2026-04-04", 0, "2026-04-04"),  # zero moves nothing, even on a Saturday
        ("2026-04-04", 1, "2026-04-07"),
        ("2026-04-07", -1, "2026-04-03"),
        ("2026-04-06", -1, "2026-04-03"),
        ("2026-05-07", 5, "2026-05-18"),  # 8 and 14 May are holidays
        ("2026-12-31", 1, "2027-01-04"),
    ],
)
def test_adding_working_days_never_counts_the_day_it_starts_from(day, n, expected):
    assert add_working_days(date.fromisoformat(day), n) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2026-11-20", "2026-11-20", 0),
        ("2026-11-20", "2026-11-23", 1),
        ("2026-11-20", "2026-11-22", 0),
        ("2026-11-23", "2026-11-20", -1),
        ("2026-05-04", "2026-05-18", 8),  # ten week days, less 8 and 14 May
    ],
)
def test_working_days_between_counts_the_last_day_and_not_the_first(a, b, expected):
    assert working_days_between(date.fromisoformat(a), date.fromisoformat(b)) == expected


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, st.integers(-60, 60))
def test_counting_undoes_adding(day, n):
    assert working_days_between(day, add_working_days(day, n)) == n


@given(DAYS, st.integers(-60, 60).filter(bool))
def test_adding_always_lands_on_a_working_day(day, n):
    assert is_working_day(add_working_days(day, n))


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-20", "2026-11-20"),  # a Friday
        ("2026-11-21", "2026-11-20"),
        ("2026-11-22", "2026-11-20"),  # a Sunday
        ("2026-11-11", "2026-11-10"),  # Armistice
        ("2026-04-06", "2026-04-03"),  # Easter Monday
        ("2028-01-01", "2027-12-31"),
    ],
)
def test_the_last_working_day_is_that_day_or_the_nearest_before(day, before):
    assert last_working_day(date.fromisoformat(day)) == date.fromisoformat(before)


@given(DAYS)
def test_between_the_last_working_day_and_the_next_nobody_works(day):
    last, following = last_working_day(day), next_working_day(day)

    assert last <= day <= following
    assert is_working_day(last)
    assert working_days_between(last, following) == (0 if is_working_day(day) else 1)


# --- when mail may leave -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T18:59:59", "2026-11-23T18:59:59"),
        ("2026-11-23T19:00", "2026-11-24T08:00"),
        ("2026-11-24T00:30", "2026-11-24T08:00"),
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-20T23:00", "2026-11-23T08:00"),  # Friday night
        ("2026-11-21T10:00", "2026-11-23T08:00"),  # Saturday
        ("2026-11-22T10:00", "2026-11-23T08:00"),  # Sunday
        ("2026-11-11T10:00", "2026-11-12T08:00"),  # Armistice
        ("2026-04-03T19:30", "2026-04-07T08:00"),  # Easter week-end
        ("2026-12-31T20:00", "2027-01-04T08:00"),  # New Year, then Saturday and Sunday
        ("2027-03-26T20:00", "2027-03-30T08:00"),  # summer time begins, then Easter Monday
    ],
)
def test_no_mail_leaves_at_night_on_a_week_end_or_on_a_holiday(moment, leaves):
    assert quiet_until(paris(moment)) == paris(leaves)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC)))  # noqa: DTZ001 — made aware at once
def test_mail_leaves_soon_and_always_in_the_sending_hours(moment):
    leaves = quiet_until(moment)

    assert SENDING_HOURS.is_open(leaves)
    assert moment <= leaves <= moment + timedelta(days=5)
    assert quiet_until(leaves) == leaves
