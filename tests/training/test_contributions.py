"""What training brings to the page of a person and to a convention that ends."""

from datetime import timedelta

import pytest
from django.urls import reverse

from convention.states import State
from foundation import clock, registry
from foundation.todo import waiting
from network.roles import Role
from tests.convention.factories import convention_in, territory
from tests.factories import LibraryFactory, person_as
from tests.training.factories import agent, booking_in, certified, session_at
from training import attendance
from training import booking as bookings
from training.states import BookingState

pytestmark = pytest.mark.django_db


@pytest.fixture
def start():
    """Nine in the morning in a month, in Paris."""
    return (clock.now() + timedelta(days=30)).replace(hour=9, minute=0, second=0, microsecond=0)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_page_of_a_person_tells_their_training_to_their_head_and_not_to_a_colleague(client, start):
    library = LibraryFactory()
    head, colleague, someone = person_as(Role.LIBRARY_HEAD, library), agent(library), agent(library)
    session = session_at(start)
    bookings.book(session, someone, by=someone.person)
    certified(someone.person, title="Formation de l’éditeur", issued_on=clock.today())
    page = reverse("network:person", args=[someone.person_id])
    client.force_login(head)
    seen = text_of(client.get(page))
    assert str(session.course) in seen
    assert "Formation de l’éditeur" in seen
    (part,) = [one for one in client.get(page).context["main_panels"] if one.title == "Formations"]
    listed = client.get(part.link[1]).context["listing"]
    assert [one.person for one in listed.page.records] == [someone.person]
    client.force_login(colleague.person)
    assert str(session.course) not in text_of(client.get(page))


def test_a_termination_tells_the_bookings_that_come_after_it(start):
    territory()
    library = LibraryFactory()
    convention = convention_in(State.NOTIFIED, commune=library.commune)
    for _ in range(2):
        someone = agent(library)
        bookings.book(session_at(start), someone, by=someone.person)
    day = start.date()
    told = registry.on_termination.collect(convention, day - timedelta(days=1))
    assert told == ["2 inscriptions à des formations ont lieu après ce jour : prévenez les personnes."]
    assert registry.on_termination.collect(convention, day) == []


def test_the_homes_tell_who_is_expected_and_who_teaches(client, start):
    session, someone = session_at(start), agent()
    bookings.book(session, someone, by=someone.person)
    client.force_login(someone.person)
    assert f"Votre formation : {session.course}" in text_of(client.get(reverse("reporting:home")))
    client.force_login(session.trainers.get())
    assert f"Vous animez : {session.course}" in text_of(client.get(reverse("reporting:home")))


def test_the_requests_to_approve_are_one_line_that_opens_on_as_many(client, start):
    library = LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library)
    for days in range(3):
        session = session_at(start + timedelta(days=days))
        booking_in(BookingState.REQUESTED, session=session, assignment=agent(library))
    booking_in(BookingState.CONFIRMED, session=session, assignment=agent(library))

    with clock.frozen_at(start + timedelta(hours=4)):
        client.force_login(head)
        (line,) = [one for one in waiting(head) if one.when == "à approuver"]
        listed = client.get(line.url).context["listing"].total
        past = client.get(reverse("training:bookings"), {"when": "past"}).context["listing"].total

    assert line.text.startswith("2 demandes d’inscription à approuver : ")
    assert (listed, past) == (2, 1)


# --- the days of a session -------------------------------------------------------------------------------------------


def lines_of(person) -> list[tuple[str, str]]:
    """What waits for this person about their sessions: when, and what."""
    told = [(one.when, one.text.partition(" :")[0]) for one in waiting(person)]
    return [one for one in told if one[1] in ("Votre formation", "Vous animez", "Session à terminer")]


@pytest.mark.parametrize(
    ("hours", "when"),
    [(-1, "aujourd’hui"), (1, "en cours"), (4, "demain"), (25, "en cours"), (27, None)],
)
def test_until_its_last_half_day_ends_a_session_is_to_come_or_under_way(client, start, hours, when):
    session, someone = session_at(start, start + timedelta(days=1)), agent()
    bookings.book(session, someone, by=someone.person)
    trainer = session.trainers.get()
    client.force_login(trainer)

    with clock.frozen_at(start + timedelta(hours=hours)):
        expected, teaching = lines_of(someone.person), lines_of(trainer)
        shown = client.get(reverse("training:sessions")).context["listing"].total
        own = client.get(reverse("training:bookings"), {"when": "to_come"}).context["listing"].total

    assert expected == ([(when, "Votre formation")] if when else [])
    assert teaching == [(when, "Vous animez") if when else ("aujourd’hui", "Session à terminer")]
    assert (shown, own) == ((1, 1) if when else (0, 0))


