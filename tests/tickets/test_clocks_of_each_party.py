"""The clock of each level and of the vendor, the wait for news, and what is read against which policy (R17, R29)."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from foundation.workcalendar import Hours
from tests.tickets.stories import SUPPORT, TERMS, TERMS_OF_VENDOR, graded, ola, paris, policy, said, sla, told, uc
from tickets.clocks.axes import BY_SEVERITY
from tickets.clocks.defaults import default_targets, usual_day
from tickets.clocks.policy import Terms
from tickets.clocks.reading import read
from tickets.clocks.spans import between_news, vendor_case, whole_life
from tickets.states import ClockState, Target

RESOLVE, TAKE, NEXT_UPDATE = Target.RESOLVE, Target.TAKE, Target.NEXT_UPDATE
RUNNING, PAUSED, STOPPED = ClockState.RUNNING, ClockState.PAUSED, ClockState.STOPPED
HOUR = timedelta(hours=1)

# --- hops, and the town --------------------------------------------------------------------------------------------

CLIMB = told(
    ("2026-11-23T09:00", "NEW", "CORRESPONDENT"),
    ("2026-11-23T09:30", "IN_PROGRESS", "CORRESPONDENT"),
    ("2026-11-23T10:00", "NEW", "DSINUM"),
    ("2026-11-23T11:00", "IN_PROGRESS", "DSINUM"),
    ("2026-11-23T11:30", "NEW", "VENDOR"),
    ("2026-11-24T11:30", "IN_PROGRESS", "VENDOR"),
    ("2026-11-25T09:00", "NEW", "DSINUM"),
)


def test_each_level_has_a_clock_of_its_own_at_each_hop():
    """glpi 1911: each group needs its own time, not only from creation."""
    readings = [ola(CLIMB, hop, "2026-11-25T10:00") for hop in range(4)]

    assert [reading.consumed for reading in readings] == [HOUR, 1.5 * HOUR, timedelta(0), HOUR]
    assert [reading.state for reading in readings] == [STOPPED, STOPPED, STOPPED, RUNNING]
    assert said(readings[0].why) == "arrêté : le ticket est passé à un autre niveau"
    assert readings[0].due_at == paris("2026-11-30T09:00")  # as it stood at the hand-over
    assert sla(CLIMB, "2026-11-25T10:00").consumed == 15 * HOUR  # and the library’s never stopped


def test_taking_is_measured_until_the_first_take():
    readings = [ola(CLIMB, hop, "2026-11-25T10:00", TAKE) for hop in (0, 1, 3)]

    assert [reading.consumed for reading in readings] == [HOUR / 2, HOUR, HOUR]
    assert sla(CLIMB, "2026-11-25T10:00", TAKE).consumed == HOUR / 2
    assert said(sla(CLIMB, "2026-11-25T10:00", TAKE).why) == "arrêté : le ticket est pris en charge"


def test_a_reopened_ticket_was_taken_once():
    history = told(
        ("2026-11-23T09:00", "NEW", "DSINUM"),
        ("2026-11-23T09:30", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T10:00", "RESOLVED", "DSINUM"),
        ("2026-11-23T11:00", "NEW", "DSINUM"),
    )

    assert sla(history, "2026-11-24T11:00", TAKE).consumed == HOUR / 2


def test_what_goes_to_the_town_stops_the_clocks_of_the_communaute_until_it_comes_back():
    """R29: hardware is the town’s; a contest brings the ticket to the SCLP."""
    history = told(
        ("2026-11-23T09:00", "NEW", "CORRESPONDENT"),
        ("2026-11-23T10:00", "NEW", "COMMUNE"),
        ("2026-11-23T11:00", "IN_PROGRESS", "COMMUNE"),
        ("2026-11-30T10:00", "NEW", "SCLP"),
    )

    held, back = sla(history, "2026-11-25T10:00"), sla(history, "2026-11-30T11:00")

    assert (held.state, said(held.why)) == (STOPPED, "arrêté : la commune s’en charge")
    assert (held.consumed, held.due_at) == (HOUR, None)
    assert (back.state, back.consumed) == (RUNNING, 2 * HOUR)
    assert sla(history, "2026-11-30T11:00", TAKE).consumed == 2 * HOUR  # the town’s take is not the Communauté’s
    assert ola(history, 1, "2026-11-30T11:00").consumed == timedelta(0)


# --- the vendor ----------------------------------------------------------------------------------------------------


def test_without_a_proof_of_receipt_the_vendor_owes_nothing():
    reading = read(graded(CLIMB), vendor_case(None), RESOLVE, TERMS_OF_VENDOR, paris("2026-11-24T10:00"))

    assert (reading.state, reading.due_at, reading.consumed) == (ClockState.NOT_BEGUN, None, timedelta(0))
    assert said(reading.why) == "pas commencé : la preuve de réception par l’éditeur est attendue"
    assert uc(CLIMB, "2026-11-24T10:00", "2026-11-24T09:59").state == ClockState.NOT_BEGUN


def test_the_vendor_is_measured_from_the_proof_of_receipt_in_the_hours_of_its_market():
    market = Terms(
        (policy(targets={"MINOR": {"TAKE": 120, "RESOLVE": 600}}, axis=BY_SEVERITY),),
        Hours(week=(((time(8), time(20)),),) * 6 + ((),)),
    )

    reading = uc(CLIMB, "2026-11-23T14:00", "2026-11-24T10:00", terms=market)

    assert (reading.consumed, reading.due_at) == (8 * HOUR, paris("2026-11-24T12:00"))
    taken = uc(CLIMB, "2026-11-23T14:00", "2026-11-25T10:00", TAKE, market)
    assert (taken.consumed, taken.breached_at) == (9.5 * HOUR, paris("2026-11-23T16:00"))
    assert said(uc(CLIMB, "2026-11-23T14:00", "2026-11-25T10:00", terms=market).why) == (
        "arrêté : le dossier n’est pas chez l’éditeur"
    )


def test_what_stops_the_clock_of_the_vendor_is_told_of_its_case():
    solved = told(("2026-11-23T09:00", "IN_PROGRESS", "VENDOR"), ("2026-11-23T11:00", "RESOLVED", "VENDOR"))

    received, at = "2026-11-23T09:00", "2026-11-23T12:00"
    assert said(uc(solved, received, at).why) == "arrêté : le dossier est résolu"
    assert said(uc(solved, received, at, TAKE).why) == "arrêté : le dossier est pris en charge"
    assert said(sla(solved, "2026-11-23T12:00").why) == "arrêté : le ticket est résolu"


def test_the_buyer_s_delay_is_not_the_vendor_s():
    history = told(
        ("2026-11-23T09:00", "WAITING", "DSINUM", "VENDOR"),
        ("2026-11-23T10:00", "WAITING", "DSINUM", "BUYER"),
        ("2026-11-24T10:00", "WAITING", "DSINUM", "VENDOR"),
        ("2026-11-24T11:00", "IN_PROGRESS", "DSINUM"),
    )

    paused, over = (
        uc(history, "2026-11-23T09:00", "2026-11-23T16:00"),
        uc(history, "2026-11-23T09:00", "2026-11-24T16:00"),
    )

    assert (paused.state, paused.consumed, paused.due_at) == (PAUSED, HOUR, None)
    assert said(paused.why) == "en pause : l’éditeur attend la Communauté urbaine"
    assert (over.state, over.consumed) == (STOPPED, 2 * HOUR)
    assert over.due_at == paris("2026-12-01T09:00")  # as it stood when the vendor handed the case back
    assert uc(history, "2026-11-23T09:00", "2026-11-24T16:00", TAKE).state == STOPPED  # by then, nobody took it there
    assert uc(history, "2026-11-23T09:00", "2026-11-24T16:00", TAKE).consumed == 2 * HOUR
    assert sla(history, "2026-11-24T11:00").consumed == 9 * HOUR
    assert ola(history, 0, "2026-11-24T11:00").consumed == 7 * HOUR  # only the silence of the vendor paused it


def test_a_vendor_case_closed_stops_its_clock():
    span = vendor_case(paris("2026-11-23T14:00"), closed_at=paris("2026-11-23T15:00"))

    reading = read(graded(CLIMB), span, RESOLVE, TERMS_OF_VENDOR, paris("2026-11-24T10:00"))

    assert (reading.state, reading.consumed) == (STOPPED, HOUR)


# --- news ----------------------------------------------------------------------------------------------------------


def test_the_next_news_are_owed_since_the_last():
    history = told(("2026-11-23T09:00", "IN_PROGRESS", "DSINUM"))
    span = whole_life(history, news=[paris("2026-11-24T10:00"), paris("2026-11-27T10:00")])

    now = read(history, span, NEXT_UPDATE, TERMS, paris("2026-11-25T10:00"))
    waits = [read(history, wait, NEXT_UPDATE, TERMS, paris("2026-11-27T10:30")) for wait in between_news(span)]

    assert read(history, span, NEXT_UPDATE, TERMS, paris("2026-11-24T10:00")).consumed == timedelta(0)
    assert (now.consumed, now.due_at) == (7 * HOUR, paris("2026-11-26T10:00"))
    assert [wait.consumed for wait in waits] == [8 * HOUR, 21 * HOUR, HOUR / 2]
    assert [wait.breached_at for wait in waits] == [None, paris("2026-11-26T10:00"), None]
    assert said(waits[0].why) == "arrêté : des nouvelles ont été données"


# --- policy versions -----------------------------------------------------------------------------------------------


def test_the_policy_of_the_beginning_binds_until_the_end():
    stricter = policy(2, "2026-11-23T10:00", targets={"P3": {"RESOLVE": 60}})  # the very moment of the first hop
    terms = Terms((stricter, *TERMS.versions), SUPPORT)

    assert sla(CLIMB, "2026-11-25T10:00", terms=terms).policy.version == 1
    assert [ola(CLIMB, hop, "2026-11-25T10:00", terms=terms).policy.version for hop in range(4)] == [1, 2, 2, 2]
    of_vendor = policy(2, "2026-11-23T10:00", targets={"MINOR": {"RESOLVE": 60}}, axis=BY_SEVERITY)
    market = Terms((of_vendor, *TERMS_OF_VENDOR.versions), SUPPORT)
    assert uc(CLIMB, "2026-11-23T14:00", "2026-11-25T10:00", terms=market).policy.version == 2


def test_without_a_policy_no_clock_is_read():
    with pytest.raises(ValueError, match="no policy was in force"):
        sla(CLIMB, "2026-11-25T10:00", terms=Terms((policy(applies_from="2027-01-01"),), SUPPORT))


def test_what_is_not_promised_is_never_due():
    nothing = Terms((policy(targets={"P1": {"RESOLVE": 60}}),), SUPPORT)

    reading = sla(CLIMB, "2026-11-25T10:00", terms=nothing)

    assert (reading.allowed, reading.left, reading.due_at, reading.thresholds) == (None, None, None, ())
    assert reading.consumed == 15 * HOUR


def test_the_starting_targets_are_those_of_the_reference_in_days_of_the_calendar():
    market = Hours(week=(((time(8), time(18)),),) * 5 + (((time(9), time(12)),), ()))
    night = Hours(week=(((time(22), time(0)),),) + ((),) * 6)

    assert (usual_day(SUPPORT), usual_day(market), usual_day(night)) == (420, 600, 120)
    assert {code: tuple(row.values()) for code, row in default_targets(SUPPORT).items()} == {
        "P1": (60, 120, 420),
        "P2": (120, 420, 840),
        "P3": (240, 840, 2100),
        "P4": (420, 2100, 4200),
        "P5": (840, 4200, 8400),
    }


# --- what cannot be read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": "LOST"}, "not a valid State"),
        ({"level": "MOON"}, "not a valid Level"),
        ({"reason": "RAIN"}, "not a valid WaitingReason"),
        ({"end": paris("2026-11-23T08:59")}, "ends after it starts"),
        ({"start": datetime(2026, 11, 23)}, "no time zone"),  # noqa: DTZ001 - the naive datetime is the subject
    ],
)
def test_an_impossible_interval_is_refused(change, why):
    with pytest.raises(ValueError, match=why):
        replace(CLIMB.intervals[-1], **{"start": datetime(2026, 11, 23, 8, tzinfo=UTC), **change})


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"intervals": ()}, "holds now"),
        ({"intervals": CLIMB.intervals[:-1]}, "holds now"),
        ({"intervals": CLIMB.intervals[::2]}, "without a gap"),
        ({"codes": ()}, "from its first moment"),
        ({"codes": ((paris("2026-11-23T09:00:01"), "P1"),)}, "from its first moment"),
        ({"codes": ((paris("2026-11-23T09:00"), "P1"), (paris("2026-11-22T09:00"), "P2"))}, "in order"),
        ({"codes": ((paris("2026-11-23T09:00"), "P9"),)}, "not a valid Priority"),
    ],
)
def test_a_history_that_leaves_a_minute_unaccounted_for_is_refused(change, why):
    with pytest.raises(ValueError, match=why):
        replace(CLIMB, **change)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"targets": {"P1": {"RESOLVE": 0}}}, "one working minute"),
        ({"targets": {"P9": {}}}, "not a valid Priority"),
        ({"targets": {"P1": {"SMILE": 60}}}, "not a valid Target"),
        ({"pauses": {"SLA": frozenset({"RAIN"})}}, "not a valid WaitingReason"),
    ],
)
def test_an_impossible_policy_is_refused(change, why):
    with pytest.raises(ValueError, match=why):
        policy(**change)
