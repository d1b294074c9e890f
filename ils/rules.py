"""Who may ask for access to the SIGB, give it and take it back. Imports no models."""

from typing import Any

from foundation import clock
from network.roles import Right, Role, roles_with
from network.rules import has_right, holds


def may_use(person: Any) -> bool:
    """Whoever works on the shared tools has accesses, or lacks them (art. 2.2)."""
    return has_right(person, Right.TAKE_TRAINING) or may_grant(person)


def may_grant(person: Any) -> bool:
    """The SCLP gives access, refuses it and takes it back (R09)."""
    return has_right(person, Right.GRANT_ACCESS)


def may_decide(grant: Any, person: Any) -> bool:
    """The same of one grant."""
    return may_grant(person)


def missing_to_give(grant: Any) -> list[str]:
    """What a request lacks before it can be given: its person works there, or will, and may sign in (art. 2.2)."""
    on, roles = clock.today(), roles_with(Right.TAKE_TRAINING)
    held = [one for one in grant.person.assignments.all() if one.role in roles and one.place == grant.place]
    missing = []
    if not any(one.ends_on is None or one.ends_on >= on for one in held):
        missing.append("une fonction en cours ou à venir dans ce lieu")
    if not grant.person.is_active:
        missing.append("un compte ouvert")
    if grant.library and grant.library.closed_on and grant.library.closed_on <= on:
        missing.append("une bibliothèque encore ouverte")
    return missing


def may_ask_in(library: Any, person: Any, on: Any, *, is_effective: bool) -> bool:
    """Ask access for someone of a library: its head, and its référent once trained, for only then is he one (R19)."""
    if may_grant(person):
        return True
    is_correspondent = is_effective and holds(person, Role.IT_CORRESPONDENT, library, on)
    return holds(person, Role.LIBRARY_HEAD, library, on) or is_correspondent


def may_cancel(grant: Any, person: Any) -> bool:
    """Take a request back: whoever made it, whoever asks in the library, the SCLP."""
    if grant.asked_by_id == person.pk or may_grant(person):
        return True
    is_in_library = bool(grant.library_id)
    return is_in_library and may_ask_in(grant.library, person, clock.today(), is_effective=grant.is_served_by(person))
