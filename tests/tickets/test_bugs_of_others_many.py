"""What users of other desks complain of: tickets joined, approved in rounds, too many, deleted (rows 17 to 22).

See tests/tickets/test_bugs_of_others.py.
"""

import pytest
from django.db import connection, models
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from foundation import job_runs
from foundation.models import OutboxMessage
from foundation.versions import version_of
from foundation.workflow import Refused
from tests.signed_in import browser_of
from tests.test_strangers import told
from tests.tickets.factories import later
from tickets import bulk, linking, moves
from tickets.models import Message, Ticket, TicketInterval
from tickets.states import Cause, Level, State

pytestmark = pytest.mark.django_db


# --- row 17: parents and children -------------------------------------------------------------------------------------


def test_solving_what_gathers_others_closes_none_of_them_unseen(desk):
    """glpi 5206, 5234, 7719, 24454, escalade 320: parents and children did not follow, or followed unasked."""
    whole, part = desk.at_dsinum(), desk.declared()
    linking.attach(part, parent=whole, by=desk.manager)

    moves.resolve(whole, by=desk.manager, solution="Relancé.", cause=Cause.SOFTWARE)

    assert Ticket.objects.get(pk=part.pk).state == State.NEW
    with pytest.raises(Refused):
        linking.attach(whole, parent=part, by=desk.manager)


def test_what_is_joined_is_followed_by_the_same_people(desk):
    """glpi 7719: the duplicate was closed, and who had asked heard nothing more."""
    first, second = desk.declared(by=desk.head), moves.take(desk.declared(), by=desk.correspondent)

    linking.merge(first, into=second, by=desk.manager)
    moves.say(second, "Corrigé ce soir.", by=desk.correspondent)

    assert OutboxMessage.objects.filter(text__contains="Corrigé ce soir.", to_email=desk.head.email).exists()


# --- row 18: approvals ------------------------------------------------------------------------------------------------


def asked(desk, ticket=None) -> Ticket:
    if ticket is None:
        ticket = moves.escalate(
            desk.declared("sigb-parametrage"), by=desk.correspondent, to=Level.SCLP, diagnosis="À vous."
        )
        ticket = moves.take(ticket, by=desk.coordinator)
    return moves.ask_approval(ticket, by=desk.coordinator, approver=desk.head, question="D’accord ?")


def test_a_second_round_has_its_own_answer(desk):
    """glpi 24399, 12975: the first answer stuck to the rounds that followed."""
    ticket = moves.decide(asked(desk), by=desk.head, is_agreed=True, answer="Oui.")

    with later(hours=1):
        ticket = moves.decide(asked(desk, ticket), by=desk.head, is_agreed=False, answer="Non.")

    assert list(ticket.approvals.values_list("is_agreed", "answer")) == [(True, "Oui."), (False, "Non.")]
    assert ticket.state == State.REFUSED


def test_nothing_is_solved_or_closed_while_an_approval_is_pending(desk):
    """glpi 3929: tickets were closed while somebody was still asked."""
    ticket = asked(desk)

    for act in (
        lambda: moves.resolve(ticket, by=desk.coordinator, solution="Fait.", cause=Cause.OTHER),
        lambda: moves.confirm(ticket, by=desk.agent),
        lambda: asked(desk, ticket),
    ):
        with pytest.raises(Refused, match="l’état est maintenant « à valider »"):
            act()


# --- rows 19 and 20: many ---------------------------------------------------------------------------------------------


def queries(browser, url, **asked) -> int:
    with CaptureQueriesContext(connection) as done:
        told(browser.get(url, asked))
    return len(done)


@pytest.mark.parametrize("asked", [{}, {"export": "csv"}, {"q": "retour"}], ids=str)
def test_a_list_its_search_and_its_export_cost_as_many_queries_for_many_as_for_one(desk, asked):
    """glpi 15246, 8811, 14778: lists, searches and exports that grow until the memory is full."""
    browser, url = browser_of(desk.manager), reverse("tickets:list")
    desk.declared()
    queries(browser, url, **asked)

    for_one = queries(browser, url, **asked)
    for _ in range(4):
        desk.declared()

    assert queries(browser, url, **asked) <= for_one


def test_a_page_costs_as_many_queries_for_a_long_story_as_for_a_short_one(desk):
    """glpi 8811: the page of a ticket slowed down with its history."""
    ticket, browser = desk.at_dsinum(), browser_of(desk.manager)
    moves.say(ticket, "Un.", by=desk.agent)
    url = ticket.get_absolute_url()
    queries(browser, url)

    for_short = queries(browser, url)
    for number in range(8):
        moves.say(ticket, f"Message {number}.", by=desk.agent)

    assert queries(browser, url) <= for_short


def test_one_that_is_refused_does_not_stop_the_others_and_each_has_its_result(desk):
    """zammad 697: a bulk stopped at the first bad ticket without a word; 699, 564, glpi 8994."""
    tickets = [
        moves.escalate(desk.declared(), by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous.") for _ in range(3)
    ]
    versions = {str(one.pk): version_of(one) for one in tickets}
    said = {"impact": "NETWORK", "urgency": "STOPPED", "why": "Partout."}
    moves.cancel(tickets[1], by=desk.manager, why="Sans objet.")

    job = bulk.launch(bulk.PRIORITY, tickets, by=desk.manager, said=said, versions=versions, once_key="essai")
    job_runs.run(job.pk)

    results = {int(line.target): line.status for line in job.lines.all()}
    assert results == {tickets[0].pk: "DONE", tickets[1].pk: "FAILED", tickets[2].pk: "DONE"}
    assert all(line.message for line in job.lines.all())


# --- row 22: what is deleted ------------------------------------------------------------------------------------------


def test_no_ticket_message_or_interval_is_deleted(desk):
    """glpi-dashboard 39: what was deleted left no trace, and the figures changed."""
    ticket = desk.at_dsinum()
    moves.say(ticket, "Bonjour.", by=desk.manager)

    with pytest.raises(ProtectedError):
        ticket.delete()
    for name in ("delete", "remove", "delete_ticket"):
        with pytest.raises(NoReverseMatch):
            reverse(f"tickets:{name}", args=[ticket.pk])
    kept_by = [Message, TicketInterval]
    assert [model._meta.get_field("ticket").remote_field.on_delete for model in kept_by] == [models.PROTECT] * 2
