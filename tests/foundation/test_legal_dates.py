from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.french import NBSP
from foundation.legal_dates import (
    Candidate,
    NoticePolicy,
    add_months,
    add_years,
    earliest,
    explain_last_day_of,
    explain_notice_end,
    last_day_of,
    notice_end,
)

on = date.fromisoformat
QUANTIEME, VEILLE = NoticePolicy


def plain(text):
    return text.replace(NBSP, " ")


# --- months and years ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2027-01-15", 1, "2027-02-15"),
        ("2027-01-28", 1, "2027-02-28"),
        ("2027-01-29", 1, "2027-02-28"),
        ("2027-01-30", 1, "2027-02-28"),
        ("2027-01-31", 1, "2027-02-28"),  # a Sunday: kept
        ("2028-01-29", 1, "2028-02-29"),
        ("2028-01-30", 1, "2028-02-29"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-03-31", 1, "2027-04-30"),
        ("2027-04-30", 1, "2027-05-30"),  # the 30th, not "the last of the month"
        ("2028-02-29", 1, "2028-03-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-10-31", 25, "2028-11-30"),
        ("2027-03-31", -1, "2027-02-28"),
        ("2027-01-15", -1, "2026-12-15"),
        ("2027-01-31", -11, "2026-02-28"),
    ],
)
def test_months_run_from_number_to_number_and_stop_at_the_end_of_a_short_month(day, n, expected):
    assert add_months(on(day), n) == on(expected)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-12-01", 2, "2028-12-01"),
        ("2028-02-29", 1, "2029-02-28"),
        ("2028-02-29", 4, "2032-02-29"),
        ("2028-02-28", 1, "2029-02-28"),
        ("2096-02-29", 4, "2100-02-28"),  # 2100 is not a leap year
        ("2028-02-29", -4, "2024-02-29"),
    ],
)
def test_years_run_from_day_to_day_and_29_february_stops_at_the_28th(day, n, expected):
    assert add_years(on(day), n) == on(expected)


DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS, st.integers(-600, 600))
def test_a_month_later_is_the_same_number_or_the_last_of_its_month(day, n):
    reached = add_months(day, n)

    assert (reached.year - day.year) * 12 + reached.month - day.month == n
    assert reached.day == day.day or (reached.day < day.day and (reached + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, st.integers(-600, 600))
def test_a_later_day_never_gives_an_earlier_end(a, b, n):
    first, second = sorted([a, b])

    assert add_months(first, n) <= add_months(second, n)


# --- last day of a duration ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "years", "expected"),
    [
        ("2026-01-01", 2, "2027-12-31"),
        ("2026-12-01", 2, "2028-11-30"),
        ("2026-03-15", 2, "2028-03-14"),
        ("2026-03-01", 2, "2028-02-29"),  # the eve of 1 March 2028
        ("2027-03-01", 2, "2029-02-28"),
        ("2026-12-31", 2, "2028-12-30"),
        ("2026-02-28", 2, "2028-02-27"),
        ("2028-02-28", 2, "2030-02-27"),
        ("2028-02-29", 2, "2030-02-28"),  # the eve of a 29th is the 28th, in any year
        ("2028-03-01", 2, "2030-02-28"),
        ("2028-02-29", 4, "2032-02-28"),
        ("2028-02-29", 1, "2029-02-28"),
    ],
)
def test_a_duration_ends_on_the_eve_of_its_anniversary(start, years, expected):
    assert last_day_of(on(start), years) == on(expected)


def test_a_duration_is_of_two_years_unless_said():
    assert last_day_of(on("2026-01-01")) == on("2027-12-31")


@given(DAYS.filter(lambda day: (day.month, day.day) != (2, 29)), st.integers(1, 9))
def test_the_day_after_the_last_is_the_anniversary(start, years):
    assert last_day_of(start, years) + timedelta(days=1) == start.replace(year=start.year + years)


@pytest.mark.parametrize("end_of", [last_day_of, notice_end, explain_last_day_of, explain_notice_end])
@pytest.mark.parametrize("length", [0, -1])
def test_a_duration_of_nothing_has_no_last_day(end_of, length):
    with pytest.raises(ValueError, match="no last day"):
        end_of(on("2026-01-01"), length)


