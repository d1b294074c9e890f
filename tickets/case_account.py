"""Where every minute of the vendor’s delay on one case went, as the vendor itself may read it (R17, R35).

The ticket goes on moving inside the Communauté while the vendor has it, or once it has given it back: who takes it and
at what level is no business of the vendor’s. Its account says whose turn it was, and what was written to bring it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from foundation.french import short_moment, typography
from tickets.clocks.explanation import Line, explain
from tickets.clocks.history import instant
from tickets.clocks.pieces import Step
from tickets.clocks.reading import Reading
from tickets.delays import Delays
from tickets.models import VendorCase
from tickets.states import Direction, Level, Meaning, State

VENDOR, COMMUNITY = "éditeur", "Communauté urbaine"
SAID = {
    Meaning.ANSWER: "réponse de l’éditeur",
    Meaning.NEWS: "nouvelle de l’éditeur",
    Meaning.QUESTION: "question de l’éditeur",
}
WRITTEN, REGRADED = "message à l’éditeur", "changement de gravité"


@dataclass(frozen=True)
class Account:
    """One promise of the vendor about a case, and its lines."""

    reading: Reading
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Event:
    """What was said in the case at that moment, in words."""

    at: datetime
    what: str


def accounts(case: VendorCase, delays: Delays) -> list[Account]:
    """To take the case, to give news, to solve it: each from the proof of receipt."""
    events = list(_events(case))
    readings = [one.reading for one in delays.of_vendor() if one.rank == case.pk]
    return [Account(reading, tuple(_lines(reading, events))) for reading in readings]


def _events(case: VendorCase) -> Iterator[Event]:
    if case.received_at:
        yield Event(instant(case.received_at), f"reçu : {case.get_receipt_display()}")
    for message in case.messages.all():
        is_answer = message.direction == Direction.IN
        written = REGRADED if message.severity else WRITTEN
        yield Event(instant(message.at), SAID[Meaning(message.meaning)] if is_answer else written)


def _lines(reading: Reading, events: list[Event]) -> Iterator[Line]:
    """The lines of the clock, each with whose turn it was and what was said in it."""
    steps = _of_turns(reading.steps)
    for step, line in zip(steps, explain(replace(reading, steps=steps)), strict=True):
        piece = step.piece
        within = [one for one in events if piece.start <= one.at and (piece.end is None or one.at < piece.end)]
        said = (typography(f"{short_moment(one.at)} : {one.what}") for one in sorted(within, key=lambda one: one.at))
        yield replace(line, held_by=VENDOR if piece.turn.runs else COMMUNITY, notes=(*line.notes, *said))


def _of_turns(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps without what the ticket is inside the Communauté: what then differs in nothing is one."""
    found: list[Step] = []
    for step in steps:
        piece = replace(step.piece, level=Level.VENDOR, state=State.IN_PROGRESS)
        if found and found[-1].piece.goes_on_in(piece):
            last = found[-1]
            found[-1] = Step(replace(last.piece, end=piece.end), last.before, last.counted + step.counted)
        else:
            found.append(replace(step, piece=piece))
    return tuple(found)
