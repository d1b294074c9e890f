"""An incident of the network: one declaration, « moi aussi », news to exactly those who were shown, one end."""

import pytest
from django.urls import reverse

from foundation import outbox
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as
from tests.tickets.factories import NOW, Elsewhere
from tickets import broadcasts, incidents, linking, moves
from tickets.models import IncidentUpdate, Message, MeToo, NetworkIncident, Ticket
from tickets.priorities import Urgency
from tickets.states import Cause, Level, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(desk):
    told = "Le portail ne répond plus depuis 8 h."
    return incidents.declare(desk.at_dsinum(), by=desk.manager, title="Portail en panne", told_to_all=told)


def sent_by(page) -> dict:
    """What a form of the page sends as it is."""
    form = page.context["form"]
    return {field.html_name: field.value() for field in form if field.value() is not None}


def told() -> set[str]:
    """Who was written to about an incident."""
    kinds = [broadcasts.UPDATE, broadcasts.END]
    return set(OutboxMessage.objects.filter(kind__in=kinds).values_list("to_email", flat=True))


# --- declared --------------------------------------------------------------------------------------------------------


def test_level_2_makes_an_incident_of_a_ticket_and_its_priority_follows(client, desk):
    ticket = desk.at_dsinum(urgency=Urgency.STOPPED)
    client.force_login(desk.technician)
    address = reverse("tickets:declare_incident", args=[ticket.pk])

    assert client.get(address).context["form"].initial["title"] == ticket.subject
    answer = client.post(address, {"title": "Panne", "told_to_all": "Nous cherchons.", "is_major": "on"})

    made = NetworkIncident.objects.get()
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert answer.url == made.get_absolute_url()
    assert (fresh.priority, fresh.is_major, fresh.intervals.last().priority) == ("P1", True, "P1")
    assert client.get(address).status_code == 409, "it is one already"


def test_what_cannot_be_announced_is_refused_with_the_reason(desk, incident):
    over, part = moves.cancel(desk.declared(), by=desk.agent, why="Sans objet."), desk.declared()
    linking.attach(part, parent=Ticket.objects.get(pk=incident.ticket_id), by=desk.manager)
    facts = {"by": desk.manager, "title": "Panne", "told_to_all": "Rien."}

    for ticket, why in ((incident.ticket, "déjà un incident"), (over, "on ne l’annonce plus"), (part, "est réuni à")):
        with pytest.raises(Refused, match=why):
            incidents.declare(ticket, **facts)


@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT])
@pytest.mark.parametrize("is_own", [True, False])
def test_the_libraries_read_an_incident_and_run_none(client, desk, incident, role, is_own):
    person = person_as(role, desk.library if is_own else Elsewhere().library)
    client.force_login(person)

    page = client.get(incident.get_absolute_url())
    assert "Le portail ne répond plus" in page.text
    assert (incident.ticket.number in page.text) == is_own, "the ticket of another library is the service’s"
    library = person.assignments.get().library
    ticket = desk.declared(library=library, by=person)
    assert client.get(reverse("tickets:declare_incident", args=[ticket.pk])).status_code == 403
    for name in ("broadcast", "end_incident", "edit_incident", "resolve_children"):
        assert client.get(reverse(f"tickets:{name}", args=[incident.pk])).status_code == 403


@pytest.mark.parametrize("who", ["contact", "editor"])
def test_who_may_not_declare_sees_no_incident(client, desk, incident, who):
    client.force_login(getattr(desk, who))

    answers = [
        client.get(incident.get_absolute_url()),
        client.post(reverse("tickets:me_too", args=[incident.pk])),
        client.get(reverse("tickets:incidents")),
    ]
    assert [one.status_code for one in answers] == [404, 404, 403]
    assert not any(incident.title in one.text or incident.told_to_all in one.text for one in answers)
    assert not MeToo.objects.exists()


