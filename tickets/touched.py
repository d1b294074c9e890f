"""Which libraries an incident of the network touches: those that say so, and those whose tickets are part of it (R17).

It is never stored: a ticket that is detached takes its library with it, unless another one or a « moi aussi » stays.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from network.models import Library, Person
from tickets.models import MeToo, NetworkIncident, Ticket


@dataclass(frozen=True)
class Touched:
    """A library that an incident touches: who said so and when; and its ticket, if one is part of the incident."""

    library: Library
    by: Person
    at: datetime
    detail: str = ""
    ticket: Ticket | None = None


def are_of(ticket: Any) -> Q:
    """Condition on tickets: the one that an incident stands on, those gathered to it, those joined to it."""
    return Q(pk=ticket) | Q(parent=ticket) | Q(merged_into=ticket)


def touched(incident: NetworkIncident) -> list[Touched]:
    """The libraries that it touches, each once, as they came; in two queries."""
    own = incident.ticket_id
    rows = Ticket.objects.filter(are_of(own)).select_related("library__commune", "requester")
    found: dict[int, Touched] = {}
    for one in sorted(rows, key=lambda one: (one.pk != own, one.pk)):
        found.setdefault(one.library_id, Touched(one.library, one.requester, one.opened_at, ticket=one))
    for row in incident.touched.select_related("library__commune", "by"):
        before = found.get(row.library_id)
        found[row.library_id] = Touched(row.library, row.by, row.at, row.detail, before.ticket if before else None)
    return sorted(found.values(), key=lambda one: (one.at, one.library.pk))


def how_many() -> Coalesce:
    """How many libraries an incident of a list touches."""
    said = MeToo.objects.filter(incident=OuterRef(OuterRef("pk")))
    has_ticket = Ticket.objects.filter(are_of(OuterRef(OuterRef("ticket")))).order_by()
    these = Q(pk__in=said.order_by().values("library")) | Q(pk__in=has_ticket.values("library"))
    libraries = Library.objects.filter(these).order_by().values(one=Value(1))
    counted = libraries.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def is_touching(libraries: Any) -> Q:
    """The incidents that touch one of these libraries."""
    said = MeToo.objects.filter(incident=OuterRef("pk"), library__in=libraries)
    has_ticket = Ticket.objects.filter(are_of(OuterRef("ticket")), library__in=libraries)
    return Q(Exists(said)) | Q(Exists(has_ticket))
