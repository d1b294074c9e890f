"""The case with the vendor: its mails, its delays, its reference, its way back (R17)."""

from datetime import timedelta
from email.utils import parseaddr
from uuid import uuid4

import pytest
from django.urls import reverse

from foundation import clock, documents, message_ids, outbox
from foundation.models import OutboxMessage, StoredDocument
from foundation.workflow import Refused
from network.models import Assignment
from tests.factories import VendorFactory
from tests.tickets.factories import NOW
from tickets import case_standing, cases, moves, rules
from tickets.case_mails import CLOSED, TO_VENDOR
from tickets.delays import Promises
from tickets.models import VendorMessage
from tickets.states import CaseState, Cause, Direction, HandoverReason, Level, Meaning, Receipt, State, Target

pytestmark = pytest.mark.django_db


def later(**span):
    return clock.frozen_at(clock.now() + timedelta(**span))


def to_vendor():
    return OutboxMessage.objects.filter(kind=TO_VENDOR).order_by("pk")


def header(mail, name):
    return mail.message()[name]


# --- mails -----------------------------------------------------------------------------------------------------------


def test_the_mail_to_the_vendor_bears_its_case_its_thread_its_files_and_no_word_of_the_ticket(desk):
    desk.dsinum.email = "dsinum@communaute.example"
    desk.dsinum.save()
    ticket = desk.at_dsinum(description="Mme Zoé Lointain attend.")
    moves.say(ticket, "Note entre services.", by=desk.manager, internal=True)
    moves.say(ticket, "Réponse à la bibliothèque.", by=desk.manager)
    case = desk.case(ticket, files=[("journal.txt", documents.arrive(b"erreur 502\n"))])

    rows = list(to_vendor())
    assert {row.to_email for row in rows} == {desk.editor.email, "assistance@editeur.example"}
    for row in rows:
        mail = outbox.compose(row)
        assert mail.subject == f"[{case.number}] Écran blanc"
        assert message_ids.message_of(header(mail, "Message-ID")) == row
        assert header(mail, "References") == message_ids.of_thread(f"case-{case.pk}")
        assert message_ids.thread_of(header(mail, "References")) == f"case-{case.pk}"
        assert header(mail, "Reply-To") == "dsinum@communaute.example"
        assert [(name, content) for name, content, _ in mail.attachments] == [("journal.txt", "erreur 502\n")]
        told = f"{mail.subject} {mail.body} {mail.alternatives[0][0]}"
        assert "L’écran de retour reste blanc." in told
        secrets = ("Lointain", "Note entre", "Réponse à la", str(desk.library), str(desk.agent), ticket.number)
        assert [word for word in secrets if word in told] == []


@pytest.mark.parametrize(
    ("body", "greetings"),
    [
        ("Bonjour,\nL’écran reste blanc.", 1),
        ("bonjour madame, l’écran reste blanc.", 0),
        ("Madame, Monsieur,\r\n\r\nL’écran reste blanc.", 0),
        ("Chère Nadia,\nl’écran reste blanc.", 0),
        ("Monsieur, l’écran reste blanc.", 0),
        ("L’écran reste blanc. Bonjour à Nadia.", 1),
        ("Madame [nom masqué] ne peut pas emprunter.\nDepuis hier,\nl’écran reste blanc.", 1),
    ],
)
def test_the_mail_greets_once(desk, body, greetings):
    desk.case(body=body)

    for row in to_vendor():
        assert (row.text.count("Bonjour,"), row.html.count("Bonjour,")) == (greetings, greetings)


def test_without_an_address_of_the_service_the_mail_asks_for_no_answer(desk):
    desk.case()
    mail = outbox.compose(to_vendor()[0])
    assert header(mail, "Reply-To") is None
    assert "n’y répondez pas" in mail.body


def test_all_the_mails_of_a_case_are_one_thread_apart_from_that_of_its_ticket(desk):
    case = desk.case()
    cases.write_again(case, "Avez-vous des nouvelles ?", by=desk.manager)
    roots = {header(outbox.compose(row), "References") for row in to_vendor()}
    assert roots == {message_ids.of_thread(f"case-{case.pk}")}
    assert message_ids.of_thread(f"ticket-{case.ticket_id}") not in roots
    assert parseaddr(header(outbox.compose(to_vendor()[0]), "From"))[1]


