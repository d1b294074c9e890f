"""What users of other desks complain of, each a test here (reference of the service desk, section 3).

The rows about clocks are in tests/tickets/test_clocks*.py, rows 17 to 22 in tests/tickets/test_bugs_of_others_many.py;
incoming mail comes later, and with it the rest of row 9.
"""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from foundation import clock, drafts
from foundation.models import Draft, OutboxMessage
from foundation.versions import version_of
from foundation.workflow import Refused
from network.models import Assignment
from network.roles import Role
from tests.factories import AssignmentFactory, LibraryFactory, person_as
from tests.signed_in import browser_of
from tests.tickets.factories import NOW, later
from tickets import cases, moves, sweeps
from tickets.models import Message, Ticket, Watcher
from tickets.states import Cause, HandoverReason, Level, State, WaitingReason

pytestmark = pytest.mark.django_db


# --- row 7: waiting until a date --------------------------------------------------------------------------------------


def waiting(desk, reason=WaitingReason.PLANNED_DATE) -> Ticket:
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    until = NOW + timedelta(days=3)
    return moves.wait(ticket, by=desk.correspondent, waiting_reason=reason, resumes_at=until, why="Intervention.")


def test_a_ticket_that_waits_until_a_date_goes_on_by_itself_that_day(desk):
    """glpi 15035, 13635: one waits until a date, and the ticket goes on by itself; the date is compulsory."""
    ticket = waiting(desk)

    with later(days=2, hours=23):
        sweeps.end_waits(clock.now())
        assert Ticket.objects.get(pk=ticket.pk).state == State.WAITING
    with later(days=3, minutes=1):
        sweeps.end_waits(clock.now())

    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.state, fresh.waiting_reason, fresh.resumes_at) == (State.IN_PROGRESS, "", None)


def test_why_it_waits_is_not_lost_when_somebody_writes(desk):
    """moreticket 113: the reason of the wait went away with the first follow-up."""
    ticket = waiting(desk)

    moves.say(ticket, "Je serai là.", by=desk.agent)

    assert Ticket.objects.get(pk=ticket.pk).waiting_reason == WaitingReason.PLANNED_DATE


def test_the_answer_that_was_waited_for_ends_the_wait_and_a_note_does_not(desk):
    """glpi 13635: a human answer resumes; a note of the services, or the worker’s own word, does not."""
    ticket = waiting(desk, WaitingReason.REQUESTER)

    moves.say(ticket, "Entre nous.", by=desk.manager, internal=True)
    moves.say(ticket, "Nous attendons.", by=desk.correspondent)
    assert Ticket.objects.get(pk=ticket.pk).state == State.WAITING
    moves.say(ticket, "C’est le poste 2.", by=desk.agent)

    assert Ticket.objects.get(pk=ticket.pk).state == State.IN_PROGRESS


# --- rows 8 and 9: a word that comes late, or from another ------------------------------------------------------------


def test_a_word_on_a_closed_ticket_makes_no_second_ticket_and_is_refused_when_too_late(desk):
    """glpi 24760, zammad 4161: a reply to what was closed made a new ticket, again and again."""
    ticket = moves.confirm(desk.resolved(), by=desk.agent)

    moves.say(ticket, "Merci.", by=desk.agent)
    with later(days=31), pytest.raises(Refused, match="déclarez-en un autre"):
        moves.say(ticket, "Encore.", by=desk.agent)

    assert Ticket.objects.get().state == State.CLOSED
    assert ticket.messages.count() == 1


def test_all_that_is_told_of_a_ticket_is_one_conversation_and_who_follows_answers_in_it(desk):
    """glpi 17705, 16903, osTicket 1426, FreeScout 2086: people in copy answered, and their answer was a new ticket."""
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    Watcher.objects.create(ticket=ticket, person=desk.head)
    moves.say(ticket, "Bonjour.", by=desk.correspondent)

    told_to = {mail.to_email: mail.thread for mail in OutboxMessage.objects.about(ticket).filter(kind="ticket-said")}
    browser_of(desk.head).post(
        reverse("tickets:reply", args=[ticket.pk]), {"body": "Je l’ai vu.", "token": str(uuid4())}
    )

    assert told_to == dict.fromkeys([desk.agent.email, desk.head.email], f"ticket-{ticket.pk}")
    assert Ticket.objects.count() == 1
    assert ticket.messages.last().author == desk.head


