"""Booking: who gets a seat, who waits, who is refused, and why."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation import clock
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network.modules import Module
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import MORNING, NOW, SessionFactory, agent, certified, course_for, session_at
from training import booking as bookings
from training import planning
from training.models import Booking, HeldSeats
from training.states import BookingState, SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def book(session, assignment, by=None):
    return bookings.book(session, assignment, by=by or assignment.person)


def states(session) -> list[str]:
    return list(Booking.objects.filter(session=session).order_by("pk").values_list("state", flat=True))


def mails_to(person) -> list[str]:
    return list(OutboxMessage.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def fill(session, number: int) -> list[Booking]:
    return [book(session, agent()) for _ in range(number)]


# --- a seat, or the queue --------------------------------------------------------------------------------------------


def test_a_free_seat_is_confirmed_at_once_and_told():
    session, someone = session_at(maximum=1), agent()
    assert book(session, someone).state == BookingState.CONFIRMED
    assert mails_to(someone.person) == ["training-confirmed"]


def test_a_full_session_queues_and_says_so():
    session, late = session_at(maximum=1), agent()
    fill(session, 1)
    assert book(session, late).state == BookingState.WAITING
    assert mails_to(late.person) == ["training-queued"]


def test_a_withdrawal_offers_the_seat_to_the_first_in_the_queue():
    session = session_at(maximum=1)
    [seated] = fill(session, 1)
    first, second = fill(session, 2)

    bookings.withdraw(seated, by=seated.person)

    assert states(session) == [BookingState.WITHDRAWN, BookingState.OFFERED, BookingState.WAITING]
    first.refresh_from_db()
    assert first.offered_until == NOW + timedelta(days=2)
    assert "training-offered" in mails_to(first.person)
    assert "training-offered" not in mails_to(second.person)


def test_an_offer_never_runs_beyond_the_beginning():
    session = session_at(NOW + timedelta(hours=30), maximum=1)
    [seated] = fill(session, 1)
    [waiting] = fill(session, 1)
    bookings.withdraw(seated, by=person_as(Role.COORDINATOR))
    waiting.refresh_from_db()
    assert waiting.offered_until == session.starts_at


def test_an_offer_accepted_is_a_seat():
    session = session_at(maximum=1)
    [seated] = fill(session, 1)
    [waiting] = fill(session, 1)
    bookings.withdraw(seated, by=seated.person)
    assert bookings.accept(waiting, by=waiting.person).state == BookingState.CONFIRMED
    with pytest.raises(Refused, match="déjà acceptée"):
        bookings.accept(waiting, by=waiting.person)


def test_an_offer_of_the_past_cannot_be_accepted_and_goes_to_the_next():
    session = session_at(maximum=1)
    [seated] = fill(session, 1)
    first, second = fill(session, 2)
    bookings.withdraw(seated, by=seated.person)

    with clock.frozen_at(NOW + timedelta(days=2)):
        with pytest.raises(Refused, match="délai de réponse est passé"):
            bookings.accept(first, by=first.person)
        assert bookings.sweep() == 1
        assert bookings.sweep() == 0

    assert states(session) == [BookingState.WITHDRAWN, BookingState.LAPSED, BookingState.OFFERED]
    assert mails_to(first.person)[-1] == "training-lapsed"


def test_a_newcomer_does_not_overtake_the_queue():
    session = session_at(maximum=2)
    seated = fill(session, 2)
    [waiting] = fill(session, 1)
    bookings.withdraw(seated[0], by=seated[0].person)  # offered to who waits
    newcomer = book(session, agent())
    assert newcomer.state == BookingState.WAITING
    waiting.refresh_from_db()
    assert waiting.state == BookingState.OFFERED


def test_who_withdraws_and_comes_back_is_last_in_the_queue():
    session = session_at(maximum=1)
    fill(session, 1)
    first, second = fill(session, 2)
    bookings.withdraw(first, by=first.person)
    with clock.frozen_at(NOW + timedelta(minutes=1)):
        again = book(session, first.assignment)
    assert [one.pk for one in session.bookings.waiting()] == [second.pk, again.pk]


def test_a_higher_maximum_offers_the_new_seats_in_order():
    session = session_at(maximum=1)
    fill(session, 4)
    planning.set_maximum(session, 3, by=person_as(Role.COORDINATOR))
    assert states(session) == [
        BookingState.CONFIRMED,
        BookingState.OFFERED,
        BookingState.OFFERED,
        BookingState.WAITING,
    ]


def test_the_maximum_never_goes_below_those_seated():
    session = session_at(maximum=3)
    fill(session, 2)
    with pytest.raises(Refused, match="2 places sont déjà prises"):
        planning.set_maximum(session, 1, by=person_as(Role.COORDINATOR))
    with pytest.raises(PermissionDenied):
        planning.set_maximum(session, 5, by=person_as(Role.TRAINER))


# --- seats held for a commune ----------------------------------------------------------------------------------------


def test_seats_held_for_a_commune_wait_for_it_until_their_day_and_then_go_to_the_queue():
    session, library = session_at(maximum=2), LibraryFactory()
    HeldSeats.objects.create(session=session, commune=library.commune, number=1, until=date(2027, 3, 5))
    others = fill(session, 2)
    assert [one.state for one in others] == [BookingState.CONFIRMED, BookingState.WAITING]
    with clock.frozen_at(date(2027, 3, 5)):
        assert bookings.sweep() == 0
    with clock.frozen_at(date(2027, 3, 6)):
        assert bookings.sweep() == 1
    assert states(session) == [BookingState.CONFIRMED, BookingState.OFFERED]


def test_the_commune_takes_its_held_seat():
    session, library = session_at(maximum=1), LibraryFactory()
    HeldSeats.objects.create(session=session, commune=library.commune, number=1, until=date(2027, 3, 5))
    stranger = book(session, agent())
    ours = book(session, agent(library))
    assert (stranger.state, ours.state) == (BookingState.WAITING, BookingState.CONFIRMED)


def test_a_waiter_whose_seat_is_held_for_others_does_not_block_the_next():
    session, library = session_at(maximum=1), LibraryFactory()
    [seated] = [book(session, agent(library))]
    HeldSeats.objects.create(session=session, commune=library.commune, number=1, until=date(2027, 3, 5))
    stranger, colleague = book(session, agent()), book(session, agent(library))
    bookings.withdraw(seated, by=seated.person)
    stranger.refresh_from_db()
    colleague.refresh_from_db()
    assert (stranger.state, colleague.state) == (BookingState.WAITING, BookingState.OFFERED)


# --- approval --------------------------------------------------------------------------------------------------------


def test_a_course_that_asks_for_approval_waits_for_the_head_and_keeps_the_place_of_its_day():
    session = session_at(maximum=1, course=course_for(needs_approval=True))
    library = LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library)
    asked = book(session, agent(library))
    assert asked.state == BookingState.REQUESTED
    assert mails_to(head) == ["training-requested"]

    assert bookings.approve(asked, by=head).state == BookingState.CONFIRMED


def test_the_head_is_asked_about_someone_whose_name_elides():
    session, library = session_at(course=course_for(needs_approval=True)), LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library)
    someone = book(session, agent(library, person__first_name="Edmond", person__last_name="Demo")).person
    subject = OutboxMessage.objects.get(recipient=head, kind="training-requested").subject
    assert (str(someone), subject) == ("Edmond Demo", "Votre accord pour la formation d’Edmond Demo")


def test_an_approval_that_comes_late_finds_the_queue_in_order_of_request():
    session = session_at(maximum=1, course=course_for(needs_approval=True))
    library, coordinator = LibraryFactory(), person_as(Role.COORDINATOR)
    head = person_as(Role.LIBRARY_HEAD, library)
    early = book(session, agent(library))
    with clock.frozen_at(NOW + timedelta(hours=1)):
        seated = book(session, agent(), by=coordinator)
        later = book(session, agent(), by=coordinator)
        assert bookings.approve(early, by=head).state == BookingState.WAITING
    assert seated.state == BookingState.CONFIRMED
    assert [one.pk for one in session.bookings.waiting()] == [early.pk, later.pk]


def test_the_head_books_their_team_without_asking_themselves():
    session = session_at(course=course_for(needs_approval=True))
    library = LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library)
    outcomes = bookings.book_all(session, [agent(library), agent(library)], by=head)
    assert [one.booking.state for one in outcomes] == [BookingState.CONFIRMED] * 2


def test_a_refusal_gives_its_reason_to_the_person():
    session = session_at(course=course_for(needs_approval=True))
    library = LibraryFactory()
    head, someone = person_as(Role.LIBRARY_HEAD, library), agent(library)
    asked = book(session, someone)
    with pytest.raises(Refused, match="Dites pourquoi"):
        bookings.refuse(asked, by=head, reason=" ")
    bookings.refuse(asked, by=head, reason="Planning complet ce jour-là")
    message = OutboxMessage.objects.get(recipient=someone.person, kind="training-refused")
    assert "Planning complet ce jour-là" in message.text


def test_the_head_of_another_library_decides_nothing():
    session = session_at(course=course_for(needs_approval=True))
    asked = book(session, agent())
    stranger = person_as(Role.LIBRARY_HEAD, LibraryFactory())
    with pytest.raises(PermissionDenied):
        bookings.approve(asked, by=stranger)
    with pytest.raises(PermissionDenied):
        bookings.book(session, agent(), by=stranger)


# --- refusals --------------------------------------------------------------------------------------------------------


def test_the_same_person_is_booked_once():
    session, someone = session_at(), agent()
    book(session, someone)
    with pytest.raises(Refused, match="déjà une inscription"):
        book(session, someone)


@pytest.mark.parametrize("moment", [MORNING, MORNING + timedelta(days=1)])
def test_a_session_begun_or_past_takes_nobody(moment):
    session = session_at()
    with clock.frozen_at(moment), pytest.raises(Refused, match="a déjà commencé"):
        book(session, agent())


def test_a_session_in_preparation_takes_nobody():
    with pytest.raises(Refused, match="pas ouverte"):
        book(SessionFactory(), agent())


def test_a_course_that_comes_first_is_named():
    first = course_for(Module.CIRCULATION, title="Circulation")
    course = course_for(Module.PATRONS)
    course.prerequisites.add(first)
    session, someone = session_at(course=course), agent()
    with pytest.raises(Refused, match="« Circulation »"):
        book(session, someone)

    certified(someone.person, Module.CIRCULATION)
    assert book(session, someone).state == BookingState.CONFIRMED


def test_a_prerequisite_that_expires_before_the_session_does_not_count():
    course = course_for()
    course.prerequisites.add(course_for(Module.CIRCULATION))
    session, someone = session_at(course=course), agent()
    certified(someone.person, Module.CIRCULATION, expires_on=MORNING.date() - timedelta(days=1))
    with pytest.raises(Refused, match="doit d’abord suivre"):
        book(session, someone)


@pytest.mark.parametrize(("shift", "is_refused"), [(-3, False), (-2, True), (0, True), (2, True), (3, False)])
def test_two_sessions_at_the_same_hours_are_refused_and_one_after_the_other_are_not(shift, is_refused):
    someone, other = agent(), session_at(MORNING + timedelta(hours=shift))
    book(session_at(), someone)
    if is_refused:
        with pytest.raises(Refused, match="ces heures-là"):
            book(other, someone)
    else:
        assert book(other, someone).state == BookingState.CONFIRMED


def test_a_function_that_ends_before_the_session_does_not_book():
    someone = agent(ends_on=MORNING.date() - timedelta(days=1))
    with pytest.raises(Refused, match="quitte cette fonction"):
        book(session_at(), someone)
    leaving_that_evening = agent(ends_on=MORNING.date())
    assert book(session_at(), leaving_that_evening).state == BookingState.CONFIRMED


def test_who_teaches_does_not_sit():
    session = session_at()
    trainer = session.trainers.get()
    with pytest.raises(Refused, match="anime cette session"):
        book(session, trainer.assignments.get())


# --- withdrawing -----------------------------------------------------------------------------------------------------


def test_after_the_deadline_one_no_longer_withdraws_alone_but_the_head_may():
    session, library = session_at(), LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library)
    booked = book(session, agent(library))
    with clock.frozen_at(MORNING - timedelta(days=3) + timedelta(seconds=1)):
        with pytest.raises(PermissionDenied):
            bookings.withdraw(booked, by=booked.person)
        assert bookings.withdraw(booked, by=head, reason="Malade").state == BookingState.WITHDRAWN


def test_until_the_deadline_one_withdraws_alone():
    session = session_at()
    booked = book(session, agent())
    with clock.frozen_at(MORNING - timedelta(days=3)):
        assert bookings.withdraw(booked, by=booked.person).state == BookingState.WITHDRAWN


def test_once_begun_nobody_withdraws():
    booked = book(session_at(), agent())
    with clock.frozen_at(MORNING), pytest.raises(Refused, match="a commencé"):
        bookings.withdraw(booked, by=person_as(Role.COORDINATOR))


# --- cancelling the session ------------------------------------------------------------------------------------------


def test_a_cancelled_session_drops_and_tells_everyone_alive():
    session = session_at(maximum=1)
    everyone = fill(session, 2)
    gone = fill(session, 1)[0]
    bookings.withdraw(gone, by=gone.person)

    planning.cancel(session, by=person_as(Role.COORDINATOR), reason="Le formateur est malade")

    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED
    assert states(session) == [BookingState.DROPPED, BookingState.DROPPED, BookingState.WITHDRAWN]
    for one in everyone:
        message = OutboxMessage.objects.get(recipient=one.person, kind="training-session-cancelled")
        assert "Le formateur est malade" in message.text
        assert session.course.get_absolute_url() in message.text
    assert "training-session-cancelled" not in mails_to(gone.person)
    with pytest.raises(Refused, match="annulée"):
        book(session, agent())


def test_a_session_is_not_cancelled_without_a_reason_nor_once_begun():
    session = session_at()
    with pytest.raises(Refused, match="Dites pourquoi"):
        planning.cancel(session, by=person_as(Role.COORDINATOR), reason="")
    with clock.frozen_at(MORNING), pytest.raises(Refused, match="a commencé"):
        planning.cancel(session, by=person_as(Role.COORDINATOR), reason="Trop tard")
