"""Passages in the words of the thread and of the mails: who had it, who has it, who decides (R17, R29)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock
from foundation.models import OutboxMessage
from network.roles import Role
from tests.factories import person_as
from tests.tickets.factories import NOW
from tickets import cases, moves
from tickets.states import Cause, HandoverReason, Level, Receipt
from tickets.thread import thread_of
from tickets.vendor_thread import thread_of as thread_of_case

pytestmark = pytest.mark.django_db


def read(told) -> list[str]:
    """The lines of a thread, as sentences."""
    return [f"{one.entry.who} {one.entry.what}" for one in told]


def told(subject: str) -> set[int]:
    """Who was told that."""
    found = OutboxMessage.objects.filter(kind="ticket-handed-over", subject__contains=subject)
    return set(found.values_list("recipient", flat=True))


def text_to(person, kind: str = "ticket-handed-over") -> str:
    return OutboxMessage.objects.filter(kind=kind, recipient=person).order_by("pk").last().text


def third_passage(desk, **facts):
    ticket = desk.declared(**facts)
    for _ in range(2):
        ticket = moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous.")
        ticket = moves.hand_back(ticket, by=desk.manager, diagnosis="À vous.", reason=HandoverReason.MORE_NEEDED)
    OutboxMessage.objects.all().delete()
    return moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Encore.")


# --- what the supervision decides ------------------------------------------------------------------------------------


def test_a_third_passage_is_told_to_who_asked_and_who_declared(desk):
    ticket = third_passage(desk, by=desk.head, requester=desk.agent)

    assert told("Le SCLP tranche") == {desk.agent.pk, desk.head.pk}
    assert "Le SCLP tranche\u00a0: le ticket" in text_to(desk.agent)
    assert f"{desk.correspondent} a transmis au SCLP, qui tranche : troisième aller-retour" in read(
        thread_of(ticket, desk.agent)
    )

    moves.escalate(ticket, by=desk.coordinator, to=Level.DSINUM, diagnosis="À la DSINum.")
    assert told("Transmis") == {desk.agent.pk, desk.head.pk}


def test_what_the_library_contests_is_told_to_the_commune_too_and_then_where_it_goes(desk):
    ticket = desk.declared("materiel", requester=desk.head)
    ticket = moves.take(ticket, by=desk.contact)
    ticket = moves.contest(ticket, by=desk.agent, why="L’écran est celui du SIGB.")

    assert told("Le SCLP tranche") == {desk.head.pk, desk.contact.pk}
    assert f"Le SCLP tranche\u00a0: {desk.agent} conteste le renvoi à la commune" in text_to(desk.contact)
    assert "L’écran est celui du SIGB." in text_to(desk.contact)
    lines = thread_of(ticket, desk.contact)
    assert f"{desk.agent} a contesté le renvoi à la commune : le SCLP tranche" in read(lines)

    ticket = moves.escalate(ticket, by=desk.coordinator, to=Level.DSINUM, diagnosis="C’est le SIGB.")
    assert told("Transmis") == {desk.agent.pk, desk.head.pk}
    settled = text_to(desk.contact, "ticket-not-of-commune")
    assert "ne relève pas de la commune" in settled
    assert ticket.get_absolute_url() not in settled
    assert "C’est le SIGB." not in settled

    OutboxMessage.objects.all().delete()
    moves.escalate(ticket, by=desk.manager, to=Level.SCLP, diagnosis="Au catalogue.")
    assert told("Transmis") == {desk.agent.pk, desk.head.pk}
    assert not OutboxMessage.objects.filter(recipient=desk.contact).exists()  # the commune has had its answer


def test_what_the_commune_contests_is_told_to_the_library_and_not_to_who_contests(desk):
    ticket = desk.declared("materiel")
    colleague = person_as(Role.COMMUNE_CONTACT, desk.commune)
    moves.contest(ticket, by=desk.contact, why="Ce n’est pas notre poste.")

    assert told("Le SCLP tranche") == {desk.agent.pk, colleague.pk}


def test_sent_back_by_the_supervision_the_commune_is_asked_and_not_told_twice(desk):
    ticket = moves.contest(desk.declared("materiel"), by=desk.agent, why="Non.")
    moves.send_to_town(ticket, by=desk.coordinator, diagnosis="Si.")

    assert told("Renvoyé à la commune") == {desk.agent.pk}
    assert OutboxMessage.objects.filter(kind="ticket-to-take", recipient=desk.contact).count() == 2


def test_a_second_contest_is_refused_in_words_that_say_why(desk):
    ticket = moves.contest(desk.declared("materiel"), by=desk.agent, why="Non.")
    ticket = moves.send_to_town(ticket, by=desk.coordinator, diagnosis="Si.")

    told_of = ticket.contest.__func__._django_fsm.get_transition(ticket.state).conditions[0].missing(ticket)

    assert told_of == ["un recours encore ouvert (il n’y en a qu’un, et celui du 2 mars 2027 a été tranché)"]


# --- the words -------------------------------------------------------------------------------------------------------


def test_a_mail_of_a_passage_names_the_level_and_gives_the_reason_as_one(desk):
    ticket = desk.at_dsinum()
    text = text_to(desk.agent)
    assert "passé à un autre niveau\u00a0: la DSINum." in text
    assert "Motif\u00a0: dépasse ce niveau." in text

    desk.case(ticket)
    assert "passé à un autre niveau\u00a0: l’éditeur, suivi par la DSINum." in text_to(desk.agent)


def test_who_declared_for_someone_has_them_told_who_follows_it(desk):
    desk.declared("materiel", requester=desk.head)

    assert "est suivi par la commune." in text_to(desk.head, "ticket-declared")


def test_the_article_begins_its_sentence(desk):
    ticket = desk.declared("materiel", by=desk.coordinator, requester=desk.agent)
    ticket = moves.contest(ticket, by=desk.agent, why="Non.")
    moves.send_to_town(ticket, by=desk.coordinator, diagnosis="Si.")

    assert "Art. 7\u00a0: La commune" in text_to(desk.agent)
    assert "art. 7" not in text_to(desk.agent)


def test_a_ticket_that_went_to_the_commune_by_its_declaration_was_sent_by_nobody(desk):
    lines = read(thread_of(desk.declared("materiel"), desk.head))

    assert lines == [f"{desk.agent} a déclaré, {desk.library}", "Le ticket est allé à la commune, dont cela relève"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (HandoverReason.VENDOR_ANSWERED, "repris le ticket à l’éditeur"),
        (HandoverReason.MORE_NEEDED, "repris le ticket à l’éditeur : diagnostic à compléter"),
    ],
)
def test_a_ticket_is_taken_back_from_the_vendor(desk, reason, said):
    ticket = moves.hand_back(desk.case().ticket, by=desk.manager, diagnosis="Version 12.", reason=reason)

    assert f"{desk.manager} a {said}" in read(thread_of(ticket, desk.agent))
    assert f"Vous avez {said}" in read(thread_of(ticket, desk.manager))


def test_the_receipt_is_told_as_its_reader_may_say_it(desk):
    noted, own = desk.case(), desk.case()
    cases.note_receipt(noted, by=desk.manager, received_at=NOW, receipt=Receipt.PHONE)
    cases.opened_by_vendor(own, by=desk.editor)

    assert "Vous avez noté que l’éditeur l’a reçu" in read(thread_of_case(noted, desk.manager))
    assert f"{desk.manager} a noté que vous l’avez reçu" in read(thread_of_case(noted, desk.editor))
    assert "Vous avez accusé réception" in read(thread_of_case(own, desk.editor))
    assert f"{desk.editor} a accusé réception" in read(thread_of_case(own, desk.manager))


# --- a reply on what is over -----------------------------------------------------------------------------------------


def answered(client, ticket, person, **more) -> str:
    """What the page says to this person once their reply is sent."""
    client.force_login(person)
    form = client.get(ticket.get_absolute_url()).context["form"]
    sent = {"body": "Cela recommence.", "token": form.initial["token"], **more}
    page = client.post(reverse("tickets:reply", args=[ticket.pk]), sent, follow=True)
    return " ".join(str(one) for one in page.context["messages"])


def test_a_reply_on_a_ticket_that_is_over_says_that_it_stays_so(desk, client):
    ticket = desk.resolved()
    reopen = "rouvrez-le si cela continue."
    colleague = person_as(Role.LIBRARIAN, desk.library)

    assert answered(client, ticket, desk.agent).endswith(f"Le ticket reste résolu\u00a0: {reopen}")
    ticket = moves.confirm(ticket, by=desk.agent)
    sent = "Votre message est envoyé. Le ticket reste clos"
    assert answered(client, ticket, desk.agent) == f"{sent}\u00a0: {reopen}"
    assert answered(client, ticket, colleague) == f"{sent}."
    assert answered(client, ticket, desk.manager, internal="on") == "La note est enregistrée."
    with clock.frozen_at(NOW + timedelta(days=20)):
        late = answered(client, ticket, desk.agent)
        assert late.startswith(f"{sent}. On rouvre un ticket jusqu’au 16 mars 2027")
        assert answered(client, ticket, desk.manager) == f"{sent}\u00a0: {reopen}"


def test_a_reply_on_an_open_ticket_says_only_that_it_is_sent(desk, client):
    assert answered(client, desk.declared(), desk.agent) == "Votre message est envoyé."


def test_the_delays_of_a_closed_ticket_speak_of_the_ticket(desk, client):
    ticket = moves.take(desk.declared(), by=desk.correspondent)
    ticket = moves.resolve(ticket, by=desk.correspondent, solution="Fait.", cause=Cause.OTHER)
    moves.confirm(ticket, by=desk.agent)
    client.force_login(desk.agent)

    page = client.get(reverse("tickets:delays", args=[ticket.pk])).text

    assert "le ticket est clos" in page
    assert "dossier" not in page


def test_a_level_that_had_it_twice_has_two_accounts_told_apart(desk, client):
    ticket = desk.at_dsinum()
    moves.hand_back(ticket, by=desk.manager, diagnosis="Quel poste ?", reason=HandoverReason.MORE_NEEDED)
    moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Le deux.")
    client.force_login(desk.manager)

    groups = client.get(reverse("tickets:delays", args=[ticket.pk])).context["groups"]

    assert [group["title"] for group in groups][1:] == [
        "délai du niveau (référent informatique), 1er passage",
        "délai du niveau (DSINum), 1er passage",
        "délai du niveau (référent informatique), 2e passage",
        "délai du niveau (DSINum), 2e passage",
    ]
