"""Tickets that have to do with one another: joined, part of one another, related (three sorts, never mixed)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from foundation.workflow import Refused, perform
from network.models import Person
from tickets import corrections, link_mails, link_rules, mails, record, rules, teams
from tickets.models import Category, Relation, Ticket, Watcher
from tickets.moves import check_seen, locked


def merge(ticket: Ticket, *, into: Ticket, by: Person, why: str = "") -> Ticket:
    """Join a ticket to another one, which goes on for both: who followed the first follows the second, if they read it.

    Who does not read the second follows the incident of the network that it stands for.

    Both are locked in the order of their keys, so that two who join crosswise do not wait for each other: the second
    finds its target closed. Raises Refused then.
    """
    with transaction.atomic():
        both = {one.pk: one for one in _locked_in_order(ticket.pk, into.pk)}
        first, second = both[ticket.pk], both[into.pk]
        if refusal := link_rules.refusal_to_merge(first, second):
            raise Refused(refusal, about=first)
        merged = perform(first.merge, by=by, into=second, reason=why)
        _watch_instead(merged, second)
        record.settle(merged)
        link_mails.merged(merged, second, by=by)
    return merged


def _watch_instead(ticket: Ticket, into: Ticket) -> None:
    watching = (one.person for one in ticket.watchers.select_related("person"))
    people = {one.pk: one for one in [*teams.of_library(ticket), *watching] if rules.may_read(into, one)}
    rows = [Watcher(ticket=into, person_id=key) for key in people if key != into.requester_id]
    Watcher.objects.bulk_create(rows, ignore_conflicts=True)


def _locked_in_order(*keys: int) -> list[Ticket]:
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("category", "library__commune")
    return list(rows.filter(pk__in=keys).order_by("pk"))


def attach(ticket: Ticket, *, parent: Ticket, by: Person) -> Ticket:
    """Make a ticket part of another one, which is solved for both. Raises Refused when that cannot be.

    Both are locked in the order of their keys: of two who attach crosswise, the second finds the first done.
    """
    with transaction.atomic():
        both = {one.pk: one for one in _locked_in_order(ticket.pk, parent.pk)}
        first, second = both[ticket.pk], both[parent.pk]
        _insist(first, by)
        if refusal := link_rules.refusal_to_attach(first, second):
            raise Refused(refusal, about=first)
        attached = _with_parent(first, second, by)
        link_mails.attached(attached, second, by=by)
    return attached


def detach(ticket: Ticket, *, by: Person) -> Ticket:
    """Have a ticket stand by itself again."""
    with transaction.atomic():
        fresh = locked(ticket)
        _insist(fresh, by)
        if (parent := fresh.parent) is None:
            raise Refused("Ce ticket n’est réuni à aucun autre.", about=fresh)
        detached = _with_parent(fresh, None, by)
        link_mails.detached(detached, parent, by=by)
    return detached


def _with_parent(ticket: Ticket, parent: Ticket | None, by: Person) -> Ticket:
    ticket.parent = parent
    ticket._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    ticket.save(update_fields=["parent"])
    return ticket


def relate(ticket: Ticket, other: Ticket, *, by: Person) -> None:
    """Say that two tickets have to do with each other."""
    _insist(ticket, by)
    if ticket.pk == other.pk:
        raise Refused("Un ticket ne se lie pas à lui-même.", about=ticket)
    first, second = sorted([ticket.pk, other.pk])
    Relation.objects.get_or_create(first_id=first, second_id=second)


def unrelate(ticket: Ticket, other: Ticket, *, by: Person) -> None:
    """Say that they have nothing to do with each other after all."""
    _insist(ticket, by)
    first, second = sorted([ticket.pk, other.pk])
    Relation.objects.filter(first_id=first, second_id=second).delete()


def _insist(ticket: Ticket, by: Person) -> None:
    if not link_rules.may_link(ticket, by):
        raise PermissionDenied("Votre fonction ne permet pas de lier des tickets.")


def categorise(ticket: Ticket, *, by: Person, category: Category, why: str, seen: str = "") -> Ticket:
    """Give a ticket another category, hence another article and another party that answers for it.

    Raises Stale when the ticket has changed since the version `seen`.
    """
    with transaction.atomic():
        fresh = locked(ticket)
        check_seen(fresh, seen)
        if not rules.may_categorise(fresh, by):
            raise PermissionDenied("Votre fonction ne permet pas de changer la catégorie.")
        if not fresh.is_open:
            raise Refused("Ce ticket est terminé : sa catégorie ne change plus.", about=fresh)
        before = corrections.axes_of(fresh)
        fresh.category, fresh.kind = category, category.kind
        fresh._history_user, fresh._change_reason = by, why  # type: ignore[attr-defined]  # simple_history reads them
        fresh.save()
        record.settle(fresh)
        mails.corrected(fresh, before, by=by, why=why)
    return fresh
