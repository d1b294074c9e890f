"""What level 2 corrects is read in the thread with its reason, and told to those whom the ticket concerns."""

import pytest
from django.urls import reverse

from foundation.models import OutboxMessage
from tickets import corrections, incidents, linking, moves
from tickets.models import Category, Watcher
from tickets.thread import thread_of

pytestmark = pytest.mark.django_db
PRESSING = {"impact": "LIBRARY", "urgency": "STOPPED"}
ARROW = "a changé la priorité : P3 → P2"


def lines(ticket, reader) -> list[tuple[str, str, str]]:
    """Who, what and the words, of the last lines of the thread."""
    return [(one.entry.who, one.entry.what, one.entry.body) for one in thread_of(ticket, reader)]


def mails(kind: str = "ticket-corrected"):
    return OutboxMessage.objects.filter(kind=kind)


@pytest.mark.parametrize("who", ["agent", "head", "correspondent", "manager"])
def test_another_priority_is_read_in_the_thread_with_its_reason(desk, who):
    ticket = moves.prioritise(desk.declared(), by=desk.coordinator, why="Plus aucun prêt.", **PRESSING)

    said = (str(desk.coordinator), ARROW, "Pourquoi\u00a0: Plus aucun prêt.")
    assert said in lines(ticket, getattr(desk, who))


def test_another_category_is_read_in_the_thread_by_who_did_it_too(desk):
    ticket, category = desk.declared(), Category.objects.get(code="materiel")
    before = ticket.category
    ticket = linking.categorise(ticket, by=desk.manager, category=category, why="C’est la douchette.")

    told = f"changé la catégorie : {before} → {category}"
    why = "Pourquoi\u00a0: C’est la douchette."
    assert (str(desk.manager), f"a {told}", why) in lines(ticket, desk.agent)
    assert ("Vous", f"avez {told}", why) in lines(ticket, desk.manager)


def test_the_page_of_the_ticket_shows_it(desk, client):
    ticket = moves.prioritise(desk.declared(), by=desk.coordinator, why="Plus aucun prêt.", **PRESSING)
    client.force_login(desk.agent)

    page = client.get(ticket.get_absolute_url()).text

    assert "a changé la priorité\u00a0: P3 → P2." in page
    assert "Pourquoi\u00a0: Plus aucun prêt." in page


def test_a_network_incident_is_a_correction_too(desk):
    ticket = desk.declared()
    incidents.declare(ticket, by=desk.manager, title="Panne", told_to_all="Partout.", is_major=True)

    told = "a changé la priorité : P3 → P2 et déclaré l’incident majeur"
    assert (str(desk.manager), told, "Pourquoi\u00a0: Incident du réseau") in lines(ticket, desk.agent)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ""),
        ({"impact": "NETWORK", "urgency": "UNSEEN"}, "a changé l’étendue ou l’urgence : la priorité reste P3"),
        ({"is_major": True}, "a déclaré l’incident majeur"),
        ({"category": "B", "priority": "P1"}, "a changé la catégorie : A → B et changé la priorité : P3 → P1"),
    ],
)
def test_what_is_told_of_a_correction(changes, told):
    before = corrections.Axes("A", "LIBRARY", "DEGRADED", "P3", False)

    assert corrections.told_of(before, before._replace(**changes)) == told


def test_an_incident_that_is_major_no_more_is_told():
    before = corrections.Axes("A", "LIBRARY", "DEGRADED", "P3", True)

    assert corrections.told_of(before, before._replace(is_major=False)) == "a levé l’incident majeur"


def test_those_who_asked_and_those_who_follow_are_told_by_mail_but_not_who_did_it(desk):
    ticket = desk.at_dsinum(by=desk.head, requester=desk.agent)  # held by the manager
    for person in (desk.correspondent, desk.contact):  # the commune may not read it
        Watcher.objects.create(ticket=ticket, person=person)

    moves.prioritise(ticket, by=desk.manager, why="Plus aucun prêt.", **PRESSING)

    assert set(mails().values_list("recipient", flat=True)) == {desk.agent.pk, desk.head.pk, desk.correspondent.pk}
    one = mails().first()
    assert (one.family, one.thread) == ("tickets", f"ticket-{ticket.pk}")
    assert "Priorité changée" in one.subject
    assert f"{desk.manager} a changé la priorité\u00a0: P3 → P2." in one.text
    assert "Pourquoi\u00a0: Plus aucun prêt." in one.text
    assert "Il est à résoudre avant le" in one.text


def test_two_corrections_are_two_mails_and_none_is_none(desk):
    ticket, category = desk.declared(), Category.objects.get(code="materiel")
    before = ticket.category

    for one in (category, before, before):
        ticket = linking.categorise(ticket, by=desk.manager, category=one, why="Essai")
    moves.prioritise(ticket, by=desk.manager, impact=ticket.impact, urgency=ticket.urgency, why="Rien.")

    assert mails().filter(recipient=desk.agent, subject__contains="Catégorie changée").count() == 2
    assert mails().filter(recipient=desk.agent).count() == 2


def test_who_comes_second_is_shown_what_the_first_has_chosen(client, desk):
    ticket = desk.at_dsinum()
    address = reverse("tickets:prioritise", args=[ticket.pk])
    client.force_login(desk.manager)
    seen = client.get(address).context["form"]["seen"].value()
    moves.prioritise(ticket, by=desk.technician, impact="NETWORK", urgency="STOPPED", why="Partout.")

    sent = {"impact": "LIBRARY", "urgency": "STOPPED", "why": "Ici.", "seen": seen}
    page = client.post(address, sent)

    errors = page.context["form"].errors
    assert page.status_code == 422
    assert [*errors] == ["__all__", "impact"]
    assert "tout le réseau" in errors["impact"][0]
    again = page.context["form"]["seen"].value()
    assert client.post(address, {**sent, "seen": again}).status_code == 302