def test_the_list_shows_those_that_last_with_the_libraries_they_touch(client, desk, incident):
    incidents.say_me_too(incident, library=desk.library, by=desk.agent)
    NetworkIncident.objects.create(ticket=desk.declared(), title="Ancien", told_to_all="Fini.", ended_at=NOW)
    client.force_login(desk.agent)

    page = client.get(reverse("tickets:incidents"))

    assert page.context["listing"].total == 1
    assert "Ancien" not in page.text
    assert "Ancien" in client.get(reverse("tickets:incidents"), {"state": "all"}).text


# --- « moi aussi » ---------------------------------------------------------------------------------------------------


def test_a_library_says_me_too_once_and_a_second_click_recalls_it(client, incident):
    other = Elsewhere()
    client.force_login(other.agent)
    address = reverse("tickets:me_too", args=[incident.pk])
    sent = sent_by(client.get(incident.get_absolute_url())) | {"detail": "Écran blanc"}

    noted = client.post(address, sent, follow=True)
    client.force_login(other.head)
    again = client.post(address, sent, follow=True)

    row = MeToo.objects.get()
    assert (row.library, row.by, row.detail) == (other.library, other.agent, "Écran blanc")
    assert f"C’est noté pour la {other.library}" in noted.text
    assert f"La {other.library} l’a déjà dit" in noted.text
    assert f"La {other.library} l’avait déjà dit" in again.text
    assert again.context["form"] is None, "there is nothing left to say"
    assert "2 bibliothèques" in again.text.replace("\u00a0", " ")


def test_who_works_in_several_libraries_chooses_which(client, desk, incident):
    other = LibraryFactory(commune=desk.commune)
    person = person_as(Role.LIBRARIAN, desk.library)
    person.assignments.create(role=Role.LIBRARIAN, library=other, starts_on=NOW.date())
    client.force_login(person)
    address = reverse("tickets:me_too", args=[incident.pk])

    assert client.post(address, {}).status_code == 422
    client.post(address, {"library": other.pk})

    assert MeToo.objects.get().library == other


def test_one_does_not_say_it_for_the_library_of_another(client, desk, incident):
    other = Elsewhere()
    client.force_login(desk.agent)

    page = client.post(reverse("tickets:me_too", args=[incident.pk]), {"library": other.library.pk})

    assert (page.status_code, MeToo.objects.count()) == (422, 0)
    assert [*page.context["form"].errors] == ["library"]
    assert other.library.name not in page.text


def test_an_incident_that_is_over_is_said_no_more(desk, incident):
    NetworkIncident.objects.update(ended_at=NOW)

    with pytest.raises(Refused, match="terminé"):
        incidents.say_me_too(incident, library=desk.library, by=desk.agent)


# --- told ------------------------------------------------------------------------------------------------------------


def test_exactly_the_readers_shown_are_written_to_once_even_confirmed_twice(client, desk, incident):
    other, silent, part = Elsewhere("Touchée"), Elsewhere("Muette"), Elsewhere("Jointe")
    incidents.say_me_too(incident, library=other.library, by=other.agent)
    child = desk.declared(library=part.library, by=part.agent)
    linking.attach(child, parent=Ticket.objects.get(pk=incident.ticket_id), by=desk.manager)
    client.force_login(desk.manager)
    address = reverse("tickets:broadcast", args=[incident.pk])
    typed = sent_by(client.get(address)) | {"body": "Redémarrage à midi."}

    preview = client.post(address, typed)
    shown = {person.email for _, people in preview.context["audience"].groups for person in people}
    assert preview.status_code == 200
    assert not IncidentUpdate.objects.exists()
    assert "Redémarrage à midi." in preview.text
    confirmed = sent_by(preview)
    for _ in range(2):
        assert client.post(address, confirmed).url == incident.get_absolute_url()

    of_part = {part.head.email, part.agent.email}  # its library has the same trouble
    of_own = {desk.agent.email, desk.head.email, desk.correspondent.email}  # whose ticket it is
    assert shown == told() == {other.head.email, other.agent.email, *of_part, *of_own}
    assert silent.head.email not in told()
    assert OutboxMessage.objects.filter(kind=broadcasts.UPDATE).count() == len(shown)
    update = IncidentUpdate.objects.get()
    assert (update.readers, update.is_to_all) == (7, False)
    assert Message.objects.get(ticket=incident.ticket_id, body=update.body).is_from_service


