"""Who gets a seat: one lock, one function (reference C2: the promotion race).

Whatever changes the seats of a session (a booking, a withdrawal, an answer, the maximum, the seats held for a commune,
the clock) passes through `held`, which locks its row, and ends with `settle`, which lapses the offers that nobody
answered and offers what is free to the queue, in its order. Counting happens inside the lock, never before.

A person cannot sit in two places at once: the rows of the people are locked too, after the session’s, in key order.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from foundation import clock
from foundation.workflow import Refused, perform
from network.models import Assignment, Person
from training import mails, overlaps, rules
from training.models import Booking, HeldSeats, Session
from training.people import of_leavers, refusal_of_function
from training.progress import lacking_prerequisites
from training.seats import Seats
from training.states import BookingState, SessionState


@contextmanager
def held(session: Session) -> Iterator[Session]:
    """The fresh session, its row locked, its seats this one’s to give until the end of the transaction."""
    with transaction.atomic():
        yield Session.objects.select_for_update(of=("self",)).select_related("course").get(pk=session.pk)


@dataclass(frozen=True)
class Outcome:
    """What became of one person in a booking for several: their booking, or why there is none."""

    assignment: Assignment
    booking: Booking | None = None
    refusal: str = ""


def book(session: Session, assignment: Assignment, *, by: Any) -> Booking:
    """Book for one person, at the title of this function. Raises Refused, PermissionDenied."""
    [outcome] = book_all(session, [assignment], by=by)
    if outcome.booking is None:
        raise Refused(outcome.refusal)
    return outcome.booking


def book_all(session: Session, assignments: Iterable[Assignment], *, by: Any) -> list[Outcome]:
    """Book for several, in the order given; each has an outcome, nobody’s refusal stops the others.

    PermissionDenied when one of them is not theirs to book; Refused when the session takes no booking.
    """
    wanted = list(assignments)
    for assignment in wanted:
        if not rules.may_book_for(assignment, by):
            raise PermissionDenied("Vous ne pouvez inscrire que vous-même ou votre équipe.")
    with held(session) as fresh:
        now = clock.now()
        if why := rules.refusal_to_book(fresh, now=now):
            raise Refused(why)
        lock_people(one.person_id for one in wanted)
        settle(fresh, now=now)
        seats = seats_of(fresh)
        return [_book_one(fresh, seats, one, by=by, now=now) for one in wanted]


def approve(booking: Booking, *, by: Any) -> Booking:
    """The head agrees: a seat when one is free, else its place in the queue. Raises Refused, PermissionDenied."""
    with held(booking.session) as session:
        if why := rules.refusal_to_book(session, now=clock.now()):
            raise Refused(why)
        if of_leavers(session.bookings.filter(pk=booking.pk)).exists():
            reason = rules.reason_of_leaving(booking.person)
            raise Refused(f"{booking.person} ne peut plus suivre cette session. {reason}")
        _refuse_two_places(booking)
        approved = perform(booking.approve, by=by)
        settle(session, direct={approved.pk})
        fresh = Booking.objects.with_session().get(pk=approved.pk)
        if fresh.state == BookingState.WAITING:
            mails.queued(fresh)
    return fresh


def refuse(booking: Booking, *, by: Any, reason: str) -> Booking:
    """The head does not agree, and says why. Raises Refused, PermissionDenied."""
    if not reason.strip():
        raise Refused("Dites pourquoi vous refusez : la personne lira ce motif.")
    with transaction.atomic():
        refused = perform(booking.refuse, by=by, reason=reason)
        mails.refused(refused, reason)
    return refused


def withdraw(booking: Booking, *, by: Any, reason: str = "") -> Booking:
    """Give up a booking; a seat that comes free goes to the queue. Raises Refused, PermissionDenied."""
    with held(booking.session) as session:
        if rules.has_begun(session, clock.now()):
            raise Refused(rules.TOO_LATE)
        withdrawn = perform(booking.withdraw, by=by, reason=reason)
        mails.withdrawn(withdrawn, by=by)
        settle(session)
    return withdrawn


def accept(booking: Booking, *, by: Any) -> Booking:
    """Take the seat offered. Raises Refused when the offer has passed to someone else, PermissionDenied."""
    with held(booking.session) as session:
        settle(session)
        fresh = Booking.objects.get(pk=booking.pk)
        if fresh.state == BookingState.LAPSED:
            raise Refused("Cette place n’est plus proposée : le délai de réponse est passé.")
        if fresh.state == BookingState.CONFIRMED:
            raise Refused("Cette place est déjà acceptée : on vous attend à la session.")
        if fresh.state != BookingState.OFFERED:
            raise Refused("Cette place n’est pas proposée.")
        _refuse_two_places(fresh)
        accepted = perform(fresh.accept, by=by)
        mails.confirmed(accepted)
    return accepted


def sweep(now: datetime | None = None) -> int:
    """Settle every session where the clock alone changes the seats; how many. The worker’s, as often as one likes."""
    moment = now or clock.now()
    today = moment.astimezone(clock.PARIS).date()
    waiting = Booking.objects.filter(state=BookingState.WAITING).values("session")
    late = Booking.objects.filter(state=BookingState.OFFERED, offered_until__lte=moment).values("session")
    freed = HeldSeats.objects.filter(until__lt=today, session__in=waiting).values("session")
    to_come = Booking.objects.alive().filter(session__in=Session.objects.to_come(moment).values("pk"))
    left = of_leavers(to_come).values("session")
    begun = Q(pk__in=Booking.objects.in_queue().values("session"), first_at__lte=moment)
    changed = Q(pk__in=late) | Q(pk__in=freed) | Q(pk__in=left) | begun
    found = list(Session.objects.with_dates().filter(changed).exclude(state=SessionState.CANCELLED))
    for session in found:
        with held(session) as fresh:
            settle(fresh, now=moment)
    return len(found)


# --- under the lock --------------------------------------------------------------------------------------------------


def seats_of(session: Session) -> Seats:
    """The seats of a session as they are in this transaction."""
    running = session.held_seats.filter(until__gte=clock.today()).values_list("commune", "number")
    seated = session.bookings.seated().select_related("assignment__library")
    return Seats.of(session.maximum, dict(running), [one.commune_id for one in seated])


def settle(session: Session, *, now: datetime | None = None, direct: Iterable[int] = ()) -> None:
    """Lapse the offers that nobody answered, take back the places of who has left, then give what is free to the
    queue, in its order.

    Who waits is asked (OFFERED): the day may no longer suit. The keys in `direct` have just been asked for, and are
    confirmed at once. A waiter whom no seat is free for (they are held for another commune) does not keep the next
    one from it. Once the session has begun, no seat is given any more and no offer stands: who is still in the queue
    leaves it, and is told.
    """
    moment = now or clock.now()
    has_begun = rules.has_begun(session, moment)
    offers = session.bookings.filter(state=BookingState.OFFERED)
    for booking in offers if has_begun else offers.filter(offered_until__lte=moment):
        mails.lapsed(perform(booking.lapse, by=None), has_begun=has_begun)
    if has_begun:
        for booking in session.bookings.in_queue():
            reason = rules.reason_without_seat(booking)
            mails.without_seat(perform(booking.withdraw, by=None, reason=reason), reason)
        return
    if session.state != SessionState.PUBLISHED or session.starts_at is None:
        return
    for booking in of_leavers(session.bookings.alive()).select_related("person"):
        reason = rules.reason_of_leaving(booking.person)
        mails.left(perform(booking.withdraw, by=None, reason=reason), reason)
    queue = list(session.bookings.waiting().select_related("assignment__library"))
    if not queue:
        return
    seats = seats_of(session)
    for booking in queue:
        if not seats.free_for(booking.commune_id):
            continue
        seats.take(booking.commune_id)
        if booking.pk in set(direct):
            mails.confirmed(perform(booking.seat, by=None))
        else:
            until = rules.offer_ends(moment, session.starts_at)
            mails.offered(perform(booking.offer, by=None, offered_until=until))


def shorten_offers(session: Session, *, by: Any) -> None:
    """Cut to the beginning of the session the offers that a change of its dates left beyond it."""
    for booking in session.bookings.filter(state=BookingState.OFFERED, offered_until__gt=session.starts_at):
        booking.offered_until = session.starts_at
        save(booking, by)


def _book_one(session: Session, seats: Seats, assignment: Assignment, *, by: Any, now: datetime) -> Outcome:
    person = assignment.person
    if why := _refusal(session, assignment):
        return Outcome(assignment, refusal=why)
    is_asked = session.course.needs_approval and not rules.may_decide_for(assignment, by)
    state = BookingState.REQUESTED if is_asked else BookingState.WAITING
    booking = Booking(session=session, person=person, assignment=assignment, state=state, queued_at=now, booked_by=by)
    save(booking, by)
    if is_asked:
        mails.requested(booking)
    elif seats.free_for(booking.commune_id):
        seats.take(booking.commune_id)
        booking = perform(booking.seat, by=None)
        mails.confirmed(booking)
    else:
        mails.queued(booking)
    return Outcome(assignment, booking)


def _refusal(session: Session, assignment: Assignment) -> str:
    """Why this person cannot be in this session, or nothing."""
    person = assignment.person
    if session.bookings.alive().filter(person=person).exists():
        return f"{person} a déjà une inscription à cette session."
    if any(trainer.pk == person.pk for trainer in session.trainers.all()):
        return f"{person} anime cette session."
    if why := refusal_of_function(session, assignment):
        return why
    lacking = lacking_prerequisites(session.course, person, session.starts_at or clock.now())
    if why := rules.refusal_of_prerequisites(lacking, str(person)):
        return why
    return overlaps.refusal_to_follow(session, person)


def _refuse_two_places(booking: Booking) -> None:
    """Refuse a seat to who has been given another at these hours, or teaches then, since they asked."""
    lock_people([booking.person_id])
    if why := overlaps.refusal_to_take_seat(booking):
        raise Refused(why)


def lock_people(keys: Iterable[int]) -> None:
    """Have these people be in one place at a time: after the session’s row, in the order of their keys."""
    people = Person.objects.filter(pk__in=set(keys)).order_by("pk")
    list(people.select_for_update(no_key=True).values_list("pk", flat=True))


def save(row: Any, by: Any) -> None:
    """Save a row in the name of who changed it."""
    row._history_user = by
    row.save()
