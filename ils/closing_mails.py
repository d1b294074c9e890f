"""The mail of the accesses that close on one day: one for each reader, by reason and by person."""

from datetime import date
from typing import Any

from django.urls import reverse

from foundation import clock, outbox
from foundation.french import count, enumerate_fr, long_date
from foundation.models import OutboxMessage
from ils import people
from ils.losses import Loss, losses
from network.models import Person

CLOSING = "ils-closing"


def register() -> None:
    """Have what it says looked at again before it leaves."""
    outbox.only_while(CLOSING, why_not, again=again)


def write(reader: Person, rung: int, day: date) -> None:
    """Warn someone of all that closes that day; once, whatever the number of accesses that ask for it today."""
    today = clock.today()
    key = f"{day.isoformat()} J{rung} {today.isoformat()}"
    written = OutboxMessage.objects.about(reader).filter(kind=CLOSING, due_key=key, withdrawn_at=None)
    if not written.exists() and (found := _closing(reader, day)):
        outbox.write_lines(
            CLOSING, about=reader, to=reader, due_key=key, respect_quiet_hours=True, **_told(reader, found)
        )


def why_not(message: OutboxMessage) -> str:
    """A renewal, or another function, may have kept the doors open since it was written."""
    if _closing(message.recipient, _day_of(message)):
        return ""
    return "Aucun de ces accès ne se ferme plus ce jour-là."


def again(message: OutboxMessage) -> dict[str, str]:
    """What it says on the day it leaves: what still closes."""
    reader: Any = message.recipient
    return outbox.lines_again(message, **_told(reader, _closing(reader, _day_of(message))))


def _day_of(message: OutboxMessage) -> date:
    return date.fromisoformat(message.due_key.partition(" ")[0])


def _closing(reader: Any, day: date) -> list[Loss]:
    """What closes that day among those this reader is warned for."""
    today = clock.today()
    there = people.whose_closings_are_told_to(reader, today)
    return [one for one in losses(there, today, days=(day - today).days) if one.on == day]


def _told(reader: Any, found: list[Loss]) -> dict[str, Any]:
    """Its subject, its lines and its button."""
    day = long_date(found[0].on)
    subject = f"Accès qui se ferme le {day} : {found[0].module.label}"
    if len(found) > 1:
        subject = f"{count(len(found), 'accès', 'accès')} au SIGB se ferment le {day}"
    reasons: dict[str, list[Loss]] = {}
    for one in found:
        reasons.setdefault(one.lacking, []).append(one)
    lines = [line for lacking, lost in reasons.items() for line in _of_one_reason(day, lacking, lost)]
    is_own = all(one.assignment.person_id == reader.pk for one in found)
    path = reverse("ils:home") if is_own else reverse("ils:closings")
    return {"subject": subject, "lines": lines, "label": "Voir ce qui manque", "path": path}


def _of_one_reason(day: str, lacking: str, lost: list[Loss]) -> list[str]:
    """Why, then a line for each person: where, and which modules."""
    people_there: dict[tuple[int, str], list[Loss]] = {}
    for one in lost:
        people_there.setdefault((one.assignment.person_id, str(one.assignment.place)), []).append(one)
    close = "se ferme" if len(lost) == 1 else "se ferment"
    what = count(len(lost), "accès", "accès")
    lines = [f"Le {day}, il manquera {lacking} : {what} au SIGB {close} ce jour-là."]
    for (_, place), same in people_there.items():
        modules = enumerate_fr([f"« {one.module.label} »" for one in same])
        lines.append(f"{same[0].assignment.person} ({place}) : {modules}.")
    return lines
