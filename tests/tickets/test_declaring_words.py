"""A form asks in the words of what is declared: what broke down, or what is wanted."""

import pytest
from django.urls import reverse

from network.roles import Role
from tests.factories import AssignmentFactory, LibraryFactory
from tests.tickets.factories import Desk
from tickets.models import Category
from tickets.priorities import Urgency
from tickets.states import Kind

pytestmark = pytest.mark.django_db


def form_of(client, kind: str):
    client.force_login(Desk().agent)
    category = Category.objects.filter(kind=kind).first()
    return client.get(reverse("tickets:declare", args=[category.code])).context["form"]


def test_a_breakdown_is_told(client):
    form = form_of(client, Kind.INCIDENT)

    assert form.fieldsets[0][0] == "Ce qui se passe"
    assert form.fields["description"].label.startswith("Que se passe-t-il")
    assert form["urgency"].value() is None


def test_a_request_is_asked_for(client):
    form = form_of(client, Kind.REQUEST)

    assert form.fieldsets[0][0] == "Ce que vous demandez"
    assert form.fields["description"].label.startswith("Que demandez-vous")
    assert form["urgency"].value() == Urgency.UNSEEN


def test_what_is_known_already_comes_under_the_words_that_look_for_it_and_before_the_button(client):
    client.force_login(Desk().agent)

    page = client.get(reverse("tickets:declare", args=["sigb-anomalie"])).text

    stands = [page.index(f'id="{one}"') for one in ("id_subject", "similar", "id_own_ecran", "id_description")]
    assert stands == sorted(stands)
    assert page.index('id="similar"') < page.index('<button class="btn btn-primary" type="submit">Déclarer')
    assert 'hx-target="#similar"' in page


@pytest.mark.parametrize(
    ("who", "whose"), [("agent", "votre bibliothèque"), ("head", "vos bibliothèques"), ("manager", "le réseau")]
)
def test_what_was_solved_is_said_to_be_of_those_whose_tickets_one_reads(client, who, whose):
    desk = Desk()
    AssignmentFactory(person=desk.head, role=Role.LIBRARY_HEAD, library=LibraryFactory(commune=desk.commune))
    desk.resolved(subject="Douchette muette")
    client.force_login(getattr(desk, who))

    page = client.get(reverse("tickets:similar"), {"subject": "douchette"}).text.replace("\u00a0", " ")
    assert "Douchette muette" in page
    assert f"Déjà résolu dans {whose} ?" in page
