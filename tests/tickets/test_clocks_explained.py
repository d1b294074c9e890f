"""The account of a clock: every minute has its line, in words that anybody understands (R35)."""

from datetime import timedelta

import pytest

from foundation.french import NBSP
from tests.tickets.stories import TERMS_OF_VENDOR, graded, ola, paris, said, sla, told
from tickets.clocks.explanation import explain, spent
from tickets.clocks.reading import read
from tickets.clocks.spans import vendor_case
from tickets.states import Target

HOUR = timedelta(hours=1)


def account(reading):
    """The lines as a page would print them."""
    return [
        (f"{line.start:%d/%m %H:%M}", f"{line.end:%d/%m %H:%M}" if line.end else "", said(line.held_by), said(line.why))
        + (said(spent(line.counted)), said(spent(line.total)))
        for line in explain(reading)
    ]


LIFE = told(
    ("2026-11-09T16:00", "NEW", "CORRESPONDENT"),
    ("2026-11-10T09:00", "IN_PROGRESS", "CORRESPONDENT"),
    ("2026-11-10T10:00", "NEW", "DSINUM"),
    ("2026-11-10T11:00", "WAITING", "DSINUM", "REQUESTER"),
    ("2026-11-12T09:00", "IN_PROGRESS", "DSINUM"),
    ("2026-11-12T09:45", "WAITING", "DSINUM", "VENDOR"),
    ("2026-11-13T14:00", "RESOLVED", "DSINUM"),
    ("2026-11-16T14:00", "NEW", "DSINUM"),
    priorities=[("2026-11-09T16:00", "P3"), ("2026-11-10T09:30", "P2")],
)


def test_every_minute_of_a_life_has_its_line():
    assert account(sla(LIFE, "2026-11-16T15:00")) == [
        ("09/11 16:00", "10/11 09:00", "référent informatique : à prendre", "le délai court", "1 h 30", "1 h 30"),
        ("10/11 09:00", "10/11 09:30", "référent informatique : en cours", "le délai court", "30 min", "2 h"),
        ("10/11 09:30", "10/11 10:00", "référent informatique : en cours", "le délai court", "30 min", "2 h 30"),
        ("10/11 10:00", "10/11 11:00", "DSINum : à prendre", "le délai court", "1 h", "3 h 30"),
        (
            *("10/11 11:00", "12/11 09:00", "DSINum : en attente"),
            *("en pause : réponse du demandeur attendue", "0 min", "3 h 30"),
        ),
        ("12/11 09:00", "12/11 09:45", "DSINum : en cours", "le délai court", "45 min", "4 h 15"),
        (
            *("12/11 09:45", "13/11 14:00", "DSINum : en attente"),
            *("le délai court : réponse de l’éditeur attendue, sans pause", "9 h 45", "14 h"),
        ),
        ("13/11 14:00", "16/11 14:00", "DSINum : résolu", "arrêté : le ticket est résolu", "0 min", "14 h"),
        ("16/11 14:00", "", "DSINum : à prendre", "le délai court", "1 h", "15 h"),
    ]


def test_the_account_says_what_is_promised_and_when_that_changes():
    notes = [[said(note) for note in line.notes] for line in explain(sla(LIFE, "2026-11-16T15:00"))]

    assert notes == [["priorité P3 : délai de 35 h"], [], ["priorité P2 : délai de 14 h"], [], [], [], [], [], []]


def test_a_pause_shows_the_opening_time_that_it_spares():
    pause = explain(sla(LIFE, "2026-11-16T15:00"))[4]

    assert (pause.is_counted, pause.opened, pause.counted) == (False, 5 * HOUR, timedelta(0))


@pytest.mark.parametrize("noticed", ["2026-11-26T08:30", "2026-11-26T09:00"])
def test_a_wait_over_at_its_date_counts_from_that_date(noticed):
    history = told(
        ("2026-11-25T08:30", "WAITING", "DSINUM", "PLANNED_DATE", "2026-11-26T08:30"),
        (noticed, "IN_PROGRESS", "DSINUM"),
    )

    lines = account(sla(history, "2026-11-26T10:30"))

    assert lines[0][:2] == ("25/11 08:30", "26/11 08:30")
    assert [line[3] for line in lines[1:-1]] == ["le délai court : la date de reprise est passée"] * (len(lines) - 2)
    assert (len(lines), lines[-1][5]) == (2 if noticed.endswith("08:30") else 3, "2 h")


def test_a_hop_has_an_account_of_its_own():
    lines = account(ola(LIFE, 1, "2026-11-16T15:00"))

    assert [(start, counted) for start, _, _, _, counted, _ in lines] == [
        ("10/11 10:00", "1 h"),
        ("10/11 11:00", "0 min"),
        ("12/11 09:00", "45 min"),
        ("12/11 09:45", "0 min"),
        ("13/11 14:00", "0 min"),
        ("16/11 14:00", "1 h"),
    ]


def test_days_when_the_service_is_closed_are_named_on_the_line_that_they_lengthen():
    armistice = told(("2026-11-10T16:00", "NEW", "DSINUM"))
    christmas = told(("2026-12-23T16:00", "NEW", "DSINUM"))

    assert [said(note) for note in explain(sla(armistice, "2026-11-12T09:00"))[0].notes[1:]] == [
        "fermé le 11 novembre 2026 : Armistice"
    ]
    assert [said(note) for note in explain(sla(christmas, "2027-01-04T09:00"))[0].notes[1:]] == [
        "fermé le 24 décembre 2026 : fermeture du service",
        "fermé le 25 décembre 2026 : Noël",
        "fermé le 1er janvier 2027 : Jour de l’an",
    ]


def test_a_long_line_names_five_closed_days_and_counts_the_others():
    (line,) = explain(sla(told(("2026-11-10T16:00", "NEW", "DSINUM")), "2027-05-07T09:00"))

    assert (len(line.notes), said(line.notes[-1])) == (7, "et 1 autre jour fermé")


def test_seconds_are_accounted_for():
    history = told(
        ("2026-11-23T09:00:10", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T09:30:25", "WAITING", "DSINUM", "REQUESTER"),
        ("2026-11-23T10:00:50", "IN_PROGRESS", "DSINUM"),
    )

    assert [said(spent(line.total)) for line in explain(sla(history, "2026-11-23T11:00"))] == [
        "30 min 15 s",
        "30 min 15 s",
        "1 h 29 min 25 s",
    ]


def test_marks_and_units_hold_to_their_word():
    pause = explain(sla(LIFE, "2026-11-16T15:00"))[4]

    assert pause.why == f"en pause{NBSP}: réponse du demandeur attendue"
    assert spent(timedelta(minutes=65)) == f"1{NBSP}h{NBSP}05"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 min"), (59, "59 s"), (60, "1 min"), (3600, "1 h"), (3661, "1 h 1 min 1 s"), (3601, "1 h 0 min 1 s")]
    + [(90000, "25 h"), (-1800, "−30 min")],
)
def test_a_working_time_is_written_in_hours_and_minutes(seconds, words):
    assert said(spent(timedelta(seconds=seconds))) == words


def test_a_clock_that_has_not_begun_has_nothing_to_account_for():
    assert (
        explain(read(graded(LIFE), vendor_case(None), Target.RESOLVE, TERMS_OF_VENDOR, paris("2026-11-16T15:00"))) == ()
    )
