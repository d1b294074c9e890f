"""What the history of a ticket tells: its category and its priority corrected, with the reason; what it was part of."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from foundation.history import rows_of
from tickets.models import Ticket

LONG = ("description", "answers", "solution")  # texts of each row that nothing here reads


class Axes(NamedTuple):
    """What is corrected, as it stood at a moment."""

    category: str
    impact: str
    urgency: str
    priority: str
    is_major: bool


class Correction(NamedTuple):
    """One correction: when, by whom (None: the system itself), what is told of it and why."""

    at: datetime
    by: Any
    told: str
    why: str


class Gathering(NamedTuple):
    """A ticket made part of another one, or detached from it: when, by whom, which."""

    at: datetime
    by: Any
    parent_id: int
    is_made: bool


def axes_of(row: Any) -> Axes:
    """Those of a ticket, or of a row of its history."""
    return Axes(str(row.category), row.impact, row.urgency, row.priority, row.is_major)


def told_of(before: Axes, after: Axes) -> str:
    """What follows the name of who did it: « a changé la priorité : P3 → P2 »; nothing when all is as it was."""
    told = list(_told_of(before, after))
    return " et ".join([*told[:1], *(one.removeprefix("a ") for one in told[1:])])


def is_more_pressing(before: Axes, after: Axes) -> bool:
    """Whether what was corrected asks to be done sooner."""
    return after.priority < before.priority or (after.is_major and not before.is_major)


def _told_of(before: Axes, after: Axes) -> Iterator[str]:
    if before.category != after.category:
        yield f"a changé la catégorie : {before.category} → {after.category}"
    if before.priority != after.priority:
        yield f"a changé la priorité : {before.priority} → {after.priority}"
    elif (before.impact, before.urgency) != (after.impact, after.urgency):
        yield f"a changé l’étendue ou l’urgence : la priorité reste {after.priority}"
    if before.is_major != after.is_major:
        yield "a déclaré l’incident majeur" if after.is_major else "a levé l’incident majeur"


def history_of(ticket: Ticket) -> Sequence[Any]:
    """The rows of its history, the oldest first, in one query."""
    rows = rows_of(Ticket).filter(id=ticket.pk).select_related("category", "history_user").defer(*LONG)
    return list(rows.order_by("history_date", "history_id"))


def gatherings_of(history: Sequence[Any]) -> Iterator[Gathering]:
    """When it was made part of another ticket and detached, the oldest first."""
    for before, after in pairwise(history):
        if before.parent_id != after.parent_id:
            is_made, key = after.parent_id is not None, after.parent_id or before.parent_id
            yield Gathering(after.history_date, after.history_user, key, is_made)


def corrections_of(history: Sequence[Any]) -> Iterator[Correction]:
    """What was corrected of it, the oldest first."""
    for before, after in pairwise(history):
        if told := told_of(axes_of(before), axes_of(after)):
            yield Correction(after.history_date, after.history_user, told, after.history_change_reason or "")
