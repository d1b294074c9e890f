"""What breaches next, whose turn it is, and figures that open on exactly their rows (R35)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from tests.tickets.factories import NOW
from tickets import cases, moves
from tickets.priorities import Urgency
from tickets.states import State

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
MOST_QUERIES = 12


def some_of_all(desk) -> None:
    """Tickets in every state, one at the vendor, one before the supervision."""
    for state in State:
        desk.in_state(state)
    desk.case()
    moves.contest(desk.declared("materiel"), by=desk.agent, why="L’écran est celui du SIGB.")
    desk.declared(urgency=Urgency.STOPPED)


def page(client, person, **asked):
    client.force_login(person)
    return client.get(reverse("tickets:cockpit"), asked)


@pytest.mark.parametrize("who", ["manager", "coordinator"])
@pytest.mark.parametrize("moment", [NOW, NOW + timedelta(hours=6), LATER])
def test_each_figure_counts_exactly_the_rows_of_its_list(client, desk, who, moment):
    some_of_all(desk)
    client.force_login(getattr(desk, who))

    with clock.frozen_at(moment):
        figures = page(client, getattr(desk, who)).context["figures"]
        listed = [client.get(one.url).context["listing"] for one in figures]

    assert [one.value for one in figures] == [str(one.total) for one in listed]
    assert not [notice for one in listed for notice in one.notices]
    assert sum(int(one.value) for one in figures)


def test_the_cases_counted_are_those_of_their_lists(client, desk):
    desk.case()
    received = cases.opened_by_vendor(desk.case(), by=desk.editor)

    with clock.frozen_at(LATER):
        waiting = page(client, desk.manager).context["waiting"]
        listed = [client.get(one.url).context["listing"].total for one in waiting]

    assert [one.count for one in waiting] == listed == [1, 1, 1]
    assert [one.pk for one in waiting[2].cases] == [received.pk]


def test_the_soonest_comes_first_and_what_is_late_before_all(client, desk):
    slow, fast = desk.declared(urgency=Urgency.UNSEEN), desk.declared(urgency=Urgency.STOPPED)

    rows = page(client, desk.manager).context["rows"]
    with clock.frozen_at(LATER):
        late = page(client, desk.manager).context["rows"]

    assert [row.ticket.pk for row in rows] == [fast.pk, slow.pk]
    assert [row.tone for row in late] == ["late", "late"]
    assert [row.deadline.due_at for row in rows] == sorted(row.deadline.due_at for row in rows)


def test_each_row_says_whose_turn_it_is(client, desk):
    desk.declared()
    desk.at_dsinum()
    desk.case()
    desk.in_state(State.WAITING)

    answer = page(client, desk.manager)
    told = {(row.turn, row.waits) for row in answer.context["rows"]}

    assert ("référent informatique, personne ne l’a pris", "") in told
    assert (f"DSINum, {desk.manager}", "") in told
    assert ("éditeur, suivi par la DSINum", "") in told
    assert "Pilotage" in answer.content.decode()


def test_it_is_kept_to_the_tickets_of_one_service(client, desk):
    at_dsinum, at_vendor = desk.at_dsinum(), desk.case().ticket
    desk.declared()

    rows = page(client, desk.manager, service="DSINUM").context["rows"]

    assert {row.ticket.pk for row in rows} == {at_dsinum.pk, at_vendor.pk}
    assert page(client, desk.manager, service="n’importe").status_code == 200


def test_a_finished_ticket_is_no_longer_due(client, desk):
    desk.resolved()

    assert page(client, desk.manager).context["rows"] == []


def test_the_page_costs_as_much_for_many_tickets_as_for_few(client, desk):
    some_of_all(desk)
    page(client, desk.manager)
    with CaptureQueriesContext(connection) as few:
        page_of(client)
    for _ in range(2):
        some_of_all(desk)
    with CaptureQueriesContext(connection) as many:
        page_of(client)

    assert len(many) == len(few)
    assert len(many) <= MOST_QUERIES, "\n".join(query["sql"][:150] for query in many)


def page_of(client):
    return client.get(reverse("tickets:cockpit"))


def test_it_is_the_second_level_s_alone(client, desk):
    answers = {
        who: page(client, getattr(desk, who)).status_code for who in ("agent", "correspondent", "editor", "manager")
    }

    assert answers == {"agent": 403, "correspondent": 403, "editor": 403, "manager": 200}
