"""The clocks of a ticket, as stories: support is open from Monday to Friday, 8:30 to 12:00 and 13:30 to 17:00 (R35)."""

from datetime import time, timedelta

import pytest

from foundation.workcalendar import Hours
from tests.tickets.stories import SUPPORT, TERMS, TERMS_OF_VENDOR, graded, ola, paris, policy, said, sla, told
from tickets.clocks.defaults import REQUEST_PAUSES
from tickets.clocks.policy import Terms
from tickets.clocks.reading import read
from tickets.clocks.spans import hops, vendor_case, whole_life
from tickets.states import ClockState, Target

RESOLVE, TAKE, NEXT_UPDATE = Target.RESOLVE, Target.TAKE, Target.NEXT_UPDATE
RUNNING, PAUSED, STOPPED = ClockState.RUNNING, ClockState.PAUSED, ClockState.STOPPED
HOUR = timedelta(hours=1)

# --- a clock that runs ---------------------------------------------------------------------------------------------


def test_a_ticket_of_monday_morning_is_due_five_working_days_later():
    history = told(("2026-11-23T10:00", "NEW", "CORRESPONDENT"))

    reading = sla(history, "2026-11-24T10:00")

    assert (reading.state, reading.why, reading.consumed) == (RUNNING, "le délai court", 7 * HOUR)
    assert (reading.allowed, reading.left) == (35 * HOUR, 28 * HOUR)
    assert reading.due_at == paris("2026-11-30T10:00")
    assert not reading.is_breached


def test_the_warnings_come_at_half_three_quarters_nine_tenths_and_the_end():
    history = told(("2026-11-23T08:30", "NEW", "CORRESPONDENT"), priorities=[("2020-01-01", "P2")])

    reading = sla(history, "2026-11-23T09:00")

    assert [(one.percent, one.at) for one in reading.thresholds] == [
        (50, paris("2026-11-23T17:00")),
        (75, paris("2026-11-24T12:00")),
        (90, paris("2026-11-24T15:36")),
        (100, paris("2026-11-24T17:00")),
    ]
    # What is used up when the service closes is told when it opens: nobody is warned at night (zammad 4432).
    assert [one.tell_at for one in reading.thresholds] == [
        paris("2026-11-24T08:30"),
        paris("2026-11-24T13:30"),
        paris("2026-11-24T15:36"),
        paris("2026-11-25T08:30"),
    ]


def test_the_warnings_owed_are_those_whose_moment_has_come():
    taken = told(("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"), priorities=[("2020-01-01", "P2")])
    resolved = told(
        ("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T20:00", "RESOLVED", "DSINUM"),
        priorities=[("2020-01-01", "P2")],
    )

    assert sla(taken, "2026-11-24T08:29:59").percents_to_tell == ()
    assert sla(taken, "2026-11-24T08:30").percents_to_tell == (50,)
    assert sla(taken, "2026-11-25T08:30").percents_to_tell == (50, 75, 90, 100)
    assert sla(resolved, "2026-11-24T08:30").percents_to_tell == ()
    assert [one.at for one in sla(resolved, "2026-11-24T08:30").thresholds[1:]] == [None, None, None]


@pytest.mark.parametrize(
    ("created", "due"),
    [
        ("2026-11-06T16:30", "2026-11-16T16:30"),  # over a week-end, and over the Armistice on Wednesday
        ("2026-12-23T16:00", "2026-12-28T16:00"),  # 24 closed by its own calendar, Christmas, then the week-end
        ("2027-03-26T16:00", "2027-03-30T16:00"),  # the night when clocks go forward, then Easter Monday
        ("2026-10-23T16:00", "2026-10-26T16:00"),  # the night when they go back
        ("2028-02-28T16:00", "2028-02-29T16:00"),  # the day that few years have
        ("2028-02-29T16:00", "2028-03-01T16:00"),
        ("2026-11-21T23:59:59", "2026-11-23T17:00"),  # a Saturday at midnight: the whole Monday
        ("2026-11-23T00:00", "2026-11-23T17:00"),
        ("2026-11-23T12:00", "2026-11-24T12:00"),  # at the last moment of a morning
        ("2026-11-23T11:59:59", "2026-11-24T11:59:59"),
    ],
)
def test_only_opening_time_counts(created, due):
    days = 5 if created == "2026-11-06T16:30" else 1
    targets = {"P3": {"RESOLVE": 7 * 60 * days}}
    history = told((created, "NEW", "DSINUM"))

    assert sla(history, created, terms=Terms((policy(targets=targets),), SUPPORT)).due_at == paris(due)


