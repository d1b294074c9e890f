"""What a session puts in the calendars of those it expects, by mail and by feed."""

from datetime import timedelta

import pytest
import vobject
from django.urls import reverse

from foundation import clock, outbox
from foundation.models import Appointment, OutboxMessage
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import MORNING, NOW, add_half_day, agent, booking_in, session_at
from training import booking as bookings
from training import planning
from training.models import Session
from training.states import BookingState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
AFTERNOON = MORNING + timedelta(hours=5)


@pytest.fixture
def coordinator():
    return person_as(Role.COORDINATOR)


def told(person, kind: str | None = None) -> list[tuple[str, str]]:
    """What each mail to this person does to their calendar: its method and its sequence; « - » when nothing."""
    mails = OutboxMessage.objects.filter(recipient=person).order_by("pk")
    found = []
    for one in mails.filter(kind=kind) if kind else mails:
        event = vobject.readOne(one.calendar) if one.calendar else None
        found.append((event.method.value, event.vevent.sequence.value) if event else ("-", ""))
    return found


def booked(session: Session):
    someone = agent()
    bookings.book(session, someone, by=someone.person)
    return someone.person


# --- who takes part --------------------------------------------------------------------------------------------------


def test_a_confirmed_booking_puts_each_half_day_in_the_calendar_by_a_mail_of_its_own():
    session = session_at(MORNING, AFTERNOON, information="Apportez votre badge.")
    person = booked(session)

    assert told(person) == [("REQUEST", "0"), ("REQUEST", "0")]
    first, second = OutboxMessage.objects.filter(recipient=person).order_by("pk")
    event = vobject.readOne(first.calendar).vevent
    assert (event.dtstart.value, event.location.value) == (MORNING, "Salle Demo")
    assert event.summary.value == f"Formation : {session.course}"
    assert "Apportez votre badge." in event.description.value
    assert "16 mars 2027 à 9" in first.subject.replace("\u00a0", " ")
    assert "met dans votre agenda la demi-journée du" in second.text
    assert vobject.readOne(second.calendar).vevent.uid.value != event.uid.value


def test_who_waits_or_is_offered_a_seat_gets_nothing_in_the_calendar_until_they_accept():
    session = session_at(MORNING, maximum=1)
    booked(session)
    waiting = agent()
    booking = bookings.book(session, waiting, by=waiting.person)
    assert told(waiting.person) == [("-", "")]
    first = session.bookings.seated().get()
    bookings.withdraw(first, by=first.person)
    booking.refresh_from_db()
    bookings.accept(booking, by=waiting.person)
    assert told(waiting.person)[-1] == ("REQUEST", "0")


def test_a_withdrawal_takes_it_out_of_the_calendar():
    session = session_at(MORNING, AFTERNOON)
    person = booked(session)
    bookings.withdraw(session.bookings.get(), by=person)
    assert told(person, "training-withdrawn") == [("CANCEL", "1"), ("CANCEL", "1")]
    assert not Appointment.objects.standing().filter(person=person).exists()


def test_a_half_day_moved_is_the_same_appointment_at_another_hour(coordinator):
    session = session_at(MORNING, AFTERNOON)
    person = booked(session)
    uid = Appointment.objects.get(person=person, starts_at=MORNING).uid
    half_day = session.half_days.earliest("starts_at")
    later = MORNING + timedelta(days=7)

    planning.move_half_day(session, half_day.pk, later, later + timedelta(hours=3), by=coordinator)

    assert told(person, "training-redated") == [("REQUEST", "1")]
    message = OutboxMessage.objects.get(kind="training-redated", recipient=person)
    event = vobject.readOne(message.calendar).vevent
    assert (event.uid.value, event.dtstart.value) == (uid, later)
    assert "23 mars 2027" in message.text.replace("\u00a0", " ")


def test_a_further_half_day_that_changes_is_updated_in_the_calendar_and_not_put_there(client):
    session = session_at(MORNING, AFTERNOON)
    person = booked(session)
    described(client, session, place="Salle 9")
    _, second = OutboxMessage.objects.filter(recipient=person, kind="training-redated").order_by("pk")
    assert "Ce message met à jour votre agenda pour la demi-journée du mardi 16 mars" in second.text.replace(
        "\u00a0", " "
    )


def test_a_half_day_added_or_removed_is_told_and_the_others_are_left_alone(coordinator):
    session = session_at(MORNING)
    person = booked(session)
    added = planning.add_half_day(session, AFTERNOON, AFTERNOON + timedelta(hours=2), by=coordinator)
    assert told(person, "training-redated") == [("REQUEST", "0")]
    planning.remove_half_day(session, added.pk, by=coordinator)
    assert told(person, "training-redated")[-1] == ("CANCEL", "1")


