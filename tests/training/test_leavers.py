"""Who has left by the day of a session: their place goes to the next, and whoever counts on them is told."""

from datetime import timedelta

import pytest

from foundation import clock, outbox
from foundation.french import of_person
from foundation.models import OutboxMessage, Transition
from foundation.privacy import anonymise
from foundation.workflow import Refused
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import MORNING, NOW, agent, booking_in, course_for, session_at
from training import booking as bookings
from training import planning
from training.models import Booking
from training.states import ALIVE, BookingState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)
NO_FUNCTION = "Plus de fonction qui donne droit aux formations, les jours de la session."


def end(assignment, day) -> None:
    assignment.ends_on = day
    assignment.save()


def shut(person) -> None:
    person.is_active = False
    person.save()


def state_of(booking: Booking) -> str:
    return Booking.objects.get(pk=booking.pk).state


def book(session, assignment) -> Booking:
    return bookings.book(session, assignment, by=assignment.person)


def told(booking: Booking) -> dict:
    """The mails that say that this booking is given back, by reader."""
    found = OutboxMessage.objects.about(booking).filter(kind="training-left")
    return {one.recipient: one.text.replace("\u00a0", " ").replace("\u202f", " ") for one in found}


# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [
        (MORNING.date() - DAY, BookingState.WITHDRAWN),
        (MORNING.date(), BookingState.WITHDRAWN),
        (MORNING.date() + DAY, BookingState.CONFIRMED),
        (None, BookingState.CONFIRMED),
    ],
)
def test_a_seat_is_freed_unless_its_holder_is_there_on_each_day_of_the_session(last_day, expected):
    someone = agent()
    booking = book(session_at(MORNING, MORNING + DAY), someone)
    end(someone, last_day)
    assert bookings.sweep() == (expected == BookingState.WITHDRAWN)
    assert state_of(booking) == expected
    assert bookings.sweep() == 0


def test_who_changes_library_keeps_their_seat_and_who_takes_a_function_without_training_does_not():
    mover, other, session = agent(), agent(), session_at()
    kept, lost = book(session, mover), book(session, other)
    for one in (mover, other):
        end(one, MORNING.date() - DAY)
    agent(person=mover.person, starts_on=MORNING.date())
    agent(person=other.person, role=Role.COMMUNE_CONTACT, starts_on=MORNING.date())
    bookings.sweep()
    assert (state_of(kept), state_of(lost)) == (BookingState.CONFIRMED, BookingState.WITHDRAWN)


def test_a_day_is_that_of_paris():
    """A morning at half past midnight in Paris is still the day before in UTC."""
    someone = agent()
    night = MORNING.replace(hour=0, minute=30)
    booking = book(session_at(night), someone)
    end(someone, night.date() - DAY)
    bookings.sweep()
    assert state_of(booking) == BookingState.WITHDRAWN


def test_once_the_session_has_begun_who_left_stays_on_its_list():
    someone = agent()
    booking = book(session_at(), someone)
    shut(someone.person)
    with clock.frozen_at(MORNING):
        assert bookings.sweep() == 0
    assert state_of(booking) == BookingState.CONFIRMED


@pytest.mark.parametrize("state", ALIVE)
def test_whatever_place_one_who_left_has_is_taken_back_for_a_reason_that_is_kept(state):
    someone = agent()
    booking = booking_in(state, session=session_at(), assignment=someone)
    end(someone, NOW.date())
    bookings.sweep()
    step = Transition.objects.about(booking).get(name="withdraw")
    assert (step.to_state, step.by, step.reason) == (BookingState.WITHDRAWN, None, NO_FUNCTION)


# --- the queue -------------------------------------------------------------------------------------------------------


def queue_of_three():
    """A session of one seat, taken; one who leaves is first in its queue, another is next."""
    session, leaving = session_at(maximum=1), agent()
    seated, first, second = book(session, agent()), book(session, leaving), book(session, agent())
    return session, leaving, seated, first, second


