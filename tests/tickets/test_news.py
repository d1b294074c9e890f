"""The wait for the next news begins again when the library is told something, and only then (ADR 0012)."""

from datetime import timedelta

import pytest

from foundation import clock
from foundation.models import OutboxMessage
from tests.tickets.factories import NOW
from tickets import cases, moves
from tickets.models import Deadline, Ticket
from tickets.states import Cause, Clock, HandoverReason, Level, Meaning, Target, WaitingReason

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def at_vendor(desk):
    return desk.case().ticket


def waiting(desk):
    until = NOW + timedelta(days=9)
    asked = {"waiting_reason": WaitingReason.REQUESTER, "resumes_at": until}
    return moves.wait(desk.at_dsinum(), by=desk.manager, **asked)


def requested(desk):
    return moves.take(desk.declared("sigb-parametrage", by=desk.agent), by=desk.correspondent)


def at_sclp(desk):
    ticket = moves.escalate(requested(desk), by=desk.correspondent, to=Level.SCLP, diagnosis="Un réglage.")
    return moves.take(ticket, by=desk.coordinator)


def says_of_vendor(meaning):
    def act(desk, ticket):
        cases.answer(ticket.cases.get(), "Nous cherchons.", by=desk.editor, meaning=meaning)

    return act


def taken(desk, ticket):
    moves.take(ticket, by=desk.correspondent)


def taken_back(desk, ticket):
    moves.hand_back(ticket, by=desk.manager, diagnosis="", reason=HandoverReason.MORE_NEEDED)


def replied(desk, ticket):
    moves.say(ticket, "Nous cherchons.", by=desk.manager)


def noted(desk, ticket):
    moves.say(ticket, "Nous cherchons.", by=desk.manager, internal=True)


def solved(desk, ticket):
    moves.resolve(ticket, by=desk.manager, solution="Corrigé.", cause=Cause.SOFTWARE)


def resumed(desk, ticket):
    moves.resume(ticket, by=None)


def answered(desk, ticket):
    moves.say(ticket, "C’est le poste 2.", by=desk.agent)


def to_approve(desk, ticket):
    moves.ask_approval(ticket, by=desk.coordinator, approver=desk.contact, question="D’accord ?")


@pytest.mark.parametrize(
    ("before", "act"),
    [
        *[(at_vendor, says_of_vendor(meaning)) for meaning in Meaning],
        (at_vendor, taken_back),
        (lambda desk: desk.declared(), taken),
        (lambda desk: desk.at_dsinum(), replied),
        (lambda desk: desk.at_dsinum(), noted),
        (lambda desk: desk.at_dsinum(), solved),
        (waiting, resumed),
        (waiting, answered),
        (at_sclp, to_approve),
    ],
    ids=["answer of the vendor", "news of the vendor", "question of the vendor", "taken back", "taken", "reply", "note",
         "solved", "resumed by time", "answer of the library", "approval asked of the commune"],
)  # fmt: skip
def test_the_wait_for_news_begins_again_exactly_when_the_library_is_told_something(desk, before, act):
    ticket = before(desk)
    mails = OutboxMessage.objects.filter(recipient__in=[desk.agent, desk.head])
    known, since = set(mails.values_list("pk", flat=True)), waited_since(ticket)

    with clock.frozen_at(LATER):
        act(desk, Ticket.objects.get(pk=ticket.pk))

    is_told = mails.exclude(pk__in=known).exists()
    assert waited_since(ticket) == (LATER if is_told else since)


def waited_since(ticket):
    return Deadline.objects.get(ticket=ticket, clock=Clock.SLA, target=Target.NEXT_UPDATE).since
