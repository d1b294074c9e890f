"""What the pages of a session and of a booking still let one do: withdraw, or ask again."""

from datetime import timedelta

import pytest

from foundation import clock
from foundation.french import moment
from foundation.workflow import perform
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import MORNING, NOW, agent, booking_in, session_at
from training import planning
from training.models import Session
from training.states import ALIVE, BookingState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
OVER = [one for one in BookingState if one not in ALIVE]
SECOND = timedelta(seconds=1)


def way_out_of(client, session: Session) -> str | None:
    """What the page says of withdrawing; None when it says nothing."""
    return dict(client.get(session.get_absolute_url()).context["facts"]).get("Annulation possible")


def labels_of(client, booking) -> list[str]:
    return [one.label for one in client.get(booking.get_absolute_url()).context["buttons"]]


# --- until when ------------------------------------------------------------------------------------------------------


def test_a_session_tells_until_when_one_withdraws_then_who_still_may_then_nothing(client, coordinator):
    session = session_at(MORNING)
    until, told = session.withdraw_until, []
    for at in (until, until + SECOND, MORNING - SECOND, MORNING, MORNING + timedelta(days=1)):
        with clock.frozen_at(at):
            told.append(way_out_of(client, session))
    late = f"par le responsable ou le SCLP seulement, depuis le {moment(until)}"
    assert told == [f"jusqu’au {moment(until)}", late, late, None, None]


def test_a_session_cancelled_or_closed_tells_no_day_to_withdraw_before(client, coordinator):
    cancelled, closed = session_at(MORNING), session_at(MORNING)
    planning.cancel(cancelled, by=coordinator, reason="Salle fermée")
    with clock.frozen_at(MORNING + timedelta(days=1)):
        perform(closed.close, by=coordinator)
    assert (way_out_of(client, cancelled), way_out_of(client, closed)) == (None, None)


# --- asking again ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", OVER)
def test_a_booking_that_has_ended_leads_to_the_other_sessions_of_its_course(client, state):
    session, someone = session_at(MORNING), agent()
    booking = booking_in(state, session=session, assignment=someone)
    client.force_login(someone.person)
    before = labels_of(client, booking)

    session_at(MORNING + timedelta(days=7), course=session.course)
    (button,) = client.get(booking.get_absolute_url()).context["buttons"]

    assert before == ["Voir la formation"]
    assert (button.label, button.url) == ("Choisir une autre session", session.course.get_absolute_url())


@pytest.mark.parametrize("state", ALIVE)
def test_a_booking_that_stands_does_not(client, state):
    someone = agent()
    booking = booking_in(state, session=session_at(MORNING), assignment=someone)
    client.force_login(someone.person)
    assert not {"Choisir une autre session", "Voir la formation"} & set(labels_of(client, booking))


def test_it_leads_there_who_may_book_again_and_only_while_the_course_is_on_offer(client):
    session, library = session_at(MORNING), LibraryFactory()
    booking = booking_in(BookingState.DROPPED, session=session, assignment=agent(library))
    seen = {}
    for who in (person_as(Role.LIBRARY_HEAD, library), session.trainers.get()):
        client.force_login(who)
        seen[who] = labels_of(client, booking)
    session.course.withdrawn_on = NOW.date()
    session.course.save()
    client.force_login(booking.person)
    assert list(seen.values()) == [["Voir la formation"], []]
    assert labels_of(client, booking) == []
