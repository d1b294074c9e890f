"""The desk of a library: what waits for a word of its people, and what the whole network knows to be wrong (R28)."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from foundation.french import long_date
from tickets import piles, rules
from tickets.models import NetworkIncident, Ticket
from tickets.piles import Pile
from tickets.states import OPEN, State

MOST = 6  # of each


@dataclass(frozen=True)
class Asked:
    """A ticket that waits for the person who reads: what is asked, and until when silence is not an answer."""

    ticket: Ticket

    @property
    def what(self) -> str:
        """What is asked."""
        return "à confirmer" if self.ticket.state == State.RESOLVED else "votre réponse est attendue"

    @property
    def until(self) -> str:
        """The day on which it is closed without a word."""
        if self.ticket.state != State.RESOLVED or self.ticket.resolved_at is None:
            return ""
        return f"sans réponse, clos le {long_date(rules.confirmed_by_silence(self.ticket))}"


@dataclass(frozen=True)
class Desk:
    """What stands above the list of a library."""

    asked: list[Asked]
    incidents: list[NetworkIncident]

    def __bool__(self) -> bool:
        return bool(self.asked or self.incidents)


def of(person: Any) -> Desk | None:
    """What waits for someone of a library; None for the services, who have their cockpit. Two queries."""
    if rules.reads_all(person) or not rules.may_declare(person):
        return None
    waiting = Ticket.objects.visible_to(person).filter(piles.asked_of(person)).select_related("library")
    incidents = NetworkIncident.objects.visible_to(person).current()
    return Desk([Asked(one) for one in waiting.order_by("resolved_at", "pk")[:MOST]], list(incidents[:MOST]))


def views(person: Any, asked: Any) -> list[tuple[str, str, bool]]:
    """The views that everyone asks for: their name, their address, and whether it is the one being read."""
    offered: list[tuple[str, dict[str, str]]] = [("Tous les tickets ouverts", {})]
    if any(value == Pile.TAKE for value, _ in piles.offered_to(person)):
        offered.append(("À prendre", {"waits": Pile.TAKE}))
    if rules.is_second_level(person):
        offered += [
            ("Suivis par moi", {"mine": "held"}),
            ("À la DSINum", {"level": "DSINUM"}),
            ("Au SCLP", {"level": "SCLP"}),
        ]
        offered += [("Chez l’éditeur", {"waits": Pile.VENDOR}), ("À donner suite", {"waits": Pile.FOLLOW_UP})]
    else:
        offered.append(("Les miens", {"mine": "asked"}))
    offered.append(("En retard", {"late": "late"}))
    read = {name: value for name, value in asked.items() if value}
    return [(label, f"{reverse('tickets:list')}{_query(one)}", read == one) for label, one in offered]


def _query(asked: dict[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""


def latest(person: Any, most: int) -> list[Ticket]:
    """The open tickets that concern this person first: those of their libraries, or their own."""
    found = Ticket.objects.visible_to(person).filter(state__in=(*OPEN, State.RESOLVED)).select_related("library")
    return list(found.order_by("-opened_at", "-pk")[:most])
