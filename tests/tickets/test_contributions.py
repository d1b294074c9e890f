"""What the desk brings elsewhere: search, pages of others, lives, and a way to signal a problem from anywhere."""

import re
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import audit, drafts, registry, sidebar
from foundation import search as finder
from foundation.documents import arrive
from network.models import Person
from network.roles import Role
from tests.convention.factories import ConventionFactory
from tests.factories import CommuneFactory, LibraryFactory, ServiceFactory, VendorFactory, person_as
from tests.tickets.factories import NOW
from tickets import cases, contributions, linking, lives, moves, searching
from tickets.models import Ticket
from tickets.priorities import Urgency
from tickets.states import Cause, Level

pytestmark = pytest.mark.django_db
PIXEL = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def found(person, text) -> list[str]:
    return [hit.url for group in finder.search(person, text) if group.title == "Tickets" for hit in group.hits]


# --- search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["T-2027-00001", "t-2027-1", "T 2027 00001", "T2027-00001"])
def test_a_number_leads_to_its_ticket_however_it_is_written(desk, text):
    ticket = desk.declared()
    desk.declared()

    assert found(desk.manager, text) == [ticket.get_absolute_url()]


def test_the_number_of_a_case_leads_to_it_for_who_may_read_it(desk):
    case = desk.case()

    assert found(desk.manager, case.number) == found(desk.editor, case.number) == [case.get_absolute_url()]
    assert found(desk.agent, case.number) == []


def test_words_are_found_without_their_accents_in_any_order(desk):
    ticket = desk.declared(subject="Écran du prêt éteint")

    assert found(desk.agent, "eteint ecran") == found(desk.agent, "PRÊT") == [ticket.get_absolute_url()]
    assert found(desk.agent, "imprimante") == []


def test_a_stranger_finds_neither_by_number_nor_by_words(desk):
    desk.declared(subject="Zanzibar")
    stranger = person_as(Role.LIBRARY_HEAD, LibraryFactory(commune=CommuneFactory(name="Ailleurs")))

    assert found(stranger, "T-2027-00001") == found(stranger, "zanzibar") == []
    assert found(desk.editor, "zanzibar") == []


def test_what_is_no_number_is_words():
    assert searching.number_of("t 2027") == searching.number_of("x 2027 1") == searching.number_of("retour") == ""


# --- lives -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("manager", 200), ("coordinator", 200), ("agent", 404), ("editor", 404)])
def test_the_second_level_alone_reads_the_life_of_a_ticket_and_of_a_case(client, desk, who, status):
    case = desk.case()
    client.force_login(getattr(desk, who))

    for name, key, number in (("ticket", case.ticket_id, case.ticket.number), ("vendorcase", case.pk, case.number)):
        page = client.get(reverse("foundation:life", args=["tickets", name, key]))
        assert (page.status_code, number in page.text) == (status, status == 200)


def test_a_life_that_is_read_tells_of_the_mails_and_of_who_did_what(desk):
    ticket = desk.at_dsinum()
    moves.say(ticket, "Note de service", by=desk.manager, internal=True)

    told = [event.what for event in audit.life(ticket, desk.manager)]

    assert "a pris le ticket en charge" in told
    assert any(desk.agent.get_full_name() in one for one in told)


def life_of(client, obj) -> str:
    """The page of its life, on one line, as it is read."""
    page = client.get(reverse("foundation:life", args=["tickets", obj._meta.model_name, obj.pk]))
    return " ".join(re.sub(r"<[^>]*>", " ", page.text.replace("\u00a0", " ")).split())


def test_a_life_tells_by_its_name_each_file_that_was_joined(client, desk):
    ticket = desk.at_dsinum(files=[("ecran.png", arrive(PIXEL))])
    moves.say(ticket, "Voici.", by=desk.agent, files=[("plan.png", arrive(PIXEL)), ("poste.png", arrive(PIXEL))])
    case = desk.case(ticket)
    cases.answer(case, "Essayez.", by=desk.editor, files=[("mode d’emploi.png", arrive(PIXEL))])
    client.force_login(desk.manager)

    told = life_of(client, ticket)

    assert f"{desk.agent} a déposé « ecran.png »" in told
    assert f"{desk.agent} a joint « plan.png » et « poste.png »" in told
    assert "a modifié" not in told
    assert f"{desk.editor} a joint « mode d’emploi.png »" in life_of(client, case)


