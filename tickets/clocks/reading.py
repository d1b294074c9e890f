"""What a clock says at a moment: consumed, running or not and why, due when, warned when, breached when (R35)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.clock import PARIS
from foundation.french import moment as french_moment
from foundation.french import typography
from foundation.workcalendar import Hours
from tickets.clocks.axes import AXES, Axis
from tickets.clocks.history import History, instant
from tickets.clocks.pieces import NOTHING, Step, pieces_of, steps_of
from tickets.clocks.policy import Policy, Terms
from tickets.clocks.spans import Span, aimed
from tickets.states import Clock, ClockState, Target

PERCENTS = (50, 75, 90, 100)  # of the target, each told once
_NOT_BEGUN = {
    Clock.SLA: "pas commencé : la demande n’est pas encore faite",
    Clock.OLA: "pas commencé : le ticket n’est pas encore à ce niveau",
    Clock.UC: "pas commencé : la preuve de réception par l’éditeur est attendue",
}


@dataclass(frozen=True)
class Threshold:
    """A share of the target, when it is used up, and when to warn of it: then, or at the next opening if closed then.

    Both are None when that moment cannot be foreseen, or will not come because there is nothing left to do.
    """

    percent: int
    at: datetime | None
    tell_at: datetime | None


@dataclass(frozen=True)
class Reading:
    """One clock and one target, read at a moment (`at`) with the hours of a service; every moment is in Paris.

    Moments of one zone compare by its wall clock, wrongly in the hour that comes twice: compare their `instant`.

    `due_at` is the first moment by which the target is used up. It is None when nothing is promised, or while the clock
    is paused without a known end; once there is nothing left to do it stays as it stood. `breached_at` is the first
    moment at which the clock ran on with its target used up: a fact that no later priority or severity erases.
    """

    at: datetime
    hours: Hours
    target: Target
    policy: Policy | None
    code: str  # of the axis of its clock: what the target is promised by
    state: ClockState
    why: str
    consumed: timedelta
    allowed: timedelta | None
    due_at: datetime | None
    thresholds: tuple[Threshold, ...]
    breached_at: datetime | None
    steps: tuple[Step, ...]

    @property
    def left(self) -> timedelta | None:
        """The working time left, negative beyond the target; None when nothing is promised."""
        return None if self.allowed is None else self.allowed - self.consumed

    @property
    def is_breached(self) -> bool:
        """Whether the promise was broken at any time until then."""
        return self.breached_at is not None

    @property
    def percents_to_tell(self) -> tuple[int, ...]:
        """The warnings that are owed by then, in order: none while paused, nor once there is nothing left to do."""
        if self.state != ClockState.RUNNING:
            return ()
        now = instant(self.at)
        return tuple(one.percent for one in self.thresholds if one.tell_at and instant(one.tell_at) <= now)


def read(history: History, span: Span, target: Target, terms: Terms, now: datetime) -> Reading:
    """A clock as it stood at that moment: a pure function of the history until then, the policy and the calendar.

    The priority of the moment gives the target, the severity of the case gives the vendor’s; time already consumed is
    never given back, whatever the priority, the severity, the level or the reopening. Raises ValueError when no policy
    was in force at the beginning of the span, and for a history or a policy of another axis than that of the clock.
    """
    now = instant(now)
    _check_axis(span, history.axis)
    if span.start is None or max(span.start, history.starts_at) > now:
        return _not_begun(history, span, target, terms, now)
    policy = terms.binding(span.binds_from or span.start)
    _check_axis(span, policy.axis)
    part = aimed(span, target, history, now)
    steps = steps_of(pieces_of(history, part, policy, now), terms.hours, now)
    state, why = _standing(steps, part, terms.hours, now)
    is_over = _is_ended(part, now) or steps[-1].piece.turn.is_over
    last = _last_to_do(steps)
    code = last.piece.code if last else history.code_at(part.start or span.start)  # what was promised when it began
    allowed = policy.allowed(code, target)
    return Reading(
        at=now.astimezone(PARIS),
        hours=terms.hours,
        target=target,
        policy=policy,
        code=code,
        state=state,
        why=typography(why),
        consumed=steps[-1].after if steps else NOTHING,
        allowed=allowed,
        due_at=None if allowed is None else due_of(steps, allowed, terms.hours),
        thresholds=() if allowed is None else thresholds_of(steps, allowed, terms.hours, is_over=is_over),
        breached_at=breach_of(steps, policy, target, terms.hours, now),
        steps=steps,
    )


def due_of(steps: Sequence[Step], allowed: timedelta, hours: Hours) -> datetime | None:
    """The first moment by which the target is used up: past, or foreseen; None if it cannot be."""
    return _reached(steps, allowed, hours) or _foreseen(steps, allowed, hours)


def thresholds_of(steps: Sequence[Step], allowed: timedelta, hours: Hours, *, is_over: bool) -> tuple[Threshold, ...]:
    """The moment of each warning, and when somebody is there to read it: never at night nor on a closed day."""
    found = []
    for percent in PERCENTS:
        amount = allowed * percent / 100
        at = _reached(steps, amount, hours) or (None if is_over else _foreseen(steps, amount, hours))
        found.append(Threshold(percent, at, at and hours.next_opening(at)))
    return tuple(found)


def breach_of(steps: Sequence[Step], policy: Policy, target: Target, hours: Hours, now: datetime) -> datetime | None:
    """The first moment at which the clock ran on though the target of that moment was used up, or None.

    Ending at the very moment it is due is in time. A priority or a severity raised too late breaches when it is raised,
    not before: nobody could keep a promise that was not made yet.
    """
    for step in steps:
        allowed = policy.allowed(step.piece.code, target)
        if not step.piece.turn.runs or allowed is None or step.after < allowed:
            continue
        left = max(allowed - step.before, NOTHING)
        beyond = hours.add_working_time(step.piece.start, left)
        if instant(beyond) < (step.piece.end or now):
            return beyond
    return None


def _reached(steps: Sequence[Step], amount: timedelta, hours: Hours) -> datetime | None:
    """The first moment by which that much was consumed, or None as long as it is not."""
    for step in steps:
        if step.before < amount <= step.after:
            return hours.add_working_time(step.piece.start, amount - step.before)
    return None


def _foreseen(steps: Sequence[Step], amount: timedelta, hours: Hours) -> datetime | None:
    """The moment by which so much would be consumed if the last turn went on: where it is running, or until it resumes.

    Counted from the start of that turn and not from now, so that asking later gives the same answer.
    """
    last = _last_to_do(steps)
    if last is None:
        return None
    start = last.piece.start if last.piece.turn.runs else last.piece.turn.until
    return None if start is None else hours.add_working_time(start, amount - last.before)


def _last_to_do(steps: Sequence[Step]) -> Step | None:
    """The last step in which there still was something to do."""
    return next((step for step in reversed(steps) if not step.piece.turn.is_over), None)


def _check_axis(span: Span, axis: Axis) -> None:
    """ValueError for a clock read with codes that its promises do not know: nothing would be due, unseen."""
    if axis != AXES[span.clock]:
        raise ValueError(f"the clock {span.clock} is read by {AXES[span.clock].name}, not by {axis.name}")


def _is_ended(part: Span, now: datetime) -> bool:
    return part.end is not None and part.end <= now


def _standing(steps: Sequence[Step], part: Span, hours: Hours, now: datetime) -> tuple[ClockState, str]:
    """What the clock does at that moment, and why; at night a clock that runs says when it will count again."""
    if _is_ended(part, now):
        return ClockState.STOPPED, f"arrêté : {part.ended_by}"
    turn = steps[-1].piece.turn
    if turn.runs and not hours.is_open(now):
        return turn.state, f"{turn.why} ; service fermé jusqu’au {french_moment(hours.next_opening(now))}"
    return turn.state, turn.why


def _not_begun(history: History, span: Span, target: Target, terms: Terms, now: datetime) -> Reading:
    return Reading(
        at=now.astimezone(PARIS),
        hours=terms.hours,
        target=target,
        policy=None,
        code=history.code_at(now),
        state=ClockState.NOT_BEGUN,
        why=typography(_NOT_BEGUN[span.clock]),
        consumed=NOTHING,
        allowed=None,
        due_at=None,
        thresholds=(),
        breached_at=None,
        steps=(),
    )
