"""What a hand in a hurry or a machine sends to the desk is refused in a sentence, and nothing typed is lost.

(issue: bad input.)
"""

from datetime import date
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from foundation import drafts
from foundation.models import Draft, StoredDocument
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tickets import cases, linking, moves
from tickets.models import Category, Message, Ticket, VendorMessage
from tickets.states import Meaning, State

pytestmark = pytest.mark.django_db
NEW = "/tickets/nouveau/sigb-anomalie/"
PNG = b"\x89PNG\r\n\x1a\n"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200 + b"PE\x00\x00"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def browser(desk) -> Client:
    """The agent’s."""
    browser = Client()
    browser.force_login(desk.agent)
    return browser


def declared(desk, **facts):
    """What the agent types into the form, unless told otherwise."""
    return {
        "subject": "Le retour ne passe pas", "description": "Depuis ce matin.", "urgency": "DEGRADED",
        "library": desk.library.pk, "requester": "me", "own_ecran": "Retour", "token": str(uuid4()),
    } | facts  # fmt: skip


def words(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


def files(*contents: bytes, name: str = "capture.png"):
    return [SimpleUploadedFile(name, content) for content in contents]


# --- long texts -------------------------------------------------------------------------------------------------------


def test_a_log_of_ten_megabytes_is_refused_with_the_way_out_and_the_draft_stays(desk, browser):
    drafts.keep(desk.agent, NEW, {"subject": ["à moitié écrit"]})

    page = browser.post(NEW, declared(desk, description="x" * 10 * 1024 * 1024))

    assert page.status_code == 413
    assert "C’était trop long pour un seul envoi" in words(page)
    assert not Ticket.objects.exists()
    assert Draft.objects.filter(person=desk.agent, key=NEW).exists()


def test_a_log_of_a_megabyte_is_refused_by_its_field_and_given_back(desk, browser):
    log = "2027-03-02 ERROR\n" * 60_000

    page = browser.post(NEW, declared(desk, description=log))

    assert page.status_code == 422
    assert "gardez l’essentiel (20 000 au plus) et joignez le reste en fichier texte" in words(page)
    assert log[:1000].strip() in page.content.decode()


@pytest.mark.parametrize("field", ["subject", "own_message"])
def test_a_line_of_ten_thousand_characters_is_refused_by_its_field(desk, browser, field):
    page = browser.post(NEW, declared(desk, **{field: "é" * 10_000}))

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]


@pytest.mark.parametrize("field", ["subject", "description", "own_message", "token", "library", "requester", "urgency"])
@pytest.mark.parametrize("typed", ["a\x00b", "\ud800", ""], ids=["NUL", "surrogate", "nothing"])
def test_what_no_keyboard_types_breaks_nothing(desk, browser, field, typed):
    if typed == "" and field == "own_message":
        return  # it is not compulsory
    sent = {name: str(value) for name, value in declared(desk).items()} | {field: typed}
    coded = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in sent.items())

    page = browser.post(NEW, coded, content_type="application/x-www-form-urlencoded")

    assert page.status_code in (302, 422)
    assert not [one for one in Ticket.objects.all() if "\x00" in one.subject + one.description]


# --- attachments ------------------------------------------------------------------------------------------------------


def test_fifty_files_are_refused_with_the_number_and_the_way_out(desk, browser):
    page = browser.post(NEW, declared(desk, attachments=files(*[b"a;b\r\n"] * 50, name="a.csv")))

    assert page.status_code == 422
    assert "50 fichiers : joignez-en 10 au plus, ou réunissez-les dans une archive ZIP." in words(page)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PROGRAM, "capture.png"),
        (b"MZ\x90\0" + b"a\0" * 400, "photo.png"),
        (SVG, "plan.svg"),
        (SVG, "plan.png"),
        (b"<!-- plan -->" + SVG, "plan.txt"),
    ],
    ids=["exe", "exe as utf-16", "svg", "svg as png", "svg after a comment"],
)
def test_a_file_is_what_its_content_says(desk, browser, content, name):
    good = SimpleUploadedFile("journal.csv", b"a;b\r\n1;2\r\n")

    page = browser.post(NEW, declared(desk, attachments=[good, *files(content, name=name)]))

    assert page.status_code == 422
    assert f"« {name} »" in words(page)
    assert not Ticket.objects.exists()
    waiting = StoredDocument.objects.filter(origin=StoredDocument.Origin.WAITING)
    assert list(waiting.values_list("name", flat=True)) == ["journal.csv"]  # the good one waits for the rest
    assert "journal.csv" in words(page)