def test_at_night_a_clock_that_runs_says_when_it_counts_again():
    history = told(("2026-11-20T16:00", "NEW", "DSINUM"))

    why = said(sla(history, "2026-11-21T09:00").why)

    assert why == "le délai court ; service fermé jusqu’au lundi 23 novembre 2026 à 8 h 30"


@pytest.mark.parametrize(
    ("start", "end", "hours"), [("2027-03-27", "2027-03-29", 47), ("2026-10-24", "2026-10-26", 49)]
)
def test_a_service_open_day_and_night_works_the_hours_that_the_clock_change_leaves(start, end, hours):
    always = Hours(week=(((time(0), time(0)),),) * 7)
    history = told((f"{start}T00:00", "NEW", "DSINUM"))

    reading = sla(history, f"{end}T00:00", terms=Terms((policy(),), always))

    assert reading.consumed == hours * HOUR


def test_the_hour_that_comes_twice_is_counted_twice():
    always = Hours(week=(((time(0), time(0)),),) * 7)
    history = told(("2026-10-25T01:30", "NEW", "DSINUM"))
    span, terms = whole_life(history), Terms((policy(),), always)

    first = read(history, span, RESOLVE, terms, paris("2026-10-25T02:30"))
    second = read(history, span, RESOLVE, terms, paris("2026-10-25T02:30", fold=1))

    assert (first.consumed, second.consumed) == (HOUR, 2 * HOUR)


def test_what_is_below_the_second_is_left_out():
    history = told(("2026-11-23T10:00:00.900", "NEW", "DSINUM"))

    assert sla(history, "2026-11-23T10:00:07.100").consumed == timedelta(seconds=7)


# --- breach --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resolved", "breached"),
    [
        ("2026-11-23T16:59:59", None),
        ("2026-11-23T17:00", None),  # at the very moment it was due
        ("2026-11-23T17:00:01", "2026-11-23T17:00"),
        ("2026-11-24T08:30", "2026-11-23T17:00"),  # nobody worked since, and yet it was due the day before
    ],
)
def test_a_ticket_is_in_time_until_the_moment_it_is_due(resolved, breached):
    history = told(
        ("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"),
        (resolved, "RESOLVED", "DSINUM"),
        priorities=[("2020-01-01", "P1")],
    )

    reading = sla(history, "2026-12-01T10:00")

    assert reading.due_at == paris("2026-11-23T17:00")
    assert reading.breached_at == (breached and paris(breached))
    assert (reading.state, reading.why) == (STOPPED, "arrêté\u00a0: le ticket est résolu")


def test_what_is_due_when_a_pause_begins_is_late_only_when_it_ends():
    history = told(
        ("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T17:00", "WAITING", "DSINUM", "REQUESTER"),
        ("2026-11-25T10:00", "IN_PROGRESS", "DSINUM"),
        priorities=[("2020-01-01", "P1")],
    )

    assert sla(history, "2026-11-24T10:00").due_at == paris("2026-11-23T17:00")
    assert sla(history, "2026-11-25T10:00").breached_at is None
    assert sla(history, "2026-11-25T10:00:01").breached_at == paris("2026-11-25T10:00")


# --- pauses --------------------------------------------------------------------------------------------------------

REASONS = ["REQUESTER", "PLANNED_DATE", "VENDOR", "BUYER", "COMMUNE", "APPROVAL"]


