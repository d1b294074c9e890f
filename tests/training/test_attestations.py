"""The attestation on paper: what it says, that it is made once, who reads it, and how it is taken back (R09)."""

from datetime import date, timedelta
from io import BytesIO

import page
import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation import clock, documents, job_runs, outbox, paper_codes, privacy
from foundation.models import Job, JobLine, OutboxMessage, StoredDocument, VerifiablePaper
from foundation.workflow import Refused
from network.modules import Module
from network.roles import Role
from tests.factories import (
    LibraryFactory,
    PersonFactory,
    ServiceFactory,
    UrbanCommunityFactory,
    VendorFactory,
    person_as,
)
from tests.foundation.pdf_text import text_of
from tests.training.factories import MORNING, NOW, agent, booking_in, certified, course_for, session_at
from training import attendance, attestations
from training.models import Attendance, Certification
from training.states import BookingState, CertificationState, Verdict

pytestmark = pytest.mark.django_db
EVENING = MORNING + timedelta(hours=9)
TITLE = "Prise en main du SIGB : circulation"


@pytest.fixture(autouse=True)
def _next_day():
    """The day after the session."""
    with clock.frozen_at(EVENING + timedelta(days=1)):
        yield


def followed(*people, **fields) -> list[Certification]:
    """The certifications of a session of one half-day that these people, or one, have followed and that is closed."""
    course = {"title": TITLE, "validity_months": 24} | fields
    with clock.frozen_at(NOW):
        session = session_at(MORNING, course=course_for(Module.CIRCULATION, Module.PATRONS, **course))
        for one in people or [agent()]:
            booking = booking_in(BookingState.CONFIRMED, session=session, assignment=one)
            booking.verdict = Verdict.ACQUIRED
            booking.save()
            Attendance.objects.create(half_day=session.half_days.get(), booking=booking, is_present=True)
    with clock.frozen_at(EVENING):
        return attendance.close(session, by=session.trainers.get())


def words(content: bytes) -> str:
    return text_of(content).replace("\u00a0", " ")


def content_of(certification: Certification) -> bytes:
    with documents.open_document(Certification.objects.get(pk=certification.pk).document) as file:
        return file.read()


