"""Who asks to be told of a ticket, and who is told without asking and has nothing to ask."""

import html

import pytest
from django.urls import reverse

from network.roles import Role
from tests.factories import person_as
from tickets import moves
from tickets.models import Ticket, Watcher

pytestmark = pytest.mark.django_db
ASK, ASK_NO_MORE = "Être tenu au courant", "Ne plus être tenu au courant"


@pytest.fixture
def ticket(desk):
    """Declared by the head for the librarian, held by the référent."""
    return moves.take(desk.declared(requester=desk.agent, by=desk.head), by=desk.correspondent)


def page(client, ticket, person) -> str:
    client.force_login(person)
    return html.unescape(client.get(ticket.get_absolute_url()).text).replace("\u00a0", " ")


def clicked(client, ticket, person) -> str:
    client.force_login(person)
    answer = client.post(reverse("tickets:watch", args=[ticket.pk]), follow=True)
    return " ".join(str(one) for one in answer.context["messages"]).replace("\u00a0", " ")


TOLD_ANYWAY = [
    ("agent", "vous en êtes le demandeur"), ("head", "vous l’avez déclaré"), ("correspondent", "vous le suivez"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "why"), TOLD_ANYWAY)
def test_who_is_told_anyway_reads_why_and_is_offered_nothing(client, desk, ticket, who, why):
    shown = page(client, ticket, getattr(desk, who))

    assert f"Vous recevez les nouvelles de ce ticket : {why}." in shown
    assert reverse("tickets:watch", args=[ticket.pk]) not in shown


@pytest.mark.parametrize(("who", "why"), TOLD_ANYWAY)
def test_who_is_told_anyway_and_asks_all_the_same_is_told_so(client, desk, ticket, who, why):
    said = clicked(client, ticket, getattr(desk, who))

    assert said == f"Vous recevez les nouvelles de ce ticket : {why}."
    assert not Watcher.objects.exists()


@pytest.mark.parametrize(("who", "why"), TOLD_ANYWAY)
def test_who_followed_it_before_may_stop_and_reads_that_they_are_still_told(client, desk, ticket, who, why):
    person = getattr(desk, who)
    Watcher.objects.create(ticket=ticket, person=person)

    shown = page(client, ticket, person)
    assert ASK_NO_MORE in shown
    assert why in shown
    assert clicked(client, ticket, person) == f"Vous recevez les nouvelles de ce ticket : {why}."
    assert not Watcher.objects.exists()


@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.COORDINATOR])
def test_anyone_else_who_reads_it_asks_and_stops(client, desk, ticket, role):
    other = person_as(role, desk.library if role == Role.LIBRARIAN else desk.sclp)

    assert ASK in page(client, ticket, other)
    assert clicked(client, ticket, other) == "Vous recevrez les nouvelles de ce ticket."
    assert Watcher.objects.get().person == other
    shown = page(client, ticket, other)
    assert ASK_NO_MORE in shown
    assert "Vous recevez les nouvelles" not in shown
    assert clicked(client, ticket, other) == "Vous ne recevez plus les nouvelles de ce ticket."


def test_who_gives_the_ticket_to_another_may_ask_again(client, desk, ticket):
    Ticket.objects.filter(pk=ticket.pk).update(holder=None)
    assert ASK in page(client, ticket, desk.correspondent)
