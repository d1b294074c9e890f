"""Who may what, where, on which day: one question, `holds`, and the rights of the table. Imports no models."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from foundation import clock
from network.roles import FUNCTIONS, Right, Role, roles_with


def holds(person: Any, role: Role, place: Any, on: date) -> bool:
    """Whether this person holds this function in this place that day.

    A commune’s own place and its libraries are different places: a head of library holds nothing in the commune.
    `place=None` asks for the function wherever it is held.
    """
    return any(a.role == role and (place is None or a.place == place) for a in _assignments(person, on))


def has_right(person: Any, right: Right, place: Any = None, on: date | None = None) -> bool:
    """Whether a function held in this place (wherever, without one) that day (today by default) carries this right."""
    roles = roles_with(right)
    held = _assignments(person, on or clock.today())
    return any(a.role in roles and (place is None or a.place == place) for a in held)


def must_use_second_factor(person: Any, on: date) -> bool:
    """Whoever holds a function at the SCLP or the DSINum, whatever it is (design: functions).

    The place decides, not the function: a référent SIGB or a trainer of a vendor sees no more than the network’s
    catalogue and their own sessions, and is not asked for one.
    """
    return any(a.service_id for a in _assignments(person, on))


def may_manage_network(person: Any) -> bool:
    """Communes, libraries, people, assignments and imports of them."""
    return has_right(person, Right.MANAGE_NETWORK)


def may_read_rights(person: Any) -> bool:
    """The table of functions: whoever gives them knows what they give."""
    return has_right(person, Right.READ_RIGHTS)


def may_read_registers(person: Any) -> bool:
    """The technical registers (outbox, jobs): the messages and the work of everyone."""
    return has_right(person, Right.READ_REGISTERS)


def may_record_mandate(person: Any) -> bool:
    """The President’s mandates, on which every end date depends (R40)."""
    return has_right(person, Right.RECORD_MANDATE)


def may_keep_registers(person: Any) -> bool:
    """What the network says of the Communauté, its services and its vendors: an administrator (design: functions)."""
    return has_right(person, Right.KEEP_REGISTERS)


def may_give(role: Role, person: Any) -> bool:
    """Whoever manages the network gives functions; that of administrator, an administrator alone."""
    needed = Right.APPOINT_ADMINISTRATOR if role == Role.ADMINISTRATOR else Right.MANAGE_NETWORK
    return has_right(person, needed)


def may_designate_correspondent(library: Any, person: Any) -> bool:
    """The référent informatique of a library is designated by its head, or by whoever manages the network (R19)."""
    return has_right(person, Right.DESIGNATE_CORRESPONDENT, library) or may_manage_network(person)


def may_keep_library_hours(library: Any, person: Any) -> bool:
    """The hours of a library are kept by its head, or by whoever manages the network."""
    return has_right(person, Right.KEEP_LIBRARY_HOURS, library) or may_manage_network(person)


def may_keep_hours(place: Any, person: Any) -> bool:
    """The hours of a service or of a vendor are kept with their page; those of a library, by who works there (R35)."""
    is_library = hasattr(place, "commune_id")
    return may_keep_library_hours(place, person) if is_library else may_keep_registers(person)


def missing_to_change_hours(hours: Any, on: date) -> list[str]:
    """What prevents hours from being changed or withdrawn: deadlines have been counted with those that have begun."""
    return ["elles s’appliquent déjà : de nouveaux horaires les remplacent"] if hours.applies_from <= on else []


def may_manage_person(subject: Any, person: Any) -> bool:
    """Whoever manages the network; the address and access of an administrator, today’s or to come, an administrator.

    Otherwise changing an administrator’s address, then asking for a new password, would make one an administrator.
    """
    on = clock.today()
    held = [a for a in subject.assignments.all() if a.ends_on is None or a.ends_on >= on]
    if any(a.role == Role.ADMINISTRATOR for a in held) and subject.pk != person.pk:
        return has_right(person, Right.APPOINT_ADMINISTRATOR)
    return may_manage_network(person)


def may_reach_everyone(person: Any) -> bool:
    """The address and telephone of all the people one sees: whoever manages the network writes to them."""
    return may_manage_network(person)


def may_reach(subject: Any, person: Any) -> bool:
    """The address and telephone of someone one sees (RGPD, art. 5-1-c: no more than the purpose asks).

    One’s own; all of them for who manages the network; those of their team for the head of a library; for anyone
    else those of a function that one writes to. List, export, page and search ask this, and nothing else.
    """
    if subject.pk == person.pk or may_reach_everyone(person):
        return True
    on = clock.today()
    held = subject.current_assignments(on)
    if any(FUNCTIONS[Role(a.role)].is_contact for a in held):
        return True
    headed = [a.library_id for a in _assignments(person, on) if Right.REACH_TEAM in FUNCTIONS[Role(a.role)].rights]
    return any(a.library_id in headed for a in held if a.library_id)


def may_read_sign_ins(person: Any) -> bool:
    """When people signed in, and what they were written about their password and second factor."""
    return has_right(person, Right.READ_SIGN_INS)


def may_read_sign_in(subject: Any, person: Any) -> bool:
    """The same of one person: oneself, and who keeps the accounts."""
    return subject.pk == person.pk or may_read_sign_ins(person)


def may_read_life(subject: Any, person: Any) -> bool:
    """Who was called how, held what and was written what: oneself, and whoever manages the network."""
    return subject.pk == person.pk or may_manage_network(person)


def may_end(assignment: Any, person: Any) -> bool:
    """Whoever may give a function may end it; the head of a library ends that of its référent."""
    is_own = assignment.role == Role.IT_CORRESPONDENT and may_designate_correspondent(assignment.library, person)
    return is_own or may_give(Role(assignment.role), person)


def may_erase(subject: Any, person: Any) -> bool:
    """Erasing what identifies a person is an administrator’s act, never one’s own (R10)."""
    return has_right(person, Right.ERASE_PERSON) and subject.pk != person.pk


def missing_to_erase(subject: Any, on: date) -> list[str]:
    """What still prevents the erasure: someone who acts cannot be nobody."""
    if subject.anonymised_at:
        return ["déjà fait"]
    runs = any(a.ends_on is None or a.ends_on >= on for a in subject.assignments.all())
    return ["mettez d’abord fin à ses fonctions"] if runs else []


def _assignments(person: Any, on: date) -> Sequence[Any]:
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return ()
    held: Sequence[Any] = person.current_assignments(on)
    return held
