"""Each share of a delay is told once, in opening hours, to who can still do something about it (R35)."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.clock import PARIS
from foundation.models import OutboxMessage
from tests.tickets.factories import Desk
from tickets import cases, moves
from tickets.models import Deadline, Ticket
from tickets.priorities import Impact, Urgency
from tickets.states import Cause, Clock, Receipt, Target, WaitingReason
from tickets.warnings import KIND, tell_due

pytestmark = pytest.mark.django_db
TUESDAY = "2027-03-02T09:00"


def at(moment):
    return clock.frozen_at(datetime.fromisoformat(moment).replace(tzinfo=PARIS))


def sweep(moment):
    with at(moment):
        return tell_due(clock.now())


def told(person=None):
    """The subjects of the warnings, in order."""
    rows = OutboxMessage.objects.filter(kind=KIND).order_by("pk")
    rows = rows.filter(recipient=person) if person else rows
    return [one.subject.replace("\u00a0", " ").split("] ")[1].split(" :")[0] for one in rows]


@pytest.fixture
def desk():
    with at(TUESDAY):
        return Desk()


@pytest.fixture
def ticket(desk):
    """Declared on Tuesday at nine: to be taken within four hours, by one o’clock and a half past two."""
    with at(TUESDAY):
        return desk.declared()


def test_a_share_is_told_once_by_one_mail_for_all_the_delays_of_the_ticket(desk, ticket):
    assert sweep("2027-03-02T10:59") == 0
    assert sweep("2027-03-02T11:00") == 1
    assert sweep("2027-03-02T11:01") == 0

    mail = OutboxMessage.objects.get(kind=KIND)
    assert mail.recipient == desk.correspondent
    text = " ".join(mail.text.replace("\u00a0", " ").split())
    assert "Prise en charge, délai envers la bibliothèque (Communauté urbaine) : 50 % du délai est consommé" in text
    assert "Prise en charge, délai du niveau (référent informatique) : 50 %" in text


@pytest.mark.parametrize(
    ("closed", "opens"),
    [("2027-03-02T12:00", "2027-03-02T13:30"), ("2027-03-02T12:45", "2027-03-02T13:30")],
    ids=["at the closing", "at lunch"],
)
def test_what_is_used_up_when_the_service_closes_is_told_when_it_opens(ticket, closed, opens):
    """zammad 4432."""
    sweep("2027-03-02T11:00")

    assert sweep(closed) == 0
    assert sweep(opens) == 1
    assert told() == ["50 % du délai consommé", "75 % du délai consommé"]


@pytest.mark.parametrize(
    ("declared", "closed", "opens"),
    [
        ("2027-03-05T15:00", ["2027-03-05T17:00", "2027-03-06T10:00", "2027-03-07T10:00"], "2027-03-08T08:30"),
        ("2026-04-30T15:00", ["2026-04-30T23:00", "2026-05-01T10:00", "2026-05-02T10:00"], "2026-05-04T08:30"),
        ("2027-03-26T15:00", ["2027-03-26T20:00", "2027-03-28T02:30", "2027-03-29T10:00"], "2027-03-30T08:30"),
        ("2026-10-23T15:00", ["2026-10-25T02:30", "2026-10-25T10:00", "2026-10-26T08:29"], "2026-10-26T08:30"),
    ],
    ids=["a week-end", "1 May", "summer time and Easter Monday", "winter time"],
)
def test_nobody_is_warned_at_night_on_a_week_end_or_a_holiday(declared, closed, opens):
    """zammad 4432, 390; osTicket 1168: hours and holidays."""
    with at(declared):
        Desk().declared()

    assert [sweep(moment) for moment in closed] == [0, 0, 0]
    assert sweep(opens) == 1
    assert told() == ["50 % du délai consommé"]


def test_after_several_nights_off_the_highest_alone_is_told(desk, ticket):
    """glpi 2408: no storm of mails."""
    assert sweep("2027-03-05T10:00") == 1

    assert told(desk.correspondent) == ["Délai épuisé"]
    taking = Deadline.objects.get(ticket=ticket, clock=Clock.SLA, target=Target.TAKE)
    assert (taking.told, taking.tell_at) == (100, None)
    assert sweep("2027-03-05T10:01") == 0


def test_a_worker_that_was_off_by_day_and_comes_back_at_night_waits_for_the_morning(ticket):
    assert sweep("2027-03-02T22:00") == 0
    assert set(Deadline.objects.filter(target=Target.TAKE).values_list("tell_at", flat=True)) == {
        datetime(2027, 3, 3, 8, 30, tzinfo=PARIS)
    }
    assert sweep("2027-03-03T08:30") == 1


def test_a_new_priority_aims_again_and_tells_no_share_twice(desk, ticket):
    """glpi 6902, 15605: what was consumed stays consumed, what was told stays told."""
    sweep("2027-03-02T11:00")
    with at("2027-03-02T11:10"):
        pressing = {"impact": Impact.NETWORK, "urgency": Urgency.STOPPED}
        ticket = moves.prioritise(ticket, by=desk.coordinator, why="Partout.", **pressing)
    assert sweep("2027-03-02T11:11") == 1
    with at("2027-03-02T11:20"):
        usual = {"impact": Impact.LIBRARY, "urgency": Urgency.DEGRADED}
        moves.prioritise(ticket, by=desk.coordinator, why="Non.", **usual)

    assert sweep("2027-03-02T16:00") == 0
    assert told(desk.correspondent) == ["50 % du délai consommé", "Délai épuisé"]


def test_nothing_is_told_of_a_delay_that_is_paused(desk, ticket):
    """glpi 24481, 1912; osTicket 3034: the clock ran while pending."""
    with at("2027-03-02T09:30"):
        ticket = moves.take(ticket, by=desk.correspondent)
        until = datetime(2027, 3, 31, 8, 0, tzinfo=PARIS)
        asked = {"waiting_reason": WaitingReason.REQUESTER, "resumes_at": until}
        ticket = moves.wait(ticket, by=desk.correspondent, **asked)
    assert sweep("2027-03-30T10:00") == 0

    with at("2027-03-30T10:00"):
        moves.resume(ticket, by=desk.correspondent)
    assert sweep("2027-03-30T16:00") == 0  # half an hour had been used, of two days for news
    assert sweep("2027-03-31T15:30") == 1


def test_each_wait_for_news_is_warned_of_anew(desk, ticket):
    with at("2027-03-02T09:00"):
        ticket = moves.take(ticket, by=desk.correspondent)
    sweep("2027-03-03T09:00")  # half of two days for the next news
    with at("2027-03-03T09:00"):
        moves.say(ticket, "Nous cherchons.", by=desk.correspondent)

    assert sweep("2027-03-03T17:00") == 0
    assert sweep("2027-03-04T10:00") == 1
    half = Deadline.objects.get(ticket=ticket, clock=Clock.SLA, target=Target.NEXT_UPDATE)
    assert half.told == 50
    mails = [one.text for one in OutboxMessage.objects.filter(kind=KIND, recipient=desk.correspondent)]
    assert ["Prochaines nouvelles, délai envers la bibliothèque" in one for one in mails] == [True, True]


def test_the_holder_alone_is_told_until_the_library_is_let_down(desk):
    with at(TUESDAY):
        ticket = desk.at_dsinum()
        moves.say(ticket, "Nous cherchons.", by=desk.manager)

    assert sweep("2027-03-05T16:00") == 1
    assert set(OutboxMessage.objects.filter(kind=KIND).values_list("recipient", flat=True)) == {
        desk.manager.pk,
        desk.coordinator.pk,
    }

    OutboxMessage.objects.filter(kind=KIND).delete()
    sweep("2027-03-08T12:00")
    assert not [one for one in told(desk.coordinator) if one.startswith("75")]


def test_of_the_vendor_s_delay_the_pilot_is_told_in_the_hours_of_the_pilot(desk):
    with at(TUESDAY):
        case = desk.case()
        cases.note_receipt(case, by=desk.manager, received_at=clock.now(), receipt=Receipt.MAIL)
    Deadline.objects.exclude(clock=Clock.UC, target=Target.TAKE).update(tell_at=None, told=100)
    kept = Deadline.objects.get(clock=Clock.UC, target=Target.TAKE)
    Deadline.objects.filter(pk=kept.pk).update(tell_at=datetime(2027, 3, 2, 17, 30, tzinfo=PARIS))

    assert sweep("2027-03-02T17:30") == 0  # the vendor works until six, the DSINum until five
    assert sweep("2027-03-03T08:30") == 1
    assert told(desk.manager) == ["Délai épuisé"]
    assert not told(desk.editor)


def test_what_is_over_is_warned_of_no_more(desk, ticket):
    with at("2027-03-02T09:30"):
        ticket = moves.take(ticket, by=desk.correspondent)
        moves.resolve(ticket, by=desk.correspondent, solution="Fait.", cause=Cause.SETTING)

    assert not Deadline.objects.filter(ticket=ticket, tell_at__isnull=False).exists()
    assert sweep("2027-03-30T10:00") == 0


def test_a_level_that_nobody_answers_for_any_more_is_told_to_the_supervision(desk, ticket):
    desk.correspondent.assignments.update(ends_on="2027-03-01")

    assert sweep("2027-03-02T11:00") == 1
    assert told(desk.coordinator) == ["50 % du délai consommé"]


def test_a_ticket_that_cannot_be_read_keeps_no_other_waiting(desk, ticket):
    broken = Ticket.objects.get(pk=ticket.pk)
    broken.pk, broken.number, broken.token = None, "T-2027-99999", None
    broken.save()  # without an interval: nobody can account for it
    row = Deadline.objects.filter(ticket=ticket).first()
    row.pk, row.ticket, row.tell_at = None, broken, datetime(2027, 3, 2, 9, 0, tzinfo=PARIS)
    row.save()

    assert sweep("2027-03-02T11:00") == 1


def test_more_tickets_cost_their_own_queries_and_no_more(desk):
    with at(TUESDAY):
        desk.declared()
    with CaptureQueriesContext(connection) as one:
        assert sweep("2027-03-02T11:00") == 1
    with at("2027-03-03T09:00"):
        for _ in range(3):
            desk.declared()
        Deadline.objects.filter(ticket=Ticket.objects.earliest("pk")).update(tell_at=None)
    with CaptureQueriesContext(connection) as three:
        assert sweep("2027-03-03T11:00") == 3

    assert len(three) <= 3 * len(one)
