"""When a session begins, who still waits is told so and leaves its list; what was given stays."""

from datetime import timedelta

import pytest

from foundation import clock, outbox
from foundation.models import OutboxMessage, Transition
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import MORNING, NOW, agent, booking_in, course_for, session_at
from training import attendance
from training import booking as bookings
from training.models import Booking, Session
from training.states import IN_QUEUE, BookingState, SessionState, Verdict

pytestmark = pytest.mark.django_db
EVENING = MORNING + timedelta(hours=9)
NO_SEAT = "Aucune place ne s’est libérée avant le début de la session."
NO_ANSWER = "La demande n’a pas reçu d’accord avant le début de la session."


@pytest.fixture
def session() -> Session:
    with clock.frozen_at(NOW):
        return session_at(course=course_for(), maximum=1)


def place(session, state, assignment=None) -> Booking:
    with clock.frozen_at(NOW):
        return booking_in(state, session=session, assignment=assignment or agent())


def state_of(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def told(booking: Booking) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.about(booking).filter(kind="training-without-seat"))


def text_of(message: OutboxMessage) -> str:
    return message.text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("state", IN_QUEUE)
@pytest.mark.parametrize(("seconds", "is_over"), [(-1, False), (0, True)])
def test_who_is_in_the_queue_leaves_it_the_moment_the_session_begins(session, seconds, is_over, state):
    place(session, BookingState.CONFIRMED)
    booking = place(session, state)
    with clock.frozen_at(MORNING + timedelta(seconds=seconds)):
        assert bookings.sweep() == is_over
        assert bookings.sweep() == 0
    assert state_of(booking) == (BookingState.WITHDRAWN if is_over else state)
    assert len(told(booking)) == is_over


@pytest.mark.parametrize(("state", "reason"), [(BookingState.WAITING, NO_SEAT), (BookingState.REQUESTED, NO_ANSWER)])
def test_they_are_told_why_and_offered_the_next_sessions(session, state, reason):
    booking = place(session, state)
    place(session, BookingState.CONFIRMED)
    with clock.frozen_at(NOW):
        session_at(MORNING + timedelta(days=14), course=session.course)
    with clock.frozen_at(MORNING):
        bookings.sweep()
        outbox.send_due()
    [message] = told(booking)
    assert message.recipient == booking.person
    assert f"Motif : {reason}" in text_of(message)
    assert "Les prochaines sessions ont lieu le mardi 30 mars 2027 à 9 h" in text_of(message)
    assert session.course.get_absolute_url() in message.text
    assert message.sent_at
    step = Transition.objects.about(booking).get()
    assert (step.name, step.by, step.reason) == ("withdraw", None, reason)


def test_who_has_no_address_is_told_by_their_head(session):
    library = LibraryFactory()
    head, volunteer = person_as(Role.LIBRARY_HEAD, library), agent(library, role=Role.VOLUNTEER, person__email=None)
    place(session, BookingState.CONFIRMED)
    booking = place(session, BookingState.WAITING, volunteer)
    with clock.frozen_at(MORNING):
        bookings.sweep()
    [message] = told(booking)
    assert message.recipient == head
    assert f"Pour {volunteer.person}, qui n’a pas d’adresse e-mail" in text_of(message)


def test_what_was_given_or_given_up_stays_as_it_is(session):
    kept = [BookingState.CONFIRMED, BookingState.WITHDRAWN, BookingState.REFUSED, BookingState.LAPSED]
    places = [place(session, state) for state in kept]
    with clock.frozen_at(MORNING):
        bookings.sweep()
    assert [state_of(one) for one in places] == kept
    assert not OutboxMessage.objects.filter(kind="training-without-seat").exists()


def test_closing_a_session_tells_at_once_who_still_waited(session):
    seated, waiting = place(session, BookingState.CONFIRMED), place(session, BookingState.WAITING)
    trainer = session.trainers.get()
    with clock.frozen_at(EVENING):
        attendance.mark(session, session.half_days.get().pk, {seated.pk}, by=trainer)
        attendance.judge(session, {seated.pk: Verdict.ACQUIRED}, by=trainer)
        attendance.close(session, by=trainer)
    assert (state_of(seated), state_of(waiting)) == (BookingState.CONFIRMED, BookingState.WITHDRAWN)
    assert len(told(waiting)) == 1


def test_who_waits_since_long_for_a_session_closed_leaves_its_list_too():
    with clock.frozen_at(NOW):
        waiting = booking_in(BookingState.WAITING, session=session_at(), assignment=agent())
    # As those that were closed before closing settled their queue.
    Session.objects.filter(pk=waiting.session_id).update(state=SessionState.CLOSED)
    with clock.frozen_at(MORNING + timedelta(days=30)):
        bookings.sweep()
    assert state_of(waiting) == BookingState.WITHDRAWN
    assert len(told(waiting)) == 1