# --- row 11: private notes --------------------------------------------------------------------------------------------


def test_a_note_is_told_to_no_follower_outside_the_services(desk):
    """glpi 15615, 4535, zammad 1121: private notes were mailed to requesters and observers."""
    ticket = desk.at_dsinum()
    for person in (desk.agent, desk.head, desk.correspondent, desk.editor, desk.contact, desk.technician):
        Watcher.objects.create(ticket=ticket, person=person)

    moves.say(ticket, "Entre nous.", by=desk.manager, internal=True)

    told_to = OutboxMessage.objects.filter(text__contains="Entre nous.").values_list("to_email", flat=True)
    assert list(told_to) == [desk.technician.email]


def test_who_may_not_write_a_note_has_nothing_of_it_made_public(desk):
    """zammad 1121: notes that were public, replies that were internal. A library writes no note, whatever it sends."""
    ticket = desk.declared()

    sent = {"body": "Entre nous.", "internal": "on", "token": str(uuid4())}
    browser_of(desk.agent).post(reverse("tickets:reply", args=[ticket.pk]), sent)

    assert not Message.objects.filter(visibility="INTERNAL").exists()


# --- rows 12 and 13: who sees -----------------------------------------------------------------------------------------


def test_one_sees_the_tickets_of_each_place_by_what_one_does_there(desk):
    """zammad 4218, 1307, 6364, osTicket 2259, dj 986, 1018: in an organisation one saw all or nothing."""
    town, elsewhere = LibraryFactory(commune=desk.commune), LibraryFactory()
    here, there = desk.declared(), desk.declared(library=town, by=person_as(Role.LIBRARIAN, town))
    far = desk.declared(library=elsewhere, by=person_as(Role.LIBRARIAN, elsewhere))
    sent = desk.declared("materiel")
    both = person_as(Role.VOLUNTEER, town)
    AssignmentFactory(role=Role.LIBRARIAN, person=both, library=elsewhere)

    def seen(person):
        return set(Ticket.objects.visible_to(person))

    assert seen(desk.agent) == {here, sent}
    assert seen(both) == {there, far}
    assert seen(desk.contact) == {sent}
    assert seen(desk.editor) == set()
    assert seen(desk.technician) == {here, there, far, sent}


def test_an_agent_follows_what_he_himself_opened_elsewhere(desk):
    """zammad 967, 1715, 5435: an agent could not follow the ticket he himself had opened outside his group."""
    ticket = desk.declared()
    Assignment.objects.filter(person=desk.agent).update(ends_on=date(2027, 3, 1))
    AssignmentFactory(role=Role.LIBRARIAN, person=desk.agent, library=LibraryFactory(), starts_on=date(2027, 3, 2))
    other = desk.declared(by=desk.head)

    assert set(Ticket.objects.visible_to(desk.agent)) == {ticket}
    assert other not in Ticket.objects.visible_to(desk.agent)
    ticket = moves.take(ticket, by=desk.correspondent)
    moves.say(ticket, "Et alors ?", by=desk.agent)
    ticket = moves.resolve(ticket, by=desk.correspondent, solution="Fait.", cause=Cause.OTHER)
    assert OutboxMessage.objects.filter(kind="ticket-resolved", to_email=desk.agent.email).exists()
    assert moves.confirm(ticket, by=desk.agent).state == State.CLOSED


# --- row 14: escalation -----------------------------------------------------------------------------------------------


