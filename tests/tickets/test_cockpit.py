"""What breaches next, whose turn it is, and figures that open on exactly their rows (R35)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from tests.tickets.factories import NOW
from tickets import cases, cockpit, moves
from tickets.piles import Pile
from tickets.priorities import Urgency
from tickets.states import HandoverReason, Meaning, State

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
MOST_QUERIES = 12


def some_of_all(desk) -> None:
    """Tickets in every state, at the vendor on each side’s turn, one before the supervision."""
    for state in State:
        desk.in_state(state)
    desk.case()
    for meaning in Meaning:
        spoken(desk, meaning)
    moves.contest(desk.declared("materiel"), by=desk.agent, why="L’écran est celui du SIGB.")
    desk.declared(urgency=Urgency.STOPPED)


def spoken(desk, meaning):
    """A case in which the vendor has said that."""
    return cases.answer(desk.case(), "Quelle version ?", by=desk.editor, meaning=meaning).case


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
    asked, answered = (spoken(desk, meaning) for meaning in (Meaning.QUESTION, Meaning.ANSWER))

    with clock.frozen_at(LATER):
        waiting = page(client, desk.manager).context["waiting"]
        listed = [client.get(one.url).context["listing"].total for one in waiting]

    assert [one.count for one in waiting] == listed == [1, 1, 1, 1, 1]
    assert [[one.pk for one in sort.cases] for sort in waiting[:2]] == [[asked.pk], [answered.pk]]
    assert [one.pk for one in waiting[4].cases] == [received.pk]


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


@pytest.mark.parametrize(
    ("meaning", "turn", "pile"),
    [
        (Meaning.NEWS, "éditeur, suivi par la DSINum", Pile.VENDOR),
        (Meaning.QUESTION, "DSINum : question de l’éditeur", Pile.FOLLOW_UP),
        (Meaning.ANSWER, "DSINum : l’éditeur a répondu", Pile.FOLLOW_UP),
    ],
)
def test_what_the_vendor_says_gives_the_turn_to_the_service_that_follows_it(client, desk, meaning, turn, pile):
    case = spoken(desk, meaning)

    answer = page(client, desk.manager)
    (row,) = answer.context["rows"]
    counted = {one.url: one.value for one in answer.context["figures"]}

    assert row.turn == turn
    assert {one: counted[cockpit.to_list(waits=one)] for one in (Pile.VENDOR, Pile.FOLLOW_UP)} == {
        Pile.VENDOR: "0",
        Pile.FOLLOW_UP: "0",
        pile: "1",
    }
    if pile == Pile.FOLLOW_UP:
        assert "à vous&nbsp;: 1" in answer.text
        assert answer.text.count(case.get_absolute_url()) == 1


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_an_answer_that_was_followed_up_gives_no_turn_any_more(client, desk, is_taken_back):
    case = spoken(desk, Meaning.ANSWER)
    if is_taken_back:
        moves.hand_back(case.ticket, by=desk.manager, diagnosis="", reason=HandoverReason.VENDOR_ANSWERED)
    else:
        cases.write_again(case, "Cela recommence.", by=desk.manager)

    (row,) = page(client, desk.manager).context["rows"]

    assert row.turn == (f"DSINum, {desk.manager}" if is_taken_back else "éditeur, suivi par la DSINum")


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
