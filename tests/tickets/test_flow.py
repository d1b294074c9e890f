"""The flow of tickets: figures equal to a naive recount, each opening on its rows (R35, R36)."""

from datetime import date, datetime, timedelta
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from foundation.clock import PARIS
from foundation.french import typography
from tests.factories import LibraryFactory
from tests.tickets.factories import Desk
from tickets import flow, moves
from tickets.flow_charts import lasted
from tickets.models import Ticket
from tickets.states import OPEN, Cause, State

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 31, 18, 0, tzinfo=PARIS)
MONDAY = date(2027, 3, 29)  # the day after the clocks went forward
MOST_QUERIES = 20


@pytest.fixture
def desk():
    with clock.frozen_at(datetime(2027, 3, 1, 9, 0, tzinfo=PARIS)):
        yield Desk()


def at(*moment):
    return clock.frozen_at(datetime(2027, *moment, tzinfo=PARIS))


def some_weeks(desk) -> None:
    """Tickets of several weeks, on both sides of a midnight of Paris and of the change of hour."""
    with at(1, 4, 9, 0):
        very_old = desk.declared()
    with at(3, 5, 10, 0):
        quick = moves.take(desk.declared(), by=desk.correspondent)
        cancelled = desk.declared()
    with at(3, 5, 11, 30):
        moves.resolve(quick, by=desk.correspondent, solution="Cache vidé.", cause=Cause.SOFTWARE)
    with at(3, 21, 23, 50):
        late_on_sunday = desk.declared()
    with at(3, 22, 0, 10):
        desk.declared("materiel")
    with at(3, 29, 9, 0):
        moves.cancel(cancelled, by=desk.manager, why="Sans objet.")
        taken = moves.take(late_on_sunday, by=desk.correspondent)
        moves.resolve(taken, by=desk.correspondent, solution="Refait.", cause=Cause.ACCESS)
        old = moves.take(very_old, by=desk.correspondent)
    with at(3, 30, 9, 0):
        solved = moves.resolve(old, by=desk.correspondent, solution="Enfin.", cause=Cause.SOFTWARE)
        moves.reopen(solved, by=desk.agent, why="Pas encore.")


def read(desk, weeks=12, library=None):
    with clock.frozen_at(NOW):
        return flow.flow_of(desk.manager, flow.until(clock.today(), weeks), library)


def monday_of(moment) -> date:
    day = moment.astimezone(PARIS).date()
    return day - timedelta(days=day.weekday())


def over(ticket):
    return ticket.resolved_at or ticket.closed_at


def test_the_last_week_is_the_current_one():
    period = flow.until(date(2027, 4, 4), 12)

    assert (period.mondays[-1], period.last) == (MONDAY, date(2027, 4, 4))
    assert (period.first, len(period.mondays)) == (date(2027, 1, 11), 12)
    assert flow.until(MONDAY, 1) == flow.Period(MONDAY, 1)
    assert flow.until(date(2027, 3, 28), 1).first == date(2027, 3, 22)


def test_each_week_counts_as_by_hand(desk):
    some_weeks(desk)
    tickets = list(Ticket.objects.all())

    weeks = read(desk).weeks

    for week in weeks:
        end = datetime.combine(week.last + timedelta(days=1), datetime.min.time(), tzinfo=PARIS)
        solved = [one for one in tickets if one.resolved_at and monday_of(one.resolved_at) == week.first]
        broken = [one for one in solved if one.deadlines.get(clock="SLA", target="RESOLVE").breached_at]
        assert week.opened == sum(monday_of(one.opened_at) == week.first for one in tickets)
        assert week.ended == sum(bool(over(one)) and monday_of(over(one)) == week.first for one in tickets)
        assert (week.solved, week.broken) == (len(solved), len(broken))
        assert week.standing == sum(one.opened_at < end and (over(one) is None or over(one) >= end) for one in tickets)
    assert [week.opened for week in weeks if week.opened] == [2, 1, 1]
    assert weeks[-1].standing == Ticket.objects.filter(state__in=OPEN).count() == 2


def test_the_medians_are_those_of_the_tickets_themselves(desk):
    some_weeks(desk)
    found = read(desk)
    first = found.period.start

    taken = [
        one.taken_at - one.opened_at for one in Ticket.objects.filter(opened_at__gte=first, taken_at__isnull=False)
    ]
    solved = [one.resolved_at - one.opened_at for one in Ticket.objects.filter(resolved_at__gte=first)]

    assert found.to_take == median(taken)
    assert found.to_solve == median(solved)
    assert len(solved) == found.solved == 2


