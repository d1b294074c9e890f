from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import PARIS
from foundation.workcalendar import Hours, public_holidays

MINUTE = timedelta(minutes=1)


def paris(text, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


def same_instant(a, b):
    """Two aware datetimes in one zone compare by wall clock; instants compare in UTC."""
    return a.astimezone(UTC) == b.astimezone(UTC)


# --- opening hours -------------------------------------------------------------------------------------------------

OFFICE_DAY = ((time(8, 30), time(12)), (time(13, 30), time(17)))
OFFICE = Hours(week=(OFFICE_DAY,) * 5 + ((), ()), closed=frozenset({date(2026, 12, 24)}))
ALWAYS = Hours(week=(((time(0), time(0)),),) * 7)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T08:29:59", False),
        ("2026-11-23T08:30", True),
        ("2026-11-23T11:59:59", True),
        ("2026-11-23T12:00", False),  # the last moment is excluded
        ("2026-11-23T13:30", True),
        ("2026-11-23T17:00", False),
        ("2026-11-21T10:00", False),  # Saturday
        ("2026-11-11T10:00", False),  # Armistice
        ("2026-12-24T10:00", False),  # closed by its own calendar
    ],
)
def test_a_service_is_open_from_its_first_moment_to_before_its_last(moment, is_open):
    assert OFFICE.is_open(paris(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T09:15", "2026-11-23T09:15"),
        ("2026-11-23T07:00", "2026-11-23T08:30"),
        ("2026-11-23T12:00", "2026-11-23T13:30"),
        ("2026-11-20T17:00", "2026-11-23T08:30"),
        ("2026-12-23T18:00", "2026-12-28T08:30"),  # 24 closed, 25 Christmas, then the week-end
    ],
)
def test_the_next_opening_is_the_moment_itself_when_open(moment, expected):
    assert OFFICE.next_opening(paris(moment)) == paris(expected)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-11-23T09:00", 0, "2026-11-23T09:00"),
        ("2026-11-22T09:00", 0, "2026-11-22T09:00"),  # nothing to wait for, even on a Sunday
        ("2026-11-23T09:00", 2, "2026-11-23T11:00"),
        ("2026-11-23T08:30", 3.5, "2026-11-23T12:00"),  # exactly the morning: due when it ends
        ("2026-11-23T11:00", 2, "2026-11-23T14:30"),
        ("2026-11-20T16:00", 4, "2026-11-23T11:30"),
        ("2026-11-10T16:30", 1, "2026-11-12T09:00"),  # over the Armistice
        ("2026-11-22T03:00", 7, "2026-11-23T17:00"),
    ],
)
def test_a_deadline_counts_opening_time_only(start, hours, expected):
    assert OFFICE.add_working_time(paris(start), timedelta(hours=hours)) == paris(expected)


@pytest.mark.parametrize(
    ("a", "b", "hours"),
    [
        ("2026-11-23T09:00", "2026-11-23T09:00", 0),
        ("2026-11-23T09:00", "2026-11-23T14:00", 3.5),
        ("2026-11-20T16:00", "2026-11-23T09:30", 2),
        ("2026-11-21T00:00", "2026-11-22T23:59", 0),
        ("2026-11-23T14:00", "2026-11-23T09:00", -3.5),
    ],
)
def test_elapsed_time_counts_opening_time_only(a, b, hours):
    assert OFFICE.working_time_between(paris(a), paris(b)) == timedelta(hours=hours)