def test_who_waits_is_told_of_another_date_and_of_nothing_else(client, coordinator):
    session = session_at(MORNING, maximum=1)
    booked(session)
    waiting = agent()
    bookings.book(session, waiting, by=waiting.person)
    client.force_login(coordinator)
    url = reverse("training:edit_session", args=[session.pk])
    form = client.get(url).context["form"]
    typed = {"place": "Salle Demo", "link": "", "minimum": "1", "information": "Apportez votre badge."}
    typed |= {"trainers": [one.pk for one in session.trainers.all()], "form_version": form.initial["form_version"]}

    assert client.post(url, typed).status_code == 302
    assert told(waiting.person, "training-redated") == []
    half_day = session.half_days.get()
    planning.move_half_day(session, half_day.pk, AFTERNOON, AFTERNOON + timedelta(hours=1), by=coordinator)
    assert told(waiting.person, "training-redated") == [("-", "")]


def described(client, session: Session, **changes):
    """The form of the session sent with these changes, by who keeps the sessions."""
    client.force_login(person_as(Role.COORDINATOR))
    url = reverse("training:edit_session", args=[session.pk])
    typed = {"place": session.place, "link": session.link, "minimum": "1", "information": session.information}
    typed |= {"trainers": [one.pk for one in session.trainers.all()]}
    typed |= {"form_version": client.get(url).context["form"].initial["form_version"]}
    return client.post(url, typed | changes)


def test_what_changes_of_the_practical_information_is_read_in_the_mail_by_who_is_expected(client):
    session, library = session_at(MORNING, maximum=3), LibraryFactory()
    person, volunteer = booked(session), agent(library, Role.VOLUNTEER, person__email=None)
    head, trainer = agent(library, Role.LIBRARY_HEAD).person, session.trainers.get()
    bookings.book(session, volunteer, by=head)

    described(client, session, information="Entrez par la cour.\r\n\r\nApportez votre badge.")

    for reader, kind in ((person, "training-redated"), (head, "training-redated"), (trainer, "training-trainer")):
        text = OutboxMessage.objects.filter(kind=kind, recipient=reader).latest("pk").text.replace("\u00a0", " ")
        assert "Informations pratiques : Entrez par la cour.\n\nApportez votre badge." in text, reader


def test_who_waits_is_not_told_of_a_link_that_is_not_theirs_yet(client):
    session, waiting = session_at(MORNING, maximum=1), agent()
    person = booked(session)
    bookings.book(session, waiting, by=waiting.person)
    described(client, session, link="https://visio.demo.example/salle-7")
    assert told(person, "training-redated") == [("REQUEST", "1")]
    assert told(waiting.person, "training-redated") == []


def test_another_place_updates_the_calendars(client, coordinator):
    session = session_at(MORNING)
    person = booked(session)
    client.force_login(coordinator)
    url = reverse("training:edit_session", args=[session.pk])
    form = client.get(url).context["form"]
    typed = {"place": "Médiathèque de Poissy", "link": "", "minimum": "1", "information": ""}
    typed |= {"trainers": [one.pk for one in session.trainers.all()], "form_version": form.initial["form_version"]}

    client.post(url, typed)

    message = OutboxMessage.objects.get(kind="training-redated", recipient=person)
    assert vobject.readOne(message.calendar).vevent.location.value == "Médiathèque de Poissy"
    assert "Lieu : Médiathèque de Poissy" in message.text.replace("\u00a0", " ")


def test_a_cancelled_session_leaves_the_calendars_and_offers_the_others(coordinator):
    session = session_at(MORNING)
    person = booked(session)
    other = session_at(MORNING + timedelta(days=14), course=session.course)

    planning.cancel(session, by=coordinator, reason="Formatrice absente")

    assert told(person, "training-session-cancelled") == [("CANCEL", "1")]
    message = OutboxMessage.objects.get(kind="training-session-cancelled", recipient=person)
    assert "30 mars 2027" in message.text.replace("\u00a0", " ")
    assert other.course.get_absolute_url() in message.text
    assert "Choisir une autre session" in message.text


def test_a_cancelled_session_without_another_does_not_ask_to_choose_one(coordinator):
    session = session_at(MORNING)
    person = booked(session)
    planning.cancel(session, by=coordinator, reason="Formatrice absente")
    message = OutboxMessage.objects.get(kind="training-session-cancelled", recipient=person)
    assert "Aucune autre session n’est prévue pour l’instant" in message.text
    assert "Choisir une autre session" not in message.text
    assert "Voir la formation" in message.text


def test_a_person_without_an_address_is_told_by_their_head_whose_calendar_is_left_alone():
    session = session_at(MORNING)
    someone = agent(person__email=None)
    head = agent(someone.library, Role.LIBRARY_HEAD).person
    bookings.book(session, someone, by=head)
    (message,) = OutboxMessage.objects.filter(recipient=head)
    assert (message.calendar, message.appointment) == ("", None)


