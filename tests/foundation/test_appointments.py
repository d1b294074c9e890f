"""Appointments in people’s calendars, read back by another program than the one that writes them."""

import email
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise

import pytest
import vobject
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation import appointments, clock, outbox, privacy
from foundation.appointments import Moment
from foundation.clock import PARIS
from foundation.models import Appointment, OutboxMessage
from tests.factories import CommuneFactory, PersonFactory

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 12, 3, 9, tzinfo=PARIS)
HOURS = timedelta(hours=3)


def moment(key: str = "1", at: datetime = NINE, **facts) -> Moment:
    given = {"summary": "Formation : le catalogue", "location": "Médiathèque, salle 2", "path": "/formations/1/"}
    return Moment(key=key, starts_at=at, ends_at=at + HOURS, **(given | facts))


@pytest.fixture
def person():
    return PersonFactory(first_name="Camille", last_name="Exemple", email="camille@demo.example")


@pytest.fixture
def about():
    return CommuneFactory()


def read(text: str):
    """The calendar as an independent program reads it."""
    return vobject.readOne(text)


# --- what changes ----------------------------------------------------------------------------------------------------


def test_an_appointment_keeps_its_name_for_life_and_counts_what_was_told(about, person):
    (made,) = appointments.keep(about, person, [moment()])
    assert appointments.keep(about, person, [moment()]) == []
    (moved,) = appointments.keep(about, person, [moment(at=NINE + timedelta(days=1))])
    (cancelled,) = appointments.keep(about, person, [])
    assert appointments.keep(about, person, []) == []
    (back,) = appointments.keep(about, person, [moment()])

    assert {one.uid for one in (made, moved, cancelled, back)} == {made.uid}
    assert [one.sequence for one in (made, moved, cancelled, back)] == [0, 1, 2, 3]
    assert (bool(cancelled.cancelled_at), back.cancelled_at) == (True, None)


def test_each_moment_and_each_person_has_its_own(about, person):
    other = PersonFactory()
    both = [moment("1"), moment("2", NINE + HOURS)]
    first, second = appointments.keep(about, person, both)
    assert len(appointments.keep(about, other, both)) == 2
    (cancelled,) = appointments.keep(about, person, [both[1]])
    assert cancelled.uid == first.uid
    assert Appointment.objects.standing().get(person=person).uid == second.uid
    assert Appointment.objects.standing().filter(person=other).count() == 2


# --- as iCalendar ----------------------------------------------------------------------------------------------------


def test_a_convocation_is_read_back_by_another_program(about, person, settings):
    settings.BASE_URL, settings.DEFAULT_FROM_EMAIL = "https://maillage.example", "Maillage <sclp@maillage.example>"
    words = "Venez avec : un badge, une clé\\; et « ce » texte\nsur deux lignes " + "très long " * 30
    (made,) = appointments.keep(about, person, [moment(description=words)])
    found = read(appointments.invitation(made))

    event = found.vevent
    assert (found.method.value, found.version.value) == ("REQUEST", "2.0")
    assert event.uid.value == made.uid
    assert event.uid.value.endswith("@maillage.example")
    assert event.dtstart.value == NINE
    assert event.dtend.value == NINE + HOURS
    assert "DTSTART;TZID=Europe/Paris:20261203T090000\r\n" in appointments.invitation(made)
    assert (event.sequence.value, event.status.value) == ("0", "CONFIRMED")
    assert event.location.value == "Médiathèque, salle 2"
    assert event.description.value == f"{words}\n\nhttps://maillage.example/formations/1/"
    assert event.organizer.value == "mailto:sclp@maillage.example"
    assert (event.attendee.value, event.attendee.params["CN"]) == ("mailto:camille@demo.example", ["Camille Exemple"])


def test_no_line_is_longer_than_the_standard_allows(about, person):
    (made,) = appointments.keep(about, person, [moment(summary="É" * 200)])
    lines = appointments.invitation(made).encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75


def test_a_cancellation_names_the_same_appointment(about, person):
    appointments.keep(about, person, [moment()])
    (gone,) = appointments.keep(about, person, [])
    found = read(appointments.invitation(gone))
    assert (found.method.value, found.vevent.status.value) == ("CANCEL", "CANCELLED")
    assert (found.vevent.uid.value, found.vevent.sequence.value) == (gone.uid, "1")


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2027-07-01", "2035-01-15"])
def test_the_zone_it_carries_gives_the_hour_of_paris_on_any_day(day, about, person):
    at = datetime.fromisoformat(f"{day}T09:30").replace(tzinfo=PARIS)
    (made,) = appointments.keep(about, person, [moment(at=at)])
    event = read(appointments.invitation(made)).vevent
    assert event.dtstart.value.utcoffset() == at.utcoffset()
    assert event.dtstart.value == at


