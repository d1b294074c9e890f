"""Who will lose which access, and when: the same requirements, asked of the days to come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ils import access
from ils.access import DAY, Requirement
from network.models import Assignment
from network.models.assignment import AssignmentQuerySet
from network.modules import Module

HORIZON = 60  # days


@dataclass(frozen=True)
class Loss:
    """An access open today that closes on a day to come, as far as one knows now, and what will be missing then."""

    assignment: Assignment
    module: Module
    on: date  # the first day without it
    missing: tuple[Requirement, ...]

    @property
    def lacking(self) -> str:
        """What will be missing, as a sentence says it."""
        return access.spoken(self.missing)


def losses(
    assignments: AssignmentQuerySet, today: date, *, days: int = HORIZON, modules: Iterable[str] = tuple(Module)
) -> list[Loss]:
    """What these assignments open today and will no longer open within so many days, the nearest first.

    A renewal that follows without a gap keeps the door open, and is no loss. One query per module at least: give
    those that are known to be granted.
    """
    horizon = today + timedelta(days=days)
    found = [loss for module in modules for loss in _of_module(assignments, Module(module), today, horizon)]
    return sorted(found, key=lambda loss: (loss.on, loss.assignment.person.sort_name, loss.module))


def _of_module(assignments: AssignmentQuerySet, module: Module, today: date, horizon: date) -> Iterator[Loss]:
    """Those whose last sure day is near are followed, person by person and place by place, until they close."""
    near = access.with_last_day(assignments, module, today).filter(last_day__lt=horizon)
    for same in access.grouped(near.with_place().select_related("person")).values():
        first, sure = same[0], max(row.last_day for row in same)
        closed = _first_day_without(first, module, sure, horizon)
        if closed is not None:
            yield Loss(first, module, closed.on, closed.missing)


def _first_day_without(held: Assignment, module: Module, sure: date, horizon: date) -> access.Access | None:
    """The decision of the first day on which it no longer opens, up to the horizon; each last sure day is renewed.

    A library that closes for good is closed on its last day already: that day is looked at too.
    """
    while sure < horizon:
        for day in (sure, sure + DAY):
            decided = access.decide(held.person, module, day, place=held.place)
            if not decided.is_open:
                return decided
        there = access.workplaces().filter(person=held.person, library=held.library_id, service=held.service_id)
        sure = max(row.last_day for row in access.with_last_day(there, module, sure + DAY))
    return None