def test_a_ticket_that_is_passed_on_has_one_level_one_history_and_nobody_yet(desk):
    """escalade 355, 492, 261: the previous group stayed, or the wrong one; what had been found was lost."""
    ticket = moves.take(desk.declared(), by=desk.correspondent)

    ticket = moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Deux postes.")
    ticket = moves.take(ticket, by=desk.manager)
    ticket = moves.hand_back(ticket, by=desk.manager, diagnosis="Quel poste ?", reason=HandoverReason.MORE_NEEDED)

    assert (ticket.level, ticket.holder, ticket.state) == (Level.CORRESPONDENT, None, State.NEW)
    hops = list(ticket.handovers.values_list("from_level", "to_level", "diagnosis", "by", "accepted_by"))
    assert hops == [
        ("", "CORRESPONDENT", "", desk.agent.pk, desk.correspondent.pk),
        ("CORRESPONDENT", "DSINUM", "Deux postes.", desk.correspondent.pk, desk.manager.pk),
        ("DSINUM", "CORRESPONDENT", "Quel poste ?", desk.manager.pk, None),
    ]


def test_one_passes_on_what_nobody_has_taken(desk):
    """escalade 376, 395: one could not escalate a ticket without being assigned to it first."""
    by_level_1 = moves.escalate(desk.declared(), by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous.")
    by_level_2 = moves.escalate(desk.declared(), by=desk.manager, to=Level.DSINUM, diagnosis="Je le prends.")

    assert (by_level_1.level, by_level_2.level) == (Level.DSINUM, Level.DSINUM)


# --- row 15: the vendor -----------------------------------------------------------------------------------------------


def test_the_vendor_is_written_to_by_its_contacts_and_its_own_words_do_not_come_back_to_it(desk):
    """glpi 14103, 8074: the contacts of a supplier were not written to; 16803: its answers were echoed back to it."""
    case = desk.case()
    to = set(OutboxMessage.objects.filter(kind="vendor-case").values_list("to_email", flat=True))

    cases.answer(case, "Corrigé par la version 12.", by=desk.editor)

    assert to == {desk.editor.email, desk.vendor.email}
    echoes = OutboxMessage.objects.filter(text__contains="version 12", to_email__in=to)
    assert not echoes.exists()


def test_what_is_written_to_the_vendor_is_not_public_and_its_thread_is_its_own(desk):
    """zammad 2355: a forward to the supplier was public by default; zammad 1134, frappe 3774: its thread was mixed."""
    case = desk.case(body="Bonjour, voyez le journal du serveur.")

    assert not case.ticket.messages.exists()
    page = browser_of(desk.agent).get(case.ticket.get_absolute_url()).text
    assert "journal du serveur" not in page
    threads = {mail.thread for mail in OutboxMessage.objects.filter(kind="vendor-case")}
    assert threads == {f"case-{case.pk}"}
    assert not OutboxMessage.objects.exclude(kind="vendor-case").filter(thread__in=threads).exists()


# --- row 16: two agents -----------------------------------------------------------------------------------------------


def test_nothing_typed_is_lost_when_another_takes_the_ticket(desk):
    """zammad 5953: the text was lost when another agent took the ticket; glpi 20337: one was locked by oneself."""
    ticket = moves.escalate(desk.declared(), by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous.")
    page = ticket.get_absolute_url()
    drafts.keep(desk.manager, page, {"body": ["Une longue réponse"]})

    moves.take(ticket, by=desk.technician)

    browser = browser_of(desk.manager)
    assert Draft.objects.get(person=desk.manager, key=page).data == {"body": ["Une longue réponse"]}
    sent = {"body": "Une longue réponse", "token": str(uuid4())}
    assert browser.post(reverse("tickets:reply", args=[ticket.pk]), sent).status_code == 302
    assert ticket.messages.get().body == "Une longue réponse"


def test_who_corrects_second_is_told_and_what_he_typed_is_still_there(desk):
    """zammad 246: two agents at once, and no warning."""
    ticket = desk.at_dsinum()
    seen = version_of(ticket)
    moves.prioritise(ticket, by=desk.coordinator, impact="NETWORK", urgency="STOPPED", why="Partout.")

    sent = {"impact": "DESK", "urgency": "UNSEEN", "why": "Un seul poste, vérifié.", "seen": seen}
    page = browser_of(desk.manager).post(reverse("tickets:prioritise", args=[ticket.pk]), sent)

    assert page.status_code == 422
    assert str(desk.coordinator) in page.text
    assert "Un seul poste, vérifié." in page.text
    assert Ticket.objects.get(pk=ticket.pk).impact == "NETWORK"