# --- end of a notice -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "by_number", "by_eve"),
    [
        ("2027-06-16", 1, "2027-07-16", "2027-07-15"),
        ("2027-02-15", 1, "2027-03-15", "2027-03-14"),
        ("2027-01-31", 1, "2027-02-28", "2027-02-28"),  # Sunday, kept
        ("2027-01-30", 1, "2027-02-28", "2027-02-28"),
        ("2027-01-29", 1, "2027-02-28", "2027-02-28"),
        ("2027-01-28", 1, "2027-02-28", "2027-02-27"),
        ("2028-01-31", 1, "2028-02-29", "2028-02-29"),
        ("2028-01-29", 1, "2028-02-29", "2028-02-28"),
        ("2028-02-29", 1, "2028-03-29", "2028-03-28"),
        ("2027-03-31", 1, "2027-04-30", "2027-04-30"),
        ("2027-03-10", 1, "2027-04-10", "2027-04-09"),  # Saturday, kept
        ("2027-06-14", 1, "2027-07-14", "2027-07-13"),  # Fête nationale, kept
        ("2026-11-25", 1, "2026-12-25", "2026-12-24"),  # Noël, kept
        ("2026-12-01", 1, "2027-01-01", "2026-12-31"),  # Jour de l’an, kept
        ("2027-02-01", 3, "2027-05-01", "2027-04-30"),  # Fête du Travail and Saturday, kept
    ],
)
def test_a_notice_ends_by_number_or_on_the_eve_and_never_moves(start, months, by_number, by_eve):
    assert notice_end(on(start), months) == on(by_number)
    assert notice_end(on(start), months, QUANTIEME) == on(by_number)
    assert notice_end(on(start), months, VEILLE) == on(by_eve)


# --- explanations --------------------------------------------------------------------------------------------------


def test_the_last_day_of_two_years_is_told_step_by_step():
    explained = explain_last_day_of(on("2026-01-01"))

    assert explained.date == on("2027-12-31")
    assert [(plain(step.text), plain(step.source)) for step in explained.steps] == [
        ("La durée commence le 1er janvier 2026, ce jour compris.", "durée de date à date, premier jour compris"),
        ("Le même quantième, 2 ans plus tard, est le 1er janvier 2028.", "CPC, art. 641, al. 2"),
        (
            "Le premier jour compte : le dernier jour est la veille, le 31 décembre 2027.",
            "durée de date à date, premier jour compris",
        ),
    ]


def test_a_duration_begun_on_29_february_says_why_no_day_is_taken_off():
    explained = explain_last_day_of(on("2028-02-29"))

    assert explained.date == on("2030-02-28")
    assert [plain(step.text) for step in explained.steps] == [
        "La durée commence le 29 février 2028, ce jour compris.",
        "Le mois de février 2030 n’a pas de 29 : le délai de 2 ans expire le dernier jour de ce mois, "
        "le 28 février 2030.",
    ]


def test_a_notice_that_ends_on_a_sunday_says_that_it_does_not_move():
    explained = explain_notice_end(on("2027-01-31"))

    assert explained.date == on("2027-02-28")
    assert [(plain(step.text), plain(step.source)) for step in explained.steps] == [
        ("Le préavis court à partir du 31 janvier 2027.", "CPC, art. 640"),
        (
            "Le mois de février 2027 n’a pas de 31 : le délai de 1 mois expire le dernier jour de ce mois, "
            "le 28 février 2027.",
            "CPC, art. 641, al. 2",
        ),
        ("Le préavis expire le 28 février 2027 à vingt-quatre heures, ce jour compris.", "CPC, art. 642, al. 1"),
        (
            "Le 28 février 2027 est un dimanche : un préavis n’est pas reporté au jour ouvrable suivant.",
            "Cass. 3e civ., 8 mars 2018, n° 17-11.312",
        ),
    ]


