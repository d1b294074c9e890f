"""A ticket goes from the library to the référent, to the services, to the vendor and back (R17, R28, R29)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation import clock
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network.roles import Role
from tests.factories import person_as
from tests.tickets.factories import NOW, Desk
from tickets import cases, moves
from tickets.delays import Promises, differences
from tickets.models import Ticket, TicketInterval
from tickets.states import CaseState, Cause, HandoverReason, Level, State

pytestmark = pytest.mark.django_db


def later(**span):
    return clock.frozen_at(clock.now() + timedelta(**span))


def test_a_ticket_climbs_to_the_vendor_and_comes_back_solved(desk):
    ticket = desk.declared()
    assert (ticket.number, ticket.level, ticket.state, ticket.priority) == (
        "T-2027-00001",
        Level.CORRESPONDENT,
        State.NEW,
        "P3",
    )

    with later(minutes=20):
        ticket = moves.take(ticket, by=desk.correspondent)
        ticket = moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Testé sur deux postes.")
    with later(hours=1):
        ticket = moves.take(ticket, by=desk.manager)
        case = desk.case(ticket)
        assert (case.number, case.ticket.level, case.ticket.pilot_level) == ("E-2027-0001", Level.VENDOR, Level.DSINUM)
    with later(hours=2):
        case = cases.opened_by_vendor(case, by=desk.editor)
        said = cases.answer(case, "Corrigé par la version 12.", by=desk.editor)
    with later(hours=3):
        answered = HandoverReason.VENDOR_ANSWERED
        ticket = moves.hand_back(said.case.ticket, by=desk.manager, diagnosis="Version 12 livrée.", reason=answered)
        assert (ticket.state, ticket.holder) == (State.IN_PROGRESS, desk.manager), "who takes it back has it in hand"
        assert ticket.handovers.last().accepted_by == desk.manager
        ticket = moves.resolve(ticket, by=desk.manager, solution="Version 12 installée.", cause=Cause.SOFTWARE)
        ticket = moves.confirm(ticket, by=desk.agent)

    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.state == State.CLOSED
    assert ticket.cases.get().state == CaseState.CLOSED
    assert [hop.to_level for hop in ticket.handovers.all()] == ["CORRESPONDENT", "DSINUM", "VENDOR", "DSINUM"]
    assert not differences(ticket, clock.now() + timedelta(hours=3), Promises())


def test_nothing_that_was_kept_between_services_reaches_the_library_or_the_vendor(desk):
    ticket = desk.at_dsinum()
    moves.say(ticket, "Secret de service", by=desk.manager, internal=True)
    case = desk.case(ticket)
    cases.answer(case, "Réponse de l’éditeur", by=desk.editor)

    outside = [desk.agent.email, desk.head.email, desk.correspondent.email, desk.editor.email, desk.vendor.email]
    told = OutboxMessage.objects.filter(to_email__in=outside)

    assert told.exists()
    assert not [one for one in told if "Secret de service" in one.text + one.html]
    assert not told.filter(to_email=desk.agent.email, text__contains="Réponse de l’éditeur").exists()
    to_vendor = told.filter(to_email__in=[desk.editor.email, desk.vendor.email])
    assert not [one for one in to_vendor if "Testé" in one.text or ticket.description in one.text]


def test_the_third_passage_between_two_levels_goes_to_the_supervision(desk):
    ticket = desk.declared()
    for _ in range(2):
        ticket = moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous.")
        ticket = moves.hand_back(ticket, by=desk.manager, diagnosis="À vous.", reason=HandoverReason.MORE_NEEDED)

    ticket = moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Encore.")

    assert (ticket.level, ticket.supervised_at) == (Level.SCLP, NOW)
    assert ticket.handovers.last().reason == HandoverReason.PING_PONG


def test_hardware_goes_to_the_commune_and_is_contested_once(desk):
    ticket = desk.declared("materiel")
    assert (ticket.level, ticket.sent_to_commune_at) == (Level.COMMUNE, NOW)

    ticket = moves.contest(ticket, by=desk.agent, why="L’écran est celui du SIGB.")
    assert (ticket.level, ticket.contested_at) == (Level.SCLP, NOW)

    ticket = moves.send_to_town(ticket, by=desk.coordinator, diagnosis="C’est bien l’écran.")
    with pytest.raises(Refused, match="il n’y en a qu’un, et celui du 2 mars 2027 a été tranché"):
        moves.contest(ticket, by=desk.agent, why="Encore.")


def test_without_a_trained_correspondent_a_ticket_goes_to_level_2_and_the_sclp_is_told():
    desk = Desk(trained=False)

    ticket = desk.declared()

    assert (ticket.level, ticket.handovers.get().reason) == (Level.DSINUM, HandoverReason.NO_CORRESPONDENT)
    assert OutboxMessage.objects.filter(kind="library-without-correspondent", to_email=desk.coordinator.email).exists()


@pytest.mark.parametrize("state", State)
def test_every_state_is_reached_by_the_ways_of_the_desk(desk, state):
    ticket = desk.in_state(state)

    assert ticket.state == state
    assert ticket.intervals.last().state == state


def test_each_solution_is_read_in_the_thread_once_it_is_confirmed_and_after_another(desk, client):
    ticket = moves.reopen(desk.resolved(), by=desk.agent, why="Toujours pas.")
    ticket = moves.take(ticket, by=desk.correspondent)
    ticket = moves.resolve(ticket, by=desk.correspondent, solution="Câble remplacé.", cause=Cause.NETWORK)
    moves.confirm(ticket, by=desk.agent)
    client.force_login(desk.agent)

    page = client.get(ticket.get_absolute_url()).text

    assert "Cache vidé." in page
    assert "Câble remplacé." in page


def test_the_database_refuses_to_change_an_interval(desk):
    interval = desk.declared().intervals.get()

    with pytest.raises(IntegrityError, match="An interval never changes"), transaction.atomic():
        TicketInterval.objects.filter(pk=interval.pk).update(state=State.CLOSED)


def test_a_form_sent_twice_declares_once_and_says_once(desk):
    token, words = uuid4(), uuid4()

    first, second = (desk.declared(token=token) for _ in range(2))
    said = [moves.say(first, "Depuis hier.", by=desk.agent, token=words) for _ in range(2)]

    assert first == second
    assert said[0] == said[1]
    assert (Ticket.objects.count(), first.messages.count()) == (1, 1)


def test_the_answer_of_who_is_waited_for_ends_the_wait_and_a_note_does_not(desk):
    """glpi 15035: waiting until a date, and the reason lost on a follow-up."""
    ticket = desk.in_state(State.WAITING)

    moves.say(ticket, "Note", by=desk.manager, internal=True)
    assert Ticket.objects.get().state == State.WAITING
    moves.say(ticket, "Voici.", by=desk.agent)

    assert Ticket.objects.get().state == State.IN_PROGRESS


def test_who_is_waited_for_answers_to_resume_and_has_no_button_for_it(desk, client):
    ticket = desk.in_state(State.WAITING)
    resume = reverse("tickets:resume", args=[ticket.pk])
    client.force_login(desk.agent)

    page, refused = client.get(ticket.get_absolute_url()).text, client.post(resume)

    assert f'action="{resume}"' not in page
    assert refused.status_code == 409
    assert "c’est votre réponse qui fait reprendre le ticket" in refused.text
    assert Ticket.objects.get().state == State.WAITING
    client.force_login(desk.correspondent)
    assert f'action="{resume}"' in client.get(ticket.get_absolute_url()).text
    assert client.post(resume).status_code == 302
    assert Ticket.objects.get().state == State.IN_PROGRESS


@pytest.mark.parametrize("who", ["colleague", "coordinator", "technician"])
def test_the_word_of_another_than_who_is_waited_for_is_read_and_the_ticket_waits_still(desk, client, who):
    ticket = desk.in_state(State.WAITING)
    people = {"colleague": person_as(Role.LIBRARIAN, desk.library)}
    client.force_login(people.get(who) or getattr(desk, who))

    sent = client.post(reverse("tickets:reply", args=[ticket.pk]), {"body": "Je l’ai vu.", "token": str(uuid4())})

    assert sent.status_code == 302
    assert "Je l’ai vu." in client.get(ticket.get_absolute_url()).text
    assert Ticket.objects.get().state == State.WAITING


@pytest.mark.parametrize(
    ("who", "made", "told"),
    [
        ("manager", lambda desk: desk.case().ticket, "la réponse de l’éditeur au dossier E-2027-0001, ou sa clôture"),
        ("agent", lambda desk: desk.in_state(State.IN_PROGRESS), "Quelqu’un s’occupe déjà de ce ticket"),
        ("head", lambda desk: desk.in_state(State.WAITING), "Quelqu’un s’occupe déjà de ce ticket"),
    ],
)
def test_why_a_ticket_is_not_cancelled_is_read_on_its_page_before_any_form(desk, client, who, made, told):
    ticket = made(desk)
    cancel = reverse("tickets:cancel", args=[ticket.pk])
    client.force_login(getattr(desk, who))

    page, form = client.get(ticket.get_absolute_url()).text, client.get(cancel)

    greyed = page[page.index("<b>Annuler</b>") :].split("</span>")[0]
    assert told in greyed
    assert f'href="{cancel}"' not in page
    assert form.status_code == 409
    assert told in form.text
    assert "<textarea" not in form.text


@pytest.mark.parametrize(("who", "state"), [("agent", State.NEW), ("manager", State.IN_PROGRESS)])
def test_who_may_cancel_is_offered_the_form(desk, client, who, state):
    ticket = desk.in_state(state)
    cancel = reverse("tickets:cancel", args=[ticket.pk])
    client.force_login(getattr(desk, who))

    assert f'href="{cancel}"' in client.get(ticket.get_absolute_url()).text
    assert client.get(cancel).status_code == 200


def test_each_take_is_told_though_the_level_is_the_same(desk):
    ticket = moves.reopen(desk.resolved(), by=desk.agent, why="Encore.")
    moves.take(ticket, by=desk.correspondent)

    assert OutboxMessage.objects.filter(kind="ticket-taken", to_email=desk.agent.email).count() == 2


def test_nobody_answers_the_approval_that_they_asked_for(desk):
    """R28: whoever asks for an agreement does not give it, a supervisor no more than another."""
    ticket = moves.take(desk.declared("sigb-parametrage", by=desk.manager, requester=desk.agent), by=desk.coordinator)

    with pytest.raises(Refused, match="propre demande"):
        moves.ask_approval(ticket, by=desk.coordinator, approver=desk.coordinator, question="D’accord ?")
    ticket = moves.ask_approval(ticket, by=desk.coordinator, approver=desk.head, question="D’accord ?")
    with pytest.raises(PermissionDenied):
        moves.decide(ticket, by=desk.coordinator, is_agreed=True, answer="Oui.")

    assert moves.decide(ticket, by=desk.head, is_agreed=True, answer="Oui.").state == State.IN_PROGRESS


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "tickets:escalate",
            {
                "to": Level.DSINUM,
                "diagnosis": "Le cache du poste 3 est plein, et il le redevient une heure après chaque nettoyage.",
            },
        ),
        (
            "tickets:categorise",
            {"why": "Le cache du poste 3 est plein, et il le redevient une heure après chaque nettoyage."},
        ),
    ],
)
def test_what_is_typed_while_another_fetches_the_ticket_is_shown_again_with_where_it_is(desk, client, url, words):
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    client.force_login(desk.correspondent)
    assert client.get(reverse(url, args=[ticket.pk])).status_code == 200
    moves.escalate(ticket, by=desk.manager, to=Level.DSINUM, diagnosis="Panne générale.")

    answer = client.post(reverse(url, args=[ticket.pk]), words)

    assert answer.status_code == 409
    assert "déjà passé à un autre niveau : la DSINum" in answer.text.replace("\u00a0", " ")
    assert "Le cache du poste 3 est plein, et il le redevient une heure après chaque nettoyage." in answer.text


def test_the_second_click_on_a_passage_says_that_it_is_done(desk, client):
    ticket, url = desk.at_dsinum(), "tickets:hand_back"
    client.force_login(desk.manager)
    asked = {"reason": HandoverReason.MORE_NEEDED, "diagnosis": "Quel poste ?"}

    first, second = (client.post(reverse(url, args=[ticket.pk]), asked) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "déjà passé à un autre niveau" in second.text
    assert ticket.handovers.filter(to_level=Level.CORRESPONDENT, from_level=Level.DSINUM).count() == 1
