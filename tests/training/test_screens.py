"""The screens of training: catalogue, session, booking, offer by its link, calendar."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from network.modules import Module
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import CourseFactory, agent, booking_in, course_for, session_at
from training import booking as bookings
from training import planning
from training.models import Booking, Course, HeldSeats, Session
from training.states import BookingState, SessionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def start():
    """Nine in the morning in a month, in Paris."""
    return (clock.now() + timedelta(days=30)).replace(hour=9, minute=0, second=0, microsecond=0)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


COURSE = {
    "title": "Circulation",
    "objectives": "Prêter",
    "audience": "Tous",
    "duration_hours": "6",
    "cancel_days": "3",
    "modules": [Module.CIRCULATION, Module.PATRONS],
}


def test_a_course_is_created_with_its_modules_and_changed(client, coordinator):
    client.post(reverse("training:new_course"), COURSE)
    course = Course.objects.get()
    assert course.certifies_for() == [Module.CIRCULATION, Module.PATRONS]

    page = client.get(reverse("training:edit_course", args=[course.pk]))
    version = page.context["form"].initial["form_version"]
    changed = COURSE | {"modules": [Module.PATRONS], "form_version": version}
    assert client.post(reverse("training:edit_course", args=[course.pk]), changed).status_code == 302
    assert course.modules.get().module == Module.PATRONS


@pytest.mark.parametrize("title", ["Circulation", " Circulation\u200b "])
def test_two_courses_never_bear_the_same_title(client, coordinator, title):
    client.post(reverse("training:new_course"), COURSE)
    page = client.post(reverse("training:new_course"), COURSE | {"title": title})

    assert page.status_code == 422
    assert page.context["form"].errors == {"title": ["Une formation porte déjà cet intitulé."]}


def test_courses_that_wait_for_each_other_are_refused(client, coordinator):
    first, second = CourseFactory(title="Un"), CourseFactory(title="Deux")
    second.prerequisites.add(first)
    facts = COURSE | {"prerequisites": [second.pk], "form_version": ""}
    answer = client.post(reverse("training:edit_course", args=[first.pk]), facts)
    assert answer.status_code == 422
    assert "« Deux » demande elle-même cette formation" in text_of(answer)


def test_a_course_withdrawn_leaves_the_catalogue_and_comes_back(client, coordinator):
    course = CourseFactory(title="Reliure ancienne")
    client.post(reverse("training:withdraw_course", args=[course.pk]))
    assert "Reliure ancienne" not in text_of(client.get(reverse("training:courses")))
    assert "Reliure ancienne" in text_of(client.get(reverse("training:courses"), {"offer": "withdrawn"}))
    client.post(reverse("training:withdraw_course", args=[course.pk]))
    assert "Reliure ancienne" in text_of(client.get(reverse("training:courses"), {"q": "RELIÙRE"}))


def test_a_session_is_prepared_dated_and_published(client, coordinator, start):
    course, trainer = CourseFactory(), person_as(Role.TRAINER)
    facts = {"place": "Salle 2", "trainers": [trainer.pk], "minimum": "2", "maximum": "8"}
    client.post(reverse("training:new_session", args=[course.pk]), facts)
    session = Session.objects.get()
    publish = reverse("training:publish", args=[session.pk])
    assert client.post(publish).status_code == 409
    assert "une demi-journée au moins" in text_of(client.get(session.get_absolute_url()))

    half_day = {"day": f"{start:%Y-%m-%d}", "begins": "09:00", "ends": "12:00"}
    client.post(reverse("training:add_half_day", args=[session.pk]), half_day)
    client.post(publish)

    session.refresh_from_db()
    assert session.state == SessionState.PUBLISHED
    assert "sur 8" in text_of(client.get(reverse("training:sessions")))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ends": "08:00"}, "La fin vient après le début."),
        ({"day": "2020-01-06"}, "Donnez un jour à venir"),
        ({"begins": "10:00", "ends": "11:00"}, "déjà une demi-journée à ces heures"),
        ({"begins": "midi"}, "heure"),
    ],
)
def test_a_half_day_that_cannot_be_is_refused_in_the_form(client, coordinator, start, change, told):
    session = session_at(start)
    half_day = {"day": f"{start:%Y-%m-%d}", "begins": "14:00", "ends": "17:00"} | change
    answer = client.post(reverse("training:add_half_day", args=[session.pk]), half_day)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert session.half_days.count() == 1


def test_a_published_session_keeps_one_half_day(client, coordinator, start):
    session = session_at(start, start + timedelta(days=1))
    first, second = session.half_days.all()
    remove = [reverse("training:remove_half_day", args=[session.pk, one.pk]) for one in (first, second)]

    client.post(remove[0])
    answer = client.post(remove[1])

    assert answer.status_code == 409
    assert "garde une demi-journée au moins" in text_of(answer)
    assert session.half_days.get() == second


def test_once_begun_the_half_days_no_longer_change(client, coordinator, start):
    session = session_at(start, start + timedelta(days=1))
    last = session.half_days.last()
    half_day = {"day": f"{start + timedelta(days=2):%Y-%m-%d}", "begins": "09:00", "ends": "12:00"}
    with clock.frozen_at(start):
        added = client.post(reverse("training:add_half_day", args=[session.pk]), half_day)
        removed = client.post(reverse("training:remove_half_day", args=[session.pk, last.pk]))
    assert (added.status_code, removed.status_code) == (422, 409)
    assert "La session a commencé" in text_of(added)
    assert session.half_days.count() == 2


def test_a_minimum_above_the_seats_is_told_in_the_form(client, coordinator, start):
    session, trainer = session_at(start, maximum=3), person_as(Role.TRAINER)
    page = client.get(reverse("training:edit_session", args=[session.pk]))
    facts = {"place": "Salle", "trainers": [trainer.pk], "minimum": "4"}
    facts["form_version"] = page.context["form"].initial["form_version"]
    answer = client.post(reverse("training:edit_session", args=[session.pk]), facts)
    assert answer.status_code == 422
    assert "La session n’a que 3 places." in text_of(answer)


@pytest.mark.parametrize("name", ["edit_session", "add_half_day", "maximum", "hold_seats", "cancel_session"])
def test_nothing_of_a_cancelled_session_changes_any_more(client, coordinator, start, name):
    session = session_at(start)
    planning.cancel(session, by=coordinator, reason="Trop peu d’inscrits")
    answer = client.get(reverse(f"training:{name}", args=[session.pk]))
    assert answer.status_code == 409
    assert "l’état est « Annulée »" in text_of(answer)


def test_the_lives_of_a_session_and_a_course_tell_what_stands_beside_them(client, coordinator, start):
    session, library = session_at(start, course=course_for(Module.PATRONS)), LibraryFactory()
    facts = {"commune": library.commune.pk, "number": "2", "until": f"{start:%Y-%m-%d}"}
    client.post(reverse("training:hold_seats", args=[session.pk]), facts)
    of_session = text_of(client.get(reverse("foundation:life", args=["training", "session", session.pk])))
    of_course = text_of(client.get(reverse("foundation:life", args=["training", "course", session.course_id])))
    assert f"a ajouté des places gardées : 2 pour {library.commune}" in of_session
    assert "a ajouté la demi-journée du" in of_session
    assert "a ajouté le module « lecteurs »" in of_course


def test_a_maximum_too_low_is_told_in_the_form(client, coordinator, start):
    session = session_at(start, maximum=3)
    for _ in range(2):
        bookings.book(session, agent(), by=coordinator)
    answer = client.post(reverse("training:maximum", args=[session.pk]), {"maximum": "1"})
    assert answer.status_code == 422
    assert "2 places sont déjà prises ou proposées" in text_of(answer)


def test_more_seats_than_the_session_has_are_not_held(client, coordinator, start):
    session, library = session_at(start, maximum=3), LibraryFactory()
    hold = reverse("training:hold_seats", args=[session.pk])
    facts = {"commune": library.commune.pk, "number": "4", "until": f"{start:%Y-%m-%d}"}
    assert "La session a 3 places." in text_of(client.post(hold, facts))

    client.post(hold, facts | {"number": "2"})
    other = facts | {"commune": LibraryFactory().commune.pk, "number": "2"}
    assert "La session a 3 places, dont 2 déjà réservées." in text_of(client.post(hold, other))
    assert HeldSeats.objects.get().number == 2


def test_seats_are_held_once_for_a_commune_and_not_until_a_day_past(client, coordinator, start):
    session, library = session_at(start), LibraryFactory()
    hold = reverse("training:hold_seats", args=[session.pk])
    facts = {"commune": library.commune.pk, "number": "1", "until": f"{start:%Y-%m-%d}"}
    assert "Donnez un jour à venir" in text_of(client.post(hold, facts | {"until": "2020-01-06"}))
    client.post(hold, facts)
    assert "déjà réservées à cette commune" in text_of(client.post(hold, facts))


def test_seats_given_back_go_to_the_queue(client, coordinator, start):
    session, library = session_at(start, maximum=1), LibraryFactory()
    held = HeldSeats.objects.create(session=session, commune=library.commune, number=1, until=start.date())
    waiting = bookings.book(session, agent(), by=coordinator)
    client.post(reverse("training:release_seats", args=[session.pk, held.pk]))
    waiting.refresh_from_db()
    assert waiting.state == BookingState.OFFERED


def test_one_books_oneself_from_the_page_of_the_session(client, start):
    session, someone = session_at(start), agent()
    client.force_login(someone.person)
    assert "Inscrire" in text_of(client.get(session.get_absolute_url()))
    answer = client.post(reverse("training:book", args=[session.pk]), {"people": [someone.pk]}, follow=True)
    assert "1 inscription confirmée." in text_of(answer)
    assert someone.person.bookings.get().state == BookingState.CONFIRMED


def test_a_head_books_the_team_and_reads_who_could_not_be(client, start):
    session, library = session_at(start), LibraryFactory()
    head, one, other = person_as(Role.LIBRARY_HEAD, library), agent(library), agent(library)
    bookings.book(session, one, by=one.person)
    client.force_login(head)
    answer = client.post(reverse("training:book", args=[session.pk]), {"people": [one.pk, other.pk]}, follow=True)
    page = text_of(answer)
    assert f"{one.person} a déjà une inscription à cette session." in page
    assert "1 inscription confirmée." in page


def test_the_address_chooses_whom_to_book_and_never_someone_else_instead(client, start):
    session, library = session_at(start), LibraryFactory()
    head, someone, stranger = person_as(Role.LIBRARY_HEAD, library), agent(library), agent()
    gone = agent(person=someone.person, starts_on=clock.today(), ends_on=clock.today())
    url = reverse("training:book", args=[session.pk])
    client.force_login(head)

    def ticked(query: str = "") -> list[str]:
        return client.get(url + query).context["form"]["people"].value()

    assert ticked() == [str(head.assignments.get().pk)]
    assert ticked(f"?person={someone.person_id}") == [str(someone.pk)] != [str(gone.pk)]
    assert ticked(f"?person={stranger.person_id}") == []
    assert ticked("?person=x") == []


def test_many_people_to_book_are_searched_by_name_and_few_are_ticked(client, start):
    session, library = session_at(start), LibraryFactory()
    url = reverse("training:book", args=[session.pk])
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    assert 'type="checkbox" name="people"' in text_of(client.get(url))
    team = [agent(library) for _ in range(20)]

    page = text_of(client.get(url))
    client.post(url, {"people": [team[7].pk, team[12].pk]})

    assert 'type="checkbox" name="people"' not in page
    assert '<select name="people" data-choice' in page
    assert set(session.bookings.values_list("person", flat=True)) == {team[7].person_id, team[12].person_id}


def test_nobody_books_someone_of_another_library(client, start):
    session, stranger, someone = session_at(start), agent(), agent()
    client.force_login(someone.person)
    answer = client.post(reverse("training:book", args=[session.pk]), {"people": [stranger.pk]})
    assert answer.status_code == 422
    assert not Booking.objects.exists()


def test_a_session_that_has_begun_says_so(client, start):
    session, someone = session_at(start), agent()
    client.force_login(someone.person)
    with clock.frozen_at(start):
        answer = client.get(reverse("training:book", args=[session.pk]))
    assert answer.status_code == 409
    assert "a déjà commencé" in text_of(answer)


def test_the_head_approves_or_refuses_from_the_page(client, start):
    session, library = session_at(start, course=course_for(needs_approval=True)), LibraryFactory()
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    first, second = (bookings.book(session, one, by=one.person) for one in (agent(library), agent(library)))
    assert "demande" in text_of(client.get(reverse("reporting:home")))

    client.post(reverse("training:approve", args=[first.pk]))
    client.post(reverse("training:refuse", args=[second.pk]), {"reason": "Sous-effectif"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (BookingState.CONFIRMED, BookingState.REFUSED)
    assert client.get(reverse("training:refuse", args=[second.pk])).status_code == 409
    assert "Sous-effectif" in text_of(client.get(second.get_absolute_url()))


def test_after_the_deadline_the_page_says_whom_to_ask(client, start):
    session, someone = session_at(start), agent()
    booked = bookings.book(session, someone, by=someone.person)
    client.force_login(someone.person)
    with clock.frozen_at(start - timedelta(days=1)):
        page = text_of(client.get(booked.get_absolute_url()))
        answer = client.get(reverse("training:withdraw", args=[booked.pk]))
    assert answer.status_code == 409
    for text in (page, text_of(answer)):
        assert "prévenez votre responsable ou le SCLP, qui peut encore annuler" in text


def test_once_it_has_begun_the_page_to_withdraw_says_so_and_sends_to_nobody(client, start):
    session, someone = session_at(start), agent()
    booked = bookings.book(session, someone, by=someone.person)
    client.force_login(someone.person)
    with clock.frozen_at(start):
        answer = client.get(reverse("training:withdraw", args=[booked.pk]))
    assert answer.status_code == 409
    assert "La session a commencé" in text_of(answer)
    assert "prévenez" not in text_of(answer)


@pytest.mark.parametrize(("taken", "told"), [(0, "0 prise sur 8"), (1, "1 prise sur 8"), (2, "2 prises sur 8")])
def test_the_seats_taken_are_told_in_their_number(client, coordinator, start, taken, told):
    session = session_at(start, maximum=8)
    for _ in range(taken):
        booking_in(BookingState.CONFIRMED, session=session, assignment=agent())
    assert dict(client.get(session.get_absolute_url()).context["facts"])["Places"] == told


# --- lists and calendar ----------------------------------------------------------------------------------------------


def test_the_calendar_shows_the_month_asked_for_and_this_one_for_any_other(client, coordinator, start):
    session = session_at(start)
    month = {"mois": f"{start:%Y-%m}"}
    assert session.get_absolute_url() in text_of(client.get(reverse("training:calendar"), month))
    for unknown in ("2027-13", "x", "0000-01", "99999-01"):
        assert client.get(reverse("training:calendar"), {"mois": unknown}).status_code == 200


def test_the_first_of_a_month_alone_is_ordinal(client, coordinator):
    page = text_of(client.get(reverse("training:calendar"), {"mois": "2027-03"}))
    days = re.findall(r'month-day">(.*?)</span></span>', page)
    told = [one.replace('<span class="month-name">', "") for one in days]
    assert [told[0], told[1], told[-1]] == ["1er mars", "2 mars", "4 avril"]


def queries(client, url: str) -> int:
    """How many queries a page asks, the second time."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
        return len(asked)


