"""The vendor’s account of its delay: each minute has its line and what was written in it, nothing is the ticket’s."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from foundation.french import NBSP
from network.roles import Role
from tests.factories import person_as
from tests.tickets.factories import NOW, Desk, later
from tickets import cases, moves
from tickets.case_account import accounts
from tickets.delays import Delays
from tickets.states import Cause, HandoverReason, Meaning, Receipt, Target

pytestmark = pytest.mark.django_db
ASKED, WRITTEN, ANSWERED = "question de l’éditeur", "message à l’éditeur", "réponse de l’éditeur"


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def case(desk):
    """Sent at 8, received at 9; a question at 10, written to at 11, answered at 14; taken back at 15, solved at 16."""
    with later(hours=-1):
        sent = desk.case()
    found = cases.note_receipt(sent, by=desk.manager, received_at=NOW, receipt=Receipt.PHONE)
    with later(hours=1):
        cases.answer(found, "Quel poste ?", by=desk.editor, meaning=Meaning.QUESTION)
    with later(hours=2):
        cases.write_again(found, "Le poste 3.", by=desk.manager)
    with later(hours=5):
        cases.answer(found, "Corrigé.", by=desk.editor)
    with later(hours=6):
        back = HandoverReason.VENDOR_ANSWERED
        ticket = moves.hand_back(found.ticket, by=desk.manager, diagnosis="Zdiagnostic.", reason=back)
    with later(hours=6, minutes=30):
        moves.say(ticket, "Znote.", by=desk.manager, internal=True)
    with later(hours=7):
        moves.resolve(ticket, by=desk.manager, solution="Zsolution.", cause=Cause.SOFTWARE)
    found.refresh_from_db(fields=["closed_at", "received_at"])
    return found


def account_of(case, target=Target.RESOLVE, **span):
    now = NOW + timedelta(**span)
    return next(one for one in accounts(case, Delays(case.ticket, now)) if one.reading.target == target)


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_each_line_says_whose_turn_it_was_and_what_was_written(case):
    lines = account_of(case, hours=8).lines
    turns = [(f"{line.start:%H:%M}", line.held_by, line.is_counted) for line in lines]
    told = [[plain(note) for note in line.notes] for line in lines]
    said = [[note.rpartition(" : ")[2] for note in notes if note.startswith("02/03/2027 à ")] for notes in told]

    assert turns == [
        ("09:00", "éditeur", True),
        ("10:00", "Communauté urbaine", False),
        ("11:00", "éditeur", True),
        ("14:00", "Communauté urbaine", False),
    ]
    assert said == [["confirmé par téléphone"], [ASKED], [WRITTEN], [ANSWERED]]


@pytest.mark.parametrize("target", Target)
@pytest.mark.parametrize("hours", [0, 1, 3, 6, 8])
def test_the_lines_leave_no_minute_out_and_add_up_to_what_is_consumed(case, target, hours):
    found = account_of(case, target, hours=hours)

    assert all(one.end == following.start for one, following in pairwise(found.lines))
    assert sum((line.counted for line in found.lines), timedelta(0)) == found.reading.consumed
    assert found.lines[-1].total == found.reading.consumed


def test_the_first_line_begins_with_the_proof_of_receipt_and_nothing_before_it(desk):
    sent = desk.case()
    assert all(one.lines == () for one in accounts(sent, Delays(sent.ticket, NOW)))

    with later(hours=3):
        received = cases.opened_by_vendor(sent, by=desk.editor)
        lines = account_of(received, hours=4).lines
    assert [line.start for line in lines] == [NOW + timedelta(hours=3)]


def test_what_becomes_of_the_ticket_in_the_communaute_cuts_no_line(case):
    before, after = account_of(case, hours=5, minutes=30).lines, account_of(case, hours=6, minutes=45).lines
    assert [line.start for line in before] == [line.start for line in after]


def test_each_party_reaches_it_from_the_page_of_the_case(desk, case, client):
    address = reverse("tickets:case_delay", args=[case.pk])
    for person in (desk.editor, desk.manager, desk.coordinator):
        client.force_login(person)
        assert address in client.get(case.get_absolute_url()).text
        page = client.get(address)
        assert page.status_code == 200
        assert ASKED in page.text


def test_it_names_nobody_and_tells_nothing_of_the_ticket_or_of_another_clock(desk, case, client):
    client.force_login(desk.editor)
    page = client.get(reverse("tickets:case_delay", args=[case.pk])).text
    people = [desk.agent, desk.head, desk.correspondent, desk.manager, desk.technician, desk.coordinator]
    words = [case.ticket.number, case.ticket.subject, desk.library.name, "Zdiagnostic", "Znote", "Zsolution", "DSINum"]

    kept = [word for word in [*words, *map(str, people), "référent informatique"] if word in page]
    assert kept == []


def test_a_case_that_nobody_has_received_says_that_no_delay_has_begun(desk, client):
    client.force_login(desk.editor)
    page = client.get(reverse("tickets:case_delay", args=[desk.case().pk])).text
    assert "la réception n’est pas encore prouvée" in page


@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.LIBRARY_HEAD, Role.IT_CORRESPONDENT, Role.VENDOR_CONTACT])
def test_it_is_absent_for_a_library_and_for_another_vendor(desk, case, client, role):
    client.force_login(person_as(role) if role == Role.VENDOR_CONTACT else person_as(role, desk.library))
    page = client.get(reverse("tickets:case_delay", args=[case.pk]))

    assert (page.status_code, case.number in page.text) == (404, False)