@pytest.mark.parametrize("how", ["function", "account"])
def test_the_queue_passes_over_who_has_left(how):
    _, leaving, seated, first, second = queue_of_three()
    if how == "function":
        end(leaving, NOW.date())
    else:
        shut(leaving.person)

    bookings.withdraw(seated, by=seated.person)

    assert (state_of(first), state_of(second)) == (BookingState.WITHDRAWN, BookingState.OFFERED)
    assert not OutboxMessage.objects.about(first).filter(kind="training-offered").exists()


def test_an_offer_to_who_has_left_goes_to_the_next_without_waiting_for_an_answer():
    _, leaving, seated, first, second = queue_of_three()
    bookings.withdraw(seated, by=seated.person)
    assert state_of(first) == BookingState.OFFERED

    shut(leaving.person)
    bookings.sweep()

    assert (state_of(first), state_of(second)) == (BookingState.WITHDRAWN, BookingState.OFFERED)


def test_a_session_moved_beyond_someones_function_frees_their_seat():
    someone, session = agent(ends_on=MORNING.date()), session_at()
    booking = book(session, someone)
    later, half_day = MORNING + 2 * DAY, session.half_days.get()
    planning.move_half_day(session, half_day.pk, later, later + timedelta(hours=3), by=person_as(Role.COORDINATOR))
    bookings.sweep()
    assert state_of(booking) == BookingState.WITHDRAWN


def test_a_head_does_not_give_their_agreement_to_who_has_left():
    library = LibraryFactory()
    head, leaving = person_as(Role.LIBRARY_HEAD, library), agent(library)
    asked = book(session_at(course=course_for(needs_approval=True)), leaving)
    end(leaving, NOW.date())
    with pytest.raises(Refused, match="ne peut plus suivre cette session"):
        bookings.approve(asked, by=head)
    assert state_of(asked) == BookingState.REQUESTED


# --- told ------------------------------------------------------------------------------------------------------------


def test_the_person_and_their_heads_are_told_and_the_calendar_of_the_person_alone_is_put_right():
    library = LibraryFactory()
    head, leaving = person_as(Role.LIBRARY_HEAD, library), agent(library)
    booking = book(session_at(), leaving)
    end(leaving, NOW.date())
    bookings.sweep()
    assert set(told(booking)) == {leaving.person, head}
    for text in told(booking).values():
        assert f"L’inscription au nom {of_person(str(leaving.person))}, pour « {booking.session.course} »" in text
        assert f"Motif : {NO_FUNCTION}" in text
    left = OutboxMessage.objects.about(booking).filter(kind="training-left")
    assert "METHOD:CANCEL" in left.get(recipient=leaving.person).calendar
    assert not left.get(recipient=head).calendar
    outbox.send_due()
    assert not left.filter(sent_at=None).exists()


def test_who_can_no_longer_sign_in_is_not_written_to_and_their_head_is():
    library = LibraryFactory()
    head, leaving = person_as(Role.LIBRARY_HEAD, library), agent(library)
    booking = book(session_at(), leaving)
    shut(leaving.person)
    bookings.sweep()
    assert set(told(booking)) == {head}
    assert "Motif : Le compte est fermé." in told(booking)[head]


def test_a_name_that_begins_with_a_vowel_is_elided_in_the_mail_to_the_head():
    library = LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library)
    leaving = agent(library, person__first_name="Edmond")
    booking = book(session_at(), leaving)
    shut(leaving.person)
    bookings.sweep()
    assert f"L’inscription au nom d’{leaving.person}, pour" in told(booking)[head]


def test_the_head_of_someone_whose_data_were_erased_is_asked_to_correct_nothing():
    library = LibraryFactory()
    head, leaving = person_as(Role.LIBRARY_HEAD, library), agent(library)
    booking = book(session_at(), leaving)
    anonymise(leaving.person, by=person_as(Role.ADMINISTRATOR))
    bookings.sweep()
    text = told(booking)[head]
    assert "L’inscription d’une personne dont les données ont été effacées, pour" in text
    assert "Vous n’avez rien à faire." in text
    assert "nonymisée" not in text
    assert "corriger" not in text


def test_nobody_is_written_to_about_a_place_lost_long_ago():
    someone = agent()
    booking = booking_in(BookingState.REFUSED, session=session_at(), assignment=someone)
    shut(someone.person)
    assert bookings.sweep() == 0
    assert told(booking) == {}
