"""Who will lose which access, and when; the reminders that say so."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from convention.models import Convention
from foundation import clock, outbox, reminders
from foundation.models import OutboxMessage
from ils import access, asking
from ils.contributions import on_termination
from ils.losses import losses
from ils.models import Grant
from network.modules import Module
from network.roles import Role
from tests.factories import person_as
from tests.ils.factories import TODAY, grant_of
from tests.ils.test_access import complete, covered
from tests.training.factories import agent, certified

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


def found(days: int = 60) -> list[tuple[date, list[str]]]:
    rows = losses(access.workplaces(), TODAY, days=days)
    return [(loss.on, [one.code for one in loss.missing]) for loss in rows]


def expiring(on: date, **fields):
    """Someone whose attestation is valid until that day."""
    held = agent(**fields)
    covered(held.library.commune)
    grant_of(held)
    certified(held.person, Module.CIRCULATION, issued_on=date(2027, 1, 1), expires_on=on)
    return held


def test_nothing_closes_where_no_end_is_near():
    complete()

    assert found() == []


def test_an_access_is_lost_on_the_morrow_of_the_last_day():
    expiring(TODAY + 10 * DAY)

    assert found() == [(TODAY + 11 * DAY, ["certification"])]


def test_only_those_within_the_horizon_are_told():
    expiring(TODAY + 59 * DAY)
    expiring(TODAY + 60 * DAY)

    assert [day for day, _ in found()] == [TODAY + 60 * DAY]


def test_a_renewal_without_a_gap_is_no_loss():
    held = expiring(TODAY + 10 * DAY)
    certified(held.person, Module.CIRCULATION, issued_on=TODAY + 5 * DAY)

    assert found() == []


def test_a_renewal_after_a_gap_is_one():
    held = expiring(TODAY + 10 * DAY)
    certified(held.person, Module.CIRCULATION, issued_on=TODAY + 12 * DAY)

    assert found() == [(TODAY + 11 * DAY, ["certification"])]


def test_the_next_convention_keeps_the_door_open_and_the_next_end_is_looked_at():
    held = complete()
    running = Convention.objects.get()
    running.terminated_on = TODAY + 5 * DAY
    running.save()
    following = covered(held.library.commune, TODAY + 6 * DAY)
    following.terminated_on = TODAY + 20 * DAY
    following.save()

    assert found() == [(TODAY + 21 * DAY, ["convention"])]


def test_another_function_in_the_same_place_keeps_it():
    held = complete()
    held.ends_on = TODAY + 5 * DAY
    held.save()
    agent(held.library, role=Role.LIBRARY_HEAD, person=held.person)

    assert found() == []


def test_a_library_that_closes_for_good_closes_its_accesses_that_day():
    held = complete()
    held.library.closed_on = TODAY + 8 * DAY
    held.library.save()

    assert found() == [(TODAY + 8 * DAY, ["function"])]


def test_what_closes_is_what_the_rule_says_on_each_day():
    held = expiring(TODAY + 10 * DAY)
    [(day, _)] = found()

    assert access.decide(held.person, Module.CIRCULATION, day - DAY).is_open
    assert not access.decide(held.person, Module.CIRCULATION, day).is_open


# --- what is told ----------------------------------------------------------------------------------------------------


def closing_mails() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(kind="ils-closing").order_by("pk")
    return [(row.recipient.get_full_name(), row.subject) for row in rows]


def test_the_person_and_the_head_are_reminded_once_a_rung():
    held = expiring(TODAY + 29 * DAY)
    head = person_as(Role.LIBRARY_HEAD, held.library)

    reminders.plan(TODAY)
    reminders.plan(TODAY)

    assert {name for name, _ in closing_mails()} == {str(held.person), str(head)}
    assert len(closing_mails()) == 2
    assert "31 mars 2027" in closing_mails()[0][1]


def test_a_reminder_of_an_access_taken_back_since_does_not_leave():
    held = expiring(TODAY + 29 * DAY)
    reminders.plan(TODAY)
    asking.revoke(Grant.objects.get(), by=person_as(Role.COORDINATOR), reason="Départ.")
    with clock.frozen_at(TODAY + DAY):
        outbox.send_due()

    [message] = OutboxMessage.objects.filter(kind="ils-closing")
    assert message.recipient == held.person
    assert message.last_error == "Aucun de ces accès ne se ferme plus ce jour-là."


def test_a_reminder_of_an_access_renewed_since_does_not_leave():
    held = expiring(TODAY + 29 * DAY)
    reminders.plan(TODAY)
    certified(held.person, Module.CIRCULATION, issued_on=TODAY)
    with clock.frozen_at(TODAY + DAY):
        outbox.send_due()

    [message] = OutboxMessage.objects.filter(kind="ils-closing")
    assert message.last_error == "Aucun de ces accès ne se ferme plus ce jour-là."


def test_a_reminder_that_is_still_true_leaves():
    expiring(TODAY + 29 * DAY)
    reminders.plan(TODAY)
    with clock.frozen_at(TODAY + DAY):
        outbox.send_due()

    assert OutboxMessage.objects.get(kind="ils-closing").sent_at


def team_that_closes(on: date):
    """Two people of one library, three accesses, whose convention ends on the eve of that day."""
    held = complete()
    grant_of(held, Module.PATRONS)
    certified(held.person, Module.PATRONS, issued_on=date(2027, 1, 1))
    other = agent(held.library)
    grant_of(other)
    certified(other.person, Module.CIRCULATION, issued_on=date(2027, 1, 1))
    Convention.objects.update(terminated_on=on - DAY)
    return held, other


def plain(message: OutboxMessage) -> str:
    return message.text.replace("\xa0", " ").replace("\u202f", " ")


def test_a_reader_has_one_mail_for_all_that_closes_on_one_day():
    held, other = team_that_closes(TODAY + 30 * DAY)
    head = person_as(Role.LIBRARY_HEAD, held.library)

    reminders.plan(TODAY)

    assert sorted(name for name, _ in closing_mails()) == sorted(map(str, (held.person, other.person, head)))
    message = OutboxMessage.objects.get(kind="ils-closing", recipient=head)
    assert message.subject.replace("\xa0", " ") == "3 accès au SIGB se ferment le 31 mars 2027"
    assert "il manquera une convention en vigueur : 3 accès au SIGB se ferment ce jour-là." in plain(message)
    assert f"{held.person} ({held.library}) : « circulation » et « lecteurs »." in plain(message)
    assert f"{other.person} ({held.library}) : « circulation »." in plain(message)
    assert reverse("ils:closings") in plain(message)
    own = OutboxMessage.objects.get(kind="ils-closing", recipient=held.person)
    assert str(other.person) not in plain(own)
    assert reverse("ils:home") in plain(own)


def test_each_closing_day_and_each_rung_has_a_mail_of_its_own():
    held, _ = team_that_closes(TODAY + 30 * DAY)
    head = person_as(Role.LIBRARY_HEAD, held.library)
    sooner = agent(held.library)
    grant_of(sooner)
    certified(sooner.person, Module.CIRCULATION, issued_on=date(2027, 1, 1), expires_on=TODAY + 9 * DAY)

    reminders.plan(TODAY)
    with clock.frozen_at(TODAY + 23 * DAY):
        reminders.plan(TODAY + 23 * DAY)

    keys = OutboxMessage.objects.filter(kind="ils-closing", recipient=head).order_by("due_key")
    assert [one.due_key.rpartition(" ")[0] for one in keys] == ["2027-03-11 J30", "2027-03-31 J30", "2027-03-31 J7"]


def test_an_access_given_late_is_told_as_well():
    held, _ = team_that_closes(TODAY + 30 * DAY)
    reminders.plan(TODAY)
    late = agent(held.library)
    grant_of(late)
    certified(late.person, Module.CIRCULATION, issued_on=date(2027, 1, 1))

    with clock.frozen_at(TODAY + DAY):
        reminders.plan(TODAY + DAY)

    assert OutboxMessage.objects.filter(kind="ils-closing", recipient=late.person).count() == 1
    assert OutboxMessage.objects.filter(kind="ils-closing", recipient=held.person).count() == 1


def test_what_leaves_later_says_what_still_closes():
    held, other = team_that_closes(TODAY + 30 * DAY)
    head = person_as(Role.LIBRARY_HEAD, held.library)
    reminders.plan(TODAY)
    for grant in Grant.objects.filter(person=held.person):
        asking.revoke(grant, by=person_as(Role.COORDINATOR), reason="Départ.")

    with clock.frozen_at(TODAY + DAY):
        outbox.send_due()

    message = OutboxMessage.objects.get(kind="ils-closing", recipient=head)
    assert message.sent_at
    assert message.subject == "Accès qui se ferme le 31 mars 2027\xa0: circulation"
    assert str(held.person) not in message.text
    assert str(other.person) in message.text


def test_the_end_of_a_convention_says_who_loses_what():
    held = complete()
    grant_of(held, Module.PATRONS)
    certified(held.person, Module.PATRONS, issued_on=date(2027, 1, 1))
    convention = Convention.objects.get()

    assert on_termination(convention, TODAY + 30 * DAY) == ["1 personne perd 2 accès au SIGB après ce jour."]


def test_the_end_of_a_convention_that_another_follows_takes_nothing_away():
    held = complete()
    covered(held.library.commune, Convention.objects.with_end().get().ends_on + DAY)
    convention = Convention.objects.earliest("starts_on")

    assert on_termination(convention, Convention.objects.with_end().get(pk=convention.pk).ends_on) == []
