"""The delays are derived again each night: the same however late they are read; what differs is told (R35)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from foundation.clock import PARIS
from foundation.models import OutboxMessage
from tests.tickets.factories import Desk
from tickets import cases, moves
from tickets.delay_checks import KIND, check
from tickets.delays import Promises, differences, same_moment
from tickets.models import Deadline, DelayCheck, Ticket
from tickets.states import Clock, Receipt, Target, WaitingReason

pytestmark = pytest.mark.django_db
TUESDAY = "2027-03-02T09:00"


def at(moment):
    return clock.frozen_at(datetime.fromisoformat(moment).replace(tzinfo=PARIS))


def checked(moment):
    with at(moment):
        return check(clock.now())


@pytest.fixture
def desk():
    with at(TUESDAY):
        return Desk()


def wrong(ticket):
    """A copy of the ticket that says another day than its history."""
    rows = Deadline.objects.filter(ticket=ticket, clock=Clock.SLA, target=Target.RESOLVE)
    rows.update(due_at=datetime(2027, 4, 1, 10, 0, tzinfo=PARIS))


def a_life(desk):
    """A ticket that was taken, waited until a date, passed on, sent to the vendor and received there."""
    with at(TUESDAY):
        ticket = moves.take(desk.declared(), by=desk.correspondent)
        until = datetime(2027, 3, 4, 8, 30, tzinfo=PARIS)
        asked = {"waiting_reason": WaitingReason.PLANNED_DATE, "resumes_at": until}
        yield moves.wait(ticket, by=desk.correspondent, **asked)
    with at("2027-03-04T10:00"):
        yield (ticket := moves.escalate(ticket, by=desk.correspondent, to="DSINUM", diagnosis="Voyez."))
        ticket = moves.take(ticket, by=desk.manager)
        yield desk.case(ticket).ticket
    with at("2027-03-25T16:00"):
        case = cases.note_receipt(ticket.cases.get(), by=desk.manager, received_at=clock.now(), receipt=Receipt.MAIL)
        yield case.ticket
        cases.answer(case, "Corrigé.", by=desk.editor)
        yield case.ticket


def test_a_delay_says_the_same_day_however_late_it_is_read(desk):
    """The trap of a copy: a due moment that moved with the time of reading would differ each night."""
    for ticket in a_life(desk):
        began = clock.now()
        for late in (timedelta(0), timedelta(minutes=7), timedelta(days=3), timedelta(days=40, hours=11)):
            assert not differences(Ticket.objects.get(pk=ticket.pk), began + late, Promises())


def test_the_hour_that_comes_twice_is_no_difference():
    once = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)

    assert once != once.astimezone(UTC)  # python compares no two zones there
    assert same_moment(once, once.astimezone(UTC))
    assert not same_moment(once, once.replace(fold=0).astimezone(UTC))


def test_a_night_without_a_difference_says_so_and_tells_nobody(desk):
    with at(TUESDAY):
        desk.at_dsinum()
        desk.resolved()

    found = checked("2027-03-03T02:10")

    assert (found.tickets, found.is_clean, found.ended_at is not None) == (2, True, True)
    assert not OutboxMessage.objects.filter(kind=KIND).exists()


def test_what_differs_is_kept_told_to_who_keeps_the_desk_and_made_again(desk):
    with at(TUESDAY):
        ticket = desk.declared()
    wrong(ticket)

    found = checked("2027-03-03T02:10")

    assert [(key, number) for key, number, _ in found.differences] == [(ticket.pk, ticket.number)]
    assert "au lieu de" in found.differences[0][2][0]
    mails = OutboxMessage.objects.filter(kind=KIND)
    assert {one.recipient for one in mails} == {desk.coordinator, desk.manager}
    assert all(ticket.number in one.text and one.keeps_quiet_hours for one in mails)
    assert not differences(Ticket.objects.get(pk=ticket.pk), found.ended_at, Promises())


@pytest.mark.parametrize("moment", ["2027-03-03T00:05", "2027-03-03T01:59"])
def test_no_check_begins_before_two_in_the_morning(desk, moment):
    assert checked(moment) is None


def test_the_check_of_a_day_is_made_once_and_by_one_worker(desk):
    assert checked("2027-03-03T02:10")
    assert checked("2027-03-03T02:40") is None
    assert checked("2027-03-03T23:40") is None
    assert checked("2027-03-04T02:10")


def test_a_check_whose_worker_was_killed_is_taken_up_an_hour_later(desk):
    with at("2027-03-03T02:10"):
        DelayCheck.objects.create(day=clock.today(), started_at=clock.now())

    assert checked("2027-03-03T03:10") is None
    assert checked("2027-03-03T03:11").ended_at


def test_what_ended_since_the_night_before_is_read_and_what_ended_earlier_is_not(desk):
    with at(TUESDAY):
        moves.confirm(desk.resolved(), by=desk.agent)

    assert checked("2027-03-03T02:10").tickets == 1
    assert checked("2027-03-04T02:10").tickets == 0


def test_a_ticket_that_cannot_be_read_is_told_and_keeps_no_other_waiting(desk):
    with at(TUESDAY):
        first, second = desk.declared(), desk.declared()
    wrong(second)
    type(first.intervals.last()).objects.create(
        ticket=first, at=datetime(2027, 3, 2, 10, 0, tzinfo=PARIS), state="LOST", level="DSINUM", priority="P3"
    )

    found = checked("2027-03-03T02:10")

    assert ([one[1] for one in found.unread], [one[1] for one in found.differences]) == (
        [first.number],
        [second.number],
    )


def test_more_tickets_cost_no_more_queries(desk):
    with at(TUESDAY):
        desk.case()
    with CaptureQueriesContext(connection) as one:
        assert checked("2027-03-03T02:10").tickets == 1
    with at("2027-03-03T09:00"):
        desk.case()
        desk.at_dsinum()

    with CaptureQueriesContext(connection) as three:
        assert checked("2027-03-04T02:10").tickets == 3

    assert len(three) == len(one)


def test_the_page_shows_the_last_nights_and_leads_to_what_differed(desk, client):
    with at(TUESDAY):
        ticket = desk.declared()
    wrong(ticket)
    checked("2027-03-03T02:10")
    checked("2027-03-04T02:10")
    client.force_login(desk.manager)

    page = client.get(reverse("tickets:delay_checks")).content.decode()

    assert page.count("ticket relu") == 2
    assert ticket.get_absolute_url() in page
    assert "aucun écart" in page