def test_what_a_change_overtook_is_not_sent(coordinator):
    session = session_at(MORNING)
    person = booked(session)
    half_day = session.half_days.get()
    planning.move_half_day(session, half_day.pk, AFTERNOON, AFTERNOON + timedelta(hours=3), by=coordinator)
    outbox.send_due()
    mails = OutboxMessage.objects.filter(recipient=person)
    assert [one.kind for one in mails.sent()] == ["training-redated"]
    assert [one.kind for one in mails.withdrawn()] == ["training-confirmed"]


def test_a_half_day_is_not_moved_onto_another_nor_by_a_stranger(coordinator):
    session = session_at(MORNING, AFTERNOON)
    half_day = session.half_days.earliest("starts_at")
    with pytest.raises(planning.Refused, match="déjà une demi-journée"):
        planning.move_half_day(session, half_day.pk, AFTERNOON, AFTERNOON + timedelta(hours=1), by=coordinator)
    with pytest.raises(planning.PermissionDenied):
        planning.move_half_day(session, half_day.pk, MORNING, AFTERNOON, by=agent().person)


def test_the_page_moves_a_half_day(client, coordinator):
    session = session_at(MORNING)
    half_day = session.half_days.get()
    client.force_login(coordinator)
    url = reverse("training:move_half_day", args=[session.pk, half_day.pk])
    assert client.get(url).context["form"]["begins"].value().isoformat() == "09:00:00"
    client.post(url, {"day": "2027-03-17", "begins": "14:00", "ends": "17:00"})
    half_day.refresh_from_db()
    assert half_day.starts_at == MORNING + timedelta(days=1, hours=5)


# --- who teaches -----------------------------------------------------------------------------------------------------


def test_who_teaches_has_it_in_the_calendar_until_they_no_longer_do(client, coordinator):
    session = session_at(MORNING)
    (former,) = session.trainers.all()
    draft = Session.objects.get(pk=session.pk)
    planning.add_half_day(draft, AFTERNOON, AFTERNOON + timedelta(hours=2), by=coordinator)
    assert told(former) == [("REQUEST", "0"), ("REQUEST", "0")]

    client.force_login(coordinator)
    url = reverse("training:edit_session", args=[session.pk])
    form = client.get(url).context["form"]
    newcomer = person_as(Role.TRAINER)
    typed = {"place": "Salle Demo", "link": "", "minimum": "1", "information": "", "trainers": [newcomer.pk]}
    client.post(url, typed | {"form_version": form.initial["form_version"]})

    assert told(former)[2:] == [("CANCEL", "1"), ("CANCEL", "1")]
    assert told(newcomer) == [("REQUEST", "0"), ("REQUEST", "0")]
    planning.cancel(session, by=coordinator, reason="Salle fermée")
    assert told(newcomer)[2:] == [("CANCEL", "1"), ("CANCEL", "1")]


def test_publishing_tells_who_teaches(client, coordinator):
    session = session_at(MORNING)
    Session.objects.filter(pk=session.pk).update(state="DRAFT")
    client.force_login(coordinator)
    client.post(reverse("training:publish", args=[session.pk]))
    (trainer,) = session.trainers.all()
    assert told(trainer) == [("REQUEST", "0")]
    assert "Vous animez la formation" in OutboxMessage.objects.get(recipient=trainer).text


def test_a_draft_tells_nobody(coordinator):
    session = session_at(MORNING)
    Session.objects.filter(pk=session.pk).update(state="DRAFT")
    add_half_day(session, AFTERNOON)
    planning.move_half_day(session, session.half_days.first().pk, MORNING, MORNING + timedelta(hours=1), by=coordinator)
    assert not OutboxMessage.objects.exists()


def test_a_booking_confirmed_before_its_session_had_calendars_is_put_right_by_the_next_change(coordinator):
    session = session_at(MORNING)
    someone = agent()
    booking_in(BookingState.CONFIRMED, session=session, assignment=someone)
    planning.add_half_day(session, AFTERNOON, AFTERNOON + timedelta(hours=2), by=coordinator)
    assert told(someone.person) == [("REQUEST", "0"), ("REQUEST", "0")]


def test_an_offer_past_its_deadline_is_not_sent(coordinator):
    session = session_at(MORNING, maximum=1)
    first, second = agent(), agent()
    bookings.book(session, first, by=first.person)
    bookings.book(session, second, by=second.person)
    bookings.withdraw(session.bookings.seated().get(), by=first.person)
    with clock.frozen_at(NOW + timedelta(days=3)):
        bookings.sweep()
        outbox.send_due()
    mails = OutboxMessage.objects.filter(recipient=second.person)
    assert [one.kind for one in mails.sent()] == ["training-lapsed"]
    assert {one.kind for one in mails.withdrawn()} == {"training-queued", "training-offered"}