def test_what_is_announced_leaves_the_correspondent_for_the_service_that_announces_it(desk):
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    assert ticket.level == Level.CORRESPONDENT

    made = incidents.declare(ticket, by=desk.coordinator, title="Panne", told_to_all="Nous cherchons.")

    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (made.ticket_id, fresh.level, fresh.state) == (ticket.pk, Level.SCLP, State.NEW)
    assert fresh.handovers.last().diagnosis == "Incident du réseau."
    mail = OutboxMessage.objects.get(kind="ticket-handed-over", recipient=desk.correspondent)
    assert "est passé à un autre niveau" in mail.text


def test_by_choice_the_heads_and_correspondents_of_every_open_library_are_told(desk, incident):
    other, closed = Elsewhere(), Elsewhere("Close")
    closed.library.closed_on = NOW.date()
    closed.library.save()

    found = broadcasts.audience(incident, by=desk.manager, is_to_all=True)

    assert set(found.people.values()) == {desk.head, desk.correspondent, desk.agent, other.head}


def test_when_the_readers_have_changed_meanwhile_they_are_shown_again(client, desk, incident):
    other = Elsewhere()
    client.force_login(desk.manager)
    address = reverse("tickets:broadcast", args=[incident.pk])
    preview = client.post(address, sent_by(client.get(address)) | {"body": "Redémarrage à midi."})
    incidents.say_me_too(incident, library=other.library, by=other.agent)

    again = client.post(address, sent_by(preview))

    assert not IncidentUpdate.objects.exists()
    assert other.head in again.context["audience"].people.values()
    client.post(address, sent_by(again))
    own = {desk.agent.email, desk.head.email, desk.correspondent.email}
    assert told() == {*own, other.head.email, other.agent.email}


def test_a_reader_who_may_no_more_read_it_is_told_nothing(desk, incident):
    other = Elsewhere()
    incidents.say_me_too(incident, library=other.library, by=other.agent)
    readers = broadcasts.audience(incident, by=desk.manager, is_to_all=False)
    token = IncidentUpdate().token
    facts = {"by": desk.manager, "readers": readers, "is_to_all": False, "token": token}
    broadcasts.broadcast(incident, "Redémarrage à midi.", **facts)
    other.agent.assignments.all().delete()

    message = OutboxMessage.objects.get(to_email=other.agent.email, kind=broadcasts.UPDATE)

    assert outbox.outdated(message) == "Le destinataire ne peut plus lire cet incident."


def test_nobody_touched_is_told_before_it_is_confirmed(client, desk):
    ticket = desk.declared(by=desk.manager, library=LibraryFactory())  # where nobody is
    found = incidents.declare(ticket, by=desk.manager, title="Panne", told_to_all="Nous cherchons.")
    client.force_login(desk.manager)
    address = reverse("tickets:broadcast", args=[found.pk])

    preview = client.post(address, sent_by(client.get(address)) | {"body": "Redémarrage à midi."})
    client.post(address, sent_by(preview))

    assert "Personne ne le recevra par e-mail" in preview.text
    assert (IncidentUpdate.objects.get().readers, told()) == (0, set())


def test_the_audience_is_found_in_a_bounded_number_of_queries(desk, incident, django_assert_max_num_queries):
    for rank in range(5):
        other = Elsewhere(f"Commune-{rank}")
        incidents.say_me_too(incident, library=other.library, by=other.agent)

    for rank in range(3):
        other = Elsewhere(f"Jointe-{rank}")
        linking.attach(desk.declared(library=other.library, by=other.agent), parent=incident.ticket, by=desk.manager)

    with django_assert_max_num_queries(4):
        found = broadcasts.audience(incident, by=desk.manager, is_to_all=False)
        assert len(found.groups) == 9


