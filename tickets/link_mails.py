"""The mails of tickets that have to do with one another: each reader is led to what they may read of it (R28)."""

from typing import Any

from foundation.french import shortened
from network.models import Person
from tickets import mails, rules, teams
from tickets.models import NetworkIncident, Ticket


def merged(ticket: Ticket, into: Ticket, *, by: Any) -> None:
    """Tell who followed it where it goes on: in the other ticket, or by the incident of the network for who reads that.

    What is told of the incident is what all read, no word of its ticket.
    """
    readers = [*teams.everyone(ticket), *teams.who_had_it_first(ticket)]
    incident, led = _led_to_incident(into, readers)
    others = [one for one in readers if one not in led]
    lines = [f"{by} a joint « {ticket.subject} » au ticket {into.number}, qui continue pour les deux."]
    mails.write("merged", ticket, others, by=by, subject="Joint à un autre", lines=lines)
    if incident is not None:
        lines = [
            f"{by} a joint « {ticket.subject} » à l’incident du réseau « {incident} ».",
            shortened(incident.told_to_all, mails.LONGEST),
            "Suivez l’incident sur sa page : vous en recevrez les nouvelles et la fin.",
        ]
        _of_incident("merged", ticket, led, incident, by=by, subject="Joint à un incident du réseau", lines=lines)


def solved(ticket: Ticket, *, by: Any) -> None:
    """Tell those whose tickets were joined to an incident of the network, and who do not read its own, that it is over.

    The words of the solution are those of the ticket: what all are told is on the page of the incident.
    """
    for joined in ticket.merged.select_related("requester", "declared_by", "holder"):
        incident, led = _led_to_incident(ticket, teams.everyone(joined))
        if incident is None or not incident.is_current:
            continue
        lines = [
            f"L’incident du réseau « {incident} », auquel « {joined.subject} » est joint, est résolu.",
            "Ce que nous en disons à tous est sur sa page, et la fin vous en sera annoncée.",
        ]
        key = f"with-{ticket.history.latest().pk}"
        _of_incident("resolved", joined, led, incident, by=by, subject="Résolu", lines=lines, due_key=key)


def attached(ticket: Ticket, parent: Ticket, *, by: Any) -> None:
    """Tell who follows either in the services that the one is part of the other."""
    lines = [f"{by} a réuni « {ticket.subject} » à {parent.number}, « {parent.subject} »."]
    subject = f"Réuni à {parent.number}"
    _inside("attached", ticket, parent, by=by, subject=subject, lines=lines)


def detached(ticket: Ticket, parent: Ticket, *, by: Any) -> None:
    """Tell who follows either in the services that it stands by itself again."""
    lines = [f"{by} a détaché « {ticket.subject} » de {parent.number}, « {parent.subject} »."]
    _inside("detached", ticket, parent, by=by, subject=f"Détaché de {parent.number}", lines=lines)


def _inside(kind: str, ticket: Ticket, parent: Ticket, *, by: Any, subject: str, lines: list[str]) -> None:
    readers = teams.followers_inside(ticket, parent)
    key = f"row-{ticket.history.latest().pk}"
    mails.write(kind, ticket, readers, by=by, subject=subject, lines=lines, words=[parent.subject], due_key=key)


def _led_to_incident(into: Ticket, readers: list[Person]) -> tuple[NetworkIncident | None, list[Person]]:
    """Those of these who read the incident of the network and not its ticket, and that incident."""
    ways = [(one, rules.where_it_goes_on(into, one)) for one in readers]
    led = [(one, way) for one, way in ways if isinstance(way, NetworkIncident)]
    return (led[0][1] if led else None), [one for one, _ in led]


def _of_incident(kind: str, ticket: Ticket, readers: list[Person], incident: NetworkIncident, **said: Any) -> None:
    path = incident.get_absolute_url()
    words = [incident.title, shortened(incident.told_to_all, mails.LONGEST)]
    mails.write(kind, ticket, readers, label="Suivre l’incident", path=path, words=words, **said)
