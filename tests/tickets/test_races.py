"""Several people at the same moment, each on a connection of their own: nothing is lost, and the second is told why."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from foundation import clock
from foundation.versions import version_of
from foundation.workflow import Refused
from tests.at_once import at_once
from tickets import cases, linking, moves
from tickets.models import Handover, Message, Ticket, TicketInterval, VendorCase, VendorMessage
from tickets.states import CaseState, Cause, HandoverReason, Level, Meaning, Receipt, Severity, State, WaitingReason

pytestmark = pytest.mark.django_db(transaction=True)
NOW = None  # each thread reads the real clock


def either(act):
    """What it gives back, or the exception that says why not."""

    def attempt():
        try:
            return act()
        except (Refused, PermissionDenied, moves.Stale) as refusal:
            return refusal

    return attempt


def race(*acts):
    """What was done and what was refused; whoever waits for another for ever is neither."""
    outcomes = at_once(*(either(act) for act in acts))
    refused = [one for one in outcomes if isinstance(one, Exception)]
    done = [one for one in outcomes if not isinstance(one, Exception | str)]
    assert len(done) + len(refused) == len(acts), outcomes
    return done, refused


def test_of_two_who_take_one_holds_it_and_the_other_is_told(desk):
    ticket = moves.escalate(desk.declared(), by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous.")

    done, refused = race(
        lambda: moves.take(ticket, by=desk.manager),
        lambda: moves.take(ticket, by=desk.technician),
    )

    (taken,), (refusal,) = done, refused
    assert refusal.message == "« Prendre en charge » n’est plus possible : l’état est maintenant « en cours »."
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert fresh.holder == taken.holder == fresh.handovers.last().accepted_by


def test_a_ticket_passed_on_while_it_is_solved_is_one_or_the_other(desk):
    ticket = moves.take(desk.declared(), by=desk.correspondent)

    done, refused = race(
        lambda: moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous."),
        lambda: moves.resolve(ticket, by=desk.correspondent, solution="Trouvé.", cause=Cause.SETTING),
    )

    (kept,), (refusal,) = done, refused
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.state, fresh.level) == (kept.state, kept.level)
    assert (fresh.state, fresh.level) in [(State.NEW, Level.DSINUM), (State.RESOLVED, Level.CORRESPONDENT)]
    assert "n’est plus possible" in refusal.message
    assert fresh.intervals.last().state == fresh.state


def test_two_who_escalate_make_one_hop(desk):
    ticket = moves.take(desk.declared(), by=desk.correspondent)

    _, refused = race(
        *(
            lambda: moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous.")
            for _ in range(3)
        ),
    )

    assert {one.message for one in refused} == {"Le ticket est déjà à ce niveau : la DSINum."}
    assert list(ticket.handovers.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("attempt", range(3))
def test_three_who_merge_in_a_ring_do_not_wait_for_one_another(desk, attempt):
    one, two, three = (desk.declared() for _ in range(3))
    by = desk.manager

    done, refused = race(
        lambda: linking.merge(one, into=two, by=by),
        lambda: linking.merge(two, into=three, by=by),
        lambda: linking.merge(three, into=one, by=by),
    )

    assert (len(done), len(refused)) in [(1, 2), (2, 1)]
    assert all("on ne joint qu’à un ticket ouvert" in one.message or "n’est plus" in one.message for one in refused)
    assert Ticket.objects.exclude(state=State.MERGED).count() == 3 - len(done)


def test_a_declaration_sent_three_times_at_once_is_one_ticket_and_no_number_is_lost(desk):
    token = uuid4()

    done, _ = race(*(lambda: desk.declared(token=token) for _ in range(3)))

    assert len({one.pk for one in done}) == 1
    after = desk.declared()
    assert [int(number[-5:]) for number in Ticket.objects.order_by("pk").values_list("number", flat=True)] == [1, 2]
    assert after.handovers.count() == Handover.objects.filter(ticket=done[0]).count() == 1


def test_a_reply_sent_three_times_at_once_is_said_once(desk):
    ticket, token = desk.declared(), uuid4()

    done, _ = race(*(lambda: moves.say(ticket, "Toujours pareil.", by=desk.agent, token=token) for _ in range(3)))

    assert len({one.pk for one in done}) == Message.objects.count() == 1


def test_two_answers_at_the_same_moment_are_both_kept(desk):
    ticket = moves.take(desk.declared(), by=desk.correspondent)

    race(
        lambda: moves.say(ticket, "C’est le poste 2.", by=desk.agent),
        lambda: moves.say(ticket, "Éteignez-le.", by=desk.correspondent),
        lambda: moves.say(ticket, "Je l’ai vu aussi.", by=desk.head),
    )

    said = set(ticket.messages.values_list("body", flat=True))
    assert said == {"C’est le poste 2.", "Éteignez-le.", "Je l’ai vu aussi."}


def test_two_answers_to_what_is_waited_for_end_the_wait_once(desk):
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    until = clock.now() + timedelta(days=5)
    ticket = moves.wait(ticket, by=desk.correspondent, waiting_reason=WaitingReason.REQUESTER, resumes_at=until)

    _, refused = race(
        lambda: moves.say(ticket, "Le poste 2.", by=desk.agent),
        lambda: moves.say(ticket, "Oui, le 2.", by=desk.head),
    )

    assert refused == []
    states = list(TicketInterval.objects.filter(ticket=ticket).values_list("state", flat=True))
    assert states == [State.NEW, State.IN_PROGRESS, State.WAITING, State.IN_PROGRESS]


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_correct_what_they_both_read_the_second_is_told(desk, attempt):
    ticket = desk.at_dsinum()
    seen = version_of(ticket)
    facts = {"urgency": "STOPPED", "why": "Plus de prêt.", "seen": seen}

    done, refused = race(
        lambda: moves.prioritise(ticket, by=desk.manager, impact="LIBRARY", **facts),
        lambda: moves.prioritise(ticket, by=desk.coordinator, impact="NETWORK", **facts),
    )

    (kept,), (stale,) = done, refused
    assert isinstance(stale, moves.Stale)
    assert stale.ticket.impact == kept.impact == Ticket.objects.get(pk=ticket.pk).impact


@pytest.mark.parametrize("attempt", range(3))
def test_the_library_does_not_cancel_what_is_being_taken(desk, attempt):
    ticket = desk.declared()

    (kept,), (refusal,) = race(
        lambda: moves.take(ticket, by=desk.correspondent),
        lambda: moves.cancel(ticket, by=desk.agent, why="Sans objet."),
    )

    fresh = Ticket.objects.get(pk=ticket.pk)
    assert fresh.state == kept.state
    told = {State.IN_PROGRESS: "s’occupe déjà de ce ticket", State.CANCELLED: "l’état est maintenant « annulé »"}
    assert told[State(fresh.state)] in refusal.message


def test_of_two_cases_opened_at_once_one_is_sent_and_the_other_is_told(desk):
    ticket = desk.at_dsinum()

    done, (refusal,) = race(lambda: desk.case(ticket), lambda: desk.case(ticket))

    assert [one.number[-4:] for one in done] == ["0001"]
    assert "l’éditeur, qui en est déjà saisi" in refusal.message
    assert VendorCase.objects.get().messages.count() == 1
    assert list(ticket.handovers.values_list("number", flat=True)) == [1, 2, 3]


def test_a_case_sent_twice_at_once_is_opened_once(desk):
    ticket, token = desk.at_dsinum(), uuid4()

    done, _ = race(*(lambda: desk.case(ticket, token=token) for _ in range(2)))

    assert {one.pk for one in done} == {VendorCase.objects.get().pk}
    assert VendorMessage.objects.count() == 1


@pytest.mark.parametrize("attempt", range(5))
def test_the_answer_of_the_vendor_and_the_end_of_its_case_do_not_wait_for_each_other(desk, attempt):
    case = desk.case()

    _, refused = race(
        lambda: cases.answer(case, "Corrigé.", by=desk.editor),
        lambda: cases.close(case, by=desk.manager, why="Réglé au téléphone."),
    )

    fresh = VendorCase.objects.get(pk=case.pk)
    assert fresh.state == CaseState.CLOSED
    closed = f"Le dossier {case.number} est clos : il ne reçoit plus de réponse."
    assert [one.message for one in refused] in ([], [closed])
    assert fresh.messages.count() == (1 if refused else 2)
    hop = fresh.ticket.handovers.last()
    assert hop.reason == (HandoverReason.MORE_NEEDED if refused else HandoverReason.VENDOR_ANSWERED)


@pytest.mark.parametrize("attempt", range(5))
def test_a_receipt_and_an_answer_do_not_wait_for_each_other(desk, attempt):
    case = desk.case()

    race(
        lambda: cases.note_receipt(case, by=desk.manager, received_at=clock.now(), receipt=Receipt.PHONE),
        lambda: cases.answer(case, "Corrigé.", by=desk.editor),
        lambda: cases.opened_by_vendor(case, by=desk.editor),
    )

    fresh = VendorCase.objects.get(pk=case.pk)
    assert (fresh.state, fresh.messages.count()) == (CaseState.ANSWERED, 2)
    assert fresh.received_at is not None


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_who_change_the_severity_at_once_one_is_told(desk, attempt):
    case = desk.case()  # a major one, that both have read

    (said,), (refusal,) = race(
        lambda: cases.change_severity(case, Severity.BLOCKING, by=desk.manager, reason="Partout."),
        lambda: cases.change_severity(case, Severity.MINOR, by=desk.technician, reason="Contourné."),
    )

    fresh = VendorCase.objects.get(pk=case.pk)
    assert (said.severity_before, fresh.severity) == (Severity.MAJOR, said.severity)
    assert "vient de changer" in refusal.message
    assert fresh.messages.exclude(severity="").count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_another_severity_and_the_end_of_the_case_do_not_wait_for_each_other(desk, attempt):
    case = desk.case()

    _, refused = race(
        lambda: cases.change_severity(case, Severity.BLOCKING, by=desk.manager, reason="Partout."),
        lambda: cases.close(case, by=desk.manager, why="Réglé au téléphone."),
        lambda: cases.answer(case, "Nous cherchons.", by=desk.editor, meaning=Meaning.NEWS),
    )

    fresh = VendorCase.objects.get(pk=case.pk)
    assert fresh.state == CaseState.CLOSED
    assert all("est clos" in one.message for one in refused)
    is_changed = fresh.messages.exclude(severity="").exists()
    assert fresh.severity == (Severity.BLOCKING if is_changed else Severity.MAJOR)
