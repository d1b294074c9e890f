"""Reminders of the accesses that will close: 60, 30 and 7 days before, to the person and to who asks for accesses.

A rung is climbed grant by grant, so that one given late is told too; what is written is one mail for each reader, rung
and closing day, with all that closes that day among those they are warned for.

They tell of an attestation that expires too, when an access closes with it: `training.expiries` is then silent.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from foundation import clock
from ils import closing_mails, people
from ils.access import workplaces
from ils.losses import HORIZON, Loss, losses
from ils.models import Grant

KIND = "ils.closing"
RUNGS = (HORIZON, 30, 7)


def due(today: date) -> Iterator[tuple[Grant, date]]:
    """The grants whose access closes within the horizon, each with the first day without it."""
    for loss in losses(workplaces(), today):
        if (grant := _grant_of(loss)) is not None:
            yield grant, loss.on


def write(grant: Grant, rung: int, due_on: date) -> None:
    """One mail to each who can do something about it; that of another grant of today may have told it already."""
    askers = people.askers_in(grant.library, clock.today()) if grant.library else []
    for reader in {one.pk: one for one in [grant.person, *askers]}.values():
        closing_mails.write(reader, rung, due_on)


def tells_of(certification: Any, on: date) -> bool | None:
    """Whether an access closes that day for want of this attestation: its own reminders say so."""
    today, modules = clock.today(), {row.module for row in certification.modules.all()}
    there = workplaces().filter(person=certification.person_id)
    for loss in losses(there, today, days=(on - today).days):
        is_for_want_of_it = loss.on == on and any(one.code == "certification" for one in loss.missing)
        if is_for_want_of_it and loss.module in modules and _grant_of(loss) is not None:
            return True
    return None


def _grant_of(loss: Loss) -> Any:
    held = {"library": loss.assignment.library_id, "service": loss.assignment.service_id}
    given = Grant.objects.given_on(loss.on).filter(person=loss.assignment.person_id, module=loss.module, **held)
    return given.with_all().first()
