"""At the title of which function one is booked: the one that runs on the days of the session."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from foundation.models import OutboxMessage
from network.roles import Role
from tests.factories import PersonFactory, ServiceFactory, person_as
from tests.training.factories import MORNING, agent, booking_in, course_for, session_at
from training import booking as bookings
from training import mails
from training.contributions import todo
from training.models import Booking
from training.states import BookingState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)
MOVE = MORNING.date() - 8 * DAY


def page_of(session) -> str:
    return reverse("training:book", args=[session.pk])


def offered(client, session, person) -> list[str]:
    """The keys of the functions that the page offers to book this person for."""
    form = client.get(page_of(session)).context["form"]
    return [key for key, label in form.fields["people"].choices if label.startswith(f"{person},")]


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def mover():
    """Someone who changes library a week before the session, by their two functions."""
    before = agent(ends_on=MOVE - DAY)
    return before, agent(person=before.person, starts_on=MOVE)


@pytest.mark.parametrize("role", [None, Role.COORDINATOR])
def test_who_changes_library_is_booked_for_the_new_one_once_moved_and_for_the_old_one_until_then(client, mover, role):
    before, after = mover
    client.force_login(person_as(role) if role else before.person)
    early, late = session_at(MORNING - 10 * DAY), session_at()
    assert offered(client, early, before.person) == [str(before.pk)]
    assert offered(client, late, before.person) == [str(after.pk)]

    client.post(page_of(early), {"people": [before.pk]})
    client.post(page_of(late), {"people": [after.pk]})

    booked = Booking.objects.order_by("pk").values_list("session", "assignment", "state")
    assert list(booked) == [
        (early.pk, before.pk, BookingState.CONFIRMED),
        (late.pk, after.pk, BookingState.CONFIRMED),
    ]


def test_the_head_of_the_library_that_one_joins_books_them_there_and_the_former_head_does_not(client, mover):
    before, after = mover
    session = session_at()
    client.force_login(person_as(Role.LIBRARY_HEAD, after.library))
    assert offered(client, session, before.person) == [str(after.pk)]

    client.force_login(person_as(Role.LIBRARY_HEAD, before.library))
    answer = client.post(page_of(session), {"people": [before.pk]}, follow=True)

    assert "quitte cette fonction le 7 mars 2027" in text_of(answer)
    assert not Booking.objects.exists()


def test_who_works_in_two_libraries_chooses_one_and_nothing_is_ticked_before(client):
    one = agent()
    other = agent(person=one.person)
    session = session_at()
    client.force_login(one.person)
    form = client.get(page_of(session)).context["form"]
    assert form["people"].value() == []
    assert form.fields["people"].choices == [
        (str(one.pk), f"{one.person}, bibliothécaire, {one.library}"),
        (str(other.pk), f"{one.person}, bibliothécaire, {other.library}"),
    ]

    both = client.post(page_of(session), {"people": [one.pk, other.pk]})
    client.post(page_of(session), {"people": [other.pk]})

    told = both.context["form"].errors["people"][0].replace("\u00a0", " ")
    assert told == f"Ne cochez qu’une fonction par personne : {one.person}."
    assert Booking.objects.get().assignment == other


def test_two_functions_in_one_library_or_one_that_starts_later_leave_nothing_to_choose(client):
    held = agent()
    agent(held.library, role=Role.IT_CORRESPONDENT, person=held.person)
    agent(person=held.person, starts_on=MORNING.date() + DAY)
    client.force_login(held.person)
    assert offered(client, session_at(), held.person) == [str(held.pk)]
    assert client.get(page_of(session_at())).context["form"]["people"].value() == [str(held.pk)]


def test_a_service_and_a_library_are_both_offered(client):
    at_service = agent(role=Role.SIGB_REFERENT, library=None)
    at_service.library, at_service.service = None, ServiceFactory()
    at_service.save()
    in_library = agent(person=at_service.person)
    client.force_login(at_service.person)
    assert offered(client, session_at(), at_service.person) == [str(at_service.pk), str(in_library.pk)]


def test_a_function_that_ends_between_two_half_days_is_not_the_one_offered(client):
    leaving = agent(ends_on=MORNING.date())
    staying = agent(person=leaving.person)
    client.force_login(leaving.person)
    assert offered(client, session_at(MORNING, MORNING + DAY), leaving.person) == [str(staying.pk)]


@pytest.mark.parametrize("role", [None, Role.COORDINATOR])
def test_who_changes_function_between_two_half_days_is_booked_by_the_first(client, role):
    before = agent(ends_on=MORNING.date())
    agent(person=before.person, starts_on=MORNING.date() + DAY)
    client.force_login(person_as(role) if role else before.person)
    session = session_at(MORNING, MORNING + DAY)
    assert offered(client, session, before.person) == [str(before.pk)]

    client.post(page_of(session), {"people": [before.pk]})

    booked = Booking.objects.get()
    assert (booked.assignment, booked.state) == (before, BookingState.CONFIRMED)
    assert bookings.sweep() == 0


def test_the_head_of_the_first_library_books_who_goes_to_another_between_two_half_days(client):
    before = agent(ends_on=MORNING.date())
    agent(person=before.person, starts_on=MORNING.date() + DAY)
    client.force_login(person_as(Role.LIBRARY_HEAD, before.library))
    session = session_at(MORNING, MORNING + DAY)
    client.post(page_of(session), {"people": [before.pk]})
    assert Booking.objects.get().assignment == before


@pytest.mark.parametrize("gap", [2, 3])
def test_functions_that_leave_a_day_of_the_session_out_are_no_chain(client, gap):
    before = agent(ends_on=MORNING.date())
    agent(person=before.person, starts_on=MORNING.date() + gap * DAY)
    session = session_at(MORNING, MORNING + DAY, MORNING + 3 * DAY)
    client.force_login(before.person)
    answer = client.post(page_of(session), {"people": [before.pk]}, follow=True)
    assert "quitte cette fonction le 16 mars 2027, avant la fin de la session" in text_of(answer)
    assert not Booking.objects.exists()


def test_a_function_that_gives_no_right_to_training_is_no_link_of_a_chain(client):
    before = agent(ends_on=MORNING.date())
    session = session_at(MORNING, MORNING + DAY)
    next_one = person_as(Role.MEMBER).assignments.get()
    next_one.person, next_one.starts_on = before.person, MORNING.date() + DAY
    next_one.save()
    client.force_login(before.person)
    client.post(page_of(session), {"people": [before.pk]})
    assert not Booking.objects.exists()


def test_who_has_left_by_then_is_still_there_to_be_told_why_not(client):
    leaving, session = agent(ends_on=MORNING.date() - DAY), session_at()
    client.force_login(leaving.person)
    assert offered(client, session, leaving.person) == [str(leaving.pk)]
    answer = client.post(page_of(session), {"people": [leaving.pk]}, follow=True)
    assert "quitte cette fonction le 15 mars 2027, avant la fin de la session" in text_of(answer)


def test_the_page_costs_as_many_queries_for_ten_functions_as_for_two(client):
    client.force_login(person_as(Role.COORDINATOR))
    session = session_at(MORNING, MORNING + DAY)

    def queries() -> int:
        client.get(page_of(session))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(session))
        return len(asked)

    def changing() -> None:
        agent(person=agent(ends_on=MORNING.date()).person, starts_on=MORNING.date() + DAY)

    changing()
    before = queries()
    for _ in range(4):
        agent(person=agent(person=PersonFactory()).person)
        changing()
    assert queries() == before


# --- moved since the booking -----------------------------------------------------------------------------------------


@pytest.fixture
def moved():
    """Who booked two sessions, followed the first, and has moved to another library between them."""
    after = agent(starts_on=MOVE)
    before = agent(person=after.person, ends_on=MOVE - DAY)
    followed = booking_in(BookingState.CONFIRMED, session=session_at(MORNING - 10 * DAY), assignment=before)
    asked = session_at(course=course_for(needs_approval=True))
    return followed, booking_in(BookingState.REQUESTED, session=asked, assignment=before), after


def test_the_head_of_the_library_one_has_moved_to_reads_what_is_to_come_and_answers_it(client, moved):
    followed, asked, after = moved
    head = person_as(Role.LIBRARY_HEAD, after.library)
    client.force_login(head)
    with clock.frozen_at(MORNING - 8 * DAY - timedelta(hours=25)):
        assert client.get(asked.get_absolute_url()).status_code == 404

    with clock.frozen_at(MORNING - 7 * DAY):
        session_page = client.get(asked.session.get_absolute_url())
        requests = [one.url for one in todo(head)]
        answer = client.post(reverse("training:approve", args=[asked.pk]), follow=True)
        past = client.get(followed.get_absolute_url())

    assert str(asked.person) in text_of(session_page)
    assert asked.get_absolute_url() in requests
    assert answer.status_code == 200
    assert Booking.objects.get(pk=asked.pk).state == BookingState.CONFIRMED
    assert past.status_code == 404


def test_the_head_of_the_library_one_has_left_no_longer_answers(client, moved):
    _, asked, _ = moved
    client.force_login(person_as(Role.LIBRARY_HEAD, asked.assignment.library))
    with clock.frozen_at(MORNING - 7 * DAY):
        answer = client.post(reverse("training:approve", args=[asked.pk]))
    assert answer.status_code == 403
    assert Booking.objects.get(pk=asked.pk).state == BookingState.REQUESTED


def test_who_has_moved_and_has_no_address_is_told_by_the_head_of_their_new_library(moved):
    _, asked, after = moved
    type(asked.person).objects.filter(pk=asked.person_id).update(email=None)
    former, head = (person_as(Role.LIBRARY_HEAD, one.library) for one in (asked.assignment, after))
    told = []
    for at in (MORNING - 9 * DAY, MORNING - 7 * DAY):
        with clock.frozen_at(at):
            mails.queued(Booking.objects.with_session().get(pk=asked.pk))
            told.append(OutboxMessage.objects.filter(kind="training-queued").latest("pk").recipient)
    assert told == [former, head]


def test_who_works_in_two_libraries_at_once_is_answered_by_the_head_of_the_one_booked_for(client):
    held = agent()
    elsewhere = agent(person=held.person)
    asked = booking_in(
        BookingState.REQUESTED, session=session_at(course=course_for(needs_approval=True)), assignment=held
    )
    client.force_login(person_as(Role.LIBRARY_HEAD, elsewhere.library))
    assert client.get(asked.get_absolute_url()).status_code == 404
    assert client.post(reverse("training:approve", args=[asked.pk])).status_code == 404
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))
    assert "Donner son accord" in client.get(asked.get_absolute_url()).text
    assert Booking.objects.get(pk=asked.pk).state == BookingState.REQUESTED


def test_who_has_a_booking_already_is_not_ticked(client):
    one, other, session = agent(), agent(), session_at()
    booking_in(BookingState.CONFIRMED, session=session, assignment=one)
    client.force_login(person_as(Role.COORDINATOR))
    form = client.get(f"{page_of(session)}?person={one.person_id}&person={other.person_id}").context["form"]
    assert form["people"].value() == [str(other.pk)]
