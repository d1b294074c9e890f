"""Incidents of the network: one declaration by level 2, « moi aussi » by the libraries, one end (R17, R35)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from foundation.workflow import Refused
from network.models import Library, Person
from tickets import corrections, link_rules, mails, moves, record, rules
from tickets.models import MeToo, NetworkIncident, Ticket
from tickets.models.ticket import HELD
from tickets.moves import locked
from tickets.priorities import Impact
from tickets.states import Level

REASON = "Incident du réseau"


def declare(ticket: Ticket, *, by: Person, title: str, told_to_all: str, is_major: bool = False) -> NetworkIncident:
    """Make a ticket the incident of all or several libraries; its priority follows. Raises Refused when it cannot be.

    A référent who has it is relieved of it: the second level works on what is the network’s (R17). The libraries read
    the title and what is told to all, nothing of the ticket.
    """
    with transaction.atomic():
        fresh = locked(ticket)
        if not rules.may_run_incidents(by):
            raise PermissionDenied("Seul le deuxième niveau déclare un incident du réseau.")
        if refusal := link_rules.refusal_to_declare_incident(fresh):
            raise Refused(refusal, about=fresh)
        incident = NetworkIncident(ticket=fresh, title=title, told_to_all=told_to_all)
        incident._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        incident.save()
        before = corrections.axes_of(fresh)
        fresh.prioritise(Impact.NETWORK, fresh.urgency)
        fresh.is_major = fresh.is_major or is_major
        fresh._history_user, fresh._change_reason = by, REASON  # type: ignore[attr-defined]  # the same
        fresh.save()
        record.settle(fresh)
        mails.corrected(fresh, before, by=by, why=REASON)
        _fetched(fresh, by=by)
    return incident


def _fetched(ticket: Ticket, *, by: Person) -> None:
    """To the service of who announces it, when a référent has it."""
    if ticket.level != Level.CORRESPONDENT or ticket.state not in HELD or rules.missing_to_escalate(ticket):
        return
    to = Level.DSINUM if Level.DSINUM in rules.levels_of(ticket, by) else Level.SCLP
    moves.escalate(ticket, by=by, to=to, diagnosis=f"{REASON}.")


def say_me_too(incident: NetworkIncident, *, library: Library, by: Person, detail: str = "") -> tuple[MeToo, bool]:
    """Say that this library has the same trouble: the row, and whether it is new. Raises Refused when it is over."""
    if not rules.may_declare_in(library, by):
        raise PermissionDenied("Vous ne pouvez le dire que pour votre bibliothèque.")
    with transaction.atomic():
        fresh = NetworkIncident.objects.select_for_update().get(pk=incident.pk)
        if not fresh.is_current:
            raise Refused("Cet incident est terminé : si cela continue, déclarez-le.", about=fresh)
        return MeToo.objects.get_or_create(incident=fresh, library=library, defaults={"by": by, "detail": detail})