def test_what_was_joined_to_a_declaration_is_found_by_the_name_of_its_file(desk, browser):
    browser.post(NEW, declared(desk, attachments=[SimpleUploadedFile("quasarium.csv", b"a;b\r\n1;2\r\n")]))
    browser.post(NEW, declared(desk, subject="Sans fichier"))

    found = browser.get(reverse("tickets:list"), {"q": "quasarium"})

    assert [one.subject for one in found.context["listing"].page.records] == ["Le retour ne passe pas"]


def test_a_reply_or_an_answer_of_the_vendor_takes_no_program_either(desk, browser):
    case = desk.case()
    editor = Client()
    editor.force_login(desk.editor)
    sent = {"body": "Voici.", "meaning": Meaning.ANSWER, "attachments": files(PROGRAM)}

    reply = browser.post(reverse("tickets:reply", args=[case.ticket_id]), sent | {"token": str(uuid4())})
    sent["attachments"] = files(PROGRAM)
    answer = editor.post(reverse("tickets:answer_case", args=[case.pk]), sent | {"token": str(uuid4())})

    assert (reply.status_code, answer.status_code) == (422, 422)
    assert "Voici." in words(reply)
    assert "Voici." in words(answer)
    assert (Message.objects.count(), VendorMessage.objects.count()) == (0, 1)


# --- what does not exist, or not for this person ----------------------------------------------------------------------


def test_the_library_of_another_commune_is_no_choice(desk, browser):
    page = browser.post(NEW, declared(desk, library=LibraryFactory().pk))

    assert page.status_code == 422
    assert "library" in page.context["form"].errors


def test_one_does_not_declare_for_somebody_of_another_library(desk, browser):
    stranger = person_as(Role.LIBRARIAN, LibraryFactory())

    page = browser.post(NEW, declared(desk, requester=stranger.pk))

    assert page.status_code == 422
    assert "requester" in page.context["form"].errors
    assert str(stranger) not in words(page)


def test_the_services_do_not_declare_for_somebody_who_works_elsewhere(desk):
    stranger = person_as(Role.LIBRARIAN, LibraryFactory())
    browser = Client()
    browser.force_login(desk.manager)

    page = browser.post(NEW, declared(desk, requester=stranger.pk))

    assert page.status_code == 422
    assert "ne travaille pas à" in words(page)


@pytest.mark.parametrize("key", ["0", "-1", str(2**63), "9" * 40, "x", "१"])
@pytest.mark.parametrize("field", ["library", "requester"])
def test_a_key_of_nothing_is_refused_by_its_field(desk, browser, field, key):
    page = browser.post(NEW, declared(desk, **{field: key}))

    assert page.status_code == 422
    assert field in page.context["form"].errors


def test_a_closed_library_declares_nothing_more(desk, browser):
    desk.library.closed_on = date(2020, 6, 1)
    desk.library.save()

    told = f"La {desk.library} est fermée définitivement : on ne déclare plus rien pour elle."

    for page in (browser.get(NEW), browser.get(reverse("tickets:choose")), browser.post(NEW, declared(desk))):
        assert page.status_code == 409
        assert told in words(page)
    assert declared(desk)["description"] in words(page), "what was typed is given back"

    LibraryFactory()  # where the services may still declare
    manager = Client()
    manager.force_login(desk.manager)
    page = manager.post(NEW, declared(desk))
    assert page.status_code == 422
    assert [one.replace("\u00a0", " ") for one in page.context["form"].errors["library"]] == [told]
    assert not Ticket.objects.exists()


def test_a_library_that_one_may_not_see_is_not_told_to_be_closed(desk, browser):
    other = LibraryFactory(closed_on=date(2020, 6, 1))

    page = browser.post(NEW, declared(desk, library=other.pk))

    assert page.status_code == 422
    assert "fermée" not in str(page.context["form"].errors)


