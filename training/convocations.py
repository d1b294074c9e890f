"""What a session puts in the calendars of those it expects: one appointment per half-day, trainers included."""

from typing import Any

from foundation import appointments
from foundation.appointments import Moment
from foundation.models import Appointment
from training.models import Booking, Session
from training.states import BookingState, SessionState


def update(booking: Booking) -> list[Appointment]:
    """Bring the participant’s appointments in line with their booking; those that changed."""
    session = booking.session
    is_expected = booking.state == BookingState.CONFIRMED and session.state == SessionState.PUBLISHED
    moments = _moments(session, booking.get_absolute_url()) if is_expected else []
    return appointments.keep(booking, booking.person, moments)


def update_trainers(session: Session) -> list[tuple[Any, list[Appointment]]]:
    """The same for who teaches, and for who no longer does; each with what changed, when something did."""
    trainers = {one.pk: one for one in session.trainers.all()} if session.state == SessionState.PUBLISHED else {}
    told = {one.person_id: one.person for one in Appointment.objects.about(session).select_related("person")}
    changed = [
        (
            person,
            appointments.keep(
                session, person, _moments(session, session.get_absolute_url()) if key in trainers else []
            ),
        )
        for key, person in (told | trainers).items()
    ]
    return [(person, found) for person, found in changed if found]


def _moments(session: Session, path: str) -> list[Moment]:
    words = [session.information, f"Visioconférence : {session.link}" if session.link else ""]
    return [
        Moment(
            key=str(half_day.pk),
            summary=f"Formation : {session.course}",
            starts_at=half_day.starts_at,
            ends_at=half_day.ends_at,
            location=session.place or session.link,
            description="\n\n".join(filter(None, words)),
            path=path,
        )
        for half_day in session.half_days.all()
    ]