def test_a_life_asks_as_much_for_many_files_as_for_one(desk):
    ticket = desk.at_dsinum()

    def joined(name: str) -> int:
        moves.say(ticket, "Voici.", by=desk.agent, files=[(name, arrive(PIXEL))])
        with CaptureQueriesContext(connection) as asked:
            lives.life(ticket)
        return len(asked)

    assert [joined("un.png"), joined("deux.png"), joined("trois.png")] == [2, 2, 2]


def test_a_life_tells_each_change_by_its_own_name(client, desk):
    ticket, other = desk.declared(), desk.at_dsinum()
    moves.prioritise(other, by=desk.manager, impact=other.impact, urgency=Urgency.STOPPED, why="Fermé.")
    linking.attach(other, parent=ticket, by=desk.manager)
    linking.detach(other, by=desk.manager)
    client.force_login(desk.manager)

    told = life_of(client, other)

    assert f"{desk.manager} a changé l’urgence et la priorité" in told
    assert f"{desk.manager} a réuni le ticket à un autre" in told
    assert f"{desk.manager} a détaché le ticket" in told
    assert "a modifié le ticket" not in told


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LIBRARY_HEAD])
def test_who_reads_a_ticket_without_working_on_it_does_not_read_its_life(desk, role):
    place = desk.library if role == Role.LIBRARY_HEAD else desk.sclp
    ticket = desk.declared()

    assert contributions.is_life_closed(ticket, person_as(role, place)) is True
    assert contributions.is_life_closed(desk.library, desk.agent) is None


# --- pages of others -------------------------------------------------------------------------------------------------


def test_the_page_of_a_commune_tells_its_open_tickets_to_the_services_alone(client, desk):
    ticket = desk.declared()
    desk.resolved()
    client.force_login(desk.manager)

    panel = contributions.commune_panel(desk.commune, desk.manager)

    assert [one.pk for one in panel.context["tickets"]] == [ticket.pk]
    assert ticket.number in client.get(desk.commune.get_absolute_url()).content.decode()
    assert contributions.commune_panel(desk.commune, desk.contact) is None
    assert contributions.commune_panel(CommuneFactory(name="Ailleurs"), desk.manager) is None


def test_the_end_of_a_convention_says_what_is_open(desk):
    convention = ConventionFactory(commune=desk.commune)
    assert contributions.on_termination(convention, NOW.date()) == []

    desk.declared()
    desk.declared()
    desk.resolved()

    (line,) = contributions.on_termination(convention, NOW.date())
    assert line.startswith("2 tickets ouverts dans ses bibliothèques restent à traiter")
    assert line in registry.on_termination.collect(convention, NOW.date())


# --- from any page ---------------------------------------------------------------------------------------------------


def link_on(client, person, url, status=200) -> str:
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == status
    return next((one.url for one in answer.context["page_links"]), "")


def test_any_page_leads_to_a_declaration_that_says_where_one_was(client, desk):
    url = reverse("training:courses")

    link = link_on(client, desk.agent, f"{url}?q=Durand")

    assert parse_qs(urlsplit(link).query) == {"page": [url]}
    choose = client.get(link).content.decode()
    assert f"/tickets/nouveau/sigb-anomalie/?page={url.replace('/', '%2F')}" in choose
    form = client.get(f"/tickets/nouveau/sigb-anomalie/?page={url}")
    assert form.context["form"].initial["page"] == url


def test_who_signals_from_a_page_reads_which_one_is_joined_and_may_not_join_it(client, desk):
    url = f"/tickets/nouveau/sigb-anomalie/?page={reverse('training:courses')}"
    sent = {
        "subject": "Panne", "description": "Depuis ce matin.", "urgency": "DEGRADED", "library": desk.library.pk,
        "requester": "me", "own_ecran": "Retour",
    }  # fmt: skip
    client.force_login(desk.agent)
    page = client.get(url).text
    box = re.search(r'<input type="checkbox" name="page"[^>]*>', page)[0]
    assert f'value="{reverse("training:courses")}"' in box
    assert "checked" in box
    assert f'<div class="field-help">{reverse("training:courses")}</div>' in page
    assert 'name="page"' not in client.get("/tickets/nouveau/sigb-anomalie/").text

    wrong = client.post(url, sent | {"subject": ""}).text
    box = re.search(r'<input type="checkbox" name="page"[^>]*>', wrong)[0]
    assert f'value="{reverse("training:courses")}"' in box
    assert "checked" not in box, "it was unticked"

    for facts in ({}, {"page": reverse("training:courses")}):
        answer = client.post(url, sent | {"token": str(uuid4()), **facts}, follow=True)
        assert Ticket.objects.latest("pk").page == facts.get("page", "")
        assert ("Signalé depuis" in dict(answer.context["facts"])) == bool(facts)
    client.force_login(desk.head)
    assert "Signalé depuis" not in dict(client.get(Ticket.objects.latest("pk").get_absolute_url()).context["facts"])