def test_the_list_of_bookings_tells_apart_two_libraries_of_the_same_name(client, coordinator, start):
    session = session_at(start)
    held = [agent(LibraryFactory(name="Annexe de la Gare")) for _ in range(2)]
    for one in held:
        booking_in(BookingState.CONFIRMED, session=session, assignment=one)
    page = text_of(client.get(reverse("training:bookings")))
    export = client.get(reverse("training:bookings"), {"export": "csv"}).getvalue().decode("utf-8-sig")
    for one in held:
        assert one.library.commune.name in page
        assert f"Annexe de la Gare;{one.library.commune.name}" in export


@pytest.mark.parametrize("name", ["courses", "sessions", "bookings"])
def test_a_list_costs_as_many_queries_for_three_rows_as_for_one(client, coordinator, start, name):
    url = reverse(f"training:{name}")

    def add():
        session = session_at(start, course=course_for(Module.PATRONS))
        booking_in(BookingState.CONFIRMED, session=session, assignment=agent())

    add()
    before = queries(client, url)
    add()
    add()
    assert queries(client, url) == before <= 10


def test_a_session_page_costs_as_many_queries_for_ten_people_as_for_two(client, coordinator, start):
    session = session_at(start)

    def add():
        booking_in(BookingState.CONFIRMED, session=session, assignment=agent())
        booking_in(BookingState.WAITING, session=session, assignment=agent())

    add()
    before = queries(client, session.get_absolute_url())
    for _ in range(4):
        add()
    assert queries(client, session.get_absolute_url()) == before
