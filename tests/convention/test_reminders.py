"""Reminders of the end: each rung once, to the right people, at a working hour."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from convention import path
from convention.models import ReminderRung
from convention.reminders import KIND
from convention.states import State
from foundation import clock, outbox, reminders
from foundation.clock import PARIS
from foundation.models import Draft, OutboxMessage
from network.roles import Role
from tests.convention.factories import convention_in, territory
from tests.factories import AssignmentFactory, LibraryFactory, PresidentMandateFactory, person_as

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


@pytest.mark.parametrize(
    ("rung", "leaves_on"),
    [
        (180, date(2028, 7, 4)),
        (90, date(2028, 10, 2)),
        (60, date(2028, 10, 31)),  # not on All Saints’ Day
        (30, date(2028, 12, 1)),
        (15, date(2028, 12, 15)),  # a Friday, not on Saturday
        (6, date(2028, 12, 22)),  # a Friday, not on Christmas, a Monday
        (0, date(2028, 12, 29)),  # a Friday, not on Sunday, nor once it is over
        (-6, date(2029, 1, 8)),  # a Monday, not on Saturday
        (-15, date(2029, 1, 15)),
    ],
)
def test_a_rung_of_before_the_end_leaves_on_the_last_working_day_and_no_sooner(coordinator, rung, leaves_on):
    convention_in(State.NOTIFIED)
    ReminderRung.objects.all().delete()
    ReminderRung.objects.create(days=rung)
    day = timedelta(days=1)
    written = {on: remind(on) for on in (leaves_on - 3 * day, leaves_on - day, leaves_on, leaves_on + day)}

    (mail,) = [mail for mails in written.values() for mail in mails]
    assert mail.due_at.astimezone(PARIS).date() == leaves_on
    assert ("a pris fin" in mail.subject) == (rung < 0)


def test_of_two_rungs_moved_to_one_day_the_nearest_to_the_end_alone_leaves(coordinator):
    convention_in(State.NOTIFIED)
    ReminderRung.objects.create(days=1)
    (mail,) = remind(date(2028, 12, 29))
    assert mail.due_key == "2028-12-31 J+0"
    assert [remind(date(2028, 12, day)) for day in (30, 31)] == [[], []]


def test_who_ended_it_is_not_pressed_to_renew(coordinator):
    convention = convention_in(State.NOTIFIED)
    path.terminate(convention, by=coordinator, last_day=date(2027, 6, 30), reason="Demande de la commune")
    (message,) = remind(date(2027, 6, 15))
    assert "dénoncée, prend fin le 30 juin 2027" in message.text.replace("\u00a0", " ")
    assert "nouvelle convention" not in message.text


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


@pytest.mark.parametrize("role", [Role.LIBRARY_HEAD, Role.COMMUNE_CONTACT, Role.PROJECT_MANAGER])
def test_who_only_reads_conventions_neither_adds_nor_removes_a_rung(client, coordinator, role):
    commune = convention_in(State.NOTIFIED).commune
    places = {Role.LIBRARY_HEAD: LibraryFactory(commune=commune), Role.COMMUNE_CONTACT: commune}
    before = set(ReminderRung.objects.values_list("days", flat=True))
    add, remove = reverse("convention:rungs"), reverse("convention:delete_rung", args=[ReminderRung.objects.first().pk])

    client.force_login(person_as(role, places.get(role)))
    refused = [client.post(add, {"days": "45"}), client.post(remove)]

    assert [answer.status_code for answer in refused] == [403, 403]
    assert all("régler les rappels" in answer.text for answer in refused)
    assert set(ReminderRung.objects.values_list("days", flat=True)) == before
    client.force_login(coordinator)  # the very same form, from who may
    client.post(add, {"days": "45"})
    assert set(ReminderRung.objects.values_list("days", flat=True)) == before | {45}


# --- on the page of the convention -----------------------------------------------------------------------------------


def reminders_on_page(client, convention, person, day: date) -> list[tuple[date, str, tuple[str, ...]]]:
    client.force_login(person)
    with clock.frozen_at(day):
        page = client.get(convention.get_absolute_url())
    return [(one.day, one.when, one.told) for one in page.context["reminders"]]


def test_the_page_tells_the_reminders_written_and_to_come_to_both_sides(client, coordinator):
    convention = convention_in(State.NOTIFIED)
    ReminderRung.objects.exclude(days__in=[90, 0, -15]).delete()
    contact = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune).person
    for_coordinator, for_contact = remind(date(2028, 10, 2))
    if for_coordinator.recipient != coordinator:
        for_coordinator, for_contact = for_contact, for_coordinator
    OutboxMessage.objects.filter(pk=for_coordinator.pk).update(sent_at=clock.now())
    OutboxMessage.objects.filter(pk=for_contact.pk).update(dead_at=clock.now())

    expected = [
        (date(2028, 10, 2), "90 jours avant la fin", (f"envoyé à {coordinator}", f"n’a pas pu être remis à {contact}")),
        (date(2028, 12, 29), "2 jours avant la fin (rappel prévu le dernier jour)"),  # which is a Sunday
        (date(2029, 1, 15), "15 jours après la fin"),
    ]
    for person in (coordinator, contact):
        shown = reminders_on_page(client, convention, person, date(2028, 10, 3))
        assert shown[0] == expected[0]
        assert [one[:2] for one in shown[1:]] == expected[1:]
        for one in shown[1:]:
            (told,) = one[2]
            assert told.startswith("prévu pour")
            assert str(contact) in told


def test_the_reminder_of_the_day_is_to_come_until_it_is_written(client, coordinator):
    convention = convention_in(State.NOTIFIED)
    ReminderRung.objects.exclude(days=90).delete()
    rung = (date(2028, 10, 2), "90 jours avant la fin")

    (before,) = reminders_on_page(client, convention, coordinator, rung[0])
    remind(rung[0])
    (after,) = reminders_on_page(client, convention, coordinator, rung[0])

    assert before[:2] == after[:2] == rung
    assert before[2][0].startswith("prévu pour")
    assert after != before


def test_a_convention_with_a_successor_awaits_no_reminder(client, coordinator):
    former = convention_in(State.NOTIFIED)
    convention_in(State.NOTIFIED, commune=former.commune, version=former.version, starts_on=date(2029, 1, 1))

    assert reminders_on_page(client, former, coordinator, date(2028, 12, 1)) == []


@pytest.mark.parametrize("state", [State.DRAFT, State.SIGNING, State.SIGNED])
def test_a_convention_not_notified_has_no_reminder(client, coordinator, state):
    assert reminders_on_page(client, convention_in(state), coordinator, date(2026, 11, 22)) == []


# --- a reminder that waited for a working hour -----------------------------------------------------------------------


SATURDAY, MONDAY = date(2028, 12, 16), datetime(2028, 12, 18, 12, tzinfo=PARIS)  # 15 days before the end


def fates() -> set[str]:
    with clock.frozen_at(MONDAY):
        outbox.send_due()
    return set(OutboxMessage.objects.filter(kind=KIND).values_list("last_error", flat=True))


@pytest.mark.parametrize("what", ["ended", "moved", "renewed", "nothing"])
def test_a_reminder_written_on_a_saturday_leaves_on_monday_only_if_it_is_still_true(what, coordinator):
    convention = convention_in(State.NOTIFIED)
    remind(SATURDAY)
    with clock.frozen_at(SATURDAY):
        if what == "ended":
            path.terminate(
                convention, by=coordinator, last_day=date(2028, 12, 20), reason="Demande", why_short="accord"
            )
        elif what == "moved":
            mandate = convention.mandate
            mandate.estimated_end = date(2028, 12, 25)
            mandate.save()
        elif what == "renewed":
            convention_in(State.NOTIFIED, commune=convention.commune, starts_on=date(2029, 1, 1))
    expected = {
        "ended": {"La convention finit maintenant le 20 décembre 2028."},
        "moved": {"La convention finit maintenant le 25 décembre 2028."},
        "renewed": {"Une autre convention prend la suite, ou celle-ci ne compte plus."},
        "nothing": {""},
    }
    assert fates() == expected[what]


def test_a_reminder_withdrawn_is_owed_again_when_what_it_told_is_so_again(coordinator):
    convention = convention_in(State.NOTIFIED)
    early = datetime(2028, 12, 1, 5, tzinfo=PARIS)  # a Friday, before anybody works
    with clock.frozen_at(early):
        reminders.plan(early.date())
        path.terminate(convention, by=coordinator, last_day=date(2028, 12, 20), reason="Demande", why_short="accord")
    with clock.frozen_at(early.replace(hour=10)):
        outbox.send_due()
        assert OutboxMessage.objects.withdrawn().filter(kind=KIND).exists()
        path.withdraw_termination(convention, by=coordinator, reason="Erreur")
        assert reminders.plan(early.date()) == 1
        assert reminders.plan(early.date()) == 0
        outbox.send_due()
    sent = OutboxMessage.objects.sent().get(kind=KIND)
    assert "dans 30 jours" in sent.text.replace("\u00a0", " ")


def test_a_reminder_that_waited_counts_its_days_from_when_it_leaves(coordinator):
    convention_in(State.NOTIFIED)
    remind(date(2028, 12, 1))
    with clock.frozen_at("2028-12-04T10:00"):
        outbox.send_due()
    sent = OutboxMessage.objects.sent().get(kind=KIND)
    assert "dans 27 jours" in sent.text.replace("\u00a0", " ")


def test_a_late_reminder_gives_way_to_the_one_nearer_the_end(coordinator):
    convention_in(State.NOTIFIED)
    sixty = remind(END - timedelta(days=60))
    thirty = remind(END - timedelta(days=30))  # the worker was off in between
    with clock.frozen_at(datetime(2028, 12, 1, 13, tzinfo=PARIS)):
        outbox.send_due()
    for message in (*sixty, *thirty):
        message.refresh_from_db()

    assert [message.last_error for message in sixty] == ["Un rappel plus proche de la fin le remplace."]
    assert all(message.sent_at for message in thirty)
    assert remind(END - timedelta(days=29)) == []
