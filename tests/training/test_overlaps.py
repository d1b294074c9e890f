"""Nobody is in two places at once without its being said: told before a move, refused to who teaches."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.workflow import Refused
from network.roles import Role
from tests.factories import person_as
from tests.training.factories import MORNING, SessionFactory, add_half_day, agent, booking_in, session_at
from training import booking as bookings
from training import overlaps, planning
from training.models import Session
from training.states import BookingState, SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
NEXT_DAY = MORNING + timedelta(days=1)
THREE_HOURS = timedelta(hours=3)


def form_of(start) -> dict[str, str]:
    """What one types for the half-day of three hours that starts then."""
    return {"day": f"{start:%Y-%m-%d}", "begins": f"{start:%H:%M}", "ends": f"{start + THREE_HOURS:%H:%M}"}


def said(answer) -> list[str]:
    return [one.replace("\u00a0", " ") for one in answer.context["effects"]]


# --- before a move ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["move_half_day", "add_half_day"])
def test_who_would_be_in_two_places_is_named_before_a_half_day_is_moved_or_added(client, coordinator, name):
    session, other, someone = session_at(MORNING), session_at(NEXT_DAY), agent()
    for one in (session, other):
        booking_in(BookingState.CONFIRMED, session=one, assignment=someone)
    booking_in(BookingState.CONFIRMED, session=session, assignment=agent())  # free that day
    moved = [session.half_days.get().pk] if name == "move_half_day" else []
    url = reverse(f"training:{name}", args=[session.pk, *moved])

    asked = client.post(url, form_of(NEXT_DAY))
    before = list(session.half_days.values_list("starts_at", flat=True))
    confirmed = client.post(url, asked.context["form"].data)

    assert asked.status_code == 200
    assert said(asked) == [f"{someone.person} a aussi une place à ces heures-là : {other}."]
    assert before == [MORNING]
    assert confirmed.status_code == 302
    assert session.half_days.filter(starts_at=NEXT_DAY).exists()


@pytest.mark.parametrize(("shift", "is_told"), [(-3, False), (-2, True), (2, True), (3, False)])
def test_only_the_same_hours_are_two_places(shift, is_told):
    session, other, someone = session_at(MORNING), session_at(NEXT_DAY), agent()
    for one in (session, other):
        booking_in(BookingState.CONFIRMED, session=one, assignment=someone)
    start = NEXT_DAY + timedelta(hours=shift)
    assert bool(overlaps.told(session, (start, start + THREE_HOURS))) == is_told


def test_who_only_waits_elsewhere_is_not_in_two_places_and_who_teaches_there_is():
    session, other = session_at(MORNING), session_at(NEXT_DAY)
    waiting, trainer = agent(), other.trainers.get()
    booking_in(BookingState.CONFIRMED, session=session, assignment=waiting)
    booking_in(BookingState.WAITING, session=other, assignment=waiting)
    booking_in(BookingState.CONFIRMED, session=session, assignment=trainer.assignments.get())
    told = overlaps.told(session, (NEXT_DAY, NEXT_DAY + THREE_HOURS))
    assert told == [f"{trainer} anime aussi, à ces heures-là : {other}."]


def test_telling_it_costs_as_many_queries_for_five_people_as_for_one():
    session, other = session_at(MORNING), session_at(NEXT_DAY)

    def add():
        someone = agent()
        for one in (session, other):
            booking_in(BookingState.CONFIRMED, session=one, assignment=someone)

    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            told = overlaps.told(session, (NEXT_DAY, NEXT_DAY + THREE_HOURS))
        return len(told), len(queries)

    add()
    one = asked()
    for _ in range(4):
        add()
    assert (one[0], asked()) == (1, (5, one[1]))


# --- who teaches -----------------------------------------------------------------------------------------------------


def draft_at(start, trainer) -> Session:
    """A session in preparation that this person is to teach."""
    session = SessionFactory()
    add_half_day(session, start)
    session.trainers.add(trainer)
    return session


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(("shift", "is_refused"), [(-3, False), (-2, True), (2, True), (3, False)])
def test_a_session_is_published_unless_its_trainer_teaches_elsewhere_at_the_same_hours(coordinator, shift, is_refused):
    other = session_at(MORNING)
    trainer = other.trainers.get()
    session = draft_at(MORNING + timedelta(hours=shift), trainer)
    if is_refused:
        with pytest.raises(Refused) as refusal:
            planning.publish(session, by=coordinator)
        assert refusal.value.message == f"{trainer} anime déjà une autre formation à ces heures-là : {other}."
    else:
        planning.publish(session, by=coordinator)
    state = SessionState.DRAFT if is_refused else SessionState.PUBLISHED
    assert Session.objects.get(pk=session.pk).state == state


def test_a_session_in_preparation_or_cancelled_keeps_nobody_from_teaching(coordinator):
    other = session_at(MORNING)
    trainer = other.trainers.get()
    draft_at(MORNING, trainer)
    planning.cancel(other, by=coordinator, reason="Salle fermée")
    assert planning.publish(draft_at(MORNING, trainer), by=coordinator).state == SessionState.PUBLISHED


def test_the_page_of_a_draft_says_why_it_cannot_be_published(client, coordinator):
    other = session_at(MORNING)
    session = draft_at(MORNING, other.trainers.get())
    page = text_of(client.get(session.get_absolute_url()))
    assert f"{other.trainers.get()} anime déjà une autre formation à ces heures-là : {other}." in page


@pytest.mark.parametrize("name", ["move_half_day", "add_half_day"])
def test_a_half_day_is_not_put_where_its_trainer_teaches_elsewhere(client, coordinator, name):
    session, other = session_at(MORNING), session_at(NEXT_DAY)
    other.trainers.add(session.trainers.get())
    moved = [session.half_days.get().pk] if name == "move_half_day" else []
    answer = client.post(reverse(f"training:{name}", args=[session.pk, *moved]), form_of(NEXT_DAY))
    assert answer.status_code == 422
    assert "anime déjà une autre formation à ces heures-là" in text_of(answer)
    assert session.half_days.get().starts_at == MORNING


def test_who_teaches_elsewhere_is_not_made_a_trainer_and_one_who_is_already_keeps_no_change_back(client, coordinator):
    session, other = session_at(MORNING), session_at(MORNING)
    (known,), busy = session.trainers.all(), other.trainers.get()
    url = reverse("training:edit_session", args=[session.pk])

    def typed(place: str, *trainers) -> dict:
        version = client.get(url).context["form"].initial["form_version"]
        keys = [one.pk for one in trainers]
        return {"place": place, "minimum": "1", "trainers": keys, "form_version": version}

    refused = client.post(url, typed("Salle 9", known, busy))
    session.refresh_from_db()
    assert refused.status_code == 422
    assert f"{busy} anime déjà une autre formation" in text_of(refused)
    assert (session.place, list(session.trainers.all())) == ("Salle Demo", [known])

    session.trainers.add(busy)  # since before this was refused
    assert client.post(url, typed("Salle 9", known, busy)).status_code == 302


def test_who_has_a_place_elsewhere_does_not_teach_at_these_hours(coordinator):
    other, trainer = session_at(MORNING), person_as(Role.TRAINER)
    booking_in(BookingState.CONFIRMED, session=other, assignment=trainer.assignments.get())
    with pytest.raises(Refused, match="a une place dans une autre formation"):
        planning.publish(draft_at(MORNING, trainer), by=coordinator)


@pytest.mark.parametrize(("shift", "is_refused"), [(-3, False), (-2, True), (2, True), (3, False)])
def test_who_teaches_at_these_hours_is_not_booked(shift, is_refused):
    taught, session = session_at(MORNING), session_at(MORNING + timedelta(hours=shift))
    trainer = taught.trainers.get()
    assignment = trainer.assignments.get()
    if is_refused:
        with pytest.raises(Refused) as refusal:
            bookings.book(session, assignment, by=trainer)
        assert refusal.value.message == f"{trainer} anime une autre formation à ces heures-là : {taught}."
    else:
        assert bookings.book(session, assignment, by=trainer).state == BookingState.CONFIRMED


# --- a seat given since ----------------------------------------------------------------------------------------------


def in_both(client, state: str, there: str = BookingState.CONFIRMED):
    """Someone in this state in a session, signed in, and in that state in another, moved since onto the same hours."""
    session, other, someone = session_at(MORNING), session_at(NEXT_DAY), agent()
    booking = booking_in(state, session=session, assignment=someone)
    booking_in(there, session=other, assignment=someone)
    by = person_as(Role.COORDINATOR)
    planning.move_half_day(other, other.half_days.get().pk, MORNING, MORNING + THREE_HOURS, by=by)
    client.force_login(by if state == BookingState.REQUESTED else someone.person)
    return booking, Session.objects.get(pk=other.pk)


@pytest.mark.parametrize(("state", "name"), [(BookingState.REQUESTED, "approve"), (BookingState.OFFERED, "accept")])
def test_no_second_seat_is_given_at_the_hours_of_one_had_since(client, state, name):
    booking, other = in_both(client, state)
    why = f"{booking.person} a déjà une autre formation à ces heures-là : {other}."

    page = text_of(client.get(booking.get_absolute_url()))
    answer = client.post(reverse(f"training:{name}", args=[booking.pk]))

    booking.refresh_from_db()
    assert (booking.state, answer.status_code) == (state, 409)
    assert why in page
    assert why in text_of(answer)


def test_a_seat_is_refused_to_who_teaches_at_its_hours_since(client):
    taught, session, trainer = session_at(MORNING), session_at(NEXT_DAY), person_as(Role.TRAINER)
    booking = booking_in(BookingState.OFFERED, session=session, assignment=trainer.assignments.get())
    taught.trainers.add(trainer)
    by = person_as(Role.COORDINATOR)
    planning.move_half_day(session, session.half_days.get().pk, MORNING, MORNING + THREE_HOURS, by=by)
    with pytest.raises(Refused, match="anime une autre formation à ces heures-là"):
        bookings.accept(booking, by=trainer)


@pytest.mark.parametrize("there", [BookingState.WAITING, BookingState.WITHDRAWN])
def test_a_seat_is_given_to_who_only_waits_elsewhere_or_is_there_no_more(client, there):
    booking, _ = in_both(client, BookingState.OFFERED, there)
    assert bookings.accept(booking, by=booking.person).state == BookingState.CONFIRMED
