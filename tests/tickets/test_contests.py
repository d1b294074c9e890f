"""What is contested: the supervision reads what it has to decide, the commune what is its own alone (R29)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tickets import linking, moves
from tickets.models import Category, Ticket
from tickets.states import Level

pytestmark = pytest.mark.django_db


@pytest.fixture
def contested(desk) -> Ticket:
    return moves.contest(desk.declared("materiel"), by=desk.contact, why="L’écran est celui du SIGB.")


def upheld(ticket: Ticket, desk) -> Ticket:
    """The supervision gives reason to who contests: it is of the SIGB, and goes to the DSINum."""
    category = Category.objects.get(code="sigb-anomalie")
    ticket = linking.categorise(ticket, by=desk.coordinator, category=category, why="La commune a raison.")
    return moves.escalate(ticket, by=desk.coordinator, to=Level.DSINUM, diagnosis="Le poste n’y est pour rien.")


def test_the_commune_reads_what_it_contests_and_no_more_once_it_is_another_s(client, desk, contested):
    client.force_login(desk.contact)
    url = contested.get_absolute_url()
    assert client.get(url).status_code == 200

    after = moves.take(upheld(contested, desk), by=desk.manager)
    moves.say(after, "Lecteur Jean Petit, carte 20044000999999.", by=desk.agent)

    assert client.get(url).status_code == client.get(f"{url}delais/").status_code == 404
    assert client.get("/tickets/?q=Petit").context["listing"].total == 0
    assert not Ticket.objects.visible_to(desk.contact).exists()


def test_what_the_supervision_maintains_is_the_commune_s_again(desk, contested):
    after = moves.send_to_town(contested, by=desk.coordinator, diagnosis="Le poste est celui de la commune.")

    assert Ticket.objects.visible_to(desk.contact).get() == after


def test_the_correspondent_sends_to_the_commune_what_was_declared_as_something_else(client, desk):
    ticket = moves.take(desk.declared(subject="Souris cassée"), by=desk.correspondent)
    client.force_login(desk.correspondent)
    assert "Changer la catégorie" in [one.label for one in client.get(ticket.get_absolute_url()).context["others"]]

    hardware = Category.objects.get(code="materiel")
    ticket = linking.categorise(ticket, by=desk.correspondent, category=hardware, why="Une souris.")
    ticket = moves.send_to_town(ticket, by=desk.correspondent, diagnosis="Une souris.")

    assert ticket.level == Level.COMMUNE
    with pytest.raises(PermissionDenied):
        linking.categorise(ticket, by=desk.correspondent, category=hardware, why="Encore.")


def test_who_decides_is_told_how_and_the_others_that_it_is_decided(client, desk, contested):
    url, told = contested.get_absolute_url(), {}
    for name in ("coordinator", "contact", "agent"):
        client.force_login(getattr(desk, name))
        told[name] = client.get(url).context["to_decide"]

    assert told["coordinator"].startswith("À trancher")
    assert "corrigez la catégorie" in told["coordinator"]
    assert told["contact"] == told["agent"]
    assert told["agent"].startswith("Le SCLP tranche")

    upheld(contested, desk)
    client.force_login(desk.coordinator)
    assert client.get(url).context["to_decide"] == ""


@pytest.mark.parametrize(
    ("act", "told"), [("send_to_town", "relève de la commune"), ("hand_back", "un niveau avant celui du référent")]
)
def test_what_an_act_lacks_is_told_before_anything_is_typed(client, desk, act, told):
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    client.force_login(desk.correspondent)

    page = client.get(reverse(f"tickets:{act}", args=[ticket.pk]))

    assert page.status_code == 409
    assert told in page.text
