"""What is told of an incident, once, to exactly those who were shown before it was confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef

from foundation import clock, outbox
from foundation.french import count
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network.models import Assignment, Library, Person
from network.roles import Right, roles_with
from tickets import mails, record, rules
from tickets.models import IncidentUpdate, Message, NetworkIncident, Ticket, Watcher
from tickets.moves import locked
from tickets.touched import are_of

UPDATE, END = "incident-update", "incident-end"


def register() -> None:
    """Have what is told of an incident looked at again before it leaves."""
    outbox.only_while(UPDATE, _why_not)
    outbox.only_while(END, _why_not)


def _why_not(message: OutboxMessage) -> str:
    update: Any = message.about
    if message.recipient is None:
        return ""
    is_seen = NetworkIncident.objects.visible_to(message.recipient).filter(pk=update.incident_id).exists()
    return "" if is_seen else "Le destinataire ne peut plus lire cet incident."


@dataclass
class Audience:
    """Who receives it: by library, each person once."""

    places: dict[int, Library] = field(default_factory=dict)
    found: dict[int, dict[int, Person]] = field(default_factory=dict)  # library → people
    people: dict[int, Person] = field(default_factory=dict)

    def add(self, library: Library, person: Person) -> None:
        """One more, at the first library that brings them."""
        if person.pk not in self.people:
            self.people[person.pk] = person
            self.places[library.pk] = library
            self.found.setdefault(library.pk, {})[person.pk] = person

    @property
    def groups(self) -> list[tuple[Library, list[Person]]]:
        """The libraries in the order of their names, each with its people."""
        libraries = sorted(self.places.values(), key=lambda one: (one.sort_name, one.pk))
        return [(one, list(self.found[one.pk].values())) for one in libraries]

    @property
    def total(self) -> str:
        """« 12 personnes »."""
        return count(len(self.people), "personne") if self.people else "personne"

    @property
    def names(self) -> list[str]:
        """What is confirmed: every one of them, and where it goes."""
        return [f"{one.pk} {one.email}" for one in sorted(self.people.values(), key=lambda one: one.pk)]


def audience(incident: NetworkIncident, *, by: Person, is_to_all: bool) -> Audience:
    """Who is told today, in four queries: heads and référents of the libraries touched, or of all that are open.

    So are those who said « moi aussi », those whose tickets are part of this one, and who follows a ticket that was
    joined to it; never the author.
    """
    today, found = clock.today(), Audience()
    current = Assignment.objects.current(today)
    reading = current.filter(role__in=roles_with(Right.DECLARE_TICKETS))
    roles = {*roles_with(Right.CONFIRM_TICKETS), *roles_with(Right.WORK_FIRST_LEVEL)}
    said = list(incident.touched.select_related("library__commune", "by").annotate(reads=_is_one_of(reading, "by")))
    those = _tickets(incident, reading)
    held = current.filter(
        role__in=roles, library__in=Library.objects.open_on(today), person__in=reading.values("person")
    )
    if not is_to_all:
        held = held.filter(library__in={one.library_id for one in [*said, *those]})
    pairs = [(one.library, one.person) for one in held.select_related("library__commune", "person").order_by("pk")]
    pairs += [(one.library, one.by) for one in said if one.reads]
    pairs += [(one.library, person) for one, person in _of_tickets(incident, those, reading)]
    for library, person in pairs:
        if library and person.is_active and person.email and person.pk != by.pk:
            found.add(library, person)
    return found


def _is_one_of(reading: Any, person: str) -> Exists:
    """Whether that person holds one of these functions: a condition of the row that names them."""
    return Exists(reading.filter(person=OuterRef(person)))


def _tickets(incident: NetworkIncident, reading: Any) -> list[Any]:
    """The tickets of an incident, each with whether who asked and who declared it read what is told of it."""
    reads = {"asks": _is_one_of(reading, "requester"), "declares": _is_one_of(reading, "declared_by")}
    found = Ticket.objects.filter(are_of(incident.ticket_id)).order_by("pk")
    return list(found.select_related("library__commune", "requester", "declared_by").annotate(**reads))


def _of_tickets(incident: NetworkIncident, those: list[Any], reading: Any) -> Iterable[tuple[Ticket, Person]]:
    """Of the ticket of the incident, of those that are part of it and of those that were joined to it: who asked.

    Of what was joined, who declared it and who watches it too: nothing else tells them what follows.
    """
    own = incident.ticket_id
    for one in those:
        if one.asks:
            yield one, one.requester
        if one.declares and one.merged_into_id == own:
            yield one, one.declared_by
    watching = Watcher.objects.filter(ticket__merged_into=own, person__in=reading.values("person"))
    for row in watching.select_related("ticket__library__commune", "person"):
        yield row.ticket, row.person


def broadcast(
    incident: NetworkIncident,
    body: str,
    *,
    by: Person,
    readers: Audience,
    is_to_all: bool,
    token: UUID,
    is_end: bool = False,
) -> IncidentUpdate:
    """Tell these readers, and nobody else; confirmed twice, it is told once. Raises Refused once it is over.

    It stands in the thread of the ticket too, where it counts as news of the service.
    """
    with transaction.atomic():
        fresh = NetworkIncident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
        if told := IncidentUpdate.objects.filter(token=token).first():
            return told
        if not rules.may_run_incidents(by):
            raise PermissionDenied("Seul le deuxième niveau donne des nouvelles à tous.")
        if not fresh.is_current:
            raise Refused("Cet incident est terminé : sa fin a déjà été annoncée.", about=fresh)
        facts = {"is_to_all": is_to_all, "readers": len(readers.people), "token": token}
        update = IncidentUpdate.objects.create(incident=fresh, by=by, body=body, **facts)
        if is_end:
            fresh.ended_at = clock.now()
            fresh._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
            fresh.save(update_fields=["ended_at"])
        ticket = locked(fresh.ticket)
        if ticket.is_open:
            Message.objects.create(ticket=ticket, author=by, body=body, is_from_service=True, token=token)
            record.settle(ticket)
        _write(fresh, update, readers, is_end=is_end)
    return update


def _write(incident: NetworkIncident, update: IncidentUpdate, readers: Audience, *, is_end: bool) -> None:
    what = "Fin de l’incident" if is_end else "Incident du réseau"
    for reader in readers.people.values():
        outbox.write_lines(
            END if is_end else UPDATE,
            about=update,
            to=reader,
            subject=f"{what} : {incident.title}",
            lines=[line for line in update.body.splitlines() if line.strip()],
            label="Voir l’incident",
            path=incident.get_absolute_url(),
            typed=[incident.title, *update.body.splitlines()],
            family=mails.FAMILY,
            thread=f"incident-{incident.pk}",
        )
