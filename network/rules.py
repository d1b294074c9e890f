"""Who may what, where, on which day: one question, `holds`, and the rights of the table. Imports no models."""

from datetime import date
from typing import Any

from foundation import clock
from network.roles import FUNCTIONS, Right, Role


def holds(person: Any, role: Role, place: Any, on: date) -> bool:
    """Whether this person holds this function in this place that day.

    A commune’s own place and its libraries are different places: a head of library holds nothing in the commune.
    `place=None` asks for the function wherever it is held.
    """
    return any(a.role == role and (place is None or a.place == place) for a in _assignments(person, on))


def has_right(person: Any, right: Right, on: date | None = None) -> bool:
    """Whether one of the person’s functions of that day (today by default) carries this right."""
    return any(right in FUNCTIONS[Role(a.role)].rights for a in _assignments(person, on or clock.today()))


def must_use_second_factor(person: Any, on: date) -> bool:
    """Functions of the SCLP and the DSINum sign in with a second factor (design: functions)."""
    return any(FUNCTIONS[Role(a.role)].needs_second_factor and a.service_id for a in _assignments(person, on))


def may_manage_network(person: Any) -> bool:
    """Communes, libraries, people, assignments and imports of them."""
    return has_right(person, Right.MANAGE_NETWORK)


def may_read_rights(person: Any) -> bool:
    """The table of functions and the technical registers (outbox, jobs)."""
    return has_right(person, Right.READ_RIGHTS)


def may_record_mandate(person: Any) -> bool:
    """The President’s mandates, on which every end date depends (R40)."""
    return has_right(person, Right.RECORD_MANDATE)


def _assignments(person: Any, on: date) -> list[Any]:
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return []
    return list(person.current_assignments(on))