def test_a_category_withdrawn_while_one_writes_says_so_and_loses_nothing(desk, browser):
    assert browser.get(NEW).status_code == 200
    Category.objects.filter(code="sigb-anomalie").update(withdrawn_on=date(2026, 1, 1))

    page = browser.post(
        NEW, declared(desk, description="Longuement décrit, avec les heures, les postes et les messages.")
    )

    assert page.status_code == 409
    assert "n’est plus proposée : choisissez-en une autre" in words(page)
    assert "Longuement décrit, avec les heures, les postes et les messages." in words(page)


# --- what comes too late, or twice ------------------------------------------------------------------------------------


def test_a_reply_to_a_joined_ticket_says_where_to_write_and_leads_there(desk, browser):
    first, second = desk.declared(), desk.declared()
    linking.merge(first, into=second, by=desk.manager)

    page = browser.post(reverse("tickets:reply", args=[first.pk]), {"body": "Encore.", "token": str(uuid4())})

    assert page.status_code == 409
    assert f"Ce ticket est joint à {second.number} : écrivez là-bas." in words(page)
    assert second.get_absolute_url() in words(page)


def test_a_reference_of_the_vendor_is_that_of_one_case(desk):
    first = desk.case()
    first.reference = "INC-42"
    first.save()
    second = desk.case()
    browser = Client()
    browser.force_login(desk.manager)

    page = browser.post(reverse("tickets:case_reference", args=[second.pk]), {"reference": "INC-42"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["reference"] or "a déjà cette référence" in words(page)


@pytest.mark.parametrize("sender", ["agent", "editor"])
def test_the_same_form_sent_twice_is_heard_once(desk, sender):
    case = desk.case()
    browser, person = Client(), getattr(desk, sender)
    browser.force_login(person)
    is_agent = sender == "agent"
    url = (
        reverse("tickets:reply", args=[case.ticket_id]) if is_agent else reverse("tickets:answer_case", args=[case.pk])
    )
    sent = {"body": "Voici.", "meaning": Meaning.ANSWER, "token": str(uuid4())}

    first, second = browser.post(url, sent), browser.post(url, sent)

    assert first.url == second.url
    said = Message.objects.filter(body="Voici.") if is_agent else VendorMessage.objects.filter(body="Voici.")
    assert said.count() == 1


def test_a_ticket_is_not_given_back_once_more_by_a_double_click(desk):
    ticket = desk.case().ticket
    browser = Client()
    browser.force_login(desk.manager)
    address = reverse("tickets:hand_back", args=[ticket.pk])
    sent = {
        "reason": "MORE_NEEDED",
        "diagnosis": "Quel poste ?",
        "level": browser.get(address).context["form"]["level"].value(),
    }

    first, second = browser.post(address, sent), browser.post(address, sent)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Le ticket est déjà passé à un autre niveau : la DSINum" in words(second)
    assert Ticket.objects.get(pk=ticket.pk).level == "DSINUM"


def test_a_declaration_sent_twice_leads_to_the_same_ticket(desk, browser):
    sent = declared(desk)

    first, second = browser.post(NEW, sent), browser.post(NEW, sent)

    assert first.url == second.url == Ticket.objects.get().get_absolute_url()


def test_an_answer_after_the_end_of_its_case_is_refused_and_given_back(desk):
    case = desk.case()
    cases.close(case, by=desk.manager, why="Réglé.")
    editor = Client()
    editor.force_login(desk.editor)

    page = editor.post(
        reverse("tickets:answer_case", args=[case.pk]),
        {"meaning": Meaning.ANSWER, "body": "Trop tard.", "token": str(uuid4())},
    )

    assert page.status_code == 409
    assert f"Le dossier {case.number} est clos" in words(page)


def test_an_act_on_a_ticket_that_is_over_is_told_before_anything_is_typed(desk):
    ticket = moves.cancel(desk.declared(), by=desk.agent, why="Sans objet.")
    browser = Client()
    browser.force_login(desk.manager)

    for name in (
        "escalate",
        "hand_back",
        "wait",
        "resolve",
        "cancel",
        "prioritise",
        "categorise",
        "merge",
        "open_case",
    ):
        page = browser.get(reverse(f"tickets:{name}", args=[ticket.pk]))
        assert (name, page.status_code) == (name, 409)
        assert "l’état est « annulé »" in words(page)
    assert Ticket.objects.get().state == State.CANCELLED
