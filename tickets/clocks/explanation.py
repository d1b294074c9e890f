"""Where every minute of a clock went, line by line, in words (R35)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from foundation.clock import PARIS
from foundation.french import NBSP, count, long_date, typography
from foundation.workcalendar import ONE_DAY, Hours, holiday_name
from tickets.clocks.pieces import Piece, Step
from tickets.clocks.reading import Reading
from tickets.states import Level, State

MOST_NAMED = 5  # closed days named on one line


@dataclass(frozen=True)
class Line:
    """One line of the account of a clock; its moments are in Paris, and it has no end while it lasts.

    `opened` is the opening time of the line, counted or not; `counted` is what the clock takes of it: all or nothing;
    `total` is what is consumed at its end. The `counted` of all lines add up to the time consumed.
    """

    start: datetime
    end: datetime | None
    held_by: str
    is_counted: bool
    why: str
    opened: timedelta
    counted: timedelta
    total: timedelta
    notes: tuple[str, ...]


def explain(reading: Reading) -> tuple[Line, ...]:
    """The account of a reading: what held the ticket, in order, what counted of it and why."""
    found: list[Line] = []
    code = ""
    for step in reading.steps:
        is_aimed = not (found and step.piece.turn.is_over)  # with nothing left to do, nothing is promised anew
        aimed = _target_note(step.piece, code, reading) if is_aimed else ()
        found.append(_line(step, (*aimed, *_closed_days(step.piece, reading)), reading))
        code = step.piece.code if is_aimed else code
    return tuple(found)


def spent(duration: timedelta) -> str:
    """A working time as a page shows it, to the second, its number bound to its unit: « 2 h 05 », « 45 min », « 30 s ».

    Days are not shown: how long one lasts depends on the service. A negative one is time beyond the target.
    """
    if duration < timedelta(0):
        return f"−{spent(-duration)}"
    minutes, seconds = divmod(duration // timedelta(seconds=1), 60)
    hours, minutes = divmod(minutes, 60)
    if not seconds:
        return _hours_and_minutes(hours, minutes)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(hours or minutes) + [f"{seconds} s"]
    return " ".join(parts).replace(" ", NBSP)


def _hours_and_minutes(hours: int, minutes: int) -> str:
    if not hours:
        return f"{minutes}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{minutes:02}" if minutes else f"{hours}{NBSP}h"


def _line(step: Step, notes: tuple[str, ...], reading: Reading) -> Line:
    piece = step.piece
    return Line(
        start=piece.start.astimezone(PARIS),
        end=piece.end and piece.end.astimezone(PARIS),
        held_by=typography(f"{Level(piece.level).label} : {State(piece.state).label}"),
        is_counted=piece.turn.runs,
        why=typography(piece.turn.why),
        opened=reading.hours.working_time_between(piece.start, piece.end or reading.at),
        counted=step.counted,
        total=step.after,
        notes=tuple(typography(note) for note in notes),
    )


def _target_note(piece: Piece, code: str, reading: Reading) -> Iterator[str]:
    """What is promised, on the first line and wherever the priority, or the severity, changes."""
    if piece.code == code or reading.policy is None:
        return
    allowed = reading.policy.allowed(piece.code, reading.target)
    promised = f"délai de {spent(allowed)}" if allowed is not None else "aucun délai promis"
    yield f"{reading.policy.axis.told(piece.code)} : {promised}"


def _closed_days(piece: Piece, reading: Reading) -> Iterator[str]:
    """The holidays and closed days within a line that counts, on weekdays when the service works."""
    if not piece.turn.runs:
        return
    first, last = piece.start.astimezone(PARIS).date(), (piece.end or reading.at).astimezone(PARIS).date()
    days = (first + offset * ONE_DAY for offset in range((last - first).days + 1))
    closed = [f"fermé le {long_date(day)} : {why}" for day in days if (why := _closed_because(day, reading.hours))]
    yield from closed[:MOST_NAMED]
    if others := closed[MOST_NAMED:]:
        yield f"et {count(len(others), 'autre jour fermé', 'autres jours fermés')}"


def _closed_because(day: date, hours: Hours) -> str | None:
    if not hours.week[day.weekday()]:
        return None
    return holiday_name(day) or ("fermeture du service" if day in hours.closed else None)
