"""Who reads what of a whole story: each text bears a word of its own, looked for in every mail, page, search and file.

The thread between services reaches nobody outside them; the vendor’s never reaches the library; the ticket’s never
reaches the vendor (issue: must hold; reference, section 3, row 11).
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from foundation import clock, digests, mail_preferences, outbox
from foundation.clock import PARIS
from foundation.documents import arrive
from foundation.models import MailMode, OutboxMessage, StoredDocument
from network.models import Person
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.signed_in import browser_of
from tests.test_strangers import told
from tests.tickets.factories import Desk
from tickets import cases, linking, mails, moves
from tickets.models import Message, Ticket, VendorCase, VendorMessage, Watcher
from tickets.states import Cause, HandoverReason, Level, Severity, WaitingReason

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 2, 9, 0, tzinfo=PARIS)

# One word per text, that stands nowhere else.
SUBJECT, DESCRIPTION, ANSWER_OF_FORM, FILE = "zsujet", "zdescription", "zformulaire", "zfichier"
DIAGNOSIS, REPLY, WAIT, RETURN, SOLUTION, REOPENING, JOINED = (
    "zdiagnostic", "zreponse", "zattente", "zretour", "zsolution", "zrouverture", "zjonction",
)  # fmt: skip
QUESTION, DECISION = "zquestion", "zdecision"
NOTE, NOTE_FILE = "znote", "znotefichier"
TO_VENDOR, CASE_SUBJECT, VENDOR_FILE, FROM_VENDOR = "zsaisine", "zobjet", "zpiece", "zediteur"
WHY_GRAVE = "zgravite"

TICKET = {
    SUBJECT, DESCRIPTION, ANSWER_OF_FORM, FILE, DIAGNOSIS, REPLY, WAIT, RETURN, SOLUTION, REOPENING, JOINED,
    QUESTION, DECISION,
}  # fmt: skip
INTERNAL = {NOTE, NOTE_FILE}
CASE = {TO_VENDOR, CASE_SUBJECT, VENDOR_FILE, FROM_VENDOR, WHY_GRAVE}
ALL = TICKET | INTERNAL | CASE


class Story(Desk):
    """An incident that goes to the vendor and comes back, and a request that is approved, read by everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: dict[str, tuple[Any, set[str]]] = {
            "requester": (self.agent, TICKET),
            "colleague": (person_as(Role.VOLUNTEER, self.library), TICKET),
            "head": (self.head, TICKET),
            "référent": (self.correspondent, TICKET),
            "administrator": (person_as(Role.ADMINISTRATOR, self.sclp), TICKET),
            "coordinator": (self.coordinator, ALL),
            "project manager": (self.manager, ALL),
            "technician": (self.technician, ALL),
            "vendor": (self.editor, CASE),
            "commune": (self.contact, set()),
            "trainer": (person_as(Role.TRAINER, self.sclp), set()),
            "neighbour": (person_as(Role.LIBRARY_HEAD, LibraryFactory()), set()),
            "other vendor": (person_as(Role.VENDOR_CONTACT), set()),
        }
        for person in (self.head, self.technician):
            mail_preferences.choose(person, {mails.FAMILY: MailMode.DAILY})
        self.incident()
        self.request()

    def incident(self) -> None:
        """Declared, diagnosed, sent to the vendor, answered, solved, reopened, joined to another."""
        ticket = self.declared(
            subject=f"Retour {SUBJECT}",
            description=f"Écran blanc {DESCRIPTION}",
            answers=[("Message", ANSWER_OF_FORM)],
            files=[(f"{FILE}.csv", arrive(b"a;b\r\n"))],
        )
        Watcher.objects.bulk_create(Watcher(ticket=ticket, person=one) for one, _ in self.readers.values())
        ticket = moves.take(ticket, by=self.correspondent)
        ticket = moves.escalate(ticket, by=self.correspondent, to=Level.DSINUM, diagnosis=f"Testé {DIAGNOSIS}")
        ticket = moves.take(ticket, by=self.manager)
        moves.say(ticket, f"Nous regardons {REPLY}", by=self.manager)
        note = [(f"{NOTE_FILE}.csv", arrive(b"c;d\r\n"))]
        moves.say(ticket, f"Entre nous {NOTE}", by=self.manager, internal=True, files=note)
        until = clock.now() + timedelta(days=2)
        asked = {"waiting_reason": WaitingReason.REQUESTER, "resumes_at": until, "why": f"Quel poste ? {WAIT}"}
        ticket = moves.resume(moves.wait(ticket, by=self.manager, **asked), by=self.manager)
        piece = [(f"{VENDOR_FILE}.csv", arrive(b"e;f\r\n"))]
        case = self.case(ticket, subject=f"Écran {CASE_SUBJECT}", body=f"Bonjour {TO_VENDOR}", files=piece)
        cases.change_severity(case, Severity.BLOCKING, by=self.manager, reason=f"Arrêt partout {WHY_GRAVE}")
        cases.answer(case, f"Corrigé {FROM_VENDOR}", by=self.editor)
        answered = HandoverReason.VENDOR_ANSWERED
        ticket = moves.hand_back(case.ticket, by=self.manager, diagnosis=f"Livré {RETURN}", reason=answered)
        ticket = moves.resolve(ticket, by=self.manager, solution=f"Relancer {SOLUTION}", cause=Cause.SOFTWARE)
        ticket = moves.reopen(ticket, by=self.agent, why=f"Encore {REOPENING}")
        linking.merge(ticket, into=self.declared(), by=self.manager, why=f"Le même {JOINED}")

    def request(self) -> None:
        """Asked of the SCLP, approved by the head."""
        ticket = moves.take(self.declared("sigb-parametrage", by=self.coordinator), by=self.coordinator)
        question = f"D’accord ? {QUESTION}"
        ticket = moves.ask_approval(ticket, by=self.coordinator, approver=self.head, question=question)
        moves.decide(ticket, by=self.head, is_agreed=True, answer=f"Oui {DECISION}")