def test_who_has_left_the_vendor_is_not_written_to(desk):
    desk.case()
    Assignment.objects.filter(person=desk.editor).update(ends_on=clock.today() - timedelta(days=1))
    outbox.send_due()
    row = to_vendor().get(to_email=desk.editor.email)
    assert (row.sent_at, row.last_error) == (None, "Le destinataire ne travaille plus pour l’éditeur.")


def test_a_case_closed_meanwhile_is_not_sent(desk):
    cases.close(desk.case(), by=desk.manager, why="Réglé.")
    outbox.send_due()
    assert {row.last_error for row in to_vendor()} == {"Le dossier est clos."}


# --- what became of the mails ----------------------------------------------------------------------------------------


def closing():
    return OutboxMessage.objects.filter(kind=CLOSED).order_by("pk")


def test_the_vendor_is_told_that_its_case_is_closed_in_the_same_conversation_and_not_why(desk):
    case = desk.case()
    cases.close(case, by=desk.manager, why="Réglé par le SCLP, note entre services.")

    told = {one.to_email: one for one in closing()}
    assert set(told) == {desk.editor.email, desk.vendor.email}
    root = message_ids.of_thread(f"case-{case.pk}")
    for one in told.values():
        assert header(outbox.compose(one), "References") == root
        assert one.subject == to_vendor().first().subject
        assert f"Le dossier {case.number} est clos" in one.text
        assert "note entre services" not in one.text + one.html
        assert case.ticket.number not in one.text + one.html
    assert case.get_absolute_url() in told[desk.editor.email].text
    assert case.get_absolute_url() not in told[desk.vendor.email].text  # nobody signs in with that address
    assert outbox.outdated(told[desk.editor.email]) == ""
    desk.editor.assignments.all().delete()
    assert "ne travaille plus" in outbox.outdated(closing().get(recipient=desk.editor))


def test_a_case_closed_with_its_ticket_is_told_to_the_vendor_once(desk):
    case = desk.case()
    cases.answer(case, "Corrigé.", by=desk.editor)
    ticket = moves.hand_back(case.ticket, by=desk.manager, diagnosis="", reason=HandoverReason.VENDOR_ANSWERED)
    moves.resolve(ticket, by=desk.manager, solution="Nouvelle version.", cause=Cause.SOFTWARE)

    assert closing().filter(recipient=desk.editor).count() == 1
    assert "Nouvelle version" not in closing().get(recipient=desk.editor).text


def test_each_contact_is_told_with_what_became_of_the_last_mail(desk):
    case = desk.case()
    assert {one.said for one in case_standing.contacts(case)} == {"pas encore envoyé"}

    outbox.send_due()
    assert all(one.said.startswith("envoyé ") for one in case_standing.contacts(case))

    to_vendor().filter(recipient=desk.editor).update(sent_at=None, dead_at=NOW, last_error="550 inconnu")
    refused = next(one for one in case_standing.contacts(case) if one.name == str(desk.editor))
    assert (refused.said, refused.why, refused.tone) == ("refusé par le serveur", "550 inconnu", "late")


# --- without a proof of receipt --------------------------------------------------------------------------------------


def taking(case):
    """The moment at which the delay to take it would be used up, counted from its sending."""
    promises = Promises()
    span = case_standing.vendor_case(case.sent_at)
    terms = promises.terms(case.ticket, span, vendor=case.vendor)
    allowed = terms.binding(case.sent_at).allowed(case.severity, Target.TAKE)
    return terms.hours.add_working_time(case.sent_at, allowed)


def test_a_vendor_that_acknowledges_nothing_is_to_be_asked_again_after_the_delay_to_take(desk):
    case = desk.case()
    due = taking(case)
    assert due > NOW
    assert case_standing.reminder(case, due) == ""
    assert "À relancer" in case_standing.reminder(case, due + timedelta(minutes=1))


