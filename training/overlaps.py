"""Who would be in two places at once: what one follows and what one teaches, at the same hours."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from network.models import Person
from training.models import Booking, HalfDay, Session
from training.states import BookingState, SessionState

Span = tuple[datetime, datetime]  # from when to when


def sessions_at(spans: Iterable[Span], *, but: Session) -> QuerySet[Session]:
    """The other sessions that have a half-day in these hours."""
    meets = Q(pk__in=[])
    for starts_at, ends_at in spans:
        meets |= Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    meeting = HalfDay.objects.filter(meets).values("session")
    return Session.objects.filter(pk__in=meeting).exclude(pk=but.pk).select_related("course")


def told(session: Session, span: Span) -> list[str]:
    """What a half-day in these hours would make of those who have a place in the session, a sentence each."""
    expected = session.bookings.filter(state=BookingState.CONFIRMED)
    here = {one.person_id: one.person for one in expected.select_related("person").order_by("person__sort_name")}
    elsewhere = sessions_at([span], but=session).prefetch_related("half_days")
    seats = Booking.objects.filter(state=BookingState.CONFIRMED, person__in=here, session__in=elsewhere.values("pk"))
    places = list(seats.values_list("person", "session"))
    taught = elsewhere.filter(state=SessionState.PUBLISHED, trainers__in=here).values_list("trainers", "pk")
    lessons, named = list(taught), {one.pk: one for one in elsewhere}
    sentences = []
    for key, person in here.items():
        sentences += [f"{person} a aussi une place à ces heures-là : {named[at]}." for who, at in places if who == key]
        sentences += [f"{person} anime aussi, à ces heures-là : {named[at]}." for who, at in lessons if who == key]
    return sentences


def refusal_of_trainers(session: Session, spans: Iterable[Span], trainers: Iterable[Person]) -> str:
    """Why one of these cannot teach the session in these hours, or nothing: they teach or have a place elsewhere.

    Without its trainer nothing takes place: what is only told of a participant is refused of them.
    """
    elsewhere = sessions_at(spans, but=session)
    for trainer in trainers:
        if taught := elsewhere.filter(state=SessionState.PUBLISHED, trainers=trainer).first():
            return f"{trainer} anime déjà une autre formation à ces heures-là : {taught}."
        seats = Booking.objects.filter(person=trainer, state=BookingState.CONFIRMED)
        if followed := elsewhere.filter(pk__in=seats.values("session")).first():
            return f"{trainer} a une place dans une autre formation à ces heures-là : {followed}."
    return ""


def refusal_to_take_seat(booking: Booking) -> str:
    """Why someone cannot be given this seat, or nothing: since they asked, a place elsewhere or a lesson to give.

    A queue elsewhere keeps nobody from it: there, the seat would be refused in its turn.
    """
    return _refusal(booking.session, booking.person, Booking.objects.filter(state=BookingState.CONFIRMED))


def refusal_to_follow(session: Session, person: Person) -> str:
    """Why someone cannot be in this session at its hours, or nothing: a place elsewhere, a queue, a lesson to give."""
    return _refusal(session, person, Booking.objects.alive())


def _refusal(session: Session, person: Person, counting: QuerySet[Booking]) -> str:
    elsewhere = sessions_at(session.spans, but=session)
    if followed := elsewhere.filter(pk__in=counting.filter(person=person).values("session")).first():
        return f"{person} a déjà une autre formation à ces heures-là : {followed}."
    if taught := elsewhere.filter(state=SessionState.PUBLISHED, trainers=person).first():
        return f"{person} anime une autre formation à ces heures-là : {taught}."
    return ""
