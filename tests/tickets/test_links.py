"""Three sorts of links, never mixed: part of one another, joined, related; each shown to who may read it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation import clock
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network.roles import Role
from tests.at_once import at_once
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory, person_as
from tests.tickets.factories import Desk
from tickets import broadcasts, incidents, link_rules, linking, moves, rules, touched
from tickets.links import links_of
from tickets.models import NetworkIncident, Relation, Ticket, Watcher
from tickets.states import Cause, State
from tickets.thread import thread_of

pytestmark = pytest.mark.django_db


def elsewhere(desk: Desk):
    """A ticket of another commune, and who declared it."""
    library = LibraryFactory(commune=CommuneFactory(name="Ailleurs"))
    person = person_as(Role.LIBRARIAN, library)
    return desk.declared(library=library, by=person), person


def test_a_ticket_is_made_part_of_another_by_its_number_and_detached(client, desk):
    part, whole = desk.declared(), desk.declared()
    client.force_login(desk.manager)

    client.post(reverse("tickets:attach", args=[part.pk]), {"number": whole.number.lower()})
    assert Ticket.objects.get(pk=part.pk).parent == whole
    assert [one.pk for one in links_of(whole, desk.agent).children] == [part.pk]
    client.post(reverse("tickets:detach", args=[part.pk]))

    assert Ticket.objects.get(pk=part.pk).parent is None
    assert {row.history_user for row in Ticket.history.filter(id=part.pk)[:2]} == {desk.manager}


def test_what_cannot_be_part_of_what_is_refused_with_the_reason(desk):
    one, two, three = desk.declared(), desk.declared(), desk.declared()
    linking.attach(two, parent=one, by=desk.manager)
    over = moves.cancel(desk.declared(), by=desk.agent, why="Sans objet.")
    other, _ = elsewhere(desk)
    refused = {
        "à lui-même": (one, one),
        "est lui-même réuni": (three, two),
        "réunit déjà d’autres": (one, three),
        "un ticket terminé": (three, over),
        "on ne le réunit plus": (over, three),
        "seul un incident du réseau": (other, three),
    }

    for why, (ticket, parent) in refused.items():
        with pytest.raises(Refused, match=why):
            linking.attach(ticket, parent=parent, by=desk.manager)


def test_an_incident_of_the_network_gathers_tickets_of_several_communes(desk):
    whole = desk.at_dsinum()
    incidents.declare(whole, by=desk.manager, title="Panne", told_to_all="Nous cherchons.")
    other, person = elsewhere(desk)

    linking.attach(other, parent=Ticket.objects.get(pk=whole.pk), by=desk.manager)

    seen = links_of(Ticket.objects.get(pk=other.pk), person)
    assert (seen.parent, seen.incident.title) == (None, "Panne"), "the ticket of the other library is not shown"


@pytest.mark.parametrize("who", ["agent", "head", "correspondent", "contact", "editor"])
def test_only_the_second_level_links_tickets(desk, who):
    one, two = desk.declared(), desk.declared()
    person = getattr(desk, who)

    for act in (
        lambda: linking.attach(one, parent=two, by=person),
        lambda: linking.detach(one, by=person),
        lambda: linking.relate(one, two, by=person),
        lambda: linking.unrelate(one, two, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_related_tickets_are_shown_on_both_sides_once_and_removed(client, desk):
    one, two = desk.declared(), desk.declared()
    client.force_login(desk.coordinator)
    address = reverse("tickets:relate", args=[one.pk])

    for _ in range(2):
        client.post(address, {"number": two.number})
    assert Relation.objects.count() == 1
    assert [links_of(pair[0], desk.agent).related for pair in ((one, two), (two, one))] == [[two], [one]]
    refused = client.post(address, {"number": one.number})
    client.post(reverse("tickets:unrelate", args=[two.pk, one.pk]))

    assert refused.status_code == 422
    assert not Relation.objects.exists()


def test_a_reader_sees_only_the_links_to_what_they_may_read(client, desk):
    one, (other, person) = desk.declared(), elsewhere(desk)
    linking.relate(one, other, by=desk.manager)

    assert links_of(one, desk.manager).related == [other]
    assert links_of(one, desk.agent).is_empty
    client.force_login(desk.agent)
    assert other.number not in client.get(one.get_absolute_url()).text
    client.force_login(person)
    assert one.number not in client.get(other.get_absolute_url()).text


@pytest.mark.parametrize("number", ["T-1999-00001", "rien", "\u00e9", "9" * 20])
def test_a_number_that_one_does_not_see_is_nobody_s(client, desk, number):
    client.force_login(desk.manager)
    one = desk.declared()

    for name in ("attach", "relate", "merge"):
        page = client.post(reverse(f"tickets:{name}", args=[one.pk]), {"number": number})
        assert page.status_code == 422
        assert "Aucun ticket que vous voyez" in page.text


def test_a_reply_to_a_merged_ticket_is_refused_with_the_number_of_the_one_that_goes_on(client, desk):
    merged, into = desk.declared(), desk.declared()
    client.force_login(desk.manager)
    address, sent = reverse("tickets:merge", args=[merged.pk]), {"number": into.number}
    shown = client.post(address, sent)
    assert any(f"sera joint à {into.number}" in one for one in shown.context["effects"])
    assert links_of(into, desk.agent).merged == [], "it is shown first"
    client.post(address, {**sent, "confirmed": shown.context["form"]["confirmed"].value()})

    with pytest.raises(Refused, match=into.number):
        moves.say(merged, "Toujours pas.", by=desk.agent)
    client.force_login(desk.agent)
    page = client.get(merged.get_absolute_url())

    assert page.context["form"] is None
    assert into.number in page.context["refusal"]
    assert links_of(into, desk.agent).merged == [Ticket.objects.get(pk=merged.pk)]


def of_other_commune(desk):
    """A ticket of another commune, its requester, and an incident of the network declared from a ticket of the desk."""
    other, person = elsewhere(desk)
    told = "Le portail ne répond plus."
    return other, person, incidents.declare(desk.at_dsinum(), by=desk.manager, title="Panne", told_to_all=told)


def test_who_does_not_read_the_ticket_that_goes_on_is_led_to_the_incident(client, desk):
    other, person, incident = of_other_commune(desk)
    merged = linking.merge(other, into=incident.ticket, by=desk.manager)
    into, client_page = incident.ticket, merged.get_absolute_url()

    client.force_login(person)
    page = client.get(client_page)
    assert "suivez l’incident « Panne »" in page.context["refusal"]
    assert f'href="{incident.get_absolute_url()}">Panne</a>' in page.text
    assert into.number not in page.text
    assert client.get(incident.get_absolute_url()).status_code == 200
    with pytest.raises(Refused, match="suivez l’incident « Panne »") as refused:
        moves.say(merged, "Toujours pas.", by=person)
    assert refused.value.about == incident
    mail = OutboxMessage.objects.get(kind="ticket-merged", recipient=person)
    assert "Le portail ne répond plus." in mail.text
    assert incident.get_absolute_url() in mail.text
    assert into.number not in mail.subject + mail.text + mail.html
    client.force_login(desk.manager)
    assert into.number in client.get(client_page).context["refusal"]


def test_its_library_counts_as_touched_and_its_people_are_told_the_news_and_the_end_in_the_words_of_all(desk):
    other, person, incident = of_other_commune(desk)
    watcher = person_as(Role.LIBRARIAN, other.library)
    Watcher.objects.create(ticket=other, person=watcher)
    linking.merge(other, into=incident.ticket, by=desk.manager)

    assert (other.library, person) in [(one.library, one.by) for one in touched.touched(incident)]
    assert not Watcher.objects.filter(ticket=incident.ticket).exists(), "nobody watches what they may not read"
    audience = broadcasts.audience(incident, by=desk.manager, is_to_all=False)
    assert {person, watcher} <= set(audience.people.values())

    own = Ticket.objects.get(pk=incident.ticket_id)
    moves.resolve(own, by=desk.manager, solution="Certificat de Mme Lointain.", cause=Cause.HOSTING)
    for reader in (person, watcher):
        told = OutboxMessage.objects.get(kind="ticket-resolved", recipient=reader)
        assert "L’incident du réseau «\u00a0Panne\u00a0»" in told.text
        assert incident.get_absolute_url() in told.text
        assert "Lointain" not in told.text + told.html


def test_a_ticket_of_the_same_library_joined_to_an_incident_goes_on_in_its_ticket(desk):
    incident = incidents.declare(desk.at_dsinum(), by=desk.manager, title="Panne", told_to_all="Nous cherchons.")
    merged = linking.merge(desk.declared(by=desk.head), into=incident.ticket, by=desk.manager)

    with pytest.raises(Refused, match=incident.ticket.number):
        moves.say(merged, "Toujours pas.", by=desk.head)
    assert Watcher.objects.get(ticket=incident.ticket).person == desk.head
    assert [one.library for one in touched.touched(incident)] == [desk.library]


def test_a_ticket_of_another_commune_is_joined_only_to_an_incident_that_its_library_can_follow(desk):
    other, _ = elsewhere(desk)
    into = moves.prioritise(
        desk.at_dsinum(), by=desk.manager, impact="NETWORK", urgency="STOPPED", why="!", is_major=True
    )
    with pytest.raises(Refused, match="annoncez-le d’abord"):
        linking.merge(other, into=into, by=desk.manager)

    NetworkIncident.objects.create(ticket=into, title="Panne", told_to_all="Fini.", ended_at=clock.now())
    with pytest.raises(Refused, match="La fin de l’incident « Panne » est annoncée"):
        linking.merge(other, into=into, by=desk.manager)


def test_what_is_joined_already_is_a_double(desk):
    merged = linking.merge(desk.declared(), into=desk.declared(), by=desk.manager)

    with pytest.raises(Refused, match=f"{merged.number} est un doublon"):
        linking.merge(desk.declared(), into=merged, by=desk.manager)


@pytest.mark.parametrize("code", ["sigb-anomalie", "materiel"])
def test_a_ticket_in_hand_is_read_by_those_who_find_it(desk, code):
    ticket = desk.declared(code)
    gone = person_as(Role.LIBRARIAN, desk.library, is_active=False)
    trainer, admin = person_as(Role.TRAINER, desk.sclp), person_as(Role.ADMINISTRATOR, desk.sclp)
    people = [desk.agent, desk.head, desk.correspondent, desk.manager, desk.contact, desk.editor, gone, trainer, admin]

    for person in (*people, elsewhere(desk)[1], person_as(Role.VOLUNTEER, desk.library)):
        found = Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()
        assert rules.may_read(ticket, person) == found, person


# --- read in the thread, told in the services ------------------------------------------------------------------------


def lines(ticket, reader) -> list[str]:
    return [f"{one.entry.who} {one.entry.what}" for one in thread_of(ticket, reader)]


def test_what_a_ticket_is_made_part_of_is_a_line_of_its_thread(client, desk):
    part, whole = desk.declared(), desk.declared()
    client.force_login(desk.manager)
    done = client.post(reverse("tickets:attach", args=[part.pk]), {"number": whole.number.lower()}, follow=True)
    assert [str(one) for one in done.context["messages"]] == [f"Le ticket est réuni à {whole.number}."]
    done = client.post(reverse("tickets:detach", args=[part.pk]), follow=True)
    assert [str(one) for one in done.context["messages"]] == [f"Le ticket est détaché de {whole.number}."]

    told = [f"a réuni le ticket à {whole.number}", f"a détaché le ticket de {whole.number}"]
    assert lines(part, desk.agent)[-2:] == [f"{desk.manager} {one}" for one in told]
    assert lines(part, desk.manager)[-2:] == [f"Vous {one.replace('a ', 'avez ', 1)}" for one in told]


def test_who_may_not_read_what_it_is_part_of_reads_the_incident_or_no_name(desk):
    other, person, incident = of_other_commune(desk)
    other = linking.attach(other, parent=incident.ticket, by=desk.manager)
    assert lines(other, person)[-1] == f"{desk.manager} a réuni le ticket à l’incident du réseau « Panne »"

    linking.detach(other, by=desk.manager)
    incident.touched.all().delete()
    incident.delete()
    assert lines(other, person)[-2:] == [
        f"{desk.manager} a réuni le ticket à un autre", f"{desk.manager} a détaché le ticket d’un autre",
    ]  # fmt: skip


def test_who_follows_either_in_the_services_is_told_and_nobody_else(desk):
    part, whole = desk.declared(), desk.at_dsinum()
    for person in (desk.technician, desk.head):
        Watcher.objects.create(ticket=part, person=person)
    part = linking.attach(part, parent=whole, by=desk.coordinator)
    linking.detach(part, by=desk.coordinator)

    for kind, said in (("attached", f"réuni « {part.subject} » à"), ("detached", f"détaché « {part.subject} » de")):
        found = OutboxMessage.objects.filter(kind=f"ticket-{kind}")
        assert set(found.values_list("recipient", flat=True)) == {desk.technician.pk, desk.manager.pk}
        assert f"{said} {whole.number}" in found[0].text.replace("\u00a0", " ")


def test_the_links_of_a_ticket_are_read_in_three_queries_however_many(desk, django_assert_num_queries):
    one = desk.declared()
    for _ in range(3):
        linking.relate(one, desk.declared(), by=desk.manager)
        linking.attach(desk.declared(), parent=one, by=desk.manager)
    one = Ticket.objects.get(pk=one.pk)
    reader = desk.manager
    reader.current_assignments(one.opened_at.date())

    with django_assert_num_queries(3):
        found = links_of(one, reader)
        assert (len(found.related), len(found.children)) == (3, 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_merge_crosswise_one_is_told_that_the_other_was_first(attempt):
    desk = Desk()
    one, two = desk.declared(), desk.declared()

    outcomes = at_once(
        lambda: linking.merge(one, into=two, by=desk.manager),
        lambda: linking.merge(two, into=one, by=desk.coordinator),
    )

    refusals = [said for said in outcomes if isinstance(said, Refused)]
    assert len(refusals) == 1
    assert "on ne joint qu’à un ticket ouvert" in refusals[0].message or "n’est plus possible" in refusals[0].message
    assert sorted(Ticket.objects.values_list("state", flat=True)) == [State.MERGED, State.NEW]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_attach_crosswise_one_is_told_that_the_other_was_first():
    desk = Desk()
    one, two = desk.declared(), desk.declared()

    outcomes = at_once(
        lambda: linking.attach(one, parent=two, by=desk.manager),
        lambda: linking.attach(two, parent=one, by=desk.coordinator),
    )

    assert len([said for said in outcomes if isinstance(said, Refused)]) == 1
    assert Ticket.objects.filter(parent__isnull=False).count() == 1


def test_a_ticket_of_another_library_of_the_commune_is_joined_only_to_what_its_people_read(desk):
    into = desk.declared()
    library = LibraryFactory(commune=desk.commune)
    librarian, of_both = person_as(Role.LIBRARIAN, library), person_as(Role.LIBRARIAN, library)
    AssignmentFactory(person=of_both, role=Role.LIBRARIAN, library=desk.library)

    alone = desk.declared(library=library, by=librarian)
    assert "vient d’une autre bibliothèque" in link_rules.refusal_to_merge(alone, into)
    with pytest.raises(Refused, match="autre bibliothèque"):
        linking.merge(alone, into=into, by=desk.manager)
    assert link_rules.refusal_to_merge(desk.declared(library=library, by=of_both), into) == ""
    incident = incidents.declare(into, by=desk.manager, title="Portail arrêté", told_to_all="Nous cherchons.")
    linking.merge(alone, into=into, by=desk.manager)
    assert {one.library for one in touched.touched(incident)} == {desk.library, library}
