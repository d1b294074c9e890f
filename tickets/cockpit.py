"""The cockpit of the second level: what breaches next, whose turn it is, what the vendor owes (R17, R35)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from foundation.french import number, short_moment
from foundation.registry import Figure
from tickets import piles
from tickets.models import Deadline, Ticket, VendorCase
from tickets.piles import Pile
from tickets.states import NAMED, OPEN, SECOND_LEVELS, CaseState, Clock, Level

MOST = 30  # tickets told
CLOCKS = len(Clock) * 3  # how many delays of one ticket run at once, at most
MOST_CASES = 8  # of each sort
SOON = timedelta(hours=24)
SPOKEN = {CaseState.ASKED: "question de l’éditeur", CaseState.ANSWERED: "l’éditeur a répondu"}


@dataclass(frozen=True)
class Next:
    """A ticket by the first of its delays that ends: when, which one, and whose turn it is."""

    ticket: Ticket
    deadline: Any  # a Deadline, with `case_state`: what the vendor has said that waits for the Communauté
    now: datetime

    @property
    def is_late(self) -> bool:
        """Whether that delay is past."""
        return self._due <= self.now

    @property
    def tone(self) -> str:
        """Past, within a day, or later."""
        if self.is_late:
            return "late"
        return "warn" if self._due <= self.now + SOON else "info"

    @property
    def told(self) -> str:
        """« en retard » and since when, or until when."""
        when = short_moment(self._due)
        return f"en retard, {when}" if self.is_late else when

    @property
    def promise(self) -> str:
        """Which delay it is."""
        return f"{self.deadline.get_clock_display()}, {self.deadline.get_target_display()}"

    @property
    def turn(self) -> str:
        """The level and the person that everyone looks at."""
        return turn_of(self.ticket, self.deadline.case_state)

    @property
    def waits(self) -> str:
        """What is waited for, or nothing."""
        return str(self.ticket.get_waiting_reason_display()) if self.ticket.waiting_reason else ""

    @property
    def _due(self) -> datetime:
        due: datetime = self.deadline.due_at  # only those that are due are fetched
        return due


def turn_of(ticket: Ticket, case_state: str | None) -> str:
    """Whose turn it is, in words: a level, and the person there who follows it.

    Once the vendor has asked or answered, it is the service’s that follows the case, before it takes the ticket back.
    """
    if ticket.level == Level.VENDOR and case_state:
        return f"{Level(ticket.pilot_level).label} : {SPOKEN[CaseState(case_state)]}"
    if ticket.level == Level.VENDOR:
        return f"éditeur, suivi par {NAMED[ticket.pilot_level]}"
    level = str(ticket.get_level_display())
    if ticket.supervised_at and ticket.level == Level.SCLP:
        level = "supervision du SCLP"
    return f"{level}, {ticket.holder}" if ticket.holder else f"{level}, personne ne l’a pris"


def next_to_breach(person: Any, service: str, now: datetime) -> list[Next]:
    """The open tickets by the soonest of their delays, those past first; of one service, or of all. One query.

    A ticket has nine delays at most that run at once, so that so many rows hold the tickets that are told.
    """
    kept = Deadline.objects.filter(state__in=piles.COUNTED, due_at__isnull=False, ticket__state__in=OPEN)
    kept = kept.filter(ticket__in=Ticket.objects.visible_to(person))
    if service:
        kept = kept.filter(Q(ticket__level=service) | Q(ticket__level=Level.VENDOR, ticket__pilot_level=service))
    kept = kept.select_related("ticket__library__commune", "ticket__holder")
    kept = kept.annotate(case_state=piles.last_of_vendor("ticket"))
    rows = kept.order_by("due_at", "pk")[: MOST * CLOCKS]
    found: dict[int, Next] = {}
    for row in rows:
        found.setdefault(row.ticket_id, Next(row.ticket, row, now))
    return list(found.values())[:MOST]


# --- figures ---------------------------------------------------------------------------------------------------------


def to_list(**asked: str) -> str:
    """The list of tickets with these criteria."""
    return f"{reverse('tickets:list')}?{urlencode(asked)}"


def to_cases(**asked: str) -> str:
    """The list of cases with these criteria."""
    return f"{reverse('tickets:cases')}?{urlencode(asked)}"


def figures(person: Any, now: datetime) -> list[Figure]:
    """The piles of the second level, each opening on the list of exactly its rows. One query."""
    piles_of = {
        "take": ("à prendre à mon niveau", piles.of(Pile.TAKE, person), to_list(waits=Pile.TAKE)),
        "mine": ("suivis par moi", piles.held_by(person), to_list(mine="held")),
        "overdue": ("avec un délai dépassé", piles.overdue(person, now), to_list(late="any")),
        "late": ("à résoudre, en retard", piles.late(now), to_list(late="late")),
        "today": ("à résoudre aujourd’hui", piles.due_today(now), to_list(late="today")),
        "follow": ("à donner suite à l’éditeur", piles.of(Pile.FOLLOW_UP, person), to_list(waits=Pile.FOLLOW_UP)),
        "vendor": ("chez l’éditeur", piles.of(Pile.VENDOR, person), to_list(waits=Pile.VENDOR)),
        "reply": ("attendent la bibliothèque", piles.of(Pile.REPLY, person), to_list(waits=Pile.REPLY)),
        "ruling": ("devant la supervision", piles.of(Pile.SUPERVISION, person), to_list(waits=Pile.SUPERVISION)),
    }
    asked = {name: Count("pk", filter=condition) for name, (_, condition, _) in piles_of.items()}
    counted = Ticket.objects.visible_to(person).open().aggregate(**asked)
    return [Figure(number(counted[name]), label, url) for name, (label, _, url) in piles_of.items()]


# --- the vendor ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """Cases that stand in the same way: how many, the oldest of them, and the list of all."""

    label: str
    count: int
    cases: list[VendorCase]
    url: str


def cases_waiting(person: Any, now: datetime) -> list[Waiting]:
    """Those that wait for the Communauté, then those without a receipt, without an answer, beyond the delay of the
    market. Six queries.
    """
    seen = VendorCase.objects.visible_to(person)
    late = seen.open().filter(piles.late_case(now))
    sorts = [
        ("Questions, à vous", seen.filter(piles.QUESTION), to_cases(state=CaseState.ASKED), "sent_at"),
        ("Réponses, à vous", seen.filter(piles.ANSWER), to_cases(state=CaseState.ANSWERED), "sent_at"),
        ("Sans preuve de réception", seen.filter(piles.WITHOUT_RECEIPT), to_cases(state=CaseState.SENT), "sent_at"),
        ("Reçus, sans réponse", seen.filter(piles.WITHOUT_ANSWER), to_cases(state=CaseState.RECEIVED), "received_at"),
        ("Hors du délai du marché", late, to_cases(follow="late"), "received_at"),
    ]
    counted = seen.open().aggregate(
        asked=Count("pk", filter=piles.QUESTION),
        answered=Count("pk", filter=piles.ANSWER),
        sent=Count("pk", filter=piles.WITHOUT_RECEIPT),
        received=Count("pk", filter=piles.WITHOUT_ANSWER),
        late=Count("pk", filter=Q(piles.late_case(now))),
    )
    found = []
    for (label, rows, url, first), total in zip(sorts, counted.values(), strict=True):
        oldest = rows.select_related("ticket", "vendor").order_by(first, "pk")[:MOST_CASES] if total else []
        found.append(Waiting(label, total, list(oldest), url))
    return found


def services() -> list[tuple[str, str]]:
    """What the cockpit may be kept to: the code of a service, and its name."""
    return [("", "Tous les niveaux"), *((one.value, str(one.label)) for one in SECOND_LEVELS)]
