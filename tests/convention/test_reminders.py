"""Reminders of the end: each rung once, to the right people, at a working hour."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from convention.models import ReminderRung
from convention.reminders import KIND
from convention.states import State
from foundation import clock, reminders
from foundation.clock import PARIS
from foundation.models import Draft, OutboxMessage
from network.roles import Role
from tests.convention.factories import convention_in, territory
from tests.factories import AssignmentFactory, PresidentMandateFactory, person_as

pytestmark = pytest.mark.django_db
END = date(2028, 12, 31)  # of a convention begun on 1 January 2027


@pytest.fixture
def coordinator():
    territory()
    return person_as(Role.COORDINATOR)


def remind(day: date) -> list[OutboxMessage]:
    """What one day of the worker writes."""
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    with clock.frozen_at(day):
        reminders.plan(day)
    return list(OutboxMessage.objects.filter(kind=KIND).exclude(pk__in=before))


@pytest.mark.parametrize("rung", [180, 90, 60, 30, 15, 0, -15])
def test_each_rung_writes_once_to_each(coordinator, rung):
    convention = convention_in(State.NOTIFIED)
    contact = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune).person
    day = date.fromordinal(END.toordinal() - rung)

    written = remind(day)

    assert {message.recipient for message in written} == {coordinator, contact}
    assert remind(day) == []
    assert remind(date.fromordinal(day.toordinal() + 1)) == []


@pytest.mark.parametrize("days_left", [181, 91, 61, 31, 16, 1])
def test_the_day_before_a_rung_only_the_former_was_made(coordinator, days_left):
    convention_in(State.NOTIFIED)
    ReminderRung.objects.exclude(days=days_left - 1).delete()
    assert remind(date.fromordinal(END.toordinal() - days_left)) == []


def test_another_communes_contact_hears_nothing(coordinator):
    convention_in(State.NOTIFIED)
    other = person_as(Role.COMMUNE_CONTACT, convention_in(State.DRAFT).commune)
    assert other not in {message.recipient for message in remind(END)}


def test_the_mail_names_the_commune_and_the_day(coordinator):
    convention = convention_in(State.NOTIFIED)
    convention.commune.name = "Les Mureaux"
    convention.commune.save()

    (mail,) = remind(date(2028, 12, 1))

    assert mail.subject == "Convention des Mureaux : prend fin le 31 décembre 2028"
    assert "avec la commune des Mureaux prend fin le 31 décembre 2028, dans 30 jours" in mail.text
    assert convention.get_absolute_url() in mail.text


def test_after_the_end_the_mail_says_it_is_over(coordinator):
    convention_in(State.NOTIFIED)
    (mail,) = remind(date(2029, 1, 15))
    assert "a pris fin le 31 décembre 2028" in mail.text


def test_none_leaves_at_night_nor_on_a_holiday(coordinator):
    convention_in(State.NOTIFIED)
    with clock.frozen_at(datetime(2028, 12, 31, 23, 30, tzinfo=PARIS)):  # a Sunday, before New Year’s Day
        reminders.plan(END)
    mail = OutboxMessage.objects.get(kind=KIND)
    assert mail.due_at.astimezone(PARIS) == datetime(2029, 1, 2, 8, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("made_on", "told"),
    [
        (date(2028, 12, 11), "prend fin le 31 décembre 2028, dans 20 jours."),  # after the rung of 30
        (date(2028, 12, 23), "prend fin le 31 décembre 2028, dans 5 jours."),  # Saturday, Sunday, Christmas: the 26th
        (date(2028, 12, 29), "prend fin le 31 décembre 2028, dans 2 jours."),  # a Friday
        (date(2028, 12, 31), "a pris fin le 31 décembre 2028."),  # Sunday, New Year’s Day: the 2nd
    ],
)
def test_a_reminder_tells_the_days_from_when_it_leaves(coordinator, made_on, told):
    convention_in(State.NOTIFIED)
    (mail,) = remind(made_on)
    assert told in mail.text
    assert ("a pris fin" in told) == ("a pris fin" in mail.subject)


def test_a_followed_convention_reminds_nobody(coordinator):
    convention = convention_in(State.NOTIFIED)
    convention_in(State.NOTIFIED, commune=convention.commune, starts_on=date(2029, 1, 1))
    assert remind(END) == []


def test_one_that_begins_years_after_does_not_silence(coordinator):
    convention = convention_in(State.NOTIFIED)
    convention_in(State.NOTIFIED, commune=convention.commune, starts_on=date(2031, 1, 1))
    assert len(remind(END)) == 1


def test_a_draft_that_follows_does_not_silence(coordinator):
    convention = convention_in(State.NOTIFIED)
    convention_in(State.DRAFT, commune=convention.commune, starts_on=date(2029, 1, 1))
    assert len(remind(END)) == 1


def test_an_end_that_moves_begins_a_new_ladder(coordinator):
    convention_in(State.NOTIFIED)
    assert len(remind(date(2028, 10, 2))) == 1

    PresidentMandateFactory(starts_on=date(2026, 12, 31), estimated_end=date(2028, 11, 30))

    (mail,) = remind(date(2028, 10, 3))
    assert "30 novembre 2028" in mail.subject


def test_what_is_not_notified_reminds_nobody(coordinator):
    convention_in(State.SIGNED)
    assert remind(END) == []


def test_a_rung_being_typed_is_found_again_and_forgotten_once_added(client, coordinator):
    url = reverse("convention:rungs")
    client.force_login(coordinator)
    Draft.objects.create(person=coordinator, key=url, data={"days": ["45"]}, saved_at=clock.now())

    page = client.get(url)
    assert f'data-draft-key="{url}"' in page.content.decode()
    assert page.context["form"]["days"].value() == "45"

    client.post(url, {"days": "45"})
    assert not Draft.objects.exists()


def test_the_coordination_sets_the_rungs(client, coordinator):
    client.force_login(coordinator)
    client.post(reverse("convention:rungs"), {"days": "45"})
    assert ReminderRung.objects.filter(days=45).exists()
    rung = ReminderRung.objects.get(days=180)
    client.post(reverse("convention:delete_rung", args=[rung.pk]))
    assert not ReminderRung.objects.filter(days=180).exists()


@pytest.mark.parametrize(("days", "message"), [("90", "existe déjà"), ("900", "entre 730 jours"), ("", "obligatoire")])
def test_a_wrong_rung_is_explained(client, coordinator, days, message):
    client.force_login(coordinator)
    response = client.post(reverse("convention:rungs"), {"days": days})
    assert response.status_code == 422
    assert message in response.content.decode()


def test_a_head_sets_no_rung(client, coordinator):
    client.force_login(person_as(Role.COMMUNE_CONTACT, convention_in(State.NOTIFIED).commune))
    assert client.post(reverse("convention:rungs"), {"days": "45"}).status_code == 403
