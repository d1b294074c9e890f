"""The reminder of a rung as it will leave, told of the next convention that it concerns; nothing is sent."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from convention.end_dates import YEARS
from convention.mails import recipients
from convention.models import Convention
from convention.reminders import TEMPLATE, content, day_of, ends, leaves_on, subject
from foundation import outbox
from foundation.french import enumerate_fr
from foundation.workcalendar import next_working_day
from network.models import Commune


@dataclass(frozen=True)
class Sample:
    """What leaves, when, to whom; `is_invented` when no convention is there to tell it of."""

    subject: str
    text: str
    leaves_on: date
    to: str
    is_invented: bool


def sample(rung: int, on: date) -> Sample:
    """The next message of this rung from that day, or one about a convention that does not exist."""
    convention, due = _next(rung, on) or _invented(rung, on)
    day = leaves_on(due, rung)
    left = (due - day).days
    title = subject(convention, left, due)
    said = outbox.rendered(TEMPLATE, {**content(convention, left, due), "recipient": None, "subject": title})
    is_invented = convention.pk is None
    people = [] if is_invented else recipients(convention, on, with_coordination=True)
    return Sample(title, said["text"], day, enumerate_fr([str(one) for one in people]), is_invented)


def _next(rung: int, on: date) -> tuple[Any, date] | None:
    """The first that this rung will concern; one that was terminated only where there is no other."""
    to_come = [(one, due) for one, due in ends(on) if day_of(due, rung) >= on]
    return min(to_come, key=lambda found: (found[0].terminated_on == found[1], found[1], found[0].pk), default=None)


def _invented(rung: int, on: date) -> tuple[Any, date]:
    due = next_working_day(on) + timedelta(days=max(rung, 0))
    commune = Commune(name="Exemple-sur-Seine")
    return Convention(number=f"CONV-{due.year - YEARS}-0000", commune=commune), due