@pytest.fixture
def story():
    with clock.frozen_at(NOW):
        yield Story()


def words_in(text: str) -> set[str]:
    """The words of the story that this text bears."""
    return {word for word in ALL if word in text.lower()}


def read(person: Person, address: str, **asked: str) -> str:
    """All that this address tells this person; nothing when it is absent or closed to them."""
    response = browser_of(person).get(address, asked)
    content = told(response)
    return content if response.status_code == 200 else ""


def addresses() -> list[tuple[str, dict[str, str]]]:
    """Every page where a word of the desk may stand: lists and their files, each object, its life, its delays."""
    found: list[tuple[str, dict[str, str]]] = [("/", {}), (reverse("own_messages"), {})]
    for name in ("tickets:list", "tickets:cases"):
        found += [(reverse(name), {"state": "all"} | more) for more in ({}, {"export": "csv"}, {"export": "xlsx"})]
    for model in (Ticket, Message, VendorCase, VendorMessage):
        for one in model.objects.all():
            found += [(reverse("foundation:life", args=["tickets", model._meta.model_name, one.pk]), {})]
            found += [(one.get_absolute_url(), {})] if model in (Ticket, VendorCase) else []
    found += [(reverse("tickets:case_delay", args=[one.pk]), {}) for one in VendorCase.objects.all()]
    return found + [(reverse("tickets:delays", args=[one.pk]), {}) for one in Ticket.objects.all()]


def test_each_reader_meets_on_the_pages_what_is_theirs_and_nothing_else(story):
    leaked, missing = {}, {}
    for who, (person, expected) in story.readers.items():
        found = set().union(*(words_in(read(person, address, **asked)) for address, asked in addresses()))
        leaked[who], missing[who] = found - expected, expected - found

    assert {who: words for who, words in leaked.items() if words} == {}
    assert {who: words for who, words in missing.items() if words} == {}


