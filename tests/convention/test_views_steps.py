"""The pages of the path: what each asks, what it refuses with its reason, what it does."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from convention import path
from convention.forms.steps import ScanForm
from convention.models import Convention, Original
from convention.states import State
from foundation import clock, documents
from foundation.models import Draft, OutboxMessage, StoredDocument
from network.roles import Role
from tests.convention.factories import convention_in, kept_pdf, small_pdf, territory
from tests.convention.step_screens import address, pdf, seen, text
from tests.factories import AssignmentFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()


@pytest.fixture
def coordinator(client, db):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


# --- from the draft to the signature ---------------------------------------------------------------------------------


def test_validating_then_sending_leads_back_to_the_page_and_says_so(client, coordinator):
    convention = convention_in(State.DRAFT)

    for name, state in (("validate", State.VALIDATED), ("send", State.SIGNING)):
        answer = client.post(address(name, convention), follow=True)
        assert answer.redirect_chain == [(convention.get_absolute_url(), 302)]
        assert Convention.objects.get().state == state
    assert "La convention est en signature." in text(answer)
    assert Original.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("validate", State.SIGNING),
        ("send", State.DRAFT),
        ("signatures", State.DRAFT),
        ("scan", State.SIGNING),
        ("notify", State.SIGNING),
        ("reopen", State.NOTIFIED),
        ("correct", State.SIGNING),
        ("terminate", State.SIGNED),
        ("withdraw_termination", State.SIGNING),
        ("discard", State.VALIDATED),
        ("discard", State.DISCARDED),
        ("edit", State.VALIDATED),
        ("edit", State.DISCARDED),
        ("print", State.NOTIFIED),
    ],
)
def test_a_step_of_another_state_is_a_page_that_says_why(client, coordinator, name, state):
    convention = convention_in(state)

    answer = client.post(address(name, convention), {"reason": "essai"})

    assert answer.status_code == 409
    assert "409" not in answer.context["message"]
    assert f'href="{convention.get_absolute_url()}">Voir où en est {convention.number}' in text(answer)
    assert Convention.objects.get().state == state


def test_a_commune_that_cannot_be_chased_again_is_a_page_that_leads_back(client, coordinator):
    convention = convention_in(State.SIGNING)

    answer = client.post(address("chase", convention))

    assert answer.status_code == 409
    assert "elle est en signature depuis aujourd’hui seulement" in text(answer)
    assert f'href="{convention.get_absolute_url()}">Voir où en est {convention.number}' in text(answer)


@pytest.mark.parametrize("name", ["validate", "send", "print"])
def test_reading_the_address_of_an_act_does_nothing(client, coordinator, name):
    convention = convention_in(State.DRAFT)

    assert client.get(address(name, convention)).status_code == 405
    assert Convention.objects.get().state == State.DRAFT


def test_an_act_needs_the_proof_of_our_page(coordinator):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coordinator)
    convention = convention_in(State.DRAFT)

    assert strict.post(address("validate", convention)).status_code == 403
    assert Convention.objects.get().state == State.DRAFT


def test_taking_back_asks_for_a_reason(client, coordinator):
    convention = convention_in(State.VALIDATED)
    url = address("reopen", convention)

    assert client.post(url, seen(convention, reason=" ")).status_code == 422
    client.post(url, seen(convention, reason="Le Maire a changé"))

    assert Convention.objects.get().state == State.DRAFT
    assert "Le Maire a changé" in text(client.get(convention.get_absolute_url()))


def test_signatures_recorded_since_the_page_was_read_are_not_wiped_unseen(client, coordinator):
    convention = convention_in(State.SIGNING)
    read = seen(convention, reason="Le Maire a changé")
    path.record_signatures(convention, by=coordinator, mayor_signed_on=TODAY, president_signed_on=TODAY)

    answer = client.post(address("reopen", convention), read)

    assert answer.status_code == 422
    assert "a enregistré autre chose pendant que vous écriviez" in text(answer)
    assert "Le Maire a changé" in text(answer)
    assert Convention.objects.get().state == State.SIGNED
    client.post(address("reopen", convention), answer.context["form"].data)
    assert Convention.objects.get().state == State.DRAFT


# --- the scan --------------------------------------------------------------------------------------------------------


def test_a_scan_is_kept_and_a_second_one_says_why(client, coordinator):
    convention = convention_in(State.SIGNED)
    url = address("scan", convention)

    client.post(url, {"file": pdf(words="un")})
    first = Convention.objects.get().scan
    assert client.post(url, {"file": pdf(words="deux")}).status_code == 422
    client.post(url, {"file": pdf(words="deux"), "reason": "Page 3 illisible"})

    assert Convention.objects.get().scan != first
    assert StoredDocument.objects.about(convention).filter(title=path.SCAN_TITLE, is_frozen=True).count() == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "Ce fichier est vide"),
        (b"MZ\x90\x00 un programme", "il faut un document PDF"),
        (b"PK\x03\x04 une archive", "il faut un document PDF"),
    ],
)
def test_a_scan_is_told_by_its_content_whatever_its_name(client, coordinator, content, expected):
    convention = convention_in(State.SIGNED)

    page = client.post(address("scan", convention), {"file": SimpleUploadedFile("signee.pdf", content)})

    assert page.status_code == 422
    assert expected in text(page)
    assert Convention.objects.get().scan is None


def test_the_pdf_to_sign_is_refused_under_the_file_and_the_reason_stays(client, coordinator):
    convention = convention_in(State.SIGNED)
    path.add_scan(convention, by=coordinator, file=pdf())
    with documents.open_document(convention.document) as unsigned:
        again = SimpleUploadedFile("signee.pdf", unsigned.read())

    page = client.post(address("scan", convention), {"file": again, "reason": "Page 3 illisible"})

    assert page.status_code == 422
    (why,) = page.context["form"].errors["file"]
    assert f"est le PDF à signer de {convention.number}" in why
    assert page.context["form"]["reason"].value() == "Page 3 illisible"
    assert Convention.objects.get().scan.name == "signee.pdf"


def test_a_scan_too_big_is_refused(client, coordinator, monkeypatch):
    assert ScanForm.base_fields["file"].max_bytes == 25 * 1024 * 1024
    monkeypatch.setattr(ScanForm.base_fields["file"], "max_bytes", 1000)
    convention = convention_in(State.SIGNED)
    big = SimpleUploadedFile("signee.pdf", small_pdf() + b"%" * 2000)

    page = client.post(address("scan", convention), {"file": big})

    assert page.status_code == 422
    assert Convention.objects.get().scan is None


# --- originals, notification -----------------------------------------------------------------------------------------


def test_an_original_is_moved(client, coordinator):
    convention = path.send(convention_in(State.VALIDATED), by=coordinator)
    url = address("original", convention, 2)

    assert client.post(url, {"holder": "COMMUNE", "since": "2026-11-23"}).status_code == 422
    before_it_was_sent = client.post(url, {"holder": "COMMUNE", "since": "2026-11-21"})
    assert before_it_was_sent.status_code == 422
    assert "n’existent que depuis l’envoi en signature, le 22 novembre 2026." in text(before_it_was_sent)
    assert client.post(url, {"holder": "AILLEURS", "since": "2026-11-22"}).status_code == 422
    answer = client.post(url, {"holder": "COMMUNE", "since": "2026-11-22"}, follow=True)

    assert convention.originals.get(number=2).holder == "COMMUNE"
    assert "L’exemplaire n° 2, commune est à la commune." in text(answer)
    assert client.get(address("original", convention, 3)).status_code == 404


def test_notifying_says_who_is_written_to_and_writes(client, coordinator):
    convention = convention_in(State.SIGNED)
    convention.scan = kept_pdf(convention)
    convention.save()
    contact = PersonFactory(email="contact@demo.example")
    AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune, person=contact)
    url = address("notify", convention)

    assert "contact@demo.example" in text(client.get(url))
    assert client.post(url, {"notified_on": "2026-11-23"}).status_code == 422
    assert not OutboxMessage.objects.exists()
    client.post(url, {"notified_on": "2026-11-22"})

    assert Convention.objects.get().state == State.NOTIFIED
    assert OutboxMessage.objects.get().to_email == "contact@demo.example"


def test_notifying_without_the_scan_says_where_to_give_it_and_keeps_the_date(client, coordinator):
    convention = convention_in(State.SIGNED)
    url = address("notify", convention)

    shown = text(client.get(url))
    refused = client.post(url, {"notified_on": "2026-11-22"})

    assert f'Il manque le scan de la convention signée : <a href="{address("scan", convention)}">' in shown
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors() == [
        "Il manque le scan de la convention signée : déposez-le d’abord."
    ]
    assert refused.context["form"]["notified_on"].value() == "2026-11-22"
    assert Convention.objects.get().state == State.SIGNED


def test_what_the_path_alone_refuses_is_said_on_the_page_of_the_step(client, coordinator):
    ended = convention_in(State.NOTIFIED, terminated_on=date(2027, 6, 30), termination_reason="Demande")
    following = convention_in(State.NOTIFIED, commune=ended.commune, starts_on=date(2027, 7, 1))

    page = client.post(address("withdraw_termination", ended), {"reason": "Accord des deux parties"})

    assert page.status_code == 422
    (why,) = page.context["form"].non_field_errors()
    assert f"La convention {following.number} prend sa suite" in why
    assert page.context["form"]["reason"].value() == "Accord des deux parties"
    assert Convention.objects.get(pk=ended.pk).terminated_on == date(2027, 6, 30)


def test_a_commune_without_contact_is_said_before_notifying(client, coordinator):
    convention = convention_in(State.SIGNED)
    convention.scan = kept_pdf(convention)
    convention.save()

    page = text(client.get(address("notify", convention)))
    assert "prévenez-la autrement" in page
    assert "L’exemplaire de la commune (n° 2) sera noté « à la commune » à partir de ce jour." in page


# --- nothing typed is lost -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "state", "typed"),
    [
        ("signatures", State.SIGNING, {"mayor_signed_on": "2026-11-22"}),
        ("notify", State.SIGNED, {"notified_on": "2026-11-22"}),
        ("reopen", State.VALIDATED, {"reason": "Le Maire a changé"}),
        ("terminate", State.NOTIFIED, {"last_day": "2027-06-30", "reason": "Demande de la commune"}),
        ("withdraw_termination", State.NOTIFIED, {"reason": "Accord des deux parties"}),
    ],
)
def test_what_was_typed_in_a_step_is_found_again_and_forgotten_once_done(client, coordinator, name, state, typed):
    convention = convention_in(state)
    convention.scan = kept_pdf(convention)
    convention.terminated_on = date(2027, 12, 31) if name == "withdraw_termination" else None
    convention.save()
    url = address(name, convention)
    kept = {field: [value] for field, value in seen(convention, **typed).items()}
    Draft.objects.create(person=coordinator, key=url, data=kept, saved_at=clock.now())

    page = client.get(url)
    assert f'data-draft-key="{url}"' in text(page)
    assert "Nous avons retrouvé" in text(page)
    assert all(value in text(page) for value in typed.values())

    assert client.post(url, seen(convention, confirm="1", **typed)).url == convention.get_absolute_url()
    assert not Draft.objects.exists()