@pytest.mark.parametrize(
    ("clock", "counting"),
    [
        ("SLA", {"VENDOR", "BUYER", "APPROVAL"}),  # the Communauté answers for its supplier
        ("OLA", {"PLANNED_DATE", "BUYER", "APPROVAL"}),
        ("UC", {"REQUESTER", "PLANNED_DATE", "VENDOR", "COMMUNE", "APPROVAL"}),
    ],
)
@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_pauses_the_clocks_that_the_policy_says(clock, counting, reason):
    level = "VENDOR" if clock == "UC" else "DSINUM"
    history = told(("2026-11-23T09:00", "WAITING", level, reason))
    span = {"SLA": whole_life(history), "OLA": hops(history)[0], "UC": vendor_case(history.starts_at)}[clock]

    life, terms = (graded(history), TERMS_OF_VENDOR) if clock == "UC" else (history, TERMS)
    reading = read(life, span, RESOLVE, terms, paris("2026-11-23T11:00"))

    assert (reading.consumed == 2 * HOUR) is (reason in counting)
    assert (reading.state == RUNNING) is (reason in counting)
    assert (reading.due_at is None) is (reason not in counting)


@pytest.mark.parametrize("chapter", [("WAITING", "SCLP", "APPROVAL"), ("TO_APPROVE", "SCLP")])
def test_an_approval_pauses_requests_and_never_an_incident(chapter):
    history = told(("2026-11-23T09:00", *chapter))
    request = Terms((policy(pauses=REQUEST_PAUSES),), SUPPORT)

    assert sla(history, "2026-11-23T11:00").state == RUNNING
    assert sla(history, "2026-11-23T11:00", terms=request).state == PAUSED
    assert ola(history, 0, "2026-11-23T11:00", terms=request).state == PAUSED


def test_a_pause_without_a_known_end_leaves_nothing_due():
    history = told(
        ("2026-11-23T09:00", "IN_PROGRESS", "DSINUM"), ("2026-11-23T10:00", "WAITING", "DSINUM", "REQUESTER")
    )

    reading = sla(history, "2026-12-21T10:00")

    assert (reading.state, said(reading.why)) == (PAUSED, "en pause : réponse du demandeur attendue")
    assert (reading.consumed, reading.due_at, reading.breached_at) == (HOUR, None, None)
    assert {one.at for one in reading.thresholds} == {None}


