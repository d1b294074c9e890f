"""What the coordination changes of a session: its half-days, its seats, those held for a commune; or it is cancelled.

Each under the lock of the seats (training.booking), which end in the order of the queue.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from foundation import clock
from foundation.versions import save_unless_stale
from foundation.workflow import Refused, perform
from network.models import Person
from training import mails, overlaps, rules
from training.booking import held, lock_people, save, seats_of, settle, shorten_offers
from training.models import Booking, HalfDay, HeldSeats, Session
from training.states import SessionState


def check(session: Session, by: Any) -> None:
    """Whether this person may change this session now: the state first, then the right. Raises Refused,
    PermissionDenied."""
    if why := rules.refusal_to_change(session):
        raise Refused(why)
    if not rules.may_manage_session(session, by):
        raise PermissionDenied("Votre fonction ne permet pas de modifier cette session.")


def add_half_day(session: Session, starts_at: datetime, ends_at: datetime, *, by: Any) -> HalfDay:
    """One more half-day. Raises Refused when it meets another or the session has begun, PermissionDenied."""
    with held(session) as fresh:
        check(fresh, by)
        _refuse(rules.refusal_to_redate(fresh, clock.now()))
        before = mails.when_and_where(fresh, is_expected=False)
        if fresh.half_days.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise Refused("La session a déjà une demi-journée à ces heures.")
        _refuse_trainers(fresh, [(starts_at, ends_at)], fresh.trainers.all())
        half_day = HalfDay(session=fresh, starts_at=starts_at, ends_at=ends_at)
        save(half_day, by)
        _tell(fresh, before, by)
    return half_day


def move_half_day(session: Session, key: int, starts_at: datetime, ends_at: datetime, *, by: Any) -> HalfDay:
    """Give a half-day other hours: those in the session, or waiting for it, are told once.

    Raises Refused, PermissionDenied, Http404.
    """
    with held(session) as fresh:
        check(fresh, by)
        _refuse(rules.refusal_to_redate(fresh, clock.now()))
        before = mails.when_and_where(fresh, is_expected=False)
        half_day = get_object_or_404(HalfDay, session=fresh, pk=key)
        others = fresh.half_days.exclude(pk=key)
        if others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise Refused("La session a déjà une demi-journée à ces heures.")
        _refuse_trainers(fresh, [(starts_at, ends_at)], fresh.trainers.all())
        half_day.starts_at, half_day.ends_at = starts_at, ends_at
        save(half_day, by)
        _tell(fresh, before, by)
    return half_day


def remove_half_day(session: Session, key: int, *, by: Any) -> None:
    """One half-day less; a published session keeps one at least. Raises Refused, PermissionDenied, Http404."""
    with held(session) as fresh:
        check(fresh, by)
        _refuse(rules.refusal_to_redate(fresh, clock.now()))
        before = mails.when_and_where(fresh, is_expected=False)
        half_day = get_object_or_404(HalfDay, session=fresh, pk=key)
        if fresh.state == SessionState.PUBLISHED and fresh.half_days.count() == 1:
            raise Refused("Une session publiée garde une demi-journée au moins : déplacez-la plutôt.")
        _delete(half_day, by)
        _tell(fresh, before, by)


def publish(session: Session, *, by: Any) -> Session:
    """Open it to bookings; who teaches gets it in their calendar, and is not elsewhere then.

    Raises Refused, PermissionDenied.
    """
    with held(session) as fresh:
        published = perform(fresh.publish, by=by)
        _refuse_trainers(published, published.spans, published.trainers.all())
        mails.trainers_told(published)
    return published


def describe(session: Session, form: Any, *, by: Any) -> bool:
    """Save what a form says of its place, its trainers and its content, and tell whom it concerns; False when the form
    was overtaken and says so. Raises Refused, PermissionDenied."""
    with held(session) as fresh:
        check(fresh, by)
        before, known = mails.when_and_where(fresh, is_expected=False), set(fresh.trainers.all())
        is_saved = save_unless_stale(form)
        if is_saved:
            _refuse(rules.refusal_to_empty(Session.objects.get(pk=fresh.pk)))
            _refuse_trainers(fresh, fresh.spans, [one for one in fresh.trainers.all() if one not in known])
            _tell(fresh, before, by)
    return is_saved


def set_maximum(session: Session, maximum: int, *, by: Any) -> Session:
    """Change how many may sit; never below who already sits. Raises Refused, PermissionDenied."""
    with held(session) as fresh:
        check(fresh, by)
        seats = seats_of(fresh)
        _refuse(rules.refusal_of_maximum(maximum, seats.taken.total(), fresh.minimum, sum(seats.held.values())))
        fresh.maximum = maximum
        save(fresh, by)
        settle(fresh)
    return fresh


def hold_seats(session: Session, seats: HeldSeats, *, by: Any) -> HeldSeats:
    """Keep seats for a commune, as `seats` (not saved yet) says. Raises Refused, PermissionDenied."""
    with held(session) as fresh:
        check(fresh, by)
        if fresh.held_seats.filter(commune=seats.commune_id).exists():
            raise Refused("Des places sont déjà réservées à cette commune : rendez-les d’abord.")
        _refuse(rules.refusal_of_held(seats.number, sum(seats_of(fresh).held.values()), fresh.maximum))
        seats.session = fresh
        save(seats, by)
    return seats


def release_seats(session: Session, key: int, *, by: Any) -> None:
    """Give back the seats kept for a commune: they go to the queue. Raises Refused, PermissionDenied, Http404."""
    with held(session) as fresh:
        check(fresh, by)
        _delete(get_object_or_404(HeldSeats, session=fresh, pk=key), by)
        settle(fresh)


def cancel(session: Session, *, by: Any, reason: str) -> int:
    """Cancel the session, and everyone booked with it: each is told and offered the others; how many.

    Raises Refused, PermissionDenied.
    """
    if not reason.strip():
        raise Refused("Dites pourquoi la session est annulée : les inscrits liront ce motif.")
    with held(session) as fresh:
        if fresh.state == SessionState.PUBLISHED and fresh.starts_at and fresh.starts_at <= clock.now():
            raise Refused("La session a commencé : terminez-la.")
        perform(fresh.cancel, by=by, reason=reason, cancelled_on=clock.today())
        dropped = [perform(one.drop, by=None, reason=reason) for one in Booking.objects.alive().filter(session=fresh)]
        for booking in dropped:
            mails.session_cancelled(booking, reason)
        mails.trainers_told(Session.objects.select_related("course").get(pk=fresh.pk))
    return len(dropped)


def _refuse_trainers(session: Session, spans: list[overlaps.Span], trainers: Iterable[Person]) -> None:
    """Refuse that one of these, who teach a session, be elsewhere at these hours; a draft expects nobody yet."""
    concerned = list(trainers)
    if session.state == SessionState.PUBLISHED:
        lock_people(one.pk for one in concerned)
        _refuse(overlaps.refusal_of_trainers(session, spans, concerned))


def _tell(session: Session, before: list[str], by: Any) -> None:
    """What a published session has become, to those in it, waiting for it, and teaching it."""
    changed = Session.objects.select_related("course").get(pk=session.pk)
    if changed.state != SessionState.PUBLISHED:
        return
    shorten_offers(changed, by=by)
    is_moved = mails.when_and_where(changed, is_expected=False) != before
    for booking in Booking.objects.alive().filter(session=changed).select_related("person", "assignment__library"):
        booking.session = changed
        mails.redated(booking, is_moved=is_moved)
    mails.trainers_told(changed)


def _delete(row: Any, by: Any) -> None:
    row._history_user = by
    row.delete()


def _refuse(why: str) -> None:
    if why:
        raise Refused(why)
