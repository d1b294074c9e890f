"""The desk of a library: what waits for its people comes first, the list is light (R28)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.tickets.factories import NOW
from tickets import cases, moves
from tickets.models import NetworkIncident
from tickets.priorities import Urgency
from tickets.states import State

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8  # of the list itself, beside who reads it and the side bar


def read(client, person, **asked):
    client.force_login(person)
    return client.get(reverse("tickets:list"), asked)


def listed(response) -> list[str]:
    return [one.number for one in response.context["listing"].page.records]


def test_what_waits_for_a_word_of_the_library_comes_first(client, desk):
    solved, waiting = desk.resolved(), desk.in_state(State.WAITING)
    desk.declared()

    told = read(client, desk.agent)

    assert {one.ticket.pk for one in told.context["desk"].asked} == {solved.pk, waiting.pk}
    assert "sans réponse, clos le 10 mars 2027" in told.content.decode()
    assert {one.ticket.pk for one in read(client, desk.head).context["desk"].asked} == {solved.pk, waiting.pk}


def test_what_waits_for_a_colleague_is_not_asked_of_another(client, desk):
    desk.resolved(by=desk.head)

    assert read(client, desk.agent).context["desk"].asked == []


def test_the_incidents_of_the_network_are_told_there(client, desk):
    NetworkIncident.objects.create(
        ticket=desk.at_dsinum(), title="Le portail est arrêté", told_to_all="On y travaille."
    )

    assert "Le portail est arrêté" in read(client, desk.agent).content.decode()


def test_the_services_have_their_cockpit_instead(client, desk):
    desk.resolved()

    assert read(client, desk.manager).context["desk"] is None


def test_the_whole_library_is_listed_and_one_s_own_are_a_view_of_it(client, desk):
    mine, theirs = desk.declared(), desk.declared(by=desk.head)

    shortcuts = {label: url for label, url, _ in read(client, desk.agent).context["shortcuts"]}

    assert set(listed(read(client, desk.agent))) == {mine.number, theirs.number}
    assert listed(client.get(shortcuts["Les miens"])) == [mine.number]
    assert "À la DSINum" not in shortcuts


def test_the_views_of_the_services_keep_to_a_level_and_say_which_is_read(client, desk):
    at_dsinum = desk.at_dsinum()
    desk.declared()

    shortcuts = {label: url for label, url, _ in read(client, desk.manager).context["shortcuts"]}
    kept = client.get(shortcuts["À la DSINum"])

    assert listed(kept) == [at_dsinum.number]
    assert [label for label, _, is_read in kept.context["shortcuts"] if is_read] == ["À la DSINum"]
    assert listed(client.get(shortcuts["Suivis par moi"])) == [at_dsinum.number]


def test_a_search_finds_what_is_closed_too_unless_it_is_narrowed(client, desk):
    closed, still = desk.in_state(State.CLOSED), desk.declared()

    found = read(client, desk.agent, q="retour")
    states = dict(found.context["filter"].form.fields["state"].choices)

    assert set(listed(found)) == {closed.number, still.number}
    assert listed(read(client, desk.agent, q=closed.number)) == [closed.number]
    assert listed(read(client, desk.agent, q="retour", state="open")) == [still.number]
    assert listed(read(client, desk.agent)) == [still.number]
    assert (states[""], states["open"]) == ("Tous", "Ouverts")


def test_two_libraries_of_one_name_are_told_apart(client, desk):
    twin = LibraryFactory(name=desk.library.name)
    desk.declared()

    page = read(client, desk.manager)
    names = [label for _, label in page.context["filter"].form.fields["library"].choices]

    assert {desk.library.name_and_commune, twin.name_and_commune} <= set(names)
    assert f'{desk.library.name} <small class="reason">Ici</small>' in page.text
    assert "<small" not in read(client, desk.agent).text.partition("<tbody")[2].partition("</tbody>")[0]


def test_who_reads_every_ticket_keeps_to_a_commune(client, desk):
    here = desk.declared()
    elsewhere = LibraryFactory()
    there = desk.declared(by=person_as(Role.LIBRARIAN, elsewhere), library=elsewhere)

    kept = read(client, desk.manager, commune=elsewhere.commune.pk)

    assert set(listed(read(client, desk.manager))) == {here.number, there.number}
    assert listed(kept) == [there.number]
    assert "commune" not in read(client, desk.agent).context["filter"].form.fields


def test_what_is_late_says_so_in_words(client, desk):
    desk.declared()

    with clock.frozen_at(NOW + timedelta(days=30)):
        told = read(client, desk.manager).content.decode()

    assert '<span class="badge badge-late">en retard</span>' in told


@pytest.mark.parametrize(("after", "is_late"), [(timedelta(minutes=10), False), (timedelta(days=30), True)])
def test_the_bar_of_a_delay_that_is_past_says_so_in_words(client, desk, after, is_late):
    case = cases.opened_by_vendor(desk.case(), by=desk.editor)
    client.force_login(desk.manager)

    with clock.frozen_at(NOW + after):
        pages = [client.get(one.get_absolute_url()).text for one in (case.ticket, case)]

    for page in pages:
        assert 'class="gauge' in page
        assert ('<span class="badge badge-late">délai dépassé</span>' in page) == is_late
        assert (', délai dépassé">' in page) == is_late


@pytest.mark.parametrize("sort", ["due_at", "-due_at", "priority", "opened_at", "-opened_at"])
def test_it_is_sorted_by_due_date_priority_and_opening(client, desk, sort):
    for urgency in (Urgency.UNSEEN, Urgency.STOPPED, Urgency.DEGRADED):
        desk.declared(urgency=urgency)

    told = read(client, desk.manager, sort=sort)

    values = [getattr(one, sort.lstrip("-")) for one in told.context["listing"].page.records]
    assert values == sorted(values, reverse=sort.startswith("-"))
    assert told.context["listing"].notices == []


@pytest.mark.parametrize("who", ["agent", "head", "manager", "coordinator"])
def test_the_list_costs_as_much_for_many_tickets_as_for_few(client, desk, who):
    desk.in_state(State.WAITING)
    read(client, getattr(desk, who))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("tickets:list"))
    for state in State:
        desk.in_state(state)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("tickets:list"))
    with CaptureQueriesContext(connection) as beside:
        client.get(reverse("foundation:personal_data"))

    assert len(many) == len(few), "\n".join(query["sql"][:150] for query in many)
    assert len(many) - len(beside) <= MOST_QUERIES, "\n".join(query["sql"][:150] for query in many)


def badges(client, ticket, person) -> list[str]:
    client.force_login(person)
    page = client.get(ticket.get_absolute_url()).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    return re.findall(r'<span class="badge[^"]*">([^<]*)</span>', page)


def test_who_may_take_a_ticket_reads_until_when(client, desk):
    ticket = desk.declared()  # at nine: P3, four hours to take it, without those of lunch

    assert "à prendre avant le mardi 2 mars 2027 à 14 h 30" in badges(client, ticket, desk.correspondent)
    assert not any("à prendre avant" in one for one in badges(client, ticket, desk.agent))
    with clock.frozen_at(NOW + timedelta(days=30)):
        assert any(
            one.startswith("prise en charge en retard depuis") for one in badges(client, ticket, desk.correspondent)
        )

    moves.take(ticket, by=desk.correspondent)
    assert not any("prise en charge" in one or "prendre" in one for one in badges(client, ticket, desk.correspondent))
