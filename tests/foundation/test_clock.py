"""Today is the day in Paris, and moves only where it is told to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from foundation import clock
from foundation.clock import PARIS


def test_now_is_the_present_moment_in_paris():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.now().tzinfo is PARIS


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),  # winter: one hour ahead
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),  # summer: two
    ],
)
def test_today_changes_at_midnight_in_paris(moment, day):
    with clock.frozen_at(moment):
        assert clock.today() == day


@pytest.mark.parametrize(
    ("told", "hour"),
    [("2026-11-22", 12), (date(2026, 11, 22), 12), ("2026-11-22T08:30", 8), (datetime(2026, 11, 22, 8, 30), 8)],  # noqa: DTZ001 - a naive moment is Paris time
)
def test_the_clock_stops_where_it_is_told(told, hour):
    with clock.frozen_at(told) as moment:
        assert clock.now() == moment
        assert (clock.today(), clock.now().hour) == (date(2026, 11, 22), hour)
        assert clock.now().tzinfo is PARIS


def test_a_stopped_clock_runs_again_afterwards_even_after_an_error():
    with pytest.raises(LookupError), clock.frozen_at("2020-01-01"):
        raise LookupError
    assert clock.today().year > 2020


def test_clocks_stopped_one_inside_the_other_come_back_in_order():
    with clock.frozen_at("2026-01-01"):
        with clock.frozen_at("2027-01-01"):
            assert clock.today() == date(2027, 1, 1)
        assert clock.today() == date(2026, 1, 1)


def test_the_setting_moves_the_day_and_the_hour_keeps_running(settings):
    settings.MAILLAGE_TODAY = "2031-03-04"

    assert clock.today() == date(2031, 3, 4)
    real = datetime.now(PARIS)
    assert abs(clock.now().replace(year=real.year, month=real.month, day=real.day) - real) < timedelta(seconds=5)
