"""Who will lose which access, and when: the same requirements, asked of the days to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ils import access
from ils.access import Requirement
from network.models import Assignment
from network.models.assignment import AssignmentQuerySet
from network.modules import Module

HORIZON = 60  # days
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Loss:
    """An access open today that closes on a day to come, as far as one knows now, and what will be missing then."""

    assignment: Assignment
    module: Module
    on: date  # the first day without it
    missing: tuple[Requirement, ...]


def losses(assignments: AssignmentQuerySet, today: date, *, days: int = HORIZON) -> list[Loss]:
    """What these assignments open today and will no longer open within so many days, the nearest first.

    A renewal that follows without a gap keeps the door open, and is no loss.
    """
    found = [loss for module in Module for loss in _of_module(assignments, module, today, today + timedelta(days=days))]
    return sorted(found, key=lambda loss: (loss.on, loss.assignment.person.sort_name, loss.module))


def losses_of(grant: Any, today: date) -> list[Loss]:
    """When the module of this grant closes, where it was given."""
    there = access.workplaces().filter(person=grant.person_id, library=grant.library_id, service=grant.service_id)
    return [loss for loss in losses(there, today) if loss.module == grant.module]


def _of_module(assignments: AssignmentQuerySet, module: Module, today: date, horizon: date) -> Iterator[Loss]:
    """Open today; then each is looked at again around its last sure day, until it closes or the horizon."""
    waiting: dict[date, set[int]] = {}
    _look(assignments, module, today, waiting)
    while waiting and (day := min(waiting)) <= horizon:
        keys = waiting.pop(day)
        lost = keys - _look(assignments.filter(pk__in=keys), module, day, waiting)
        rows = assignments.filter(pk__in=lost).with_place().select_related("person")
        for row in access.judged(rows, module, day):
            if not _opens_otherwise(row, module, day):
                yield Loss(row, module, day, access.access_of(row, module, day).missing)


def _look(assignments: AssignmentQuerySet, module: Module, day: date, waiting: dict[date, set[int]]) -> set[int]:
    """The keys of those open that day; each is noted for its last sure day, then for the morrow."""
    found = set()
    for key, last_day in access.with_last_day(assignments, module, day).values_list("pk", "last_day"):
        found.add(key)
        if last_day < access.FOREVER:
            waiting.setdefault(last_day if last_day > day else day + DAY, set()).add(key)
    return found


def _opens_otherwise(row: Assignment, module: Module, day: date) -> bool:
    """Whether another function of the same person, in the same place, keeps the door open."""
    same = access.workplaces().filter(person=row.person_id, library=row.library_id, service=row.service_id)
    return access.opening(same.exclude(pk=row.pk), module, day).exists()
