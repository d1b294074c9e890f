"""When and where a session is, told to those who must be there; how to join it when it is on line."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock
from foundation.french import moment
from foundation.models import OutboxMessage
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import MORNING, agent, booking_in, session_at
from training import booking as bookings
from training import planning
from training.states import BookingState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AFTERNOON = MORNING + timedelta(hours=5)
LINK = "https://visio.demo.example/salle-7?cle=a1"


@pytest.fixture
def online():
    """A session that takes place nowhere but on line, with one seat."""
    return session_at(place="", link=LINK, maximum=1)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def mail_to(person, kind: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(recipient=person, kind=kind).earliest("pk")


def test_who_has_a_place_on_line_reads_how_to_join_in_the_mail_and_on_the_pages(client, online):
    someone = agent()
    booking = bookings.book(online, someone, by=someone.person)
    client.force_login(someone.person)

    mail = mail_to(someone.person, "training-confirmed")
    assert LINK in mail.text.split()
    assert f'href="{LINK}"' in mail.html
    for page in (booking, online):
        assert f'href="{LINK}"' in text_of(client.get(page.get_absolute_url()))


def test_the_head_who_is_written_to_instead_passes_the_link_on(client, online):
    library = LibraryFactory()
    head, volunteer = person_as(Role.LIBRARY_HEAD, library), agent(library, Role.VOLUNTEER, person__email=None)
    booking = bookings.book(online, volunteer, by=head)
    client.force_login(head)
    assert LINK in mail_to(head, "training-confirmed").text.split()
    assert f'href="{LINK}"' in text_of(client.get(booking.get_absolute_url()))


def test_who_teaches_finds_the_link_on_the_page_of_the_session(client, online):
    client.force_login(online.trainers.get())
    assert f'href="{LINK}"' in text_of(client.get(online.get_absolute_url()))


def test_who_has_no_place_yet_is_told_that_it_is_on_line_and_not_the_link(client, online):
    booking_in(BookingState.CONFIRMED, session=online, assignment=agent())
    waiting, coordinator = agent(), person_as(Role.COORDINATOR)
    booking = bookings.book(online, waiting, by=waiting.person)
    half_day = online.half_days.get()
    planning.move_half_day(online, half_day.pk, half_day.ends_at, half_day.ends_at.replace(hour=16), by=coordinator)
    client.force_login(waiting.person)

    mail = mail_to(waiting.person, "training-redated").text.replace("\u00a0", " ")
    pages = [text_of(client.get(one.get_absolute_url())) for one in (booking, online)]

    assert "Lieu : à distance." in mail
    assert all("le lien est donné à qui a une place" in page for page in pages)
    assert LINK not in "".join([mail, *pages])


@pytest.mark.parametrize(("seconds", "is_bound"), [(0, False), (1, True)])
def test_who_is_confirmed_after_the_deadline_is_told_who_still_cancels_and_no_day_gone_by(seconds, is_bound):
    session, someone = session_at(), agent()
    with clock.frozen_at(session.withdraw_until + timedelta(seconds=seconds)):
        bookings.book(session, someone, by=someone.person)
    mail = mail_to(someone.person, "training-confirmed").text.replace("\u00a0", " ")
    until = moment(session.withdraw_until).replace("\u00a0", " ")
    alone = f"annulez avant le {until} : votre place ira à la personne suivante."
    by_others = "prévenez votre responsable ou le SCLP : le délai pour annuler vous-même est passé."
    assert (alone in mail, by_others in mail) == (not is_bound, is_bound)


def test_a_session_on_site_that_is_followed_on_line_too_tells_both(client):
    session, someone = session_at(place="Salle 7", link=LINK), agent()
    booking = bookings.book(session, someone, by=someone.person)
    client.force_login(someone.person)
    page = text_of(client.get(booking.get_absolute_url()))
    assert "Salle 7" in page
    assert f'href="{LINK}"' in page


def test_the_link_of_a_cancelled_session_is_shown_no_more(client, online):
    coordinator = person_as(Role.COORDINATOR)
    planning.cancel(online, by=coordinator, reason="Trop peu d’inscrits")
    client.force_login(coordinator)
    assert LINK not in text_of(client.get(reverse("training:session", args=[online.pk])))


def test_the_convocation_and_its_page_say_the_hours_of_each_half_day_and_the_place(client):
    session, someone = session_at(MORNING, AFTERNOON), agent()
    booking = bookings.book(session, someone, by=someone.person)
    client.force_login(someone.person)

    mail = mail_to(someone.person, "training-confirmed").text.replace("\u00a0", " ")
    page = text_of(client.get(booking.get_absolute_url()))

    for told in ("16 mars 2027, de 9 h à 12 h", "16 mars 2027, de 14 h à 17 h", "Salle Demo"):
        assert told in mail
        assert told in page
