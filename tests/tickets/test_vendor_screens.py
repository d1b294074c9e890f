"""The pages of a case: the services’, and the vendor’s own, where nothing of the ticket is (R17)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import documents
from foundation.models import OutboxMessage, StoredDocument
from network.roles import Role
from tests.factories import VendorFactory, person_as
from tests.tickets.factories import NOW, Desk
from tickets import cases, moves, searching
from tickets.models import Deadline, VendorMessage
from tickets.states import CaseState, Direction, Meaning, Receipt

pytestmark = pytest.mark.django_db
SECRET = "Zanzibar"  # stands in the name of the library, of who asks, and in the words of the ticket
LINK = re.compile(r'href="(/[^"#]*)')
ELSEWHERE = ("/static/", "/compte/logout", "/compte/deconnexion", "/media/")


@pytest.fixture
def desk():
    found = Desk()
    found.library.name = f"Médiathèque {SECRET}"
    found.library.save()
    found.agent.last_name = SECRET
    found.agent.save()
    return found


@pytest.fixture
def case(desk):
    """A case about a ticket whose every word is secret."""
    ticket = desk.at_dsinum(
        subject=f"Panne à {SECRET}", description=f"{SECRET}.", files=[(f"{SECRET}.txt", documents.arrive(b"a\n"))]
    )
    moves.say(ticket, f"Note {SECRET}.", by=desk.manager, internal=True)
    return desk.case(ticket)


def words(answer) -> str:
    return answer.content.decode()


def walk(client, start="/"):
    """Every page that links lead to from there, each once: (path, what it says)."""
    to_see, seen = [start], {}
    while to_see:
        path = to_see.pop()
        if path in seen or path.startswith(ELSEWHERE):
            continue
        answer = client.get(path.replace("&amp;", "&"), follow=True)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        content = words(answer) if is_page and not answer.streaming else ""
        seen[path] = (answer.status_code, content)
        to_see += [link for link in LINK.findall(content) if link not in seen]
    return seen


# --- the vendor’s ----------------------------------------------------------------------------------------------------


def test_no_page_that_the_vendor_reaches_names_the_library_who_asked_or_the_ticket(desk, case, client):
    client.force_login(desk.editor)
    pages = walk(client)

    assert case.get_absolute_url() in pages
    assert reverse("tickets:cases") in pages
    assert reverse("tickets:case_delay", args=[case.pk]) in pages
    assert {path: status for path, (status, _) in pages.items() if status >= 400} == {}
    assert [path for path, (_, content) in pages.items() if SECRET in content] == []
    assert [path for path, (_, content) in pages.items() if case.ticket.number in content] == []


def test_what_is_not_its_own_is_absent_for_the_vendor(desk, case, client):
    other = desk.case(vendor=VendorFactory(email="b@autre.example"), contacts=[])
    ticket = case.ticket
    secret = StoredDocument.objects.about(ticket).get()
    client.force_login(desk.editor)
    absent = [
        ticket.get_absolute_url(),
        reverse("tickets:delays", args=[ticket.pk]),
        reverse("tickets:open_case", args=[ticket.pk]),
        other.get_absolute_url(),
        reverse("tickets:answer_case", args=[other.pk]),
        reverse("tickets:case_delay", args=[other.pk]),
        reverse("foundation:document", args=[secret.key]),
        reverse("network:library", args=[desk.library.pk]),
        reverse("network:person", args=[desk.agent.pk]),
        reverse("network:commune", args=[desk.commune.pk]),
        *(
            reverse("foundation:life", args=[app, model, pk])
            for app, model, pk in (
                ("tickets", "vendorcase", case.pk),
                ("tickets", "ticket", ticket.pk),
                ("network", "library", desk.library.pk),
            )
        ),
    ]
    found = {path: client.get(path).status_code for path in absent}
    found[reverse("tickets:answer_case", args=[other.pk])] = client.post(absent[4]).status_code
    assert {path: status for path, status in found.items() if status not in (403, 404)} == {}
    assert client.get(reverse("tickets:list")).url == reverse("tickets:cases")


def test_a_search_of_the_vendor_finds_nothing_of_a_ticket(desk, case, client):
    client.force_login(desk.editor)
    found = words(client.get(reverse("foundation:search"), {"q": SECRET}))
    assert case.ticket.number not in found
    assert desk.library.name not in found


def test_the_vendor_acknowledges_once_whatever_it_clicks_then_answers_with_files(desk, case, client):
    client.force_login(desk.editor)
    assert "Accusez réception" in words(client.get(case.get_absolute_url()))
    for _ in range(2):
        assert client.post(reverse("tickets:acknowledge_case", args=[case.pk])).status_code == 302
    case.refresh_from_db(fields=["receipt", "received_at"])
    assert (case.receipt, case.received_at) == (Receipt.SIGNED_IN, NOW)

    page = client.get(case.get_absolute_url())
    from_form = {
        "meaning": Meaning.ANSWER,
        "body": "Corrigé en version 12.",
        "token": page.context["form"].initial["token"],
    }
    client.post(reverse("tickets:answer_case", args=[case.pk]), from_form)
    assert "Corrigé en version 12." in words(client.get(case.get_absolute_url()))
    assert VendorMessage.objects.last().author == desk.editor


def test_the_reference_of_the_vendor_leads_to_its_case_even_closed_for_who_may_read_it(desk, case, client):
    kept = cases.note_reference(case, "EDD-88 412", by=desk.editor)
    kept = cases.close(kept, by=desk.manager, why="Réglé par téléphone.")

    for person in (desk.manager, desk.editor):
        assert [hit.url for hit in searching.search(person, "edd-88 412")] == [kept.get_absolute_url()]
        client.force_login(person)
        assert kept.number in client.get(reverse("tickets:cases") + "?q=EDD-88").text
    assert searching.search(desk.agent, "EDD-88 412") == []


def test_a_word_of_the_vendor_moves_its_delay_only_once_it_says_what_it_sends(desk, case, client):
    client.force_login(desk.editor)
    field = client.get(case.get_absolute_url()).context["form"]["meaning"]
    assert (field.value(), field.label) == (None, "Choisissez ce que vous envoyez")

    sent = {"body": "Bien reçu.", "token": str(uuid4())}
    refused = client.post(reverse("tickets:answer_case", args=[case.pk]), sent)
    assert refused.status_code == 422
    assert "de ce que vous envoyez dépend votre délai." in words(refused)
    assert not VendorMessage.objects.filter(direction=Direction.IN).exists()

    client.post(reverse("tickets:answer_case", args=[case.pk]), {**sent, "meaning": Meaning.NEWS})
    assert VendorMessage.objects.get(direction=Direction.IN).meaning == Meaning.NEWS


def test_a_reference_already_given_is_refused_with_the_number_of_its_case(desk, case, client):
    cases.note_reference(desk.case(), "INC-77", by=desk.editor)
    client.force_login(desk.editor)
    answer = client.post(reverse("tickets:case_reference", args=[case.pk]), {"reference": "INC-77"})
    assert answer.status_code == 422
    assert "est déjà la référence du dossier E-2027-0002" in words(answer)


def test_a_closed_case_says_so_to_the_vendor_and_takes_no_answer(desk, case, client):
    cases.close(case, by=desk.manager, why=f"Réglé à {SECRET}.")
    client.force_login(desk.editor)
    page = words(client.get(case.get_absolute_url()))
    assert "Ce dossier est clos" in page
    assert SECRET not in page
    refused = client.post(reverse("tickets:answer_case", args=[case.pk]), {"body": "Trop tard.", "token": "x"})
    assert refused.status_code in (409, 422)
    assert VendorMessage.objects.count() == 1


# --- the services’ ---------------------------------------------------------------------------------------------------


def test_the_page_of_a_case_shows_the_services_its_clock_its_contacts_and_its_history(desk, case, client):
    client.force_login(desk.manager)
    page = words(client.get(case.get_absolute_url()))
    assert "Le délai du marché commence à la preuve de réception" in page
    assert "pas encore envoyé" in page
    assert all(one in page for one in ("Prise en charge", "Prochaines nouvelles", "Résolution"))

    cases.note_receipt(case, by=desk.manager, received_at=NOW, receipt=Receipt.PHONE)
    page = words(client.get(case.get_absolute_url()))
    assert "avez noté que l’éditeur l’a reçu" in page
    assert "ouvrées" in page


def test_an_answer_is_told_on_both_pages_with_the_way_to_take_the_ticket_back(desk, case, client):
    cases.answer(case, "Corrigé en version 12.", by=desk.manager)
    client.force_login(desk.manager)
    of_case, of_ticket = (words(client.get(one.get_absolute_url())) for one in (case, case.ticket))
    back = reverse("tickets:hand_back", args=[case.ticket_id])
    assert back in of_case
    assert back in of_ticket
    assert "L’éditeur a répondu" in of_case
    assert "L’éditeur a répondu" in of_ticket
    assert "Corrigé en version 12." in of_ticket
    assert f"saisi la réponse d’{desk.vendor}" in of_case


def test_the_library_reads_nothing_of_the_case_on_its_ticket(desk, case, client):
    cases.answer(case, "Corrigé en version 12.", by=desk.manager)
    client.force_login(desk.agent)
    page = words(client.get(case.ticket.get_absolute_url()))
    assert case.number not in page
    assert "version 12" not in page


def test_the_vendor_who_opens_the_tickets_is_led_to_its_cases(desk, client):
    client.force_login(desk.editor)

    answer = client.get(reverse("tickets:list"))

    assert (answer.status_code, answer.url) == (302, reverse("tickets:cases"))
    assert "Dossiers" in words(client.get(answer.url))


def test_what_was_vouched_for_is_read_by_the_services_alone(desk, client):
    case = desk.case(vouched=[["numéro de carte", "20012345678901"]])
    for who, is_told in ((desk.manager, True), (desk.editor, False)):
        client.force_login(who)
        page = client.get(case.get_absolute_url())
        assert ("Vérifié avant l’envoi" in words(page)) == is_told
        assert not any("Vérifié" in one for one in re.findall(r'<p class="bubble">(.*?)</p>', page.text, re.DOTALL))
    client.force_login(desk.manager)
    aside = re.search(r'<p class="timeline-line form-hint">(.*?)</p>', client.get(case.get_absolute_url()).text)
    assert "interne" in aside[1]
    assert "20012345678901" in aside[1]


def test_the_list_keeps_to_what_is_to_follow(desk, case, client):
    received = cases.note_receipt(desk.case(), by=desk.manager, received_at=NOW, receipt=Receipt.PHONE)
    late = cases.note_receipt(desk.case(), by=desk.manager, received_at=NOW, receipt=Receipt.PHONE)
    Deadline.objects.filter(ticket=late.ticket, clock="UC", target="TAKE").update(due_at=NOW - timedelta(hours=1))
    client.force_login(desk.manager)

    def numbers(follow):
        page = words(client.get(reverse("tickets:cases"), {"follow": follow}))
        return {one.number for one in (case, received, late) if one.number in page}

    assert numbers("receipt") == {case.number}
    assert numbers("answer") == {received.number, late.number}
    assert numbers("late") == {late.number}
    assert numbers("") == {case.number, received.number, late.number}


def test_the_list_asks_as_much_with_three_cases_as_with_one(desk, case, client, django_assert_max_num_queries):
    client.force_login(desk.manager)
    url = reverse("tickets:cases")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    others = [desk.case(), desk.case()]
    with django_assert_max_num_queries(len(one)):
        page = words(client.get(url))
    assert all(each.number in page for each in (case, *others))


@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.COMMUNE_CONTACT, Role.MEMBER])
def test_nobody_else_finds_the_case(desk, case, client, role):
    place = desk.commune if role != Role.LIBRARIAN else desk.library
    client.force_login(person_as(role, place))
    page, listed = client.get(case.get_absolute_url()), client.get(reverse("tickets:cases"))
    assert (page.status_code, listed.status_code) == (404, 403)
    assert case.number not in words(page) + words(listed)


def test_a_mail_of_the_answer_tells_the_services_alone(desk, case):
    cases.answer(case, "Corrigé.", by=desk.editor)
    told = OutboxMessage.objects.filter(kind="vendor-case-answered")
    assert {one.recipient for one in told} == {desk.manager}
    assert VendorMessage.objects.last().case.state == CaseState.ANSWERED


def test_of_a_vendor_without_address_who_receives_it_is_asked_and_the_only_one_proposed(desk, client):
    ticket = desk.at_dsinum()
    client.force_login(desk.manager)
    url = reverse("tickets:open_case", args=[ticket.pk])

    with_address = client.get(url).context["form"]
    desk.vendor.email = ""
    desk.vendor.save()
    without = client.get(url).context["form"]

    assert not with_address.fields["contacts"].required
    assert without.fields["contacts"].required
    assert without["contacts"].value() == [desk.editor.pk]