def test_several_pauses_in_a_day_and_one_over_many_days_are_all_left_out():
    history = told(
        ("2026-11-23T09:00", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T09:20", "WAITING", "DSINUM", "REQUESTER"),
        ("2026-11-23T09:45", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T11:00", "WAITING", "DSINUM", "REQUESTER"),
        ("2026-11-23T15:00", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T15:10:30", "WAITING", "DSINUM", "REQUESTER"),
        ("2026-12-07T16:00", "IN_PROGRESS", "DSINUM"),
    )

    reading = sla(history, "2026-12-07T16:00:30")

    assert reading.consumed == timedelta(minutes=20 + 75 + 11)
    assert reading.due_at == SUPPORT.add_working_time(paris("2026-12-07T16:00:30"), 35 * HOUR - timedelta(minutes=106))


def test_a_pause_until_a_date_ends_by_itself_and_the_due_moment_does_not_move():
    history = told(("2026-11-23T08:30", "WAITING", "DSINUM", "PLANNED_DATE", "2026-11-26T08:30"))

    before, after = sla(history, "2026-11-24T10:00"), sla(history, "2026-11-26T10:30")

    assert (before.state, before.consumed) == (PAUSED, timedelta(0))
    assert sla(history, "2026-11-26T08:29:59").state == PAUSED
    assert sla(history, "2026-11-26T08:30").state == RUNNING
    assert (after.state, after.consumed) == (RUNNING, 2 * HOUR)
    assert said(after.why) == "le délai court : la date de reprise est passée"
    assert before.due_at == after.due_at == paris("2026-12-02T17:00")


def test_what_waits_for_the_vendor_counts_for_the_library_and_says_so():
    history = told(("2026-11-23T09:00", "WAITING", "DSINUM", "VENDOR"))

    assert said(sla(history, "2026-11-23T10:00").why) == "le délai court : réponse de l’éditeur attendue, sans pause"


# --- resolved, reopened --------------------------------------------------------------------------------------------


def test_the_time_between_resolved_and_reopened_is_not_consumed_nor_is_what_was_consumed_forgotten():
    history = told(
        ("2026-11-23T09:00", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T11:00", "RESOLVED", "DSINUM"),
        ("2026-11-25T09:00", "NEW", "DSINUM"),
    )

    resolved, reopened = sla(history, "2026-11-24T09:00"), sla(history, "2026-11-25T10:00")

    assert (resolved.consumed, resolved.due_at) == (2 * HOUR, paris("2026-11-30T09:00"))
    assert (reopened.consumed, reopened.due_at) == (3 * HOUR, paris("2026-12-01T15:30"))
    assert ola(history, 0, "2026-11-25T10:00").consumed == 3 * HOUR


def test_a_breach_is_not_erased_by_reopening():
    history = told(
        ("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"),
        ("2026-11-24T09:00", "RESOLVED", "DSINUM"),
        ("2026-11-26T09:00", "NEW", "DSINUM"),
        priorities=[("2020-01-01", "P1")],
    )

    assert sla(history, "2026-11-26T09:00").breached_at == paris("2026-11-23T17:00")


@pytest.mark.parametrize("state", ["RESOLVED", "CLOSED", "CANCELLED", "REFUSED", "MERGED"])
def test_what_is_finished_keeps_the_due_moment_it_had(state):
    history = told(("2026-11-23T09:00", "IN_PROGRESS", "DSINUM"), ("2026-11-23T11:00", state, "DSINUM"))

    readings = [sla(history, now) for now in ("2026-11-23T10:59", "2026-11-23T11:00", "2027-06-01T10:00")]

    assert {reading.due_at for reading in readings} == {paris("2026-11-30T09:00")}
    assert [reading.state for reading in readings] == [RUNNING, STOPPED, STOPPED]


# --- priority ------------------------------------------------------------------------------------------------------


def test_a_new_priority_moves_the_target_and_keeps_the_time_consumed():
    """glpi 6902, 15605: changing the priority forgot the past pauses."""
    history = told(
        ("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T10:30", "WAITING", "DSINUM", "REQUESTER"),
        ("2026-11-24T08:30", "IN_PROGRESS", "DSINUM"),
        priorities=[("2026-11-23T08:30", "P3"), ("2026-11-24T09:30", "P2")],
    )

    before, after = sla(history, "2026-11-24T09:29:59"), sla(history, "2026-11-24T09:30")

    assert before.due_at == SUPPORT.add_working_time(paris("2026-11-24T08:30"), 33 * HOUR)
    assert (after.code, after.consumed, after.allowed) == ("P2", 3 * HOUR, 14 * HOUR)
    assert after.due_at == paris("2026-11-25T15:00")


def test_a_priority_raised_too_late_is_breached_when_it_is_raised():
    history = told(
        ("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"),
        priorities=[("2026-11-23T08:30", "P3"), ("2026-11-25T10:00", "P1")],
    )

    assert sla(history, "2026-11-25T10:00").due_at == paris("2026-11-23T17:00")
    assert sla(history, "2026-11-25T10:00").breached_at is None
    assert sla(history, "2026-11-25T10:01").breached_at == paris("2026-11-25T10:00")


def test_a_priority_lowered_does_not_erase_the_breach():
    history = told(
        ("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"),
        priorities=[("2026-11-23T08:30", "P1"), ("2026-11-24T10:00", "P3")],
    )

    reading = sla(history, "2026-11-24T11:00")

    assert (reading.due_at, reading.breached_at) == (paris("2026-11-27T17:00"), paris("2026-11-23T17:00"))


def test_a_priority_corrected_after_the_end_changes_no_delay():
    history = told(
        ("2026-11-23T08:30", "IN_PROGRESS", "DSINUM"),
        ("2026-11-23T11:00", "RESOLVED", "DSINUM"),
        priorities=[("2026-11-23T08:30", "P3"), ("2026-11-23T11:00", "P1")],
    )

    assert sla(history, "2026-11-24T11:00").code == "P3"
