"""The thread of a ticket as its reader may read it: what was said, the passages, what was done; in five queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from foundation.audit import SYSTEM
from foundation.french import NBSP, typography
from foundation.models import StoredDocument, Transition
from foundation.parts import Entry
from foundation.workflow import told_as
from tickets.corrections import Correction, Gathering, corrections_of, gatherings_of, history_of
from tickets.models import Handover, Message, NetworkIncident, Ticket
from tickets.states import TOWARDS, HandoverReason, Level, Visibility

# What a hand-over tells better than its transition.
PASSAGES = frozenset({"escalate", "hand_back", "send_to_vendor", "send_to_town", "contest"})
SAID_ELSEWHERE = frozenset({"vendor_takes"})  # in the case, which is the services’
# Where a ticket has gone by its declaration alone: nobody has sent it there.
GONE_AT_ONCE = {
    HandoverReason.NO_CORRESPONDENT: "est allé directement {where}, sans référent formé dans la bibliothèque",
    HandoverReason.TOWN: "est allé {where}, dont cela relève",
}


class Told(NamedTuple):
    """An entry with its moment and its rank among those of the same moment."""

    at: datetime
    rank: int
    entry: Entry
    anchor: str = ""


def thread_of(ticket: Ticket, person: Any) -> list[Told]:
    """All that this person may read of what happened, the oldest first."""
    messages = list(Message.objects.visible_to(person).filter(ticket=ticket).select_related("author"))
    files = _files(ticket, messages)
    found = [_declaration(ticket, person, files.get(("ticket", ticket.pk), []))]
    found += [_said(one, person, files.get(("message", one.pk), [])) for one in messages]
    hops = ticket.handovers.select_related("by", "accepted_by")
    found += [_passage(one, person) for one in hops if one.from_level or one.reason != HandoverReason.FIRST]
    done = Transition.objects.about(ticket).select_related("by")
    found += [_done(one, ticket, person) for one in done if one.name not in PASSAGES | SAID_ELSEWHERE]
    history = history_of(ticket)
    found += [_corrected(one, person) for one in corrections_of(history)]
    found += _gathered(list(gatherings_of(history)), person)
    return sorted(found, key=lambda one: (one.at, one.rank))


def _who(person: Any, reader: Any) -> str:
    if person is None:
        return SYSTEM
    return "Vous" if person.pk == reader.pk else str(person)


def _verb(words: str, person: Any, reader: Any) -> str:
    """« a transmis », or « avez transmis » when the reader did it."""
    is_own = person is not None and person.pk == reader.pk
    return (
        words.replace("l’a ", "l’avez ", 1).replace("a ", "avez ", 1) if is_own and words[:2] in ("a ", "l’") else words
    )


def _declaration(ticket: Ticket, reader: Any, links: list[tuple[str, str]]) -> Told:
    author = ticket.declared_by
    for_whom = f" pour {ticket.requester}" if ticket.requester_id != ticket.declared_by_id else ""
    words = _verb(f"a déclaré{for_whom}, {ticket.library}", author, reader)
    answers = "\n".join(typography(f"{label} : {value}", value) for label, value in ticket.answers)
    body = f"{answers}\n\n{ticket.description}" if answers else ticket.description
    return Told(ticket.opened_at, 0, Entry(_who(author, reader), words, ticket.opened_at, body, links=links))


def _said(message: Message, reader: Any, links: list[tuple[str, str]]) -> Told:
    is_internal = message.visibility == Visibility.INTERNAL
    entry = Entry(
        _who(message.author, reader),
        _verb("a écrit", message.author, reader),
        message.at,
        message.body,
        kind="internal" if is_internal else "",
        badge="note interne" if is_internal else "",
        links=links,
    )
    return Told(message.at, 3, entry, f"message-{message.pk}")


def _passage(hop: Handover, reader: Any) -> Told:
    where = TOWARDS[hop.to_level]
    if not hop.from_level:
        words = GONE_AT_ONCE[HandoverReason(hop.reason)].format(where=where)
        return Told(hop.at, 1, Entry("Le ticket", words, hop.at, hop.diagnosis))
    words = _verb(_passed(hop, where), hop.by, reader)
    return Told(hop.at, 2, Entry(_who(hop.by, reader), words, hop.at, hop.diagnosis))


def _passed(hop: Handover, where: str) -> str:
    """What its holder did when it went from one level to another."""
    if hop.reason == HandoverReason.CONTESTED:
        return "a contesté le renvoi à la commune : le SCLP tranche"
    if hop.reason == HandoverReason.PING_PONG:
        return f"a transmis {where}, qui tranche : troisième aller-retour"
    if hop.reason == HandoverReason.VENDOR_ANSWERED:
        return "a repris le ticket à l’éditeur"
    verb = "a renvoyé" if hop.to_level == Level.COMMUNE else "a rendu" if _is_back(hop) else "a transmis"
    if hop.from_level == Level.VENDOR:
        verb, where = "a repris le ticket", TOWARDS[Level.VENDOR]
    return f"{verb} {where} : {hop.get_reason_display()}"


def _is_back(hop: Handover) -> bool:
    """Whether it went back to the first level, which had it before."""
    return hop.to_level == Level.CORRESPONDENT and hop.from_level in (Level.DSINUM, Level.SCLP)


def _done(done: Transition, ticket: Ticket, reader: Any) -> Told:
    words = _verb(told_as(ticket, done), done.by, reader)
    return Told(done.at, 2, Entry(_who(done.by, reader), words, done.at, done.reason))


def _corrected(one: Correction, reader: Any) -> Told:
    why = f"Pourquoi{NBSP}: {one.why}" if one.why else ""
    return Told(one.at, 2, Entry(_who(one.by, reader), _verb(one.told, one.by, reader), one.at, why))


def _gathered(those: list[Gathering], reader: Any) -> list[Told]:
    """To what it was made part, as far as the reader may know: the ticket, or else the incident of the network."""
    keys = {one.parent_id for one in those}
    if not keys:
        return []
    incidents = NetworkIncident.objects.visible_to(reader).filter(ticket__in=keys)
    names = {one.ticket_id: f"l’incident du réseau « {one} »" for one in incidents}
    names |= dict(Ticket.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", "number"))
    return [_part(one, names.get(one.parent_id, "un autre"), reader) for one in those]


def _part(one: Gathering, name: str, reader: Any) -> Told:
    of = "d’" if name == "un autre" else "de "
    words = f"a réuni le ticket à {name}" if one.is_made else f"a détaché le ticket {of}{name}"
    return Told(one.at, 2, Entry(_who(one.by, reader), _verb(words, one.by, reader), one.at))


def _files(ticket: Ticket, messages: Iterable[Message]) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """The files of the ticket and of these messages: (name, address)."""
    kinds = ContentType.objects.get_for_models(Ticket, Message)
    names = {kinds[Ticket].pk: "ticket", kinds[Message].pk: "message"}
    keys = [one.pk for one in messages]
    rows = StoredDocument.objects.filter(about_type=kinds[Ticket], about_id=ticket.pk)
    if keys:
        rows |= StoredDocument.objects.filter(about_type=kinds[Message], about_id__in=keys)
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for row in rows.order_by("pk"):
        key = (names[row.about_type_id or 0], row.about_id or 0)
        found.setdefault(key, []).append((str(row), reverse("foundation:document", args=[row.key])))
    return found
