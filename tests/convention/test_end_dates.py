"""The last day in force is the earliest of three (R40, art. 6); the database and Python agree on any dates."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convention.coverage import worth
from convention.end_dates import MANDATE, TERM, TERMINATION, biting
from convention.models import Convention
from convention.states import Situation, State
from network.models import PresidentMandate
from tests.convention.factories import ConventionFactory
from tests.factories import PresidentMandateFactory

pytestmark = pytest.mark.django_db
START = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("mandate_end", "terminated_on", "expected", "bites"),
    [
        (date(2032, 4, 9), None, date(2028, 12, 31), [TERM]),
        (date(2028, 12, 30), None, date(2028, 12, 30), [MANDATE]),
        (date(2028, 12, 31), None, date(2028, 12, 31), [TERM, MANDATE]),
        (date(2029, 1, 1), None, date(2028, 12, 31), [TERM]),
        (date(2032, 4, 9), date(2027, 6, 30), date(2027, 6, 30), [TERMINATION]),
        (date(2027, 6, 30), date(2027, 6, 30), date(2027, 6, 30), [MANDATE, TERMINATION]),
        (date(2027, 6, 29), date(2027, 6, 30), date(2027, 6, 29), [MANDATE]),
        (date(2032, 4, 9), START, START, [TERMINATION]),
    ],
)
def test_the_earliest_of_the_three_bites_and_says_its_name(mandate_end, terminated_on, expected, bites):
    PresidentMandateFactory(estimated_end=mandate_end)
    convention = ConventionFactory(starts_on=START, terminated_on=terminated_on)

    assert convention.end.date == expected
    assert [candidate.label for candidate in convention.end.bites] == bites


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (date(2026, 1, 1), date(2027, 12, 31)),
        (date(2026, 9, 15), date(2028, 9, 14)),
        (date(2026, 3, 1), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 27)),
    ],
)
def test_two_years_count_their_first_day(starts_on, expected):
    convention = ConventionFactory(starts_on=starts_on)

    assert (convention.term_ends_on, convention.end.date) == (expected, expected)


def test_without_a_mandate_the_two_years_remain_and_the_explanation_says_what_is_unknown():
    convention = ConventionFactory(starts_on=START)

    assert convention.end.date == date(2028, 12, 31)
    assert "Sans date : fin du mandat du Président et dénonciation." in convention.end.explanation.replace(
        "\u00a0", " "
    )


def test_the_real_end_of_a_mandate_replaces_its_estimate():
    mandate = PresidentMandateFactory(estimated_end=date(2027, 3, 1), actual_end=date(2027, 5, 7))

    assert ConventionFactory(starts_on=START).end.date == date(2027, 5, 7)
    assert "date réelle" in ConventionFactory(starts_on=START).end.explanation
    assert mandate.president in ConventionFactory(starts_on=START).end.explanation


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (date(2026, 4, 9), date(2026, 4, 9)),  # last day of the old mandate
        (date(2026, 4, 10), date(2028, 4, 9)),  # first day of the new one
    ],
)
def test_the_mandate_is_the_last_one_begun_by_the_effect_date(starts_on, expected):
    PresidentMandateFactory(starts_on=date(2020, 7, 10), estimated_end=date(2026, 4, 9))
    PresidentMandateFactory(starts_on=date(2026, 4, 10))

    assert ConventionFactory(starts_on=starts_on).end.date == expected


def test_without_an_effect_date_there_is_no_end():
    convention = ConventionFactory(starts_on=None)

    assert (convention.end, convention.term_ends_on) == (None, None)
    assert Convention.objects.with_end().get().ends_on is None


# --- the database says the same ------------------------------------------------------------------------------------

days = st.dates(date(2019, 1, 1), date(2036, 12, 31))
lengths = st.integers(0, 2600)


@st.composite
def mandates(draw):
    """Up to three mandates, possibly with gaps between them, some ended for real."""
    starts = draw(st.lists(days, max_size=3, unique=True))
    return [(first, first + timedelta(days=draw(lengths)), draw(st.none() | lengths)) for first in starts]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    mandates=mandates(), starts_on=days | st.none(), notice=st.none() | lengths, on=days, state=st.sampled_from(State)
)
def test_the_database_and_python_agree_on_the_end_and_the_situation(mandates, starts_on, notice, on, state):
    if starts_on is None:
        notice, state = None, State.DRAFT
    Convention.objects.all().delete()
    PresidentMandate.objects.all().delete()
    for first, estimated, length in mandates:
        actual = None if length is None else first + timedelta(days=length)
        PresidentMandateFactory(starts_on=first, estimated_end=estimated, actual_end=actual)
    terminated_on = None if notice is None else starts_on + timedelta(days=notice)
    facts = {"terminated_on": terminated_on, "discarded_on": on if state == State.DISCARDED else None}
    convention = ConventionFactory(version=None, starts_on=starts_on, state=state, **facts)

    row = Convention.objects.with_end().get()
    end = convention.end

    assert row.ends_on == (end.date if end else None)
    assert row.mandate_ends_on == (convention.mandate.ends_on if convention.mandate else None)
    assert biting(row.ends_on, row.term_ends_on, row.mandate_ends_on, row.terminated_on) == (
        [one.label for one in end.bites] if end else []
    )
    matching = [s for s in Situation if Convention.objects.in_situation(s, on).exists()]
    assert matching == [convention.situation(on)] == [worth(row, on)]
