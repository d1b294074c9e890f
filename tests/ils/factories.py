"""Accesses for tests: the smallest that the database accepts."""

from datetime import date
from typing import Any

from ils.models import Grant
from ils.states import GrantState
from network.models import Assignment
from network.modules import Module

TODAY = date(2027, 3, 1)


def grant_of(assignment: Assignment, module: str = Module.CIRCULATION, **facts: Any) -> Grant:
    """A grant given on the first of January 2027 to the holder of this function, where it is held."""
    given = {"state": GrantState.GRANTED, "asked_on": date(2027, 1, 1)} | facts
    if given["state"] in (GrantState.GRANTED, GrantState.REVOKED):
        given.setdefault("granted_on", date(2027, 1, 1))
    where = {"library": assignment.library, "service": assignment.service}
    return Grant.objects.create(
        person=assignment.person, module=module, asked_by=given.pop("asked_by", assignment.person), **where, **given
    )
