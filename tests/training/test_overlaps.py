"""Nobody is in two places at once without its being said: told before a move, refused to who teaches."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from network.roles import Role
from tests.factories import person_as
from tests.training.factories import MORNING, NOW, agent, booking_in, session_at
from training import overlaps
from training.states import BookingState

pytestmark = pytest.mark.django_db
NEXT_DAY = MORNING + timedelta(days=1)
THREE_HOURS = timedelta(hours=3)


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def coordinator(client):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


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