def test_the_search_finds_for_each_reader_what_is_theirs_and_nothing_else(story):
    searched = TICKET - {DIAGNOSIS, WAIT, RETURN, REOPENING, JOINED, QUESTION, DECISION} | INTERNAL
    ticket = Ticket.objects.get(subject__contains=SUBJECT)

    for who, (person, expected) in story.readers.items():
        found = set()
        for word in searched | CASE:
            page = read(person, reverse("tickets:list"), q=word, state="all")
            found |= {word} if ticket.number in page else set()
            results = browser_of(person).get(
                reverse("foundation:search"), {"q": word}, headers={"Accept": "application/json"}
            )
            hits = results.json()["results"]
            assert not hits or word in expected, who
        assert found == searched & expected, who


def test_what_is_proposed_while_one_types_is_what_one_may_read(story):
    solved = story.resolved(subject=f"Douchette {SUBJECT}", description="Muette.")

    for who, (person, expected) in story.readers.items():
        page = read(person, reverse("tickets:similar"), subject=SUBJECT)
        is_declaring = who not in ("administrator", "vendor", "commune", "trainer", "neighbour", "other vendor")
        assert (solved.number in page or solved.get_absolute_url() in page) == (SUBJECT in expected and is_declaring)


def test_no_mail_tells_its_reader_more_than_the_pages_do(story):
    expected = {person.email: words for person, words in story.readers.values()} | {story.vendor.email: CASE}
    written = OutboxMessage.objects.all()

    leaks = [
        (mail.kind, mail.to_email, leaked)
        for mail in written
        if (leaked := words_in(f"{mail.subject} {mail.text} {mail.html} {mail.gist}") - expected[mail.to_email])
    ]
    assert leaks == []
    told_of = set().union(*(words_in(f"{mail.subject} {mail.text}") for mail in written))
    assert {DESCRIPTION, DIAGNOSIS, REPLY, NOTE, WAIT, RETURN, SOLUTION, REOPENING, QUESTION, DECISION} <= told_of
    assert {TO_VENDOR, CASE_SUBJECT, FROM_VENDOR, WHY_GRAVE} <= told_of
    files = {name for mail in written for name in mail.attachments.values_list("name", flat=True)}
    assert files == {f"{VENDOR_FILE}.csv"}


def test_what_leaves_for_the_vendor_is_what_was_written_to_it(story):
    to_vendor = OutboxMessage.objects.filter(to_email__in=[story.editor.email, story.vendor.email])

    assert {mail.kind for mail in to_vendor} == {"vendor-case", "vendor-case-closed"}
    assert set().union(*(words_in(f"{mail.subject} {mail.text} {mail.html}") for mail in to_vendor)) <= CASE
    assert not [mail for mail in to_vendor if "T-2027" in f"{mail.subject} {mail.text} {mail.html} {mail.thread}"]
    assert not [mail for mail in to_vendor if str(story.agent) in mail.text or str(story.correspondent) in mail.text]


def test_no_digest_tells_its_reader_more_than_the_pages_do(story):
    with clock.frozen_at(NOW + timedelta(days=1, hours=2)):
        outbox.send_due()
        made = digests.make_due()

    told_to = {mail.to_email: words_in(mail.text + mail.html) for mail in OutboxMessage.objects.filter(kind="digest")}
    assert made == len(told_to) == 2
    assert told_to[story.head.email] <= TICKET
    assert {REPLY, SOLUTION} <= told_to[story.head.email]
    assert NOTE in told_to[story.technician.email]


def test_the_life_of_a_ticket_where_internal_mails_stand_is_the_services_own(story):
    ticket = Ticket.objects.get(subject__contains=SUBJECT)
    life = reverse("foundation:life", args=["tickets", "ticket", ticket.pk])

    assert "Note interne" in read(story.technician, life)
    outside = [person for person, expected in story.readers.values() if NOTE not in expected]
    assert [read(person, life) for person in outside] == [""] * len(outside)


def test_a_file_is_given_to_those_who_read_what_it_is_attached_to(story):
    owner = {f"{FILE}.csv": FILE, f"{NOTE_FILE}.csv": NOTE_FILE, f"{VENDOR_FILE}.csv": VENDOR_FILE}

    for who, (person, expected) in story.readers.items():
        for document in StoredDocument.objects.filter(name__in=owner):
            response = browser_of(person).get(document.get_absolute_url())
            content = response.getvalue() if response.streaming else b""
            assert bool(content) == (owner[document.name] in expected), (who, document.name)
