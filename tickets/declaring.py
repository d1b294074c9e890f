"""Declaring: a ticket is created, sent to the level that answers first, and its delays begin (R28)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from foundation import clock, documents
from foundation.articles import beginning, is_feminine
from foundation.documents import Arrived
from foundation.fulltext import entries
from foundation.numbers import next_number
from foundation.workflow import Refused
from network.models import Library, Person
from tickets import mails, record, rules, teams
from tickets.models import Category, Ticket
from tickets.states import HandoverReason, Level


@dataclass(frozen=True)
class Asked:
    """What a form, a telephone call or a mail says of a new ticket."""

    library: Library
    category: Category
    subject: str
    description: str
    urgency: str
    impact: str = ""  # the category’s own unless level 2 says otherwise
    answers: Sequence[Sequence[str]] = ()  # (label, value)
    page: str = ""
    requester: Person | None = None  # oneself, unless declared for someone
    token: UUID | None = None
    files: Sequence[tuple[str, Arrived]] = field(default_factory=tuple)  # name, content already on the disk


def declare(asked: Asked, *, by: Person) -> Ticket:
    """Create the ticket; the same form sent twice gives back the first one.

    A convention that is over never blocks it. Raises Refused for a closed library or a category withdrawn.
    """
    if asked.token and (found := Ticket.objects.filter(token=asked.token).first()):
        return found
    today = clock.today()
    if asked.library.closed_on and asked.library.closed_on <= today:
        raise Refused(told_of_closed(asked.library))
    insist_on_offer(asked.category)
    try:
        with transaction.atomic():
            return _create(asked, by)
    except IntegrityError:
        # Sent twice at the same moment: the other one was first.
        if asked.token and (found := Ticket.objects.filter(token=asked.token).first()):
            return found
        raise


def told_of_closed(library: Library) -> str:
    """Why nothing is declared for this one any more."""
    closed, whom = ("fermée", "elle") if is_feminine(library.name) else ("fermé", "lui")
    return f"{beginning(library.name)} est {closed} définitivement : on ne déclare plus rien pour {whom}."


def insist_on_offer(category: Category) -> None:
    """Raise Refused for a category that was withdrawn, while one wrote perhaps."""
    if category.withdrawn_on:
        raise Refused(f"La catégorie « {category} » n’est plus proposée : choisissez-en une autre.")


def first_level(asked: Asked, by: Person) -> tuple[str, str]:
    """Where a new ticket goes first and why: to the commune what is its own (R29), else to the référent (R19).

    Without a trained référent, or when level 2 declares, to level 2 at once; so does what is the commune’s while nobody
    answers for it there.
    """
    category = asked.category
    if category.is_town_s and teams.commune_contacts(asked.library.commune_id).filter(person__is_active=True).exists():
        return Level.COMMUNE, HandoverReason.TOWN
    if not teams.has_first_level(asked.library):
        return category.second_level, HandoverReason.NO_CORRESPONDENT
    if rules.is_second_level(by):
        return category.second_level, HandoverReason.FIRST
    return Level.CORRESPONDENT, HandoverReason.FIRST


def _create(asked: Asked, by: Person) -> Ticket:
    level, reason = first_level(asked, by)
    now = clock.now()
    ticket = Ticket(
        subject=asked.subject,
        description=asked.description,
        answers=[list(pair) for pair in asked.answers],
        page=asked.page,
        kind=asked.category.kind,
        category=asked.category,
        library=asked.library,
        requester=asked.requester or by,
        declared_by=by,
        level=level,
        opened_at=now,
        sent_to_commune_at=now if level == Level.COMMUNE else None,
        token=asked.token,
    )
    ticket.prioritise(asked.impact or asked.category.impact, asked.urgency)
    ticket.number = next_number("T", clock.today().year, digits=5)
    ticket._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    ticket.save()
    attach(ticket, asked.files, by=by)
    entries.index(ticket, is_alone=not asked.files)
    why = asked.category.article_in_full if reason == HandoverReason.TOWN else ""
    record.begin(ticket, reason, by=by, diagnosis=why)
    mails.declared(ticket, by=by)
    if reason == HandoverReason.NO_CORRESPONDENT:
        mails.no_correspondent(ticket)
    return ticket


def attach(about: Any, files: Iterable[tuple[str, Arrived]], *, by: Person) -> None:
    """Keep files as attachments of a ticket or of a message: who reads that reads them."""
    for name, arrived in files:
        documents.keep(arrived, name=name, about=about, by=by)
