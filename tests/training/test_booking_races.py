"""Many at the same moment: no seat is given twice, nobody loses their place in the queue (reference C2)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation import clock
from foundation.workflow import Refused
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import agent, session_at
from training import booking as bookings
from training import planning
from training.models import Booking
from training.states import ALIVE, SEATED, BookingState

IS_POSTGRES = connection.vendor == "postgresql"
CROWD, CONNECTIONS = (200, 40) if IS_POSTGRES else (24, 4)  # SQLite writes one after the other anyway


def at_once(attempts, connections: int) -> list[object]:
    """What each gives back, or its refusal, all let go together on so many connections."""
    gate = threading.Event()

    def run(attempt):
        gate.wait(timeout=30)
        try:
            return attempt()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(connections) as pool:
        futures = [pool.submit(run, attempt) for attempt in attempts]
        gate.set()
        return [future.result(timeout=300) for future in futures]


@pytest.mark.django_db(transaction=True)
def test_a_crowd_for_ten_seats_gets_ten_and_a_queue_in_order_of_arrival():
    session, library = session_at(clock.now() + timedelta(days=30), maximum=10), LibraryFactory()
    crowd = [agent(library) for _ in range(CROWD)]

    at_once([lambda one=one: bookings.book(session, one, by=one.person) for one in crowd], CONNECTIONS)

    rows = Booking.objects.filter(session=session)
    assert rows.filter(state=BookingState.CONFIRMED).count() == 10
    assert rows.filter(state=BookingState.WAITING).count() == CROWD - 10
    arrived = [row.pk for row in rows.order_by("queued_at", "pk")]
    assert {row.pk for row in rows if row.state == BookingState.CONFIRMED} == set(arrived[:10])
    assert [row.pk for row in rows.waiting()] == arrived[10:]


@pytest.mark.django_db(transaction=True)
def test_two_heads_for_the_last_seat_get_one_seat_and_one_place_in_the_queue():
    session = session_at(clock.now() + timedelta(days=30), maximum=1)
    libraries = [LibraryFactory(), LibraryFactory()]
    pairs = [(person_as(Role.LIBRARY_HEAD, library), agent(library)) for library in libraries]

    found = at_once([lambda head=head, one=one: bookings.book(session, one, by=head) for head, one in pairs], 2)

    assert sorted(one.state for one in found) == [BookingState.CONFIRMED, BookingState.WAITING]


@pytest.mark.django_db(transaction=True)
def test_one_person_in_two_sessions_at_the_same_hours_gets_one():
    start, someone = clock.now() + timedelta(days=30), agent()
    sessions = [session_at(start), session_at(start + timedelta(hours=1))]

    found = at_once([lambda one=one: bookings.book(one, someone, by=someone.person) for one in sessions], 2)

    assert sum(isinstance(one, Refused) for one in found) == 1
    assert Booking.objects.filter(person=someone.person).count() == 1


STEPS = ["book", "book", "book", "withdraw", "accept", "maximum", "wait", "sweep"]
WALKS = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 30)), min_size=8, max_size=25)
LONG = timedelta(days=120)  # beyond the longest of these walks


def walk(session, what: str, number: int, *, library, by) -> None:
    """One step: someone new books, one of those alive or the maximum changes, or the worker comes. Raises Refused."""
    alive = list(Booking.objects.filter(session=session, state__in=ALIVE).order_by("pk"))
    chosen = alive[number % len(alive)] if alive else None
    if what == "book":
        someone = agent(library)
        bookings.book(session, someone, by=someone.person)
    elif what == "withdraw" and chosen:
        bookings.withdraw(chosen, by=by)
    elif what == "accept" and chosen:
        bookings.accept(chosen, by=by)
    elif what == "maximum":
        planning.set_maximum(session, 1 + number % 6, by=by)
    elif what == "sweep":
        bookings.sweep()


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=WALKS)
def test_whatever_happens_no_seat_is_sold_twice_and_the_queue_is_served_whole_in_its_order(steps):
    now, by, library = clock.now(), person_as(Role.COORDINATOR), LibraryFactory()
    session = session_at(now + LONG, maximum=3)
    rows = Booking.objects.filter(session=session)
    queue: list[int] = []  # who waits, in the order of their arrival, as told here step by step
    for what, number in steps:
        now += timedelta(minutes=1)
        before = set(rows.values_list("pk", flat=True))
        with clock.frozen_at(now), suppress(Refused):
            walk(session, what, number, library=library, by=by)
        if what == "wait":  # the worker may be late: an offer that has expired stays until somebody comes
            now += timedelta(days=number % 4)

        states = dict(rows.values_list("pk", "state"))
        queue = [key for key in queue if states[key] != BookingState.WITHDRAWN] + sorted(set(states) - before)
        waits = [states[key] == BookingState.WAITING for key in queue]
        served, queue = queue[: waits.count(False)], queue[waits.count(False) :]
        assert waits == sorted(waits), "somebody was served before who came earlier"
        assert all(states[key] in SEATED for key in served)
        assert [row.pk for row in rows.waiting()] == queue
        session.refresh_from_db()
        seated = sum(state in SEATED for state in states.values())
        assert seated <= session.maximum
        assert seated == session.maximum or not queue
