"""A case becomes more, or less, grave: the vendor is told why, its delay is aimed again and never reset (R17)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from tests.tickets.factories import NOW, later
from tickets import case_standing, cases
from tickets.case_mails import TO_VENDOR
from tickets.clocks.reading import Reading
from tickets.delays import Delays, Promises, differences, with_what_delays_read
from tickets.models import Deadline, Ticket, VendorCase, VendorMessage
from tickets.states import CaseState, Clock, ClockState, Direction, Meaning, Severity, Target

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
BLOCKING, MAJOR, MINOR = Severity.BLOCKING, Severity.MAJOR, Severity.MINOR


@pytest.fixture
def case(desk):
    """A major case that the vendor has received at nine."""
    return cases.opened_by_vendor(desk.case(), by=desk.editor)


def regraded(case, severity=BLOCKING, *, by, reason="Le prêt est arrêté partout.", **facts):
    return cases.change_severity(VendorCase.objects.get(pk=case.pk), severity, by=by, reason=reason, **facts)


def counted(case, target=Target.RESOLVE) -> Reading:
    ticket = Ticket.objects.get(pk=case.ticket_id)
    return next(one for one in Delays(ticket, clock.now()).of_vendor() if one.target == target).reading


# --- the delay -------------------------------------------------------------------------------------------------------


def test_the_delay_is_aimed_again_and_what_was_consumed_stays(desk, case):
    with later(hours=2):
        regraded(case, by=desk.manager)
        blocking = counted(case)
    with later(hours=3):
        regraded(case, MINOR, by=desk.manager)
        minor = counted(case)

    assert (blocking.code, blocking.consumed, blocking.allowed) == (BLOCKING, 2 * HOUR, 10 * HOUR)
    assert (minor.code, minor.consumed, minor.allowed) == (MINOR, 3 * HOUR, 50 * HOUR)
    assert [step.piece.code for step in minor.steps] == [MAJOR, BLOCKING, MINOR]


def test_what_was_due_too_early_stays_late_whatever_it_becomes(desk, case):
    with later(hours=1):
        regraded(case, by=desk.manager)
    with later(days=2):
        late = counted(case)
        regraded(case, MINOR, by=desk.manager)
        assert counted(case).breached_at == late.breached_at is not None


def test_the_copies_follow_in_the_same_act_and_the_nightly_check_agrees(desk, case):
    with later(hours=2):
        regraded(case, by=desk.manager)
        found = {one.target: one.due_at for one in Deadline.objects.filter(clock=Clock.UC, rank=case.pk)}
        assert found == {target: counted(case, target).due_at for target in Target}
        assert differences(Ticket.objects.get(pk=case.ticket_id), clock.now(), Promises()) == []


def test_it_is_no_news_and_takes_nothing_in_hand(desk, case):
    before = {target: counted(case, target).state for target in Target}

    with later(hours=1):
        regraded(case, by=desk.manager)
        after = {target: counted(case, target) for target in Target}

    assert {target: one.state for target, one in after.items()} == before
    assert {one.consumed for one in after.values()} == {HOUR}


@pytest.mark.parametrize(
    ("meaning", "turn"), [(Meaning.QUESTION, ClockState.PAUSED), (Meaning.ANSWER, ClockState.STOPPED)]
)
def test_the_turn_stays_where_it_was(desk, case, meaning, turn):
    with later(hours=1):
        said = cases.answer(case, "Quelle version ?", by=desk.editor, meaning=meaning)
    with later(hours=2):
        regraded(case, by=desk.manager)
    with later(hours=5):
        reading = counted(case)

    assert (reading.state, reading.consumed) == (turn, HOUR)
    assert VendorCase.objects.get(pk=case.pk).state == said.case.state


def test_an_answer_given_before_it_and_noted_after_gives_the_turn_all_the_same(desk, case):
    with later(hours=2):
        regraded(case, by=desk.manager)
    with later(hours=3):
        said = cases.answer(case, "Corrigé.", by=desk.manager, at=NOW + HOUR)
        reading = counted(case)

    assert said.case.state == CaseState.ANSWERED
    assert (reading.state, reading.consumed) == (ClockState.STOPPED, HOUR)


def test_before_any_receipt_nothing_runs_and_the_delay_to_take_is_the_new_one(desk):
    case = desk.case(severity=MINOR)
    regraded(case, by=desk.manager)

    assert counted(case).state == ClockState.NOT_BEGUN
    with later(hours=2):
        assert case_standing.to_remind(VendorCase.objects.all(), clock.now()) == [case.pk]


def test_the_severities_are_read_with_the_messages_that_are_read_anyway(desk, case):
    ticket = Ticket.objects.get(pk=case.ticket_id)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            (found,) = with_what_delays_read(Ticket.objects.filter(pk=ticket.pk))
            assert Delays(found, clock.now()).of_vendor()
        return len(seen)

    before = queries()
    for severity in (BLOCKING, MINOR, MAJOR):
        regraded(case, severity, by=desk.manager)
    assert queries() == before


# --- the trace -------------------------------------------------------------------------------------------------------


def test_it_is_a_line_of_the_thread_and_a_row_of_the_history_with_the_reason(desk, case):
    said = regraded(case, by=desk.manager)

    assert (said.direction, said.body, said.author) == (Direction.OUT, "Le prêt est arrêté partout.", desk.manager)
    assert (said.severity_before, said.severity) == (MAJOR, BLOCKING)
    kept = VendorCase.objects.get(pk=case.pk)
    row = kept.history.first()
    assert (kept.severity, row.severity, row.history_user) == (BLOCKING, BLOCKING, desk.manager)
    assert row.history_change_reason == "Le prêt est arrêté partout."


@pytest.mark.parametrize(
    "facts",
    [
        {"severity": BLOCKING},
        {"severity_before": MAJOR},
        {"severity_before": MAJOR, "severity": MAJOR},
        {"severity_before": MAJOR, "severity": "P1"},
        {"severity_before": MAJOR, "severity": MINOR, "direction": Direction.IN, "meaning": Meaning.NEWS},
    ],
)
def test_a_line_has_both_severities_or_none_and_the_vendor_changes_none(desk, case, facts):
    said = {"case": case, "author": desk.manager, "direction": Direction.OUT, "body": "Non.", **facts}

    with pytest.raises(IntegrityError, match="vendor_message_severity_changes"), transaction.atomic():
        VendorMessage.objects.create(**said)


def test_the_same_form_sent_twice_changes_it_once(desk, case):
    token = uuid4()
    first, second = (regraded(case, by=desk.manager, token=token) for _ in range(2))

    assert first == second
    assert VendorMessage.objects.exclude(severity="").count() == 1


# --- refused ---------------------------------------------------------------------------------------------------------


def test_who_may_write_to_the_vendor_may_and_nobody_else(desk, case):
    others = [desk.coordinator, desk.editor, desk.correspondent, desk.head, desk.agent, desk.contact]
    for person in others:
        with pytest.raises(PermissionDenied, match="ne permet pas de changer la gravité"):
            regraded(case, by=person)

    assert regraded(case, by=desk.technician).severity == BLOCKING
    assert VendorMessage.objects.exclude(severity="").count() == 1


@pytest.mark.parametrize(
    ("severity", "reason", "why"),
    [
        (MAJOR, "Partout.", "est déjà de gravité majeure"),
        (BLOCKING, "", "Dites pourquoi la gravité change"),
        (BLOCKING, " \n ", "Dites pourquoi la gravité change"),
    ],
)
def test_what_changes_nothing_or_says_nothing_is_refused(desk, case, severity, reason, why):
    with pytest.raises(Refused, match=why):
        regraded(case, severity, by=desk.manager, reason=reason)

    assert VendorCase.objects.get(pk=case.pk).severity == MAJOR
    assert not VendorMessage.objects.exclude(severity="").exists()


def test_a_severity_that_is_none_is_a_mistake_of_ours(desk, case):
    with pytest.raises(ValueError, match="not a valid Severity"):
        regraded(case, "P1", by=desk.manager)


@pytest.mark.parametrize("state", CaseState)
def test_it_changes_in_every_state_but_the_last(desk, state):
    case = in_state(desk, state)
    assert case.state == state

    if state != CaseState.CLOSED:
        assert regraded(case, by=desk.manager).case.state == state
        return
    with pytest.raises(Refused, match="est clos : sa gravité ne change plus"):
        regraded(case, by=desk.manager)


def in_state(desk, state):
    case = desk.case()
    if state == CaseState.SENT:
        return case
    case = cases.opened_by_vendor(case, by=desk.editor)
    if state == CaseState.CLOSED:
        return cases.close(case, by=desk.manager, why="Réglé.")
    said = {CaseState.ASKED: Meaning.QUESTION, CaseState.ANSWERED: Meaning.ANSWER}.get(state)
    return cases.answer(case, "Voilà.", by=desk.editor, meaning=said).case if said else case


def test_what_another_changed_since_it_was_read_is_refused(desk, case):
    read = VendorCase.objects.get(pk=case.pk)
    regraded(case, MINOR, by=desk.technician)

    with pytest.raises(Refused, match="vient de changer : mineure"):
        cases.change_severity(read, BLOCKING, by=desk.manager, reason="Partout.")

    assert VendorCase.objects.get(pk=case.pk).severity == MINOR


# --- the mail --------------------------------------------------------------------------------------------------------


def mails_of(message):
    return list(OutboxMessage.objects.about(message).filter(kind=TO_VENDOR).order_by("pk"))


def test_the_vendor_is_told_from_which_to_which_and_why_and_nothing_of_the_ticket(desk, case):
    case.contacts.set([desk.editor])
    rows = mails_of(regraded(case, by=desk.manager))

    assert {row.to_email for row in rows} == {desk.editor.email, "assistance@editeur.example"}
    for row in rows:
        assert row.subject == f"[{case.number}] Écran blanc"
        assert row.thread == f"case-{case.pk}"
        for text in (row.text, row.html):
            sentence, reason = "La gravité du dossier passe de majeure à bloquante.", "Le prêt est arrêté partout."
            assert -1 < text.index("Bonjour,") < text.index(sentence) < text.index(reason)
            assert f"Dossier {case.number}, gravité bloquante" in text
            secrets = (case.ticket.number, str(desk.library), str(desk.agent), case.ticket.subject)
            assert [word for word in secrets if word in text] == []


def test_a_reason_that_greets_is_not_greeted_again(desk, case):
    row = mails_of(regraded(case, by=desk.manager, reason="Bonjour,\nLe prêt est arrêté."))[0]

    for text in (row.text, row.html):
        assert text.count("Bonjour,") == 1
        assert text.index("Bonjour,") < text.index("La gravité du dossier passe de")


def test_a_mail_of_mere_words_says_nothing_of_a_change(desk, case):
    said = cases.write_again(case, "Où en êtes-vous ?", by=desk.manager)

    assert [row for row in mails_of(said) if "passe de" in row.text + row.html] == []


def test_the_library_is_told_nothing(desk, case):
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    regraded(case, by=desk.manager)

    written = OutboxMessage.objects.exclude(pk__in=before)
    assert {row.kind for row in written} == {TO_VENDOR}