def test_the_time_at_each_level_adds_up_to_that_of_the_tickets(desk):
    some_weeks(desk)
    with at(3, 24, 9, 0):
        ticket = desk.at_dsinum()
    with at(3, 26, 9, 0):
        moves.resolve(ticket, by=desk.manager, solution="Fait.", cause=Cause.OTHER)

    found = read(desk)

    solved = Ticket.objects.filter(resolved_at__isnull=False)
    assert sum((one.total for one in found.stays), timedelta(0)) == sum(
        (one.resolved_at - one.opened_at for one in solved), timedelta(0)
    )
    at_dsinum = next(one for one in found.stays if one.level == "DSINUM")
    assert (at_dsinum.total, at_dsinum.tickets, at_dsinum.mean) == (timedelta(days=2), 1, timedelta(days=2))


def test_causes_and_categories_are_counted(desk):
    some_weeks(desk)

    found = read(desk)

    assert {(one.key, one.count) for one in found.causes} == {(Cause.SOFTWARE.value, 1), (Cause.ACCESS.value, 1)}
    assert sum(one.count for one in found.categories) == found.opened == 4
    assert found.share == 100 - 100 * found.broken // found.solved


def test_one_library_is_told_from_the_others(desk):
    some_weeks(desk)

    assert read(desk, library=desk.library).opened == 4
    empty = read(desk, library=LibraryFactory())
    assert (empty.opened, empty.share, empty.to_take, empty.stays) == (0, None, None, [])


@pytest.mark.parametrize("asked", [{}, {"weeks": "26"}, {"library": "own"}])
def test_each_number_opens_on_exactly_its_rows(client, desk, asked):
    some_weeks(desk)
    client.force_login(desk.manager)
    if asked.get("library"):
        asked = {"library": str(desk.library.pk)}

    with clock.frozen_at(NOW):
        shown = client.get(reverse("tickets:flow"), asked).context
        numbers = [(n, url) for week in shown["weeks"] for _, n, url in week["numbers"] if n]
        numbers += [(one.count, url) for part in shown["slices"] for one, url in part["rows"]]
        numbers += [(int(one.value), one.url) for one in shown["figures"][:3]]
        listed = [(client.get(url).context["listing"]) for _, url in numbers]

    assert [one.total for one in listed] == [n for n, _ in numbers]
    assert not [notice for one in listed for notice in one.notices]


@pytest.mark.parametrize("asked", ["weeks=5", "library=999999", "weeks=x&library=%00"])
def test_what_is_not_understood_is_the_usual(client, desk, asked):
    client.force_login(desk.manager)

    with clock.frozen_at(NOW):
        answer = client.get(f"{reverse('tickets:flow')}?{asked}")

    assert answer.status_code == 200
    assert len(answer.context["weeks"]) == 12


@pytest.mark.parametrize("asked", ["0001-01-01_0001-01-02", "9999-12-31_9999-12-31", "2027-03-02_2027-03-01", "x", "_"])
def test_a_period_that_cannot_be_is_said(client, desk, asked):
    client.force_login(desk.manager)

    answer = client.get(reverse("tickets:list"), {"opened": asked})

    assert answer.context["listing"].notices == [typography("Ce filtre n’existe pas ici : « opened ».")]


def test_the_page_costs_as_much_for_many_tickets_as_for_few(client, desk):
    some_weeks(desk)
    client.force_login(desk.manager)
    with clock.frozen_at(NOW):
        client.get(reverse("tickets:flow"))
        with CaptureQueriesContext(connection) as few:
            client.get(reverse("tickets:flow"))
        for state in State:
            desk.in_state(state)
        with CaptureQueriesContext(connection) as many:
            client.get(reverse("tickets:flow"))

    assert len(many) == len(few)
    assert len(many) <= MOST_QUERIES, "\n".join(query["sql"][:150] for query in many)


def test_each_chart_has_its_words_and_its_table(client, desk):
    some_weeks(desk)
    client.force_login(desk.manager)

    with clock.frozen_at(NOW):
        told = client.get(reverse("tickets:flow")).content.decode()

    assert told.count('<svg class="chart chart-rows"') == told.count('<desc id="flow-') == 6
    assert "4 tickets déclarés et 3 terminés en 12 semaines." in told


@pytest.mark.parametrize(
    ("length", "words"),
    [(timedelta(minutes=12), "12 min"), (timedelta(hours=4, minutes=5), "4 h 05"), (timedelta(hours=3), "3 h"),
     (timedelta(days=2), "2 j"), (timedelta(days=3, hours=4), "3 j 4 h"), (None, "–"), (timedelta(0), "0 min")],
)  # fmt: skip
def test_a_length_is_told_in_words(length, words):
    assert lasted(length).replace("\xa0", " ") == words