def test_a_feed_holds_what_stands_what_was_cancelled_and_nothing_of_others(about, person):
    appointments.keep(about, person, [moment("1"), moment("2", NINE + HOURS), moment("3", NINE - timedelta(days=200))])
    appointments.keep(about, person, [moment("1"), moment("3", NINE - timedelta(days=200))])
    appointments.keep(about, PersonFactory(), [moment("9", summary="D’une autre personne")])
    with clock.frozen_at(NINE):
        found = read(appointments.feed(person))
    assert found.method.value == "PUBLISH"
    assert [(one.status.value, one.dtstart.value) for one in found.vevent_list] == [
        ("CONFIRMED", NINE),
        ("CANCELLED", NINE + HOURS),
    ]
    assert not any(hasattr(one, "attendee") for one in found.vevent_list)


def test_an_empty_feed_is_a_calendar(person):
    assert read(appointments.feed(person)).contents.get("vevent") is None


@given(
    summary=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60),
    place=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
)
@settings(max_examples=60, deadline=None)
def test_any_words_come_back_as_they_were(summary, place):
    person = PersonFactory.build(email="camille@demo.example")
    one = Appointment(
        person=person, uid="a@maillage.example", summary=summary, location=place, starts_at=NINE, ends_at=NINE + HOURS
    )
    event = read(appointments.invitation(one)).vevent
    assert event.summary.value == summary
    assert getattr(getattr(event, "location", None), "value", "") == place


# --- by mail ---------------------------------------------------------------------------------------------------------


def write(one: Appointment) -> OutboxMessage:
    message = outbox.write(
        "trial",
        about=one.about,
        to=one.person,
        subject="Une convocation",
        template="trial",
        context={"matter": "une formation"},
        due_key=f"{one.uid}#{one.sequence}",
        appointment=one,
    )
    assert message is not None
    return message


def sent() -> list[EmailMessage]:
    return [email.message_from_bytes(one.message().as_bytes(), policy=email.policy.default) for one in mail.outbox]


def test_the_mail_carries_it_where_mail_programs_look_for_it(about, person):
    (made,) = appointments.keep(about, person, [moment()])
    write(made)
    outbox.send_due()

    (message,) = sent()
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
    assert set(parts) == {"text/plain", "text/html", "text/calendar", "application/ics"}
    inline = parts["text/calendar"]
    assert inline["content-type"].params["method"] == "REQUEST"
    assert inline["content-type"].params["charset"] == "utf-8"
    assert parts["application/ics"].get_filename() == "convocation.ics"
    assert read(inline.get_content()).vevent.uid.value == made.uid


def test_an_older_telling_that_waited_never_leaves_after_a_newer_one(about, person):
    (made,) = appointments.keep(about, person, [moment()])
    first = write(made)
    (moved,) = appointments.keep(about, person, [moment(at=NINE + timedelta(days=1))])
    write(moved)
    outbox.send_due()

    first.refresh_from_db()
    assert first.last_error == "Une convocation plus récente la remplace."
    (message,) = sent()
    inline = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert read(inline.get_content()).vevent.sequence.value == "1"


@given(st.lists(st.sampled_from(["move", "cancel", "again", "send"]), max_size=12))
@settings(max_examples=40, deadline=None)
def test_whatever_happens_sequences_arrive_growing(deeds):
    mail.outbox.clear()
    about, person, at = CommuneFactory(), PersonFactory(), NINE
    for deed in deeds:
        at += timedelta(days=deed == "move")
        if deed == "send":
            outbox.send_due()
        else:
            for one in appointments.keep(about, person, [] if deed == "cancel" else [moment(at=at)]):
                write(one)
    outbox.send_due()

    told = [
        int(read(part.get_content()).vevent.sequence.value)
        for message in sent()
        for part in message.walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert all(earlier < later for earlier, later in pairwise(told))
    last = Appointment.objects.filter(person=person).first()
    assert (told[-1] if told else None) == (last.sequence if last else None)


# --- forgotten -------------------------------------------------------------------------------------------------------


def test_an_erased_person_leaves_no_appointment_and_no_convocation(about, person):
    (made,) = appointments.keep(about, person, [moment()])
    message = write(made)
    privacy.anonymise(person, by=PersonFactory())
    message.refresh_from_db()
    assert (message.calendar, message.appointment) == ("", None)
    assert not Appointment.objects.exists()
