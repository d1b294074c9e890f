"""Who is written to at each event of a ticket: all whom it concerns, each once, in words that they may read."""

import html
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from foundation import clock, digests, mail_preferences
from foundation.clock import PARIS
from foundation.french import NBSP
from foundation.models import MailMode, OutboxMessage
from network.roles import Role
from tests.factories import person_as
from tests.tickets.factories import NOW, later
from tickets import bulk, incidents, linking, mails, moves
from tickets.models import Ticket, Watcher
from tickets.priorities import Impact, Urgency
from tickets.states import Cause, HandoverReason, Level, State, WaitingReason
from tickets.thread import thread_of

pytestmark = pytest.mark.django_db


def kinds(person) -> list[str]:
    """What this person was written about tickets, the oldest first."""
    found = OutboxMessage.objects.filter(recipient=person, kind__startswith="ticket-").order_by("pk")
    return [kind.removeprefix("ticket-") for kind in found.values_list("kind", flat=True)]


def last_to(person, kind: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(recipient=person, kind=f"ticket-{kind}").order_by("pk").last()


def forgotten() -> None:
    OutboxMessage.objects.all().delete()


# --- who asked to be told --------------------------------------------------------------------------------------------


def test_a_watcher_is_told_of_all_that_the_library_reads_and_of_no_note(desk):
    colleague = person_as(Role.LIBRARIAN, desk.library)
    ticket = desk.declared()
    Watcher.objects.create(ticket=ticket, person=colleague)

    ticket = moves.take(ticket, by=desk.correspondent)
    ticket = moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Deux postes.")
    ticket = moves.take(ticket, by=desk.manager)
    moves.say(ticket, "Note entre services.", by=desk.technician, internal=True)
    ticket = moves.hand_back(ticket, by=desk.manager, diagnosis="Lequel ?", reason=HandoverReason.MORE_NEEDED)

    assert kinds(colleague) == kinds(desk.agent) == ["taken", "handed-over", "taken", "handed-over"]


def test_a_watcher_of_the_level_that_is_asked_is_written_to_once(desk):
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    Watcher.objects.create(ticket=ticket, person=desk.technician)

    moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Deux postes.")

    assert kinds(desk.technician) == ["to-take"]


def test_a_watcher_who_may_not_read_the_ticket_is_told_nothing(desk):
    ticket = desk.declared()
    Watcher.objects.create(ticket=ticket, person=desk.contact)

    moves.take(ticket, by=desk.correspondent)

    assert kinds(desk.contact) == []


# --- the référent who had it -----------------------------------------------------------------------------------------


def test_the_correspondent_who_passed_it_on_is_told_how_it_ends(desk):
    ticket = desk.at_dsinum()
    forgotten()
    ticket = moves.resolve(ticket, by=desk.manager, solution="Cache vidé.", cause=Cause.SOFTWARE)
    ticket = moves.reopen(ticket, by=desk.agent, why="Toujours blanc.")
    ticket = moves.take(ticket, by=desk.manager)
    ticket = moves.resolve(ticket, by=desk.manager, solution="Poste remplacé.", cause=Cause.HARDWARE)
    moves.confirm(ticket, by=desk.agent)

    assert kinds(desk.correspondent) == ["resolved", "reopened", "resolved", "closed"]


def test_the_correspondent_who_had_it_is_not_asked_to_confirm_what_only_the_library_confirms(desk):
    moves.resolve(desk.at_dsinum(), by=desk.manager, solution="Cache vidé.", cause=Cause.SOFTWARE)

    def mail(person):
        return OutboxMessage.objects.get(kind="ticket-resolved", recipient=person).text.replace("\u00a0", " ")

    assert "Confirmez, ou rouvrez le ticket" in mail(desk.agent)
    assert "Confirmer ou rouvrir" in mail(desk.agent)
    assert "La bibliothèque dit si cela suffit." in mail(desk.correspondent)
    assert "Confirme" not in mail(desk.correspondent)


def test_the_correspondent_from_whom_it_is_fetched_is_told(desk):
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    forgotten()

    moves.escalate(ticket, by=desk.manager, to=Level.DSINUM, diagnosis="Panne générale.")

    assert kinds(desk.correspondent) == ["handed-over"]


def test_what_comes_back_is_told_to_the_correspondent_who_had_it_once(desk):
    ticket = desk.at_dsinum()
    forgotten()
    moves.hand_back(ticket, by=desk.manager, diagnosis="Quel poste ?", reason=HandoverReason.MORE_NEEDED)
    assert kinds(desk.correspondent) == ["to-take"]

    case = desk.case()
    forgotten()
    moves.hand_back(case.ticket, by=desk.manager, diagnosis="", reason=HandoverReason.MORE_NEEDED)
    assert kinds(desk.correspondent) == ["handed-over"]


def test_a_correspondent_who_has_left_or_never_had_it_is_told_nothing(desk):
    ticket, other = desk.at_dsinum(), person_as(Role.IT_CORRESPONDENT, desk.library)
    desk.correspondent.assignments.update(ends_on=NOW.date())
    forgotten()
    with clock.frozen_at(datetime(2027, 3, 4, 9, 0, tzinfo=PARIS)):
        moves.resolve(ticket, by=desk.manager, solution="Cache vidé.", cause=Cause.SOFTWARE)

    assert kinds(desk.correspondent) == kinds(other) == []


def test_who_fetched_it_for_a_service_is_no_correspondent(desk):
    ticket = moves.escalate(desk.declared(), by=desk.technician, to=Level.DSINUM, diagnosis="Urgent.")
    ticket = moves.take(ticket, by=desk.manager)
    forgotten()
    moves.resolve(ticket, by=desk.manager, solution="Cache vidé.", cause=Cause.SOFTWARE)

    assert kinds(desk.technician) == []


# --- what presses more -----------------------------------------------------------------------------------------------

PRESSING = {"impact": Impact.NETWORK, "urgency": Urgency.STOPPED, "why": "Plus aucun prêt."}


def test_what_nobody_has_taken_and_presses_more_is_told_to_its_level(desk):
    ticket = desk.declared()
    forgotten()
    ticket = moves.prioritise(ticket, by=desk.manager, **PRESSING)

    asked = last_to(desk.correspondent, "to-take")
    assert "À prendre en charge" in asked.subject
    assert "a changé la priorité\u00a0: P3 → P1" in asked.text
    assert kinds(desk.agent) == ["corrected"]
    moves.prioritise(ticket, by=desk.manager, **PRESSING | {"urgency": Urgency.UNSEEN})
    assert kinds(desk.correspondent) == ["to-take"], "what presses less is not asked for again"


def test_what_someone_has_taken_is_told_to_who_holds_it_alone(desk):
    ticket = desk.at_dsinum()
    forgotten()
    moves.prioritise(ticket, by=desk.coordinator, **PRESSING)

    assert kinds(desk.manager) == ["corrected"]
    assert kinds(desk.technician) == []


def test_what_the_vendor_has_and_nobody_follows_is_told_to_its_pilot(desk):
    ticket = desk.case().ticket
    Ticket.objects.filter(pk=ticket.pk).update(holder=None)
    forgotten()
    moves.prioritise(ticket, by=desk.coordinator, **PRESSING)

    assert kinds(desk.technician) == ["corrected"]


def test_an_incident_of_the_network_is_told_to_the_level_and_to_who_asked(desk):
    ticket = moves.escalate(desk.declared(), by=desk.correspondent, to=Level.DSINUM, diagnosis="Tous les postes.")
    forgotten()
    incidents.declare(ticket, by=desk.coordinator, title="Panne", told_to_all="Partout.", is_major=True)

    assert "déclaré l’incident majeur" in last_to(desk.technician, "to-take").text
    assert kinds(desk.agent) == ["corrected"]
    assert kinds(desk.coordinator) == []


# --- the article (R29) -----------------------------------------------------------------------------------------------


def test_what_goes_to_the_commune_at_once_bears_its_article_in_the_mail_and_in_the_thread(desk):
    ticket = desk.declared("materiel", requester=desk.head)

    article = f"Art. 7 : {ticket.category.article_text}"
    bound = article.replace(" :", "\u00a0:", 1)
    for person, kind in ((desk.contact, "to-take"), (desk.head, "declared")):
        assert bound[:40] in last_to(person, kind).text
    assert article in [one.entry.body for one in thread_of(ticket, desk.contact)]


# --- one mail is enough ----------------------------------------------------------------------------------------------


def test_who_is_asked_to_take_a_reopened_ticket_is_written_to_once(desk):
    ticket = moves.resolve(desk.at_dsinum(), by=desk.manager, solution="Cache vidé.", cause=Cause.SOFTWARE)
    forgotten()
    moves.reopen(ticket, by=desk.agent, why="Toujours blanc.")

    assert kinds(desk.manager) == kinds(desk.technician) == ["to-take"]
    assert f"{desk.agent} a rouvert le ticket." in last_to(desk.manager, "to-take").text


def test_what_is_solved_with_the_whole_is_told_once_to_who_asked(desk):
    part, whole = desk.declared(), desk.at_dsinum()
    linking.attach(part, parent=whole, by=desk.manager)
    moves.resolve(whole, by=desk.manager, solution="Certificat renouvelé.", cause=Cause.HOSTING)
    forgotten()
    done = bulk.RESOLVE.act(Ticket.objects.get(pk=part.pk), desk.manager, {"token": str(uuid4())})

    assert done.state == State.RESOLVED
    assert kinds(desk.agent) == ["resolved"]
    assert kinds(desk.technician) == []


# --- what waits for the digest ---------------------------------------------------------------------------------------


def digest_of(person) -> str:
    """What the digest of the next day tells this person; nothing when none is made."""
    with later(days=1):
        digests.make_due()
    found = OutboxMessage.objects.filter(kind="digest", recipient=person).last()
    return found.text.replace("\u00a0", " ") if found else ""


def asked(ticket, desk, **facts):
    """The ticket, of which the requester is asked something."""
    waits = {"waiting_reason": WaitingReason.REQUESTER, "resumes_at": NOW + timedelta(days=5), "why": "Quel poste ?"}
    return moves.wait(ticket, by=desk.correspondent, **waits | facts)


@pytest.fixture
def waiting(desk):
    """A ticket that waits for an answer of its requester, who reads a digest."""
    mail_preferences.choose(desk.agent, {mails.FAMILY: MailMode.DAILY})
    return asked(moves.take(desk.declared(), by=desk.correspondent), desk)


def test_the_digest_asks_for_an_answer_as_long_as_it_is_awaited(desk, waiting):
    moves.prioritise(waiting, by=desk.manager, impact="NETWORK", urgency="STOPPED", why="Tout le réseau.")

    told = digest_of(desk.agent)
    assert "Votre réponse est attendue" in told
    assert "Quel poste ?" in told


def test_who_has_answered_is_not_asked_again_by_the_digest(desk, waiting):
    with later(minutes=1):
        moves.say(waiting, "Le poste 3.", by=desk.agent)

    assert "Votre réponse est attendue" not in digest_of(desk.agent)
    row = OutboxMessage.objects.get(kind="ticket-waits", recipient=desk.agent)
    assert row.last_error == "Cette attente est finie."


def test_of_two_questions_of_a_day_the_digest_asks_the_one_that_stands(desk, waiting):
    moves.say(waiting, "Le poste 3.", by=desk.agent)
    asked(Ticket.objects.get(pk=waiting.pk), desk, why="Depuis quel jour ?")

    told = digest_of(desk.agent)
    assert told.count("Votre réponse est attendue") == 1
    assert "Depuis quel jour ?" in told
    assert "Quel poste ?" not in told


def test_a_wait_for_something_else_takes_the_place_of_the_question(desk, waiting):
    planned = WaitingReason.PLANNED_DATE
    asked(waiting, desk, waiting_reason=planned, why="Le technicien passera.")

    told = digest_of(desk.agent)
    assert "Votre réponse est attendue" not in told
    assert "Le technicien passera." in told


@pytest.mark.parametrize("what", ["silence", "confirmed", "reopened"])
def test_the_digest_asks_whether_it_is_solved_of_who_has_not_said_it(desk, what):
    mail_preferences.choose(desk.agent, {mails.FAMILY: MailMode.DAILY})
    ticket = desk.resolved()
    if what == "confirmed":
        moves.confirm(ticket, by=desk.agent)
    elif what == "reopened":
        moves.reopen(ticket, by=desk.agent, why="Toujours blanc.")

    told = digest_of(desk.agent)
    assert "Cache vidé." in told
    assert ("Confirmez, ou rouvrez le ticket" in told) == (what == "silence")
    assert ("Confirmer ou rouvrir" in told) == (what == "silence")


# --- what was typed stays as it was typed -----------------------------------------------------------------------------

TYPED = """L'écran dit "Erreur" ! Et puis..."""


def test_a_subject_is_told_as_it_was_typed_on_the_pages_and_in_the_mails(client, desk):
    ticket = desk.declared(subject=TYPED, description=f"{TYPED} Suite.")
    moves.say(ticket, f"{TYPED} Réponse.", by=desk.correspondent)

    told = OutboxMessage.objects.filter(kind__startswith="ticket-")
    assert {one.subject[-len(TYPED) :] for one in told} == {TYPED}
    assert any(f"« {TYPED} »" in one.text.replace(NBSP, " ") for one in told)
    assert any(f"{TYPED} Suite." in one.text for one in told)
    assert any(f"{TYPED} Réponse." in one.text for one in told)
    client.force_login(desk.correspondent)
    for path in ("/", ticket.get_absolute_url(), reverse("tickets:list")):
        assert TYPED in html.unescape(client.get(path).text).replace(NBSP, " "), path


def test_the_vendor_reads_the_subject_of_its_case_as_it_was_typed(desk):
    case = desk.case(subject=TYPED)

    sent = OutboxMessage.objects.filter(kind="vendor-case", to_email=desk.editor.email)
    assert [one.subject for one in sent] == [f"[{case.number}] {TYPED}"]
