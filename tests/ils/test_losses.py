"""Who will lose which access, and when; the reminders that say so."""

from datetime import date, timedelta

import pytest

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
    assert "Retiré" in message.last_error


def test_a_reminder_of_an_access_renewed_since_does_not_leave():
    held = expiring(TODAY + 29 * DAY)
    reminders.plan(TODAY)
    certified(held.person, Module.CIRCULATION, issued_on=TODAY)
    with clock.frozen_at(TODAY + DAY):
        outbox.send_due()

    [message] = OutboxMessage.objects.filter(kind="ils-closing")
    assert message.last_error == "Cet accès ne se ferme plus ce jour-là."


def test_a_reminder_that_is_still_true_leaves():
    expiring(TODAY + 29 * DAY)
    reminders.plan(TODAY)
    with clock.frozen_at(TODAY + DAY):
        outbox.send_due()

    assert OutboxMessage.objects.get(kind="ils-closing").sent_at


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
