"""What the page of a ticket shows of the others it has to do with: those alone that its reader may read."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from tickets.models import NetworkIncident, Relation, Ticket

MOST = 30  # tickets of one sort that the page names; the others are counted


@dataclass
class Links:
    """The three sorts, never mixed: part of one another, joined, related; and the incident of the network."""

    parent: Ticket | None = None
    merged_into: Ticket | None = None
    incident: NetworkIncident | None = None
    children: list[Ticket] = field(default_factory=list)
    merged: list[Ticket] = field(default_factory=list)
    related: list[Ticket] = field(default_factory=list)

    @property
    def groups(self) -> list[tuple[str, list[Ticket], int]]:
        """What is shown under one heading each: its tickets and how many more there are."""
        named = [("Tickets réunis ici", self.children), ("Joints à ce ticket", self.merged)]
        return [(label, found[:MOST], max(0, len(found) - MOST)) for label, found in named if found]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.parent or self.merged_into or self.incident or self.groups or self.related)


def links_of(ticket: Ticket, person: Any) -> Links:
    """The links of a ticket that this person may read, in three queries."""
    pairs = Relation.objects.filter(Q(first=ticket) | Q(second=ticket)).values_list("first", "second")
    related = {key for pair in pairs for key in pair} - {ticket.pk}
    around = Q(parent=ticket) | Q(merged_into=ticket)
    around |= Q(pk__in=related | {key for key in (ticket.parent_id, ticket.merged_into_id) if key})
    found = Links()
    for one in Ticket.objects.visible_to(person).filter(around).order_by("pk"):
        if one.pk == ticket.parent_id:
            found.parent = one
        if one.pk == ticket.merged_into_id:
            found.merged_into = one
        if one.parent_id == ticket.pk:
            found.children.append(one)
        if one.merged_into_id == ticket.pk:
            found.merged.append(one)
        if one.pk in related:
            found.related.append(one)
    keys = [key for key in (ticket.pk, ticket.parent_id, ticket.merged_into_id) if key]
    found.incident = NetworkIncident.objects.visible_to(person).filter(ticket__in=keys).first()
    return found