@pytest.mark.parametrize(("day", "hours"), [("2027-03-28", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_a_day_open_day_and_night_lasts_what_the_clock_change_leaves(day, hours):
    start = paris(f"{day}T00:00")

    assert ALWAYS.working_time_between(start, start + timedelta(days=1)) == timedelta(hours=hours)


NIGHT = Hours(week=((),) * 6 + (((time(1), time(2, 30)), (time(2, 45), time(4))),))


def test_the_hour_skipped_in_march_is_not_worked():
    openings = list(NIGHT.openings(date(2027, 3, 28)))  # at 2:00 it is 3:00

    assert openings == [
        (datetime(2027, 3, 28, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 3, 28, 2, tzinfo=UTC)),
    ]


def test_an_opening_wholly_inside_the_skipped_hour_does_not_take_place():
    hours = Hours(week=((),) * 6 + (((time(2, 10), time(2, 50)),),))

    assert list(hours.openings(date(2027, 3, 28))) == []
    assert hours.next_opening(paris("2027-03-28T00:00")) == paris("2027-04-04T02:10")


def test_the_clock_put_back_in_october_does_not_reopen_what_has_closed():
    first_2_20, second_2_20 = paris("2026-10-25T02:20"), paris("2026-10-25T02:20", fold=1)

    assert NIGHT.is_open(first_2_20)
    assert NIGHT.is_open(second_2_20)  # opened at the first 2:45, until 4:00
    assert not NIGHT.is_open(paris("2026-10-25T02:35"))
    assert NIGHT.is_open(paris("2026-10-25T02:35", fold=1))


def test_a_deadline_over_the_repeated_hour_is_told_from_the_first_one():
    deadline = ALWAYS.add_working_time(paris("2026-10-25T01:30"), timedelta(hours=2))

    assert (deadline.hour, deadline.minute, deadline.fold) == (2, 30, 1)


@pytest.mark.parametrize(
    "ask",
    [
        OFFICE.is_open,
        OFFICE.next_opening,
        lambda moment: OFFICE.add_working_time(moment, MINUTE),
        lambda moment: OFFICE.working_time_between(moment, moment),
    ],
)
def test_a_moment_without_a_time_zone_is_refused(ask):
    with pytest.raises(ValueError, match="no time zone"):
        ask(datetime(2026, 11, 23, 9))  # noqa: DTZ001 — the naive datetime is the subject


def test_a_moment_of_another_zone_is_answered_in_paris():
    opening = OFFICE.next_opening(datetime(2026, 11, 23, 6, tzinfo=UTC))

    assert opening.isoformat() == "2026-11-23T08:30:00+01:00"


def test_working_time_is_never_taken_away():
    with pytest.raises(ValueError, match="never taken away"):
        OFFICE.add_working_time(paris("2026-11-23T09:00"), -MINUTE)


@pytest.mark.parametrize(
    ("week", "why"),
    [
        ((OFFICE_DAY,) * 5, "seven days"),
        (((),) * 7, "never open"),
        ((((time(9), time(9)),),) * 7, "in order"),
        ((((time(12), time(9)),),) * 7, "in order"),
        ((((time(9), time(12)), (time(11), time(13))),) * 7, "in order"),
        ((((time(20), time(0)), (time(21), time(22))),) * 7, "in order"),
    ],
)
def test_impossible_opening_hours_are_refused(week, why):
    with pytest.raises(ValueError, match=why):
        Hours(week=week)


# --- the slow oracle: a person with a watch, who looks at it every minute --------------------------------------------


def wall_minutes(local):
    return local.hour * 60 + local.minute


def open_minutes(hours, first, last):
    """Every minute of [first, last[ when the service is open, walked one by one in UTC.

    The watcher remembers the latest time the clock has shown that day: what is put back does not reopen a door.
    """
    found = []
    instant = first.astimezone(PARIS).replace(hour=0, minute=0, fold=0).astimezone(UTC)
    day, latest = None, -1
    while instant < last:
        local = instant.astimezone(PARIS)
        if local.date() != day:
            day, latest = local.date(), -1
        latest = max(latest, wall_minutes(local))
        shut = day in hours.closed or day in public_holidays(day.year)
        intervals = () if shut else hours.week[day.weekday()]
        if instant >= first and any(
            wall_minutes(opens) <= latest < (wall_minutes(closes) or 1440) for opens, closes in intervals
        ):
            found.append(instant)
        instant += MINUTE
    return found


BOUNDS = st.lists(st.integers(0, 96), min_size=0, max_size=4, unique=True).map(sorted)  # quarters of an hour


def as_time(quarters):
    return time(quarters % 96 // 4, quarters % 4 * 15)


DAY_HOURS = BOUNDS.map(
    lambda bounds: tuple((as_time(a), as_time(b)) for a, b in zip(bounds[::2], bounds[1::2], strict=False))
)
HOURS = st.builds(
    Hours,
    week=st.tuples(*[DAY_HOURS] * 7).filter(any),
    closed=st.frozensets(st.dates(date(2026, 10, 24), date(2026, 10, 28)), max_size=2),
)
# Around both clock changes, Easter Monday, and an ordinary week.
STARTS = st.sampled_from(["2026-10-24T20:00", "2027-03-27T20:00", "2027-03-28T22:00", "2026-11-09T22:00"]).flatmap(
    lambda text: st.integers(0, 10 * 60).map(lambda minutes: paris(text).astimezone(UTC) + minutes * MINUTE)
)


@given(HOURS, STARTS, st.integers(0, 30 * 60))
def test_elapsed_opening_time_is_what_a_watcher_counts(hours, start, length):
    end = start + length * MINUTE

    elapsed = hours.working_time_between(start, end)

    assert elapsed == len(open_minutes(hours, start, end)) * MINUTE
    assert hours.working_time_between(end, start) == -elapsed


@given(HOURS, STARTS)
def test_open_and_next_opening_are_what_a_watcher_sees(hours, start):
    seen = open_minutes(hours, start, start + timedelta(hours=36))

    assert hours.is_open(start) is (seen[:1] == [start])
    opening = hours.next_opening(start)
    if seen:
        assert same_instant(opening, seen[0])
    else:
        assert opening >= start + timedelta(hours=36)


@given(HOURS, STARTS, st.integers(1, 20 * 60))
def test_a_deadline_is_the_end_of_the_last_minute_a_watcher_counts(hours, start, length):
    seen = open_minutes(hours, start, start + timedelta(hours=36))

    deadline = hours.add_working_time(start, length * MINUTE)

    if len(seen) >= length:
        assert same_instant(deadline, seen[length - 1] + MINUTE)
    else:
        assert deadline > start + timedelta(hours=36)
