"""The message of a rung, shown before any leaves."""

from datetime import date

import pytest
from django.urls import reverse

from convention.models import ReminderRung
from convention.reminder_sample import sample
from convention.states import State
from foundation import clock, reminders
from foundation.models import OutboxMessage
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, territory
from tests.factories import AssignmentFactory, CommuneFactory, person_as

pytestmark = pytest.mark.django_db
DAY = date(2028, 7, 3)


@pytest.fixture
def coordinator():
    territory()
    return person_as(Role.COORDINATOR)


@pytest.mark.parametrize(
    ("rung", "leaves_on"),
    [
        (180, date(2028, 7, 4)),
        (90, date(2028, 10, 2)),
        (60, date(2028, 10, 31)),
        (30, date(2028, 12, 1)),
        (0, date(2028, 12, 29)),
        (-15, date(2029, 1, 15)),
    ],
)
def test_what_is_shown_is_what_leaves(coordinator, rung, leaves_on):
    convention = convention_in(State.NOTIFIED)
    AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune)
    ReminderRung.objects.exclude(days=rung).delete()

    shown = sample(rung, DAY)
    with clock.frozen_at(leaves_on):
        reminders.plan(clock.today())

    sent = OutboxMessage.objects.first()
    assert (shown.subject, shown.text) == (sent.subject, sent.text)
    assert shown.leaves_on == sent.due_at.astimezone(clock.PARIS).date() == leaves_on
    assert all(str(message.recipient) in shown.to for message in OutboxMessage.objects.all())
    assert not shown.is_invented


def test_the_next_convention_concerned_is_the_one_told(coordinator):
    past, first, _ = (
        convention_in(State.NOTIFIED, starts_on=day) for day in (date(2026, 5, 1), date(2027, 1, 1), date(2027, 2, 1))
    )
    assert first.number in sample(30, DAY).text
    assert past.number not in sample(30, DAY).text


def test_one_that_was_terminated_is_told_only_without_another(coordinator):
    ended = convention_in(State.NOTIFIED, terminated_on=date(2028, 10, 1))
    assert "dénoncée" in sample(30, DAY).text
    other = convention_in(State.NOTIFIED)
    assert other.number in sample(30, DAY).text
    assert ended.number not in sample(30, DAY).text


@pytest.mark.parametrize(("rung", "said"), [(90, "prend fin le"), (0, "aujourd’hui"), (-15, "a pris fin le")])
def test_without_any_convention_an_invented_one_is_told(coordinator, rung, said):
    ConventionFactory(commune=CommuneFactory(name="Limay"))
    shown = sample(rung, date(2027, 3, 3))
    assert shown.is_invented
    assert "Exemple-sur-Seine" in shown.text
    assert said in shown.text
    assert shown.to == ""


@pytest.mark.parametrize("rung", [0, 30, -15])
def test_one_invented_on_a_sunday_does_not_leave_before_that_day(coordinator, rung):
    shown = sample(rung, date(2027, 3, 7))
    assert shown.leaves_on >= date(2027, 3, 8)


def test_the_page_shows_subject_and_text_and_sends_nothing(client, coordinator):
    convention = convention_in(State.NOTIFIED)
    rung = ReminderRung.objects.get(days=90)
    client.force_login(coordinator)

    with clock.frozen_at(DAY):
        settings = client.get(reverse("convention:rungs")).text
        page = client.get(reverse("convention:rung_message", args=[rung.pk])).text

    assert f'href="{reverse("convention:rung_message", args=[rung.pk])}"' in settings
    assert f"Convention de {convention.commune.name}" in page
    assert "une nouvelle convention doit être signée et notifiée d’ici là" in page
    assert "lundi 2 octobre 2028" in page
    assert str(coordinator) in page
    assert not OutboxMessage.objects.exists()


def test_the_page_of_an_invented_one_says_so(client, coordinator):
    client.force_login(coordinator)
    page = client.get(reverse("convention:rung_message", args=[ReminderRung.objects.first().pk])).text
    assert "aucune convention n’est à rappeler pour l’instant" in page
