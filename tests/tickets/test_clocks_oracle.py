"""The clocks equal what somebody who looks at every minute writes down, on 10,000 random histories in CI."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tickets.random_histories import Story, stories
from tests.tickets.watcher import LATER, WATCHED, Seen, watch
from tickets.clocks.explanation import explain, spent
from tickets.clocks.history import instant
from tickets.clocks.reading import Reading, read
from tickets.states import Clock, Target

MANY = 10_000 if settings.get_current_profile_name() == "full" else settings().max_examples


def same_moment(story: Story, found, seen) -> bool:
    """Whether a moment found is the minute seen."""
    if seen is None or found is None:
        return seen is found
    # In UTC: Python holds no moment of the hour that comes twice to be equal to one of another zone.
    return instant(found) > story.at(WATCHED - 1) if seen == LATER else instant(found) == story.at(seen)


def agree(story: Story, reading: Reading, seen: Seen) -> None:
    """The reading says what was seen."""
    assert (reading.state, reading.consumed) == (seen.state, timedelta(minutes=seen.consumed))
    assert reading.allowed == (seen.promised and timedelta(minutes=seen.promised))
    assert same_moment(story, reading.due_at, seen.due), (reading.due_at, seen.due)
    assert same_moment(story, reading.breached_at, seen.breached), (reading.breached_at, seen.breached)
    assert len(reading.thresholds) == len(seen.marks)
    for threshold, mark in zip(reading.thresholds, seen.marks, strict=True):
        assert same_moment(story, threshold.at, mark), (threshold, mark)


def last_promise_told(reading: Reading) -> str | None:
    """The delay that the last line of the account to say one says."""
    told = [note.rpartition("délai de ")[2] for line in explain(reading) for note in line.notes if "délai" in note]
    return None if not told or "aucun" in told[-1] else told[-1]


@pytest.mark.parametrize("clock", list(Clock))  # side by side, each on its share of the histories
@settings(max_examples=-(-MANY // len(Clock)), suppress_health_check=[HealthCheck.too_slow])
@given(story=stories(), data=st.data())
def test_the_clocks_equal_a_watcher_who_looks_every_minute(clock, story, data):
    spans = story.spans(clock)
    hop = data.draw(st.integers(0, len(spans) - 1)) if len(spans) > 1 else 0

    for target in Target:
        reading = read(story.life(clock), spans[hop], target, story.terms(clock), story.at(story.now))

        agree(story, reading, watch(story, clock.value, target.value, hop))
        if reading.steps:
            assert last_promise_told(reading) == (spent(reading.allowed) if reading.allowed else None)


@pytest.mark.parametrize("target", list(Target))
def test_the_watcher_sees_what_a_reader_would_count_by_hand(target):
    """Friday 6 November 2026 at 10:30, read on Monday at 9:30: one hour and a half, three and a half, one."""
    story = Story(
        calendar="support",
        origin="armistice",
        chapters=((0, "NEW", "DSINUM", "", None),),
        priorities=((0, "P1"),),
        severities=((0, "MINOR"),),
        versions=((-1, {"P1": {target.value: 400}}, {"SLA": frozenset()}),),
        received=None,
        news=(),
        now=3 * 24 * 60 - 60,
    )

    seen = watch(story, "SLA", target.value)

    assert (seen.state, seen.consumed, seen.breached) == ("RUNNING", 90 + 210 + 60, None)
    assert story.at(seen.due) == story.at(3 * 24 * 60 - 20)
