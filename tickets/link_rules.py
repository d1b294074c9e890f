"""Which tickets may be brought together: joined, gathered, announced to the network (R17). Imports no models."""

from typing import Any

from tickets.rules import OVER, is_second_level, may_read
from tickets.states import FINISHED, State


def may_link(ticket: Any, person: Any) -> bool:
    """Level 2, who sees what a ticket has to do with the others."""
    return is_second_level(person)


def refusal_to_merge(ticket: Any, into: Any) -> str:
    """Why this ticket cannot be joined to that one, or nothing: who asked must have something to follow."""
    if ticket.pk == into.pk:
        return "Un ticket ne se joint pas à lui-même."
    if into.state in FINISHED:
        return f"{_as_it_is(into)} : on ne joint qu’à un ticket ouvert."
    is_of_commune = ticket.library.commune_id == into.library.commune_id
    asked_by = [one for one in (ticket.requester, ticket.declared_by) if one.is_active]
    if ticket.library_id == into.library_id or (is_of_commune and all(may_read(into, one) for one in asked_by)):
        return ""
    other = "bibliothèque" if is_of_commune else "commune"
    if not is_of_network(into):
        return f"{into.number} vient d’une autre {other} : seul un incident du réseau en réunit plusieurs."
    incident = getattr(into, "incident", None)
    if incident is None:
        return f"{into.number} vient d’une autre {other} : annoncez-le d’abord au réseau, qui pourra le suivre."
    if incident.ended_at is not None:
        return f"La fin de l’incident « {incident} » est annoncée : on n’y joint plus un ticket d’une autre {other}."
    return ""


def refusal_to_attach(ticket: Any, parent: Any) -> str:
    """Why this ticket cannot be part of that one, or nothing: a ticket that gathers others is part of none."""
    if ticket.pk == parent.pk:
        return "Un ticket n’est pas réuni à lui-même."
    if ticket.state in OVER:
        return f"{_as_it_is(ticket)} : on ne le réunit plus à un autre."
    if parent.state in OVER:
        return f"{_as_it_is(parent)} : on ne réunit rien à un ticket terminé."
    if parent.parent_id is not None:
        return f"{parent.number} est lui-même réuni à un autre ticket : réunissez les deux à celui-là."
    if ticket.children.exists():
        return f"{ticket.number} réunit déjà d’autres tickets : détachez-les d’abord."
    if ticket.library.commune_id != parent.library.commune_id and not is_of_network(parent):
        return f"{parent.number} vient d’une autre commune : seul un incident du réseau en réunit plusieurs."
    return ""


def refusal_to_declare_incident(ticket: Any) -> str:
    """Why this ticket cannot become an incident of the network, or nothing."""
    if getattr(ticket, "incident", None) is not None:
        return f"{ticket.number} est déjà un incident du réseau."
    if ticket.state in FINISHED:
        return f"{_as_it_is(ticket)} : on ne l’annonce plus au réseau."
    if ticket.parent_id is not None:
        return f"{ticket.number} est réuni à un autre ticket : c’est celui-là que l’on annonce."
    return ""


def is_of_network(ticket: Any) -> bool:
    """Whether it stands for all or several libraries."""
    return ticket.is_major or getattr(ticket, "incident", None) is not None


def _as_it_is(ticket: Any) -> str:
    """« T-2026-00015 est un doublon »."""
    article = "un " if ticket.state == State.MERGED else ""
    return f"{ticket.number} est {article}{ticket.get_state_display()}"