def told(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


# --- what it says ----------------------------------------------------------------------------------------------------


def test_it_says_to_whom_for_what_until_when_and_how_to_check_it(settings):
    settings.BASE_URL = "https://maillage.example"
    UrbanCommunityFactory(name="Communauté urbaine d’Exemple")
    ServiceFactory(code="SCLP", name="Service de la lecture")
    someone = PersonFactory(first_name="Zoé", last_name="d’Échelle-Demo")
    (certification,) = followed(agent(person=someone), trains_correspondents=True)

    printed = attestations.print_attestation(certification)

    said = words(printed.content)
    for part in (
        "Communauté urbaine d’Exemple", "Service de la lecture", "Zoé d’Échelle-Demo", TITLE, "le 16 mars 2027",
        "jusqu’au 15 mars 2029", "circulation et lecteurs", "article 4.1", "maillage.example/verifier/",
        paper_codes.shown(printed.code),
    ):  # fmt: skip
        assert part in said, part
    assert printed.holder == "Zoé d’Échelle-Demo"
    with pikepdf.open(BytesIO(printed.content)) as file:
        assert len(file.pages) == 1
        assert str(file.docinfo["/Title"]) == f"Attestation de formation : {TITLE}"


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_it_is_archivable_and_accessible(profile):
    (certification,) = followed()
    verdict = page.validate_pdf_bytes(attestations.print_attestation(certification).content, profile=profile)
    assert [(failure.rule_id, failure.message) for failure in verdict.failures] == []
    assert verdict.is_compliant


def test_its_qr_code_is_a_drawing_that_says_its_address(settings):
    settings.BASE_URL = "https://maillage.example"
    (certification,) = followed()
    printed = attestations.print_attestation(certification)
    with pikepdf.open(BytesIO(printed.content)) as file:
        figures = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        pictures = [one for one in file.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        (alternative,) = [str(one.Alt) for one in figures]
    assert alternative == f"QR code de l’adresse https://maillage.example/verifier/{printed.code}/"
    assert pictures == []  # a vector, however much it is enlarged


def test_an_equivalence_names_where_it_was_followed():
    someone = PersonFactory()
    certification = certified(
        someone, Module.CATALOGUING_1, title="Catalogage", vendor=VendorFactory(name="Logiciel-Demo")
    )
    said = words(attestations.print_attestation(certification).content)
    how = "a suivi, auprès de Logiciel-Demo, la formation Catalogage reconnue équivalente à une formation du réseau"
    assert how in said
    assert "sans limite de durée" in said


@pytest.mark.parametrize(
    ("days", "said"), [(0, "le 16 mars 2027"), (2, "du 16 mars 2027 au 18 mars 2027")], ids=["one", "several"]
)
def test_it_says_the_days_of_the_session(days, said):
    (certification,) = followed()
    certification.booking.session.half_days.update(ends_at=MORNING + timedelta(days=days, hours=3))
    fresh = Certification.objects.get(pk=certification.pk)
    assert attestations.when_followed(fresh).replace("\u00a0", " ") == said


def test_what_the_font_has_not_is_named_and_nothing_is_kept(client):
    (certification,) = followed(agent(person=PersonFactory(first_name="木", last_name="Demo")))
    with pytest.raises(Refused, match="木"):
        attestations.make(certification, by=certification.person)
    client.force_login(certification.person)
    answer = client.post(reverse("training:make_attestation", args=[certification.pk]), follow=True)
    assert "La police des documents imprimés n’a pas ce caractère" in told(answer)
    assert not VerifiablePaper.objects.exists()


# --- made once -------------------------------------------------------------------------------------------------------


def test_a_session_that_ends_has_its_attestations_made_by_the_workers():
    library = LibraryFactory()
    issued = followed(agent(library), agent(library))
    job = Job.objects.get(kind=attestations.JOB)
    assert {one.document for one in issued} == {None}

    job_runs.run(job.pk)

    assert set(JobLine.objects.values_list("status", flat=True)) == {JobLine.Status.DONE}
    for one in Certification.objects.all():
        paper = one.document.verifiable_paper
        facts = (paper.kind, paper.title, paper.holder, paper.issued_on, paper.expires_on)
        assert facts == ("attestation de formation", TITLE, str(one.person), date(2027, 3, 16), date(2029, 3, 15))
        assert one.document.is_frozen
        assert one.document.about == one
        assert paper_codes.shown(paper.code) in words(content_of(one))


def test_a_session_without_anyone_to_certify_prints_nothing():
    with clock.frozen_at(NOW):
        session = session_at(MORNING)
    with clock.frozen_at(EVENING):
        attendance.close(session, by=session.trainers.get())
    assert not Job.objects.exists()


def test_it_is_made_once_whoever_asks_and_however_often():
    (certification,) = followed()
    stale, printed = Certification.objects.get(pk=certification.pk), attestations.print_attestation(certification)

    made = attestations.make(certification, by=certification.person)
    again = attestations.make(made, by=certification.person)
    late = attestations.keep(stale, printed, by=certification.person)
    job_runs.run(Job.objects.get().pk)

    assert made.document == again.document == late.document
    assert StoredDocument.objects.about(made).count() == VerifiablePaper.objects.count() == 1
    assert JobLine.objects.get().status == JobLine.Status.SKIPPED


@pytest.mark.parametrize("state", [CertificationState.DECLARED, CertificationState.REFUSED, CertificationState.REVOKED])
def test_what_is_not_issued_has_no_attestation(state):
    certification = certified(PersonFactory(), state=state)
    with pytest.raises(Refused, match="n’a pas de PDF"):
        attestations.make(certification, by=certification.person)


def test_who_was_erased_has_no_attestation_printed_any_more():
    certification = certified(PersonFactory())
    privacy.anonymise(certification.person, by=PersonFactory())
    with pytest.raises(Refused, match="sont effacées"):
        attestations.make(Certification.objects.get(), by=None)


def test_one_taken_back_while_it_was_printed_is_not_kept():
    (certification,) = followed()
    printed = attestations.print_attestation(certification)
    attestations.revoke(certification, by=person_as(Role.COORDINATOR), reason="Erreur")
    with pytest.raises(Refused, match="Retirée"):
        attestations.keep(certification, printed, by=certification.person)


# --- read ------------------------------------------------------------------------------------------------------------


def test_the_person_their_head_and_the_sclp_download_it_and_nobody_else(client):
    library = LibraryFactory()
    (certification,) = followed(agent(library))
    readers = [certification.person, person_as(Role.LIBRARY_HEAD, library), person_as(Role.COORDINATOR)]
    others = [agent(library).person, person_as(Role.LIBRARY_HEAD), person_as(Role.TRAINER)]
    make = reverse("training:make_attestation", args=[certification.pk])
    for one in others:
        client.force_login(one)
        assert client.post(make).status_code == 404
    for one in readers:
        client.force_login(one)
        answer = client.post(make, follow=True)
        assert answer["Content-Type"] == "application/pdf"
        assert b"".join(answer.streaming_content) == content_of(certification)
    document = Certification.objects.get().document.get_absolute_url()
    for one in others:
        client.force_login(one)
        assert client.get(document).status_code == 404


def test_the_page_leads_to_the_pdf_and_to_its_verification(client):
    (certification,) = followed()
    client.force_login(certification.person)
    (button,) = client.get(certification.get_absolute_url()).context["buttons"]
    assert (button.label, button.method) == ("Télécharger", "post")
    made = attestations.make(certification, by=certification.person)

    response = client.get(certification.get_absolute_url())

    (button,) = response.context["buttons"]
    assert (button.url, button.method) == (made.document.get_absolute_url(), "get")
    assert made.document.verifiable_paper.get_absolute_url() in told(response)
    facts = {label: value.replace("\u00a0", " ") for label, value in response.context["facts"]}
    assert (facts["Suivie"], facts["Expire"]) == ("le 16 mars 2027", "le 15 mars 2029")


def test_ones_own_are_listed_with_what_they_are_worth_today(client):
    someone, today = PersonFactory(), clock.today()
    facts = {
        "Valable": {"title": "A", "expires_on": today},
        "Expirée": {"title": "B", "issued_on": today - timedelta(days=9), "expires_on": today - timedelta(days=1)},
        "Retirée": {"title": "C", "state": CertificationState.REVOKED, "revoked_on": today},
        "À vérifier": {"title": "D", "state": CertificationState.DECLARED},
        "Refusée": {"title": "E", "state": CertificationState.REFUSED},
    }
    for one in facts.values():
        certified(someone, **({"issued_on": today - timedelta(days=20)} | one))
    certified(PersonFactory(), title="De quelqu’un d’autre", issued_on=today)
    client.force_login(someone)

    response = client.get(reverse("training:certifications"))

    assert response.context["title"] == "Mes attestations"
    assert response.context["listing"].total == 5
    found = {one.title: one.standing for one in response.context["listing"].page.records}
    assert found == {"A": "VALID", "B": "EXPIRED", "C": "REVOKED", "D": "DECLARED", "E": "REFUSED"}
    valid = Certification.objects.valid(today).filter(person=someone)
    assert [one.title for one in valid] == ["A"]
    narrowed = client.get(reverse("training:certifications"), {"standing": "EXPIRED"})
    assert [one.title for one in narrowed.context["listing"].page.records] == ["B"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_much_for_one_row_as_for_three(number, client, django_assert_max_num_queries):
    for _ in range(number):
        certified(PersonFactory(), Module.CIRCULATION, issued_on=clock.today())
    client.force_login(person_as(Role.COORDINATOR))
    client.get(reverse("training:certifications"))
    with django_assert_max_num_queries(12):
        assert client.get(reverse("training:certifications")).context["listing"].total == number


def test_the_head_finds_someone_of_the_team_by_name_and_module(client):
    library = LibraryFactory()
    zoe, luc = (agent(library, person=PersonFactory(last_name=name)).person for name in ("Échelle", "Rampe"))
    certified(zoe, Module.CIRCULATION, title="Z", issued_on=clock.today())
    certified(luc, Module.PORTAL, title="L", issued_on=clock.today())
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    url = reverse("training:certifications")
    assert client.get(url).context["title"] == "Attestations"
    for asked, titles in (({"q": "echelle"}, ["Z"]), ({"module": Module.PORTAL}, ["L"]), ({}, ["L", "Z"])):
        assert sorted(one.title for one in client.get(url, asked).context["listing"].page.records) == titles


# --- taken back ------------------------------------------------------------------------------------------------------


def test_one_taken_back_is_worth_no_more_is_told_and_says_so_to_anyone(client):
    (certification,) = followed()
    made = attestations.make(certification, by=certification.person)
    coordinator = person_as(Role.COORDINATOR)
    client.force_login(coordinator)
    with clock.frozen_at(EVENING + timedelta(days=10)) as day:
        url = reverse("training:revoke_certification", args=[certification.pk])
        answer = client.post(url, {"reason": "Présence inscrite par erreur"}, follow=True)
        client.logout()
        checked = client.get(made.document.verifiable_paper.get_absolute_url())

    revoked = Certification.objects.get()
    assert (revoked.state, revoked.revoked_on) == (CertificationState.REVOKED, day.date())
    assert not Certification.objects.valid(day.date()).exists()
    assert Certification.objects.valid(day.date() - timedelta(days=1)).exists()
    assert "la personne est prévenue" in told(answer)
    assert "Présence inscrite par erreur" in told(answer)
    assert [one.label for one in answer.context["buttons"]] == []
    assert checked.context["standing"] == "Document retiré"
    assert "erreur" not in told(checked)
    (message,) = OutboxMessage.objects.filter(kind="training-revoked")
    assert message.recipient == certification.person
    text = message.text.replace("\u00a0", " ")
    assert "Motif : Présence inscrite par erreur" in text
    assert "circulation et lecteurs" in text
    assert certification.get_absolute_url() in text


def test_one_without_a_pdf_is_taken_back_too():
    (certification,) = followed()
    revoked = attestations.revoke(certification, by=person_as(Role.COORDINATOR), reason="Erreur")
    assert revoked.state == CertificationState.REVOKED
    assert not VerifiablePaper.objects.exists()


def test_only_the_sclp_takes_back_with_a_reason_and_once(client):
    library = LibraryFactory()
    (certification,) = followed(agent(library))
    head, coordinator = person_as(Role.LIBRARY_HEAD, library), person_as(Role.COORDINATOR)
    with pytest.raises(PermissionDenied):
        attestations.revoke(certification, by=head, reason="Non")
    url = reverse("training:revoke_certification", args=[certification.pk])
    client.force_login(coordinator)
    refused = client.post(url, {"reason": " "})
    assert refused.status_code == 422
    assert refused.context["form"]["reason"].errors
    attestations.revoke(certification, by=coordinator, reason="Erreur")
    with pytest.raises(Refused, match="Retirée"):
        attestations.revoke(certification, by=coordinator, reason="Encore")
    assert client.get(url).status_code == 409
    assert OutboxMessage.objects.filter(kind="training-revoked").count() == 1


@pytest.mark.parametrize(("days", "can_be"), [(-1, False), (0, True)])
def test_one_is_not_taken_back_before_the_day_it_is_given(days, can_be, client):
    certification = certified(PersonFactory(), issued_on=clock.today() - timedelta(days=days))
    client.force_login(person_as(Role.COORDINATOR))
    *_, button = client.get(certification.get_absolute_url()).context["buttons"]
    assert (button.label, button.refusal == "") == ("Retirer l’attestation", can_be)
    answer = client.post(reverse("training:revoke_certification", args=[certification.pk]), {"reason": "Erreur"})
    assert (answer.status_code, Certification.objects.get().state == CertificationState.REVOKED) == (
        (302, True) if can_be else (422, False)
    )
    if not can_be:
        assert "le jour de sa délivrance, 18 mars 2027" in told(answer)
        assert answer.context["form"]["reason"].value() == "Erreur"


def test_the_mail_of_delivery_does_not_leave_once_it_is_taken_back():
    (certification,) = followed()
    attestations.revoke(certification, by=person_as(Role.COORDINATOR), reason="Erreur")
    outbox.send_due()
    withdrawn, sent = (OutboxMessage.objects.get(kind=f"training-{kind}") for kind in ("certified", "revoked"))
    assert withdrawn.withdrawn_at
    assert withdrawn.last_error == "L’attestation a été retirée."
    assert sent.sent_at


def test_who_has_no_address_is_told_by_the_head_of_the_library():
    library = LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library)
    (certification,) = followed(agent(library, person=PersonFactory(email=None)))
    with clock.frozen_at(EVENING):
        attestations.revoke(certification, by=person_as(Role.COORDINATOR), reason="Erreur")
    for message in OutboxMessage.objects.filter(kind__in=["training-certified", "training-revoked"]):
        assert message.recipient == head
        assert f"Pour {certification.person}, qui n’a pas d’adresse" in message.text.replace("\u00a0", " ")
    assert OutboxMessage.objects.about(certification).count() == 2