def test_those_to_ask_again_are_listed_when_their_page_says_so(client, desk):
    case, other = desk.case(), desk.case()
    due = taking(case)
    cases.opened_by_vendor(other, by=desk.editor)
    client.force_login(desk.manager)

    def listed(moment):
        with clock.frozen_at(moment):
            return [
                one.pk
                for one in client.get(reverse("tickets:cases"), {"follow": "remind"}).context["listing"].page.records
            ]

    assert listed(due) == []
    assert listed(due + timedelta(minutes=1)) == [case.pk]


def test_asked_again_the_vendor_has_the_same_delay_anew_and_nothing_is_a_breach(desk):
    case = desk.case()
    after = taking(case) + timedelta(minutes=1)
    with clock.frozen_at(after):
        cases.write_again(case, "Avez-vous reçu ce dossier ?", by=desk.manager)
        assert case_standing.reminder(case, after) == ""
    assert case.ticket.deadlines.filter(clock="UC", breached_at__isnull=False).count() == 0


def test_once_it_is_received_nothing_is_to_be_asked_again(desk):
    case = cases.note_receipt(desk.case(), by=desk.manager, received_at=NOW, receipt=Receipt.PHONE)
    assert case_standing.reminder(case, NOW + timedelta(days=30)) == ""


# --- its reference ---------------------------------------------------------------------------------------------------


def test_a_reference_is_one_case_s_alone_at_one_vendor_and_the_refusal_names_the_other(desk):
    first, second = desk.case(), desk.case()
    cases.note_reference(first, "INC-77", by=desk.editor)
    with pytest.raises(Refused, match=f"« inc-77 » est déjà la référence du dossier {first.number}"):
        cases.note_reference(second, "inc-77", by=desk.editor)

    elsewhere = desk.case(vendor=VendorFactory(email="b@autre.example"), contacts=[])
    assert cases.note_reference(elsewhere, "INC-77", by=desk.manager).reference == "INC-77"
    assert cases.note_reference(first, "INC-77", by=desk.editor).reference == "INC-77"


# --- answered, and back ----------------------------------------------------------------------------------------------


def test_an_answer_makes_taking_back_what_is_expected(desk):
    case = desk.case()
    assert case_standing.buttons(case, desk.manager)[0].label == "Noter la réception"

    case = cases.answer(case, "Corrigé.", by=desk.editor).case
    first = case_standing.buttons(case, desk.manager)[0]
    assert (first.label, first.primary) == ("Reprendre à l’éditeur", True)
    assert "reprenez le ticket" in case_standing.expected(case, desk.manager).text
    assert not case_standing.is_to_take_back(case, desk.coordinator)


def test_writing_again_after_taking_back_sends_the_ticket_to_the_vendor_again_in_the_same_case(desk):
    case = cases.answer(desk.case(), "Corrigé.", by=desk.editor).case
    answered = HandoverReason.VENDOR_ANSWERED
    ticket = moves.hand_back(case.ticket, by=desk.manager, diagnosis="À vérifier.", reason=answered)
    assert ticket.level == Level.DSINUM

    with later(hours=1):
        said = cases.write_again(case, "L’écran reste blanc.", by=desk.manager)

    ticket.refresh_from_db(fields=["level"])
    assert (said.case.state, ticket.level, ticket.cases.count()) == (CaseState.RECEIVED, Level.VENDOR, 1)
    assert ticket.handovers.last().reason == HandoverReason.VENDOR


def test_what_is_written_twice_by_one_form_is_said_once(desk):
    case, files = desk.case(), [("a.txt", documents.arrive(b"a\n"))]
    token = VendorMessage.objects.get().token
    assert cases.write_again(case, "Encore.", by=desk.manager, files=files, token=token).token == token
    assert VendorMessage.objects.filter(direction=Direction.OUT).count() == 1
    assert not StoredDocument.objects.about(VendorMessage.objects.get()).exists()


