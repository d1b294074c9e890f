"""Time ends waits, closes what nobody contests, and passes on what no référent took; each once, one by one."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation import clock, reminders
from foundation.clock import PARIS
from foundation.models import OutboxMessage, Transition
from tests.tickets.factories import Desk
from tickets import home, moves, rules, sweeps, waits
from tickets.desk import Asked
from tickets.models import Ticket
from tickets.priorities import Urgency
from tickets.states import Cause, HandoverReason, Level, State, WaitingReason

pytestmark = pytest.mark.django_db
TUESDAY = "2027-03-02T09:00"


def at(moment):
    return clock.frozen_at(datetime.fromisoformat(moment).replace(tzinfo=PARIS))


def swept(sweep, moment):
    with at(moment):
        return sweep(clock.now())


def remind(moment):
    with at(moment):
        reminders.plan(clock.today())


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def mails_of(kind, **facts):
    return OutboxMessage.objects.filter(kind=kind, **facts).order_by("pk")


@pytest.fixture
def desk():
    with at(TUESDAY):
        return Desk()


def waiting(desk, until, reason=WaitingReason.REQUESTER, **facts):
    with at(TUESDAY):
        ticket = moves.take(desk.declared(**facts), by=desk.correspondent)
        resumes_at = datetime.fromisoformat(until).replace(tzinfo=PARIS)
        return moves.wait(ticket, by=desk.correspondent, waiting_reason=reason, resumes_at=resumes_at)


# --- waits -----------------------------------------------------------------------------------------------------------


def test_a_wait_resumes_at_its_moment_and_its_holder_is_told(desk):
    """glpi 15035, 13635; moreticket 113: waiting until a date, then resuming by itself."""
    ticket = waiting(desk, "2027-03-08T08:30", WaitingReason.PLANNED_DATE)

    assert swept(sweeps.end_waits, "2027-03-08T08:29") == 0
    assert swept(sweeps.end_waits, "2027-03-08T08:30") == 1
    assert swept(sweeps.end_waits, "2027-03-08T08:30") == 0

    assert (fresh(ticket).state, fresh(ticket).resumes_at) == (State.IN_PROGRESS, None)
    assert mails_of("ticket-resumed").get().recipient == desk.correspondent
    assert Transition.objects.about(ticket).get(name="resume").by is None


def test_a_note_ends_no_wait_and_the_requester_s_word_does(desk):
    """glpi 15035: the reason was lost on a follow-up."""
    with at(TUESDAY):
        ticket = desk.at_dsinum()
        later = datetime(2027, 3, 10, 8, 30, tzinfo=PARIS)
        ticket = moves.wait(ticket, by=desk.manager, waiting_reason=WaitingReason.REQUESTER, resumes_at=later)
        moves.say(ticket, "À voir avec l’éditeur.", by=desk.technician, internal=True)
        assert (fresh(ticket).state, fresh(ticket).waiting_reason) == (State.WAITING, WaitingReason.REQUESTER)
        moves.say(ticket, "C’est le poste 2.", by=desk.agent)

    assert fresh(ticket).state == State.IN_PROGRESS


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2027-03-03"], []),
        (["2027-03-04", "2027-03-04", "2027-03-05"], [2]),
        (["2027-03-04", "2027-03-06", "2027-03-09", "2027-03-15"], [2, 5, 9]),
        (["2027-03-12"], [5]),
        (["2027-03-16", "2027-03-17"], [9]),
    ],
    ids=["the day after", "twice that day", "all three", "some nights off", "many nights off"],
)
def test_the_requester_is_reminded_on_the_second_fifth_and_ninth_working_days_once_each(desk, days, expected):
    waiting(desk, "2027-03-31T08:30")

    for day in days:
        remind(f"{day}T10:00")

    found = [int(one.due_key.split(" J")[1]) for one in mails_of(waits.KIND, recipient=desk.agent)]
    assert found == expected


def test_no_reminder_leaves_at_night_nor_once_the_answer_is_there(desk):
    ticket = waiting(desk, "2027-03-31T08:30")
    remind("2027-03-04T00:15")
    mail = mails_of(waits.KIND).get()
    assert mail.keeps_quiet_hours
    with at("2027-03-04T07:00"):
        moves.say(ticket, "C’est le poste 2.", by=desk.agent)

    assert waits.outbox.outdated(mail) == "Le ticket est « en cours »."


def test_the_requester_s_silence_after_the_last_reminder_solves_the_ticket(desk):
    ticket = waiting(desk, "2027-03-17T08:30")
    for day in ("2027-03-04", "2027-03-09", "2027-03-15"):
        remind(f"{day}T10:00")
    last = mails_of(waits.KIND).last()
    assert "Sans réponse d’ici au 17 mars 2027, le ticket sera résolu" in last.text.replace("\u00a0", " ")

    assert swept(sweeps.end_waits, "2027-03-17T08:30") == 1

    ticket = fresh(ticket)
    assert (ticket.state, ticket.cause) == (State.RESOLVED, Cause.OTHER)
    assert ticket.solution.startswith("Résolu sans réponse.")
    assert "2 mars 2027" in ticket.solution.replace("\u00a0", " ")
    assert mails_of("ticket-resolved", recipient=desk.agent).count() == 1
    with at("2027-03-18T10:00"):
        assert moves.reopen(ticket, by=desk.agent, why="J’étais en congé.").state == State.NEW


@pytest.mark.parametrize("why", ["too short", "no address", "the vendor still has it"])
def test_nobody_is_taken_at_a_silence_that_they_could_not_break(desk, why):
    if why == "no address":
        type(desk.agent).objects.filter(pk=desk.agent.pk).update(email=None)
    if why == "the vendor still has it":
        with at(TUESDAY):
            case = desk.case()
            ticket = moves.hand_back(
                case.ticket, by=desk.manager, diagnosis="À compléter.", reason=HandoverReason.MORE_NEEDED
            )
            later = datetime(2027, 3, 17, 8, 30, tzinfo=PARIS)
            ticket = moves.wait(ticket, by=desk.manager, waiting_reason=WaitingReason.REQUESTER, resumes_at=later)
    else:
        ticket = waiting(desk, "2027-03-10T08:30" if why == "too short" else "2027-03-17T08:30")
    for day in ("2027-03-04", "2027-03-09", *([] if why == "too short" else ["2027-03-15"])):
        remind(f"{day}T10:00")

    assert swept(sweeps.end_waits, "2027-03-17T08:30") == 1
    assert fresh(ticket).state == State.IN_PROGRESS


def test_another_wait_has_reminders_of_its_own(desk):
    ticket = waiting(desk, "2027-03-12T08:30")
    remind("2027-03-04T10:00")
    with at("2027-03-04T11:00"):
        moves.say(ticket, "C’est le poste 2.", by=desk.agent)
    with at("2027-03-05T11:00"):
        later = datetime(2027, 3, 25, 8, 30, tzinfo=PARIS)
        asked = {"waiting_reason": WaitingReason.REQUESTER, "resumes_at": later}
        moves.wait(fresh(ticket), by=desk.correspondent, **asked)

    remind("2027-03-09T10:00")

    assert [one.due_key for one in mails_of(waits.KIND, recipient=desk.agent)] == ["2027-03-02 J2", "2027-03-05 J2"]


# --- the silence after a solution ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resolved", "last", "first"),
    [
        ("2027-03-02T16:00", "2027-03-09T16:59", "2027-03-10T08:30"),
        ("2027-03-05T16:00", "2027-03-12T16:59", "2027-03-15T08:30"),
        ("2027-03-25T16:00", "2027-04-02T16:59", "2027-04-05T08:30"),
    ],
    ids=["a plain week", "a week-end follows", "Easter Monday is none of the five"],
)
def test_a_solution_that_nobody_contests_is_final_after_five_working_days_and_not_on_the_fifth(
    desk, resolved, last, first
):
    with at(resolved):
        ticket = desk.resolved()

    assert swept(sweeps.close_silent, last) == 0
    assert swept(sweeps.close_silent, first) == 1
    assert swept(sweeps.close_silent, first) == 0

    assert fresh(ticket).state == State.CLOSED
    assert Transition.objects.about(ticket).get(name="confirm").by is None
    assert mails_of("ticket-closed", recipient=desk.agent).count() == 1


@pytest.mark.parametrize(
    ("resolved", "last", "told"),
    [("2027-03-02", "2027-03-09", "10 mars 2027"), ("2027-03-25", "2027-04-02", "5 avril 2027")],
    ids=["a plain week", "a week-end and Easter Monday"],
)
def test_the_day_told_is_the_day_on_which_it_is_closed(desk, resolved, last, told):
    with at(f"{resolved}T16:00"):
        ticket = desk.resolved()
    mail = mails_of("ticket-resolved", recipient=desk.agent).get()
    day = rules.confirmed_by_silence(ticket)

    assert f"Sans réponse, il sera clos le {told}." in mail.text.replace("\u00a0", " ")
    assert Asked(ticket).until.replace("\u00a0", " ") == f"sans réponse, clos le {told}"
    with at(f"{last}T16:59"):
        assert home.todo(desk.agent)[0].when != "aujourd’hui"
        assert sweeps.close_silent(clock.now()) == 0
    with at(f"{day}T08:30"):
        assert home.todo(desk.agent)[0].when == "aujourd’hui"
        assert sweeps.close_silent(clock.now()) == 1


@pytest.mark.parametrize("moment", ["2027-03-13T10:00", "2027-03-10T00:15", "2027-03-10T12:30"])
def test_nothing_is_closed_while_nobody_is_there(desk, moment):
    with at(TUESDAY):
        desk.resolved()

    assert swept(sweeps.close_silent, moment) == 0


def test_what_was_solved_again_since_waits_five_days_again(desk):
    with at(TUESDAY):
        ticket = desk.resolved()
    with at("2027-03-09T10:00"):
        ticket = moves.take(moves.reopen(ticket, by=desk.agent, why="Non."), by=desk.correspondent)
        moves.resolve(ticket, by=desk.correspondent, solution="Cette fois, oui.", cause=Cause.SOFTWARE)

    assert swept(sweeps.close_silent, "2027-03-10T09:00") == 0
    assert swept(sweeps.close_silent, "2027-03-17T09:00") == 1


# --- what no référent takes ------------------------------------------------------------------------------------------


def test_what_no_correspondent_takes_in_time_goes_to_the_second_level(desk):
    with at(TUESDAY):
        ticket = desk.declared()

    assert swept(sweeps.pass_on_untaken, "2027-03-02T14:30") == 0  # at the very moment, it is in time
    assert swept(sweeps.pass_on_untaken, "2027-03-02T14:31") == 1
    assert swept(sweeps.pass_on_untaken, "2027-03-02T14:31") == 0

    ticket, hop = fresh(ticket), ticket.handovers.last()
    assert (ticket.state, ticket.level) == (State.NEW, Level.DSINUM)
    assert (hop.reason, hop.by, hop.get_reason_display()) == (HandoverReason.NOT_TAKEN, None, "pas pris à temps")
    readers = set(mails_of(sweeps.NOT_TAKEN).values_list("recipient", flat=True))
    assert readers == {desk.head.pk, desk.correspondent.pk}
    assert mails_of("ticket-to-take", recipient=desk.manager).exists()


def test_what_is_taken_or_not_late_or_at_another_level_stays(desk):
    with at(TUESDAY):
        moves.take(desk.declared(), by=desk.correspondent)
        desk.declared("materiel")
        desk.declared(by=desk.coordinator)
    with at("2027-03-02T14:00"):
        desk.declared()

    assert swept(sweeps.pass_on_untaken, "2027-03-02T15:00") == 0


@pytest.mark.parametrize("moment", ["2027-03-02T20:00", "2027-03-06T10:00", "2027-03-03T08:29"])
def test_nothing_goes_to_the_second_level_while_nobody_is_there(desk, moment):
    with at(TUESDAY):
        desk.declared()

    assert swept(sweeps.pass_on_untaken, moment) == 0


def test_a_functional_request_goes_to_the_sclp(desk):
    with at(TUESDAY):
        ticket = desk.declared("sigb-parametrage", urgency=Urgency.STOPPED)

    swept(sweeps.pass_on_untaken, "2027-03-05T10:00")

    assert fresh(ticket).level == Level.SCLP


# --- one by one ------------------------------------------------------------------------------------------------------


def test_a_ticket_that_fails_keeps_no_other_waiting(desk):
    first = waiting(desk, "2027-03-08T08:30", WaitingReason.PLANNED_DATE)
    second = waiting(desk, "2027-03-08T08:31", WaitingReason.PLANNED_DATE)
    type(first.intervals.last()).objects.create(
        ticket=first, at=datetime(2027, 3, 3, tzinfo=PARIS), state="LOST", level=Level.DSINUM, priority="P3"
    )

    assert swept(sweeps.end_waits, "2027-03-08T09:00") == 1
    assert (fresh(first).state, fresh(second).state) == (State.WAITING, State.IN_PROGRESS)


def test_who_waits_is_read_in_the_same_queries_whatever_their_number(desk):
    waiting(desk, "2027-03-31T08:30")
    with CaptureQueriesContext(connection) as one:
        assert len(list(waits.awaited(date(2027, 3, 2)))) == 1
    waiting(desk, "2027-03-31T08:30")
    waiting(desk, "2027-03-31T08:30")

    with CaptureQueriesContext(connection) as three:
        assert len(list(waits.awaited(date(2027, 3, 2)))) == 3

    assert len(one) == len(three)