@pytest.mark.parametrize(
    ("start", "closed"),
    [
        ("2027-03-10", "un samedi"),
        ("2027-06-14", "un jour férié (Fête nationale)"),
        ("2026-11-25", "un jour férié (Noël)"),
    ],
)
def test_a_notice_that_ends_on_a_closed_day_names_it(start, closed):
    last = explain_notice_end(on(start)).steps[-1]

    assert closed in plain(last.text)


def test_a_notice_that_ends_on_a_working_day_says_nothing_of_carrying():
    steps = explain_notice_end(on("2027-02-15")).steps

    assert plain(steps[-1].text) == "Le préavis expire le 15 mars 2027 à vingt-quatre heures, ce jour compris."
    assert len(steps) == 3


def test_the_rule_of_the_eve_is_a_step_of_its_own():
    explained = explain_notice_end(on("2027-06-16"), policy=VEILLE)

    assert explained.date == on("2027-07-15")
    assert [plain(step.text) for step in explained.steps] == [
        "Le préavis court à partir du 16 juin 2027.",
        "Le même quantième, 1 mois plus tard, est le 16 juillet 2027.",
        "Règle de la veille : le dernier jour est la veille, le 15 juillet 2027.",
        "Le préavis expire le 15 juillet 2027 à vingt-quatre heures, ce jour compris.",
    ]


@given(DAYS, st.integers(1, 24), st.sampled_from(NoticePolicy))
def test_every_explanation_arrives_at_its_date_with_sources(start, months, policy):
    explained = explain_notice_end(start, months, policy)

    assert explained.date == notice_end(start, months, policy)
    assert all(step.text.endswith(".") and step.source for step in explained.steps)


# --- the earliest of several dates ---------------------------------------------------------------------------------


def candidate(label, day):
    return Candidate(label, on(day) if day else None, "parce que", "art. 6")


@pytest.mark.parametrize(
    ("a", "b", "c", "date_", "bites"),
    [
        ("2027-12-31", "2032-04-01", None, "2027-12-31", "A"),
        ("2027-12-31", "2027-06-30", "2027-07-01", "2027-06-30", "B"),
        ("2027-12-31", "2027-12-31", "2028-01-01", "2027-12-31", "AB"),
        ("2028-01-01", "2027-12-31", "2027-12-31", "2027-12-31", "BC"),
        ("2027-12-31", "2027-12-31", "2027-12-31", "2027-12-31", "ABC"),
        (None, None, "2027-01-01", "2027-01-01", "C"),
        (None, None, None, None, ""),
    ],
)
def test_the_earliest_known_date_bites_and_ties_are_named(a, b, c, date_, bites):
    candidates = [candidate(label, day) for label, day in zip("ABC", [a, b, c], strict=True)]

    verdict = earliest(candidates)

    assert verdict.date == (on(date_) if date_ else None)
    assert "".join(one.label for one in verdict.bites) == bites
    assert verdict.is_tied is (len(bites) > 1)
    assert verdict.candidates == tuple(candidates)


TERM = Candidate("fin de la durée", on("2027-12-31"), "2 ans à compter du 1er janvier 2026", "art. 6")
MANDATE = Candidate("fin du mandat", on("2032-04-01"), "date estimée", "art. 6")
NOTICE = Candidate("dénonciation", None, "aucune", "art. 6")


@pytest.mark.parametrize(
    ("candidates", "sentence"),
    [
        (
            [TERM, MANDATE, NOTICE],
            "31 décembre 2027 : fin de la durée, 2 ans à compter du 1er janvier 2026 (art. 6). "
            "Plus tard : fin du mandat (1er avril 2032). Sans date : dénonciation.",
        ),
        ([TERM], "31 décembre 2027 : fin de la durée, 2 ans à compter du 1er janvier 2026 (art. 6)."),
        (
            [TERM, candidate("dénonciation", "2027-12-31")],
            "31 décembre 2027, le même jour : fin de la durée et dénonciation.",
        ),
        ([NOTICE], "Aucune date n’est connue. Sans date : dénonciation."),
        ([], "Aucune date n’est connue."),
    ],
)
def test_the_verdict_says_which_date_bites_and_why(candidates, sentence):
    assert plain(earliest(candidates).explanation) == sentence