def test_a_session_that_is_over_waits_for_its_trainer_and_the_coordination_until_it_is_closed(start):
    session, coordinator, stranger = session_at(start), person_as(Role.COORDINATOR), person_as(Role.TRAINER)
    trainer = session.trainers.get()

    with clock.frozen_at(start + timedelta(days=1)):
        told = [lines_of(who) for who in (trainer, coordinator, stranger)]
        found = waiting(trainer)[0]
        attendance.close(session, by=trainer)
        after = lines_of(trainer) + lines_of(coordinator)

    assert told == [[("en retard", "Session à terminer")], [("en retard", "Session à terminer")], []]
    assert (found.tone, found.url) == ("late", session.get_absolute_url())
    assert after == []


def test_the_sessions_to_close_are_one_line_that_opens_on_as_many(client, start):
    trainer = session_at(start).trainers.get()
    session_at(start + timedelta(hours=4)).trainers.set([trainer])
    session_at(start)  # someone else’s
    client.force_login(trainer)

    with clock.frozen_at(start + timedelta(days=1)):
        (line,) = waiting(trainer)
        listed = client.get(line.url).context["listing"].total

    assert line.text.startswith("2 sessions à terminer : ")
    assert listed == 2


@pytest.mark.parametrize(("minutes", "label"), [(-31, "Voir"), (-30, "Rejoindre"), (179, "Rejoindre")])
def test_on_the_day_the_line_of_a_session_on_line_lets_one_in(start, minutes, label):
    link = "https://visio.demo.example/salle-7"
    session, someone = session_at(start, place="", link=link), agent()
    booking = bookings.book(session, someone, by=someone.person)
    with clock.frozen_at(start + timedelta(minutes=minutes)):
        (line,) = waiting(someone.person)
    assert (line.label, line.url) == (label, link if label == "Rejoindre" else booking.get_absolute_url())


# --- one’s own trainings on the home ---------------------------------------------------------------------------------


def own_trainings(client):
    """The panel « Mes formations » of whoever is signed in; None without one."""
    panels = client.get(reverse("reporting:home")).context["main_panels"]
    return next((one for one in panels if one.title == "Mes formations"), None)


def test_the_home_of_the_staff_shows_their_bookings_with_their_state_and_what_they_are_certified_for(client, start):
    someone, colleague = agent(), agent()
    states = [BookingState.REQUESTED, BookingState.WAITING, BookingState.OFFERED, BookingState.CONFIRMED]
    mine = [
        booking_in(state, session=session_at(start + timedelta(days=rank)), assignment=someone)
        for rank, state in enumerate(states)
    ]
    booking_in(BookingState.WITHDRAWN, session=session_at(start), assignment=someone)
    booking_in(BookingState.CONFIRMED, session=session_at(start), assignment=colleague)
    held = certified(someone.person, title="Formation de l’éditeur", issued_on=clock.today())
    certified(someone.person, issued_on=start.date() - timedelta(days=99), expires_on=clock.today() - timedelta(days=1))
    client.force_login(someone.person)

    panel, page = own_trainings(client), text_of(client.get(reverse("reporting:home")))

    assert panel.context["bookings"] == mine
    assert panel.context["certifications"] == [held]
    for told in ("En attente d’accord", "Sur liste d’attente", "Place proposée", "Inscription confirmée"):
        assert told in page
    assert "Formation de l’éditeur" in page


def test_a_booking_leaves_the_home_when_its_session_is_over_and_nothing_makes_no_panel(client, start):
    session, someone = session_at(start), agent()
    bookings.book(session, someone, by=someone.person)
    client.force_login(someone.person)
    with clock.frozen_at(start + timedelta(hours=2, minutes=59)):
        assert own_trainings(client).context["bookings"] == [session.bookings.get()]
    with clock.frozen_at(start + timedelta(hours=3)):
        assert own_trainings(client) is None
