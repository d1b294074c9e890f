"""What holds of the clocks whatever the history: they add up, never go back, and say the same when asked again."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.tickets.random_histories import CALENDARS, CODES, MINUTE, SEVERITIES, Story, changes, stories
from tickets.clocks.explanation import explain
from tickets.clocks.history import Interval, instant
from tickets.clocks.reading import Reading, read
from tickets.clocks.spans import Span
from tickets.states import Clock, ClockState, Target

NOTHING = timedelta(0)
CLOCKS = st.sampled_from(Clock)
TARGETS = st.sampled_from(Target)
LATER = st.integers(0, 4000)


def readings(story: Story, clock: Clock, target: Target, now: int | None = None) -> list[Reading]:
    """Every span of a clock, read at a minute."""
    moment = story.at(story.now if now is None else now)
    return [read(story.life(clock), span, target, story.terms(clock), moment) for span in story.spans(clock)]


@given(stories(), CLOCKS, TARGETS)
def test_no_time_is_ever_negative_and_none_is_counted_that_is_not_open(story, clock, target):
    for reading in readings(story, clock, target):
        assert reading.consumed >= NOTHING
        assert all(NOTHING <= line.counted <= line.opened for line in explain(reading))


@given(stories(), CLOCKS, st.sampled_from([Target.TAKE, Target.RESOLVE]), LATER)
def test_time_consumed_never_goes_back(story, clock, target, later):
    now, then = readings(story, clock, target), readings(story, clock, target, story.now + later)

    assert all(a.consumed <= b.consumed for a, b in zip(now, then, strict=True))


@given(stories(), CLOCKS, LATER)
def test_the_time_of_a_span_is_that_of_its_two_parts(story, clock, cut):
    history, terms, now = story.life(clock), story.terms(clock), story.at(story.now)
    for span in story.spans(clock):
        whole = read(history, span, Target.RESOLVE, terms, now)
        if span.start is None or story.at(cut) < span.start:
            continue
        parts = [span.ending(story.at(cut), ""), replace(span, start=story.at(cut))]
        found = [read(history, part, Target.RESOLVE, terms, now) for part in parts if is_a_time(part)]

        assert whole.consumed == sum((part.consumed for part in found), NOTHING)


def is_a_time(span: Span) -> bool:
    return span.end is None or span.end > span.start


@given(stories())
def test_the_hops_share_the_life_of_a_ticket_without_a_gap(story):
    spans = story.spans(Clock.OLA)

    assert [a.end for a in spans] == [*[b.start for b in spans[1:]], None]
    assert spans[0].start == story.history.starts_at


@given(stories(), CLOCKS, TARGETS, LATER)
def test_asked_again_later_a_clock_gives_the_same_due_moment_if_nothing_changed(story, clock, target, later):
    changes = {chapter[0] for chapter in story.chapters}
    changes |= {since for since, _ in (*story.priorities, *story.severities)}
    changes |= {*story.news, story.received or 0}
    then = story.now + later
    if any(story.now < change <= then for change in changes):
        then = min(change for change in changes if change > story.now) - 1

    for before, after in zip(readings(story, clock, target), readings(story, clock, target, then), strict=True):
        assert (before.due_at, before.thresholds, before.allowed) == (after.due_at, after.thresholds, after.allowed)
        assert before.breached_at in (None, after.breached_at)
        if before.state == ClockState.RUNNING and before.due_at and not before.is_breached:
            # A breach is foreseen: unless something is done, it comes at the due moment.
            assert after.is_breached is (instant(after.at) > instant(before.due_at))


@given(stories(), CLOCKS, TARGETS)
def test_what_came_after_a_moment_is_not_known_at_that_moment(story, clock, target):
    known = replace(
        story,
        chapters=tuple(chapter for chapter in story.chapters if chapter[0] <= story.now),
        priorities=tuple(change for change in story.priorities if change[0] <= story.now),
        severities=tuple(change for change in story.severities if change[0] <= story.now),
        news=tuple(minute for minute in story.news if minute <= story.now),
    )

    for then, now in zip(readings(known, clock, target), readings(story, clock, target), strict=False):
        assert then == now


@given(stories(), CLOCKS, TARGETS, st.lists(st.integers(0, 9000), max_size=6))
def test_a_row_too_many_changes_nothing(story, clock, target, cuts):
    history, terms = story.life(clock), story.terms(clock)
    split = replace(history, intervals=tuple(split_at(history.intervals, [story.at(cut) for cut in sorted(cuts)])))
    for span in story.spans(clock):
        found, wanted = (read(one, span, target, terms, story.at(story.now)) for one in (split, history))
        assert found == wanted


def split_at(intervals: tuple[Interval, ...], cuts: list) -> list[Interval]:
    """The same intervals in more rows, some of which may last no time."""
    found = list(intervals)
    for cut in cuts:
        for i, one in enumerate(found):
            if one.start <= cut and (one.end is None or cut <= one.end):
                found[i : i + 1] = [replace(one, end=cut), replace(one, start=cut)]
                break
    return found


@given(stories(), CLOCKS, changes(CODES, st.integers(0, 9000)), changes(SEVERITIES, st.integers(0, 9000)))
def test_no_change_of_priority_or_severity_gives_time_back(story, clock, priorities, severities):
    """glpi 6902, 15605."""
    other = replace(story, priorities=priorities, severities=severities)

    consumed = [reading.consumed for reading in readings(story, clock, Target.RESOLVE)]

    assert [reading.consumed for reading in readings(other, clock, Target.RESOLVE)] == consumed


@given(stories(), CLOCKS, TARGETS)
def test_the_account_adds_up_to_the_time_consumed_without_a_gap(story, clock, target):
    for reading in readings(story, clock, target):
        lines = explain(reading)

        assert sum((line.counted for line in lines), NOTHING) == reading.consumed
        assert [line.total for line in lines] == [step.after for step in reading.steps]
        assert all(line.counted == (line.opened if line.is_counted else NOTHING) for line in lines)
        assert all(a.end == b.start for a, b in zip(lines, lines[1:], strict=False))
        assert all(line.why and line.held_by for line in lines)
        assert all(before.end is not None for before in lines[:-1])


@given(stories(), CLOCKS, TARGETS)
def test_warnings_come_in_order_and_are_told_when_the_service_is_open(story, clock, target):
    hours = CALENDARS[story.calendar]
    for reading in readings(story, clock, target):
        moments = [instant(one.at) for one in reading.thresholds if one.at]
        assert moments == sorted(moments)
        told = [one for one in reading.thresholds if one.tell_at]
        assert all(hours.is_open(one.tell_at) and instant(one.tell_at) >= instant(one.at) for one in told)


@given(stories(), CLOCKS)
def test_at_the_due_moment_the_target_is_used_up_and_not_a_second_before(story, clock):
    second = timedelta(seconds=1)
    for reading, span in zip(readings(story, clock, Target.RESOLVE), story.spans(clock), strict=True):
        if reading.state != ClockState.RUNNING or not reading.due_at or is_changed_by(story, instant(reading.due_at)):
            continue
        due = instant(reading.due_at)
        at_due, before = (
            read(story.life(clock), span, Target.RESOLVE, story.terms(clock), moment) for moment in (due, due - second)
        )

        assert (at_due.consumed, before.consumed) == (reading.allowed, reading.allowed - second)


def is_changed_by(story: Story, moment: datetime) -> bool:
    """Whether something happens to the ticket between its reading and that moment, whichever comes first."""
    first, last = sorted([story.at(story.now), moment])
    changes = [chapter[0] for chapter in story.chapters] + [
        since for since, _ in (*story.priorities, *story.severities)
    ]
    return any(first - MINUTE < story.at(change) <= last for change in changes)