def test_an_answer_noted_later_counts_from_when_it_was_given(client, desk):
    case = desk.case()
    cases.note_receipt(case, by=desk.manager, received_at=NOW, receipt=Receipt.PHONE)
    given = NOW + timedelta(hours=2)
    client.force_login(desk.manager)

    with later(days=3):
        url = reverse("tickets:record_answer", args=[case.pk])
        asked = {"meaning": Meaning.ANSWER, "body": "Corrigé.", "token": str(uuid4())}
        untold = client.post(url, {**asked, "meaning": "", "answered_at": f"{given:%Y-%m-%dT%H:%M}"})
        early = client.post(url, {**asked, "answered_at": f"{NOW - timedelta(minutes=1):%Y-%m-%dT%H:%M}"})
        to_come = client.post(url, {**asked, "answered_at": f"{NOW + timedelta(days=4):%Y-%m-%dT%H:%M}"})
        done = client.post(url, {**asked, "answered_at": f"{given:%Y-%m-%dT%H:%M}"})

    assert untold.context["form"].errors == {"meaning": ["Choisissez\u00a0: de ce qu’il apporte dépend son délai."]}
    assert (early.status_code, to_come.status_code, done.status_code) == (422, 422, 302)
    assert VendorMessage.objects.get(direction=Direction.IN).at == given


def test_without_a_receipt_the_moment_of_the_answer_is_one(desk):
    case = desk.case()

    with later(days=3):
        cases.answer(case, "Corrigé.", by=desk.manager, at=NOW + timedelta(hours=2))

    case.refresh_from_db()
    assert (case.received_at, case.receipt) == (NOW + timedelta(hours=2), Receipt.MAIL)


def test_what_is_solved_from_the_vendor_is_its_pilot_s_again_and_reopened_there(desk):
    case = desk.case()
    cases.answer(case, "Corrigé.", by=desk.editor, at=clock.now(), meaning=Meaning.ANSWER)

    solved = moves.resolve(case.ticket, by=desk.manager, solution="Corrigé.", cause=Cause.SOFTWARE)
    reopened = moves.reopen(solved, by=desk.agent, why="Pas chez nous.")

    assert (solved.level, solved.pilot_level) == (Level.DSINUM, "")
    last = solved.handovers.last()
    assert (last.from_level, last.to_level, last.accepted_by) == (Level.VENDOR, Level.DSINUM, desk.manager)
    assert last.reason == HandoverReason.VENDOR_ANSWERED
    assert last.at <= solved.resolved_at  # taken back, then solved
    assert (reopened.state, reopened.level) == (State.NEW, Level.DSINUM)
    assert not rules.missing_to_send_to_vendor(reopened)


def test_two_cases_of_one_ticket_are_told_apart_the_first_one_first_and_both_are_reached(client, desk):
    first = desk.case()
    cases.answer(first, "Corrigé.", by=desk.editor, at=clock.now(), meaning=Meaning.ANSWER)
    solved = moves.resolve(first.ticket, by=desk.manager, solution="Corrigé.", cause=Cause.SOFTWARE)
    ticket = moves.take(moves.reopen(solved, by=desk.agent, why="Encore."), by=desk.manager)
    second = desk.case(ticket)
    client.force_login(desk.manager)

    groups = client.get(reverse("tickets:delays", args=[ticket.pk])).context["groups"]
    page = client.get(ticket.get_absolute_url()).text

    titles = [group["title"] for group in groups if group["key"].startswith("uc")]
    assert [title.rpartition(", ")[2] for title in titles] == [f"{first.number})", f"{second.number})"]
    assert f'href="{first.get_absolute_url()}"' in page
    assert f'href="{second.get_absolute_url()}"' in page


def test_a_mail_asks_for_a_receipt_only_as_long_as_there_is_none(desk):
    case = desk.case()
    received = cases.opened_by_vendor(case, by=desk.editor)
    again = cases.write_again(received, "Avez-vous du nouveau ?", by=desk.manager)

    first, last = (
        OutboxMessage.objects.filter(kind=TO_VENDOR, recipient=desk.editor).order_by("pk")[i] for i in (0, 1)
    )
    assert "Accuser réception ou répondre" in first.text
    assert "Accuser réception" not in last.text + last.html
    assert "Répondre" in last.text
    assert again.body in last.text
