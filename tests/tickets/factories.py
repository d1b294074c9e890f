"""Tickets for tests, made by the functions of the desk, so that their intervals and hand-overs are there."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from foundation import clock
from foundation.clock import PARIS
from network.roles import PlaceKind, Role
from tests.factories import CommuneFactory, LibraryFactory, ServiceFactory, VendorFactory, person_as
from tests.training.factories import certified
from tickets import cases, declaring, linking, moves
from tickets.declaring import Asked
from tickets.models import Category, Ticket, VendorCase
from tickets.priorities import Urgency
from tickets.states import Cause, Level, Severity, State, WaitingReason

NOW = datetime(2027, 3, 2, 9, 0, tzinfo=PARIS)  # where the clock stands still
LONG_AGO = date(2020, 1, 1)  # the day on which the functions of the factories begin


def later(**span: float) -> Any:
    """With the clock that much further: `with later(days=3):`."""
    return clock.frozen_at(NOW + timedelta(**span))


class Desk:
    """A library with its people, the services and a vendor: one person each, by function."""

    def __init__(self, *, trained: bool = True) -> None:
        self.commune = CommuneFactory(name="Ici")
        self.library = LibraryFactory(commune=self.commune)
        self.sclp, self.dsinum = ServiceFactory(), ServiceFactory(code=PlaceKind.DSINUM)
        self.vendor = VendorFactory(email="assistance@editeur.example")
        self.agent = person_as(Role.LIBRARIAN, self.library)
        self.head = person_as(Role.LIBRARY_HEAD, self.library)
        self.correspondent = person_as(Role.IT_CORRESPONDENT, self.library)
        if trained:
            certified(self.correspondent, trains_correspondent=True, issued_on=LONG_AGO)
        self.coordinator = person_as(Role.COORDINATOR, self.sclp)
        self.manager = person_as(Role.PROJECT_MANAGER, self.dsinum)
        self.technician = person_as(Role.TECHNICIAN, self.dsinum)
        self.contact = person_as(Role.COMMUNE_CONTACT, self.commune)
        self.editor = person_as(Role.VENDOR_CONTACT, self.vendor)

    def declared(self, code: str = "sigb-anomalie", *, by: Any = None, **facts: Any) -> Ticket:
        """A new ticket of the library."""
        asked = {
            "library": self.library,
            "category": Category.objects.get(code=code),
            "subject": "Le retour ne passe pas",
            "description": "Depuis ce matin, l’écran de retour reste blanc.",
            "urgency": Urgency.DEGRADED,
            **facts,
        }
        return declaring.declare(Asked(**asked), by=by or self.agent)

    def at_dsinum(self, **facts: Any) -> Ticket:
        """A ticket that the référent has passed on and the DSINum has taken."""
        ticket = moves.take(self.declared(**facts), by=self.correspondent)
        ticket = moves.escalate(ticket, by=self.correspondent, to=Level.DSINUM, diagnosis="Même chose sur deux postes.")
        return moves.take(ticket, by=self.manager)

    def case(self, ticket: Ticket | None = None, **facts: Any) -> VendorCase:
        """A case sent to the vendor."""
        asked = {"subject": "Écran blanc", "severity": Severity.MAJOR, "body": "L’écran de retour reste blanc."}
        asked |= {"vendor": self.vendor, "contacts": [self.editor], **facts}
        return cases.open_case(ticket or self.at_dsinum(), by=self.manager, **asked)

    def resolved(self, **facts: Any) -> Ticket:
        """A ticket that the référent has solved."""
        ticket = moves.take(self.declared(**facts), by=self.correspondent)
        return moves.resolve(ticket, by=self.correspondent, solution="Cache vidé.", cause=Cause.SOFTWARE)

    def in_state(self, state: str) -> Ticket:
        """A ticket in this state, brought there by the ways of the desk."""
        return _WAYS[State(state)](self)


class Elsewhere:
    """A library of another commune: its head, a librarian."""

    def __init__(self, name: str = "Ailleurs") -> None:
        self.library = LibraryFactory(commune=CommuneFactory(name=name))
        self.head = person_as(Role.LIBRARY_HEAD, self.library)
        self.agent = person_as(Role.LIBRARIAN, self.library)


def _waiting(desk: Desk) -> Ticket:
    taken = moves.take(desk.declared(), by=desk.correspondent)
    later = clock.now() + timedelta(days=5)
    return moves.wait(taken, by=desk.correspondent, waiting_reason=WaitingReason.REQUESTER, resumes_at=later)


def _to_approve(desk: Desk) -> Ticket:
    ticket = moves.take(desk.declared("sigb-parametrage", by=desk.coordinator), by=desk.coordinator)
    return moves.ask_approval(ticket, by=desk.coordinator, approver=desk.head, question="D’accord ?")


def _merged(desk: Desk) -> Ticket:
    return linking.merge(desk.declared(), into=desk.declared(), by=desk.manager)


_WAYS: dict[State, Callable[[Desk], Ticket]] = {
    State.NEW: lambda desk: desk.declared(),
    State.IN_PROGRESS: lambda desk: moves.take(desk.declared(), by=desk.correspondent),
    State.WAITING: _waiting,
    State.TO_APPROVE: _to_approve,
    State.RESOLVED: lambda desk: desk.resolved(),
    State.CLOSED: lambda desk: moves.confirm(desk.resolved(), by=desk.agent),
    State.CANCELLED: lambda desk: moves.cancel(desk.declared(), by=desk.agent, why="Sans objet."),
    State.REFUSED: lambda desk: moves.decide(_to_approve(desk), by=desk.head, is_agreed=False, answer="Non."),
    State.MERGED: _merged,
}