def test_the_page_of_an_incident_asks_no_more_for_more_libraries(client, desk, incident, django_assert_max_num_queries):
    client.force_login(desk.manager)
    client.get(incident.get_absolute_url())
    for rank in range(4):
        other = Elsewhere(f"Commune-{rank}")
        incidents.say_me_too(incident, library=other.library, by=other.agent)
        child = desk.declared(library=other.library, by=other.agent)
        linking.attach(child, parent=Ticket.objects.get(pk=incident.ticket_id), by=desk.manager)

    with django_assert_max_num_queries(30):
        page = client.get(incident.get_absolute_url())

    assert (len(page.context["children"]), len(page.context["touched"])) == (4, 5)


# --- ended -----------------------------------------------------------------------------------------------------------


def test_the_end_is_announced_once_with_its_last_news(client, desk, incident):
    incidents.say_me_too(incident, library=desk.library, by=desk.agent)
    client.force_login(desk.manager)
    address = reverse("tickets:end_incident", args=[incident.pk])
    preview = client.post(address, sent_by(client.get(address)) | {"body": "C’est réparé."})
    assert NetworkIncident.objects.get().is_current

    for _ in range(2):
        assert client.post(address, sent_by(preview)).status_code == 302

    ended = NetworkIncident.objects.get()
    assert (ended.ended_at, ended.updates.count()) == (NOW, 1)
    assert told() == {desk.agent.email, desk.head.email, desk.correspondent.email}
    assert client.get(address).status_code == 409
    assert client.get(reverse("tickets:broadcast", args=[incident.pk])).status_code == 409


def test_the_text_is_corrected_on_the_page_and_nobody_is_written_to(client, desk, incident):
    client.force_login(desk.manager)
    address = reverse("tickets:edit_incident", args=[incident.pk])

    client.post(address, sent_by(client.get(address)) | {"told_to_all": "Depuis 9 h."})

    assert NetworkIncident.objects.get().told_to_all == "Depuis 9 h."
    assert told() == set()


def solved(desk, incident):
    ticket = Ticket.objects.get(pk=incident.ticket_id)
    return moves.resolve(ticket, by=desk.manager, solution="Certificat renouvelé.", cause=Cause.HOSTING)


def test_the_tickets_gathered_are_solved_together_after_a_preview_of_each(client, desk, incident):
    parent = Ticket.objects.get(pk=incident.ticket_id)
    new, taken, town = desk.declared(), desk.at_dsinum(), desk.declared("materiel")
    done = moves.cancel(desk.declared(), by=desk.manager, why="Sans objet.")
    Ticket.objects.filter(pk__in=[one.pk for one in (new, taken, town, done)]).update(parent=parent)
    client.force_login(desk.manager)
    address = reverse("tickets:resolve_children", args=[incident.pk])
    assert client.get(address).status_code == 409, "the solution of the parent is that of all"
    solved(desk, incident)

    page = client.get(address)
    assert {one.pk for one in page.context["concerned"]} == {new.pk, taken.pk}
    refused = {one.pk: why for one, why in page.context["refused"]}
    assert refused == {town.pk: "à un autre niveau : la commune", done.pk: "déjà « annulé »"}
    sent = {"once_key": str(page.context["once_key"]), "tickets": page.context["keys"]}
    other = client.post(address, {**sent, "tickets": f"{incident.ticket_id}@h1"})
    assert other.status_code == 422
    assert "Aucun des tickets montrés n’est plus à résoudre ainsi" in other.text
    answer = client.post(address, sent)
    assert client.post(address, sent).url == answer.url, "confirmed twice, done once"

    states = dict(Ticket.objects.values_list("pk", "state"))
    assert (states[new.pk], states[taken.pk], states[town.pk]) == (State.RESOLVED, State.RESOLVED, State.NEW)
    assert Ticket.objects.get(pk=new.pk).solution == "Certificat renouvelé."
    assert "2 faites" in client.get(answer.url).text.replace("\u00a0", " ")


def test_a_person_without_address_is_in_no_audience(desk, incident):
    nobody = person_as(Role.LIBRARY_HEAD, desk.library, email=None)
    gone = PersonFactory(is_active=False)
    incidents.say_me_too(incident, library=desk.library, by=desk.agent)
    MeToo.objects.update(by=gone)

    found = broadcasts.audience(incident, by=desk.manager, is_to_all=False)

    assert nobody.pk not in found.people
    assert gone.pk not in found.people