def test_a_page_kept_in_a_draft_is_told_where_it_is_given_back(client, desk):
    address = "/tickets/nouveau/sigb-anomalie/"
    drafts.keep(desk.agent, address, {"subject": ["Panne"], "page": ["/formations/"]})
    client.force_login(desk.agent)

    page = client.get(address).text

    assert '<div class="field-help">/formations/</div>' in page


def test_a_page_that_refuses_offers_it_too(client, desk):
    assert link_on(client, desk.agent, reverse("tickets:cockpit"), status=403)
    assert "Signaler un problème" in client.get(reverse("tickets:cockpit")).content.decode()


def test_it_is_offered_to_who_may_declare_and_not_while_declaring(client, desk):
    home = reverse("reporting:home")

    assert link_on(client, desk.manager, home)
    assert not link_on(client, desk.editor, home)
    assert not link_on(client, desk.contact, home)
    assert not link_on(client, desk.agent, reverse("tickets:choose"))


def test_the_side_bar_counts_what_one_has_to_take(desk):
    ticket = desk.declared()
    moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Même chose ailleurs.")
    desk.declared()

    counted = {
        who: next(one.count for one in sidebar.entries_of(Person.objects.get(pk=getattr(desk, who).pk))
                  if one.label == "Tickets")
        for who in ("correspondent", "manager", "coordinator", "agent")
    }  # fmt: skip

    assert counted == {"correspondent": 1, "manager": 1, "coordinator": 0, "agent": 0}


@pytest.mark.parametrize(
    ("sent", "is_link"),
    [
        ("/conventions/3/", True),
        ("//ailleurs.example/", False),
        ("javascript:alert(1)", False),
        ("\\\\ailleurs", False),
    ],
)
def test_the_page_that_one_was_on_is_a_link_when_it_is_ours(client, desk, sent, is_link):
    ticket = desk.declared()
    type(ticket).objects.filter(pk=ticket.pk).update(page=sent)
    client.force_login(desk.manager)

    facts = dict(client.get(ticket.get_absolute_url()).context["facts"])

    assert (facts["Signalé depuis"] == f'<a href="{sent}">{sent}</a>') is is_link
    assert sent in facts["Signalé depuis"]


def test_what_was_said_with_a_passage_or_an_act_is_found_even_once_it_was_said_again(desk):
    ticket = desk.at_dsinum()
    ticket = moves.resolve(ticket, by=desk.manager, solution="Videz la corbeille rouge.", cause=Cause.SOFTWARE)
    ticket = moves.reopen(ticket, by=desk.agent, why="Toujours un hippocampe.")
    ticket = moves.escalate(
        moves.take(ticket, by=desk.manager), by=desk.manager, to=Level.SCLP, diagnosis="Paramètre kangourou."
    )
    moves.resolve(moves.take(ticket, by=desk.coordinator), by=desk.coordinator, solution="Réglé.", cause=Cause.OTHER)

    def found(text):
        return list(searching.matching(Ticket.objects.visible_to(desk.agent), desk.agent, text))

    assert found("corbeille rouge") == found("hippocampes") == found("kangourou") == found("réglé") == [ticket]
    assert found("kangourou -hippocampe") == []


@pytest.mark.parametrize(
    ("role", "where", "told"),
    [
        (Role.COORDINATOR, ServiceFactory, "Rechercher une commune, une convention…"),
        (Role.LIBRARIAN, LibraryFactory, "Rechercher un ticket…"),
        (Role.VOLUNTEER, LibraryFactory, "Rechercher un ticket…"),
        (Role.VENDOR_CONTACT, VendorFactory, "Rechercher un dossier…"),
    ],
)
def test_the_search_says_what_one_may_look_for(client, role, where, told):
    client.force_login(person_as(role, where()))

    assert f'placeholder="{told}"' in client.get("/", follow=True).text
