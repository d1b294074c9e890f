"""The link of an offer, taken or left without signing in; who has no address is told by the head."""

from datetime import timedelta

import pytest

from foundation import clock
from foundation.french import moment
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import agent, session_at
from training import booking as bookings
from training import planning
from training.models import Booking
from training.states import BookingState

pytestmark = pytest.mark.django_db


@pytest.fixture
def start():
    """Nine in the morning in a month, in Paris."""
    return (clock.now() + timedelta(days=30)).replace(hour=9, minute=0, second=0, microsecond=0)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


# --- the link of an offer --------------------------------------------------------------------------------------------


@pytest.fixture
def offered(client, start):
    """Someone to whom a seat is offered, and the path of the link in their mail."""
    session, seated, waiting = session_at(start, maximum=1), agent(), agent()
    first = bookings.book(session, seated, by=seated.person)
    booking = bookings.book(session, waiting, by=waiting.person)
    bookings.withdraw(first, by=seated.person)
    mail = OutboxMessage.objects.get(kind="training-offered")
    path = next(word for word in mail.text.split() if "/place/" in word).partition("/formations")[2]
    return booking, f"/formations{path}"


def test_the_link_takes_the_seat_without_signing_in_and_serves_once(client, offered):
    booking, path = offered
    assert "une place s’est libérée" in text_of(client.get(path))
    assert "La place est à vous" in text_of(client.post(path, {"answer": "yes"}))
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert client.post(path, {"answer": "yes"}).status_code == 410


def test_the_link_leaves_the_seat_to_the_next(client, offered):
    booking, path = offered
    late = agent()
    last = bookings.book(booking.session, late, by=late.person)
    client.post(path, {"answer": "no"})
    booking.refresh_from_db()
    last.refresh_from_db()
    assert (booking.state, last.state) == (BookingState.WITHDRAWN, BookingState.OFFERED)


def test_a_seat_offered_after_the_deadline_may_still_be_left(client, start):
    session, coordinator, waiting = session_at(start, maximum=1), person_as(Role.COORDINATOR), agent()
    first = bookings.book(session, agent(), by=coordinator)
    booking = bookings.book(session, waiting, by=waiting.person)
    with clock.frozen_at(start - timedelta(days=1)):
        bookings.withdraw(first, by=coordinator)
        mail = OutboxMessage.objects.get(kind="training-offered")
        path = next(word for word in mail.text.split() if "/place/" in word).partition("/formations")[2]
        answer = client.post(f"/formations{path}", {"answer": "no"})
    assert answer.status_code == 200
    booking.refresh_from_db()
    assert booking.state == BookingState.WITHDRAWN


def test_who_has_no_address_is_told_by_the_head_without_the_link(start):
    session, library = session_at(start, maximum=1), LibraryFactory()
    head, volunteer = person_as(Role.LIBRARY_HEAD, library), agent(library, role=Role.VOLUNTEER, person__email=None)
    first = bookings.book(session, agent(), by=person_as(Role.COORDINATOR))
    booking = bookings.book(session, volunteer, by=head)
    bookings.withdraw(first, by=first.person)
    mail = OutboxMessage.objects.get(kind="training-offered")
    assert mail.recipient == head
    assert "qui n’a pas d’adresse e-mail" in mail.text
    assert "Voir l’inscription" in mail.text
    assert booking.get_absolute_url() in mail.text
    assert "/place/" not in mail.text


def test_a_forged_link_and_one_too_late_change_nothing(client, offered):
    booking, path = offered
    assert client.post(path[:-3] + "xx/", {"answer": "yes"}).status_code == 410
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        assert client.post(path, {"answer": "yes"}).status_code == 410
    booking.refresh_from_db()
    assert booking.state == BookingState.OFFERED


# --- the session is moved meanwhile ----------------------------------------------------------------------------------


def moved_earlier(session, coordinator):
    """The session of an offer of two days, moved to tomorrow at nine."""
    half_day, tomorrow = session.half_days.get(), clock.now() + timedelta(days=1)
    planning.move_half_day(session, half_day.pk, tomorrow, tomorrow + timedelta(hours=3), by=coordinator)
    return tomorrow


def test_an_offer_ends_with_the_beginning_of_a_session_moved_earlier_and_says_so(offered, coordinator):
    booking, _ = offered
    begins = moved_earlier(booking.session, coordinator)
    booking.refresh_from_db()
    mail = OutboxMessage.objects.get(recipient=booking.person, kind="training-redated")
    assert booking.offered_until == begins
    assert f"gardée jusqu’au {moment(begins)}" in mail.text


@pytest.mark.parametrize("is_old", [False, True])
def test_a_seat_is_not_taken_once_the_session_has_begun(offered, coordinator, is_old):
    booking, _ = offered
    begins = moved_earlier(booking.session, coordinator)
    if is_old:  # offered and moved before offers were cut
        Booking.objects.filter(pk=booking.pk).update(offered_until=begins + timedelta(days=1))
    with clock.frozen_at(begins + timedelta(hours=1)), pytest.raises(Refused, match="délai de réponse est passé"):
        bookings.accept(booking, by=booking.person)
    booking.refresh_from_db()
    assert booking.state == BookingState.OFFERED
    with clock.frozen_at(begins + timedelta(days=2)):
        bookings.sweep()
    booking.refresh_from_db()
    assert booking.state == BookingState.LAPSED


# --- nobody comes next -----------------------------------------------------------------------------------------------


def told(booking, kind: str) -> str:
    mail = OutboxMessage.objects.get(recipient=booking.person, kind=kind)
    return f"{mail.subject} {mail.text}".replace("\u00a0", " ")


@pytest.mark.parametrize(("hours", "is_last"), [(49, False), (48, True), (24, True)])
def test_an_offer_that_ends_with_the_beginning_of_the_session_promises_it_to_nobody(start, hours, is_last):
    session, seated, waiting = session_at(start, maximum=1), agent(), agent()
    first = bookings.book(session, seated, by=seated.person)
    booking = bookings.book(session, waiting, by=waiting.person)
    with clock.frozen_at(start - timedelta(hours=hours)):
        bookings.withdraw(first, by=person_as(Role.COORDINATOR))
    text = told(booking, "training-offered")
    until = moment(start).replace("\u00a0", " ")
    assert (f"gardée jusqu’au {until}, début de la session." in text) == is_last
    assert ("Ensuite, elle sera proposée à la personne suivante." in text) != is_last


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_seat_that_lapses_goes_to_the_next_unless_the_session_begins(offered, start, is_begun):
    booking, _ = offered
    with clock.frozen_at(start if is_begun else start - timedelta(days=1)):
        bookings.sweep()
    text = told(booking, "training-lapsed")
    assert ("Place non prise" in text, "est restée sans réponse jusqu’au début" in text) == (is_begun, is_begun)
    assert ("Place reproposée" in text, "elle va à la personne suivante" in text) == (not is_begun, not is_begun)
