"""Which libraries an incident of the network touches: by « moi aussi » or by a ticket, told of it and asked no more."""

import pytest
from django.urls import reverse

from tests.tickets.factories import Elsewhere
from tickets import broadcasts, incidents, linking, touched
from tickets.models import NetworkIncident, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(desk):
    told = "Le portail ne répond plus depuis 8 h."
    return incidents.declare(desk.at_dsinum(), by=desk.manager, title="Portail en panne", told_to_all=told)


def gathered(desk, incident, library, by):
    """A ticket of this library, made part of the incident."""
    parent = Ticket.objects.get(pk=incident.ticket_id)
    return linking.attach(desk.declared(library=library, by=by), parent=parent, by=desk.manager)


def reached(incident) -> dict:
    """The libraries that it touches, each with who said so; its list and its audience tell the same."""
    found = {one.library: one.by for one in touched.touched(incident)}
    (listed,) = NetworkIncident.objects.filter(pk=incident.pk).annotate(number=touched.how_many())
    assert listed.number == len(found)
    return found


def asks(client, incident, person) -> bool:
    """Whether the page asks this person for a « moi aussi »."""
    client.force_login(person)
    return "Votre bibliothèque aussi" in client.get(incident.get_absolute_url()).text.replace("\u00a0", " ")


def test_the_library_of_a_ticket_that_is_part_of_it_is_touched_and_asked_no_more(client, desk, incident):
    part = Elsewhere("Jointe")
    child = gathered(desk, incident, part.library, part.agent)

    assert reached(incident) == {desk.library: desk.agent, part.library: part.agent}
    assert not asks(client, incident, part.agent)
    assert child.get_absolute_url() in client.get(incident.get_absolute_url()).text


def test_the_library_whose_ticket_was_announced_is_touched_and_led_to_its_ticket(client, desk, incident):
    assert reached(incident) == {desk.library: desk.agent}
    for person in (desk.agent, desk.head, desk.correspondent):
        assert not asks(client, incident, person)
        page = client.get(incident.get_absolute_url()).text
        assert f'href="{incident.ticket.get_absolute_url()}">{incident.ticket.number}</a> est celui de cet' in page
    assert asks(client, incident, Elsewhere().agent)

    readers = broadcasts.audience(incident, by=desk.manager, is_to_all=False)
    assert set(readers.people.values()) == {desk.agent, desk.head, desk.correspondent}


def test_while_one_types_an_incident_says_that_one_s_library_is_counted(client, desk, incident):
    for person, is_counted in ((desk.head, True), (Elsewhere().agent, False), (desk.manager, False)):
        client.force_login(person)
        page = client.get(reverse("tickets:similar"), {"subject": "Portail"}).text
        assert incident.title in page
        assert ("votre bibliothèque est déjà comptée" in page) == is_counted
        assert ("moi aussi" in page) == (not is_counted)


def test_a_ticket_that_is_detached_takes_its_library_back(client, desk, incident):
    part = Elsewhere("Jointe")
    child = gathered(desk, incident, part.library, part.agent)
    linking.detach(child, by=desk.manager)

    assert reached(incident) == {desk.library: desk.agent}
    assert asks(client, incident, part.agent)
    assert part.head not in broadcasts.audience(incident, by=desk.manager, is_to_all=False).people.values()


@pytest.mark.parametrize("stays", ["another ticket", "a joined ticket", "moi aussi"])
def test_a_library_stays_touched_by_what_else_it_said(client, desk, incident, stays):
    part = Elsewhere("Jointe")
    child = gathered(desk, incident, part.library, part.agent)
    if stays == "another ticket":
        gathered(desk, incident, part.library, part.head)
    elif stays == "a joined ticket":
        into = Ticket.objects.get(pk=incident.ticket_id)
        linking.merge(desk.declared(library=part.library, by=part.head), into=into, by=desk.manager)
    else:
        incidents.say_me_too(incident, library=part.library, by=part.head)
    linking.detach(child, by=desk.manager)

    assert reached(incident) == {desk.library: desk.agent, part.library: part.head}
    assert not asks(client, incident, part.agent)
    assert part.head in broadcasts.audience(incident, by=desk.manager, is_to_all=False).people.values()
