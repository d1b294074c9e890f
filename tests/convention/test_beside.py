"""What is recorded beside the state passes the same checks, from each state; what cannot be true is refused."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from convention import path
from convention.models import Convention, Original
from convention.states import Holder, State
from foundation import audit, clock, documents, outbox
from foundation.models import OutboxMessage, Transition
from foundation.versions import version_of
from foundation.workflow import Refused
from network.models import PresidentMandate
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, printed, small_pdf, territory
from tests.factories import AssignmentFactory, CommuneFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def coordinator(db):
    return person_as(Role.COORDINATOR)


BESIDE = {
    "signatures": (
        {State.SIGNING},
        lambda c, by: path.record_signatures(c, by=by, mayor_signed_on=TODAY, president_signed_on=None),
    ),
    "scan": (
        {State.SIGNED, State.NOTIFIED},
        lambda c, by: path.add_scan(c, by=by, file=SimpleUploadedFile("s.pdf", small_pdf()), reason="mieux"),
    ),
    "original": (
        {State.SIGNING, State.SIGNED, State.NOTIFIED},
        lambda c, by: path.move_original(_original(c), by=by, holder="COMMUNE", since=TODAY),
    ),
    "correction": (
        {State.SIGNED, State.NOTIFIED},
        lambda c, by: path.correct_dates(
            c,
            by=by,
            mayor_signed_on=TODAY - DAY,
            president_signed_on=TODAY,
            notified_on=TODAY,
            reason="Faute de frappe",
        ),
    ),
    "termination": (
        {State.NOTIFIED},
        lambda c, by: path.terminate(c, by=by, last_day=date(2027, 6, 30), reason="Demande"),
    ),
}


@pytest.mark.parametrize("whose", ["its own", "another’s"])
def test_the_pdf_to_sign_is_no_signed_scan(whose, coordinator):
    signed = convention_in(State.SIGNED)
    other = signed if whose == "its own" else convention_in(State.SIGNED)
    with documents.open_document(other.document) as kept:
        pdf = SimpleUploadedFile("signee.pdf", kept.read())
    with pytest.raises(Refused, match=f"est le PDF à signer de {other.number}"):
        path.add_scan(signed, by=coordinator, file=pdf)


def test_the_scan_of_another_convention_is_not_this_one_s(coordinator):
    first, second = convention_in(State.SIGNED), convention_in(State.SIGNED)
    path.add_scan(first, by=coordinator, file=SimpleUploadedFile("signee.pdf", small_pdf("a")))
    with pytest.raises(Refused, match=f"déjà la convention signée de {first.number}"):
        path.add_scan(second, by=coordinator, file=SimpleUploadedFile("signee.pdf", small_pdf("a")))


def test_papers_of_a_text_taken_back_are_no_signed_scan(coordinator):
    convention = convention_in(State.SIGNED)
    path.add_scan(convention, by=coordinator, file=SimpleUploadedFile("s.pdf", small_pdf("s")))
    convention.refresh_from_db()
    papers = []
    for paper in (convention.document, convention.scan):
        with documents.open_document(paper) as kept:
            papers.append(kept.read())
    printed(path.reopen(convention, by=coordinator, reason="Une faute"))
    path.send(path.validate(convention, by=coordinator), by=coordinator)
    path.record_signatures(convention, by=coordinator, mayor_signed_on=TODAY, president_signed_on=TODAY)
    for content, why in zip(papers, ("PDF à signer", "d’un texte qui a été repris depuis"), strict=True):
        with pytest.raises(Refused, match=why):
            path.add_scan(convention, by=coordinator, file=SimpleUploadedFile("s.pdf", content))
    assert path.add_scan(convention, by=coordinator, file=SimpleUploadedFile("s.pdf", small_pdf("new")))


@pytest.mark.parametrize("state", [State.VALIDATED, State.SIGNING])
def test_a_mandate_moved_before_its_effect_stops_it_before_it_is_signed(state, coordinator):
    convention = convention_in(state)
    mandate = convention.mandate
    mandate.estimated_end = convention.starts_on - timedelta(days=1)
    mandate.save()
    both = {"mayor_signed_on": TODAY, "president_signed_on": TODAY}
    step, facts = (path.send, {}) if state == State.VALIDATED else (path.record_signatures, both)
    with pytest.raises(Refused, match="pendant le mandat du Président"):
        step(convention, by=coordinator, **facts)
    convention.refresh_from_db()
    assert convention.state == state


def _original(convention: Convention) -> Original:
    return Original.objects.get_or_create(convention=convention, number=1, defaults={"since": TODAY})[0]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", BESIDE)
def test_what_is_recorded_passes_the_same_checks(name, state, coordinator):
    states, record = BESIDE[name]
    convention = convention_in(state, validated_on=TODAY - DAY)

    if state in states:
        with pytest.raises(PermissionDenied):
            record(convention, PersonFactory())
        assert record(convention, coordinator)
    else:
        with pytest.raises(Refused, match=f"l’état est « {state.label} »"):
            record(convention, PersonFactory())
        with pytest.raises(Refused, match=f"l’état est « {state.label} »"):
            record(convention, coordinator)


# --- dates put right -------------------------------------------------------------------------------------------------


def corrected(convention: Convention, by, **changes) -> Convention:
    facts = {"mayor_signed_on": TODAY, "president_signed_on": TODAY, "notified_on": TODAY, "reason": "Faute de frappe"}
    return path.correct_dates(convention, by=by, **(facts | changes))


def test_a_date_put_right_keeps_why_and_moves_the_original_that_has_not_moved_since(coordinator):
    contact = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=CommuneFactory())
    facts = {"validated_on": TODAY - DAY, "notified_on": TODAY - DAY, "commune": contact.commune}
    convention = convention_in(State.NOTIFIED, **facts)
    original = Original.objects.create(convention=convention, number=2, holder=Holder.COMMUNE, since=TODAY - DAY)

    corrected(convention, coordinator)

    convention.refresh_from_db()
    original.refresh_from_db()
    assert (convention.notified_on, original.since) == (TODAY, TODAY)
    row = convention.history.first()
    assert (row.history_change_reason, row.history_user) == ("Faute de frappe", coordinator)
    message = OutboxMessage.objects.get()
    assert (message.kind, message.recipient) == ("convention-notified", contact.person)
    assert "notifiée le 22 novembre 2026" in message.text


def test_a_date_put_back_is_told_again_and_what_waited_to_tell_another_does_not_leave(coordinator):
    contact = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=CommuneFactory())
    facts = {
        "validated_on": TODAY - DAY,
        "sent_on": TODAY - DAY,
        "notified_on": TODAY - DAY,
        "commune": contact.commune,
    }
    convention = convention_in(State.NOTIFIED, mayor_signed_on=TODAY - DAY, president_signed_on=TODAY - DAY, **facts)
    signed = {"mayor_signed_on": TODAY - DAY, "president_signed_on": TODAY - DAY}
    for minute, day in enumerate((TODAY, TODAY - DAY, TODAY, TODAY - DAY)):
        with clock.frozen_at(datetime(2026, 11, 22, 14, minute)):  # noqa: DTZ001 - of Paris
            corrected(convention, coordinator, notified_on=day, **signed)
    with clock.frozen_at(datetime(2026, 11, 22, 15)):  # noqa: DTZ001 - of Paris
        outbox.send_due()

    assert OutboxMessage.objects.withdrawn().count() == 3
    (told,) = OutboxMessage.objects.sent()
    assert "21 novembre 2026" in told.text.replace("\u00a0", " ")


def test_a_reason_is_kept_whole(client, coordinator):
    convention = convention_in(State.NOTIFIED, validated_on=TODAY - DAY)
    reason = " ".join(["Erreur de lecture de la date portée à la main sur l’exemplaire de la commune"] * 2)
    assert len(reason) > 100
    corrected(convention, coordinator, mayor_signed_on=TODAY - DAY, reason=reason)
    client.force_login(coordinator)
    assert reason in client.get(convention.get_absolute_url()).text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mayor_signed_on": TODAY + DAY}, "une date de signature du Maire entre la validation et aujourd’hui"),
        ({"mayor_signed_on": None}, "la date de signature du Maire"),
        ({"president_signed_on": TODAY - DAY}, "ne précède pas celle du Maire"),
        ({"notified_on": TODAY - DAY}, "n’a été signée que le 22 novembre 2026"),
        ({"notified_on": None}, "a une date de notification"),
        ({"reason": " "}, "Dites pourquoi"),
    ],
)
def test_a_correction_stays_possible_in_law(changes, why, coordinator):
    convention = convention_in(State.NOTIFIED, validated_on=TODAY - DAY)
    with pytest.raises(Refused, match=why):
        corrected(convention, coordinator, **changes)
    assert Convention.objects.get().notified_on == convention.notified_on


def test_a_page_read_before_another_correction_does_not_undo_it(coordinator):
    convention = convention_in(State.SIGNED, validated_on=TODAY - DAY)
    seen = version_of(convention)
    corrected(convention, coordinator, mayor_signed_on=TODAY - DAY)
    with pytest.raises(path.Overtaken):
        corrected(convention, coordinator, seen=seen)


def test_the_page_of_corrections_says_what_is_wrong_under_the_date_and_keeps_what_was_typed(client, coordinator):
    convention = convention_in(State.NOTIFIED, validated_on=TODAY - DAY)
    url = reverse("convention:correct", args=[convention.pk])
    client.force_login(coordinator)
    version = client.get(url).context["form"].initial["form_version"]
    typed = {
        "mayor_signed_on": "21/11/2026",
        "president_signed_on": "22/11/2026",
        "notified_on": "23/11/2026",
        "reason": "Faute de frappe",
        "form_version": version,
    }

    refused = client.post(url, typed)
    assert (refused.status_code, refused.context["form"].errors.keys()) == (422, {"notified_on"})
    client.post(url, typed | {"notified_on": "22/11/2026"})

    kept = Convention.objects.get()
    assert (kept.mayor_signed_on, kept.notified_on) == (TODAY - DAY, TODAY)


@pytest.mark.parametrize("state", [State.SIGNED, State.NOTIFIED])
def test_dates_that_do_not_change_are_no_correction_and_leave_no_trace(state, client, coordinator):
    convention = convention_in(state)
    client.force_login(coordinator)
    url = reverse("convention:correct", args=[convention.pk])
    same = {name: "22/11/2026" for name in ("mayor_signed_on", "president_signed_on", "notified_on")}
    rows = convention.history.count()

    answer = client.post(url, same | {"reason": "Par erreur", "form_version": version_of(convention)})
    with pytest.raises(Refused, match="Aucune date n’a changé"):
        corrected(convention, coordinator)

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["Aucune date n’a changé : il n’y a rien à corriger."]
    assert answer.context["form"]["reason"].value() == "Par erreur"
    assert (convention.history.count(), Transition.objects.about(convention).count()) == (rows, 0)


def test_a_correction_is_told_with_the_former_date_and_why(client, coordinator):
    convention = convention_in(State.NOTIFIED, validated_on=TODAY - DAY)

    corrected(convention, coordinator, mayor_signed_on=TODAY - DAY)

    (told,) = [event for event in audit.life(convention, coordinator) if event.what == "a corrigé les dates"]
    assert [str(change).replace("\u00a0", " ") for change in told.changes] == [
        "signée par le Maire le 21 novembre 2026 (avant : 22 novembre 2026)"
    ]
    assert told.reason == "Faute de frappe"


def test_of_an_old_paper_one_the_page_asks_at_least_one_of_the_two_dates(client, coordinator):
    convention = ConventionFactory(version=None, state=State.NOTIFIED, president_signed_on=TODAY, notified_on=TODAY)
    client.force_login(coordinator)

    page = client.get(reverse("convention:correct", args=[convention.pk])).text

    assert "Signatures : au moins l’une des deux dates" in page
    assert "facultatif" not in page


def test_the_page_that_completes_an_old_paper_one_asks_the_same_of_the_two_after_its_effect_date(client, coordinator):
    PresidentMandate.objects.update(title="La Présidente")
    convention = ConventionFactory(version=None, state=State.DRAFT)
    client.force_login(coordinator)

    page = client.get(reverse("convention:complete", args=[convention.pk])).text.replace("\u00a0", " ")

    places = [
        page.index(words) for words in ("Date d’effet", "au moins l’une des deux dates", "Signée par la Présidente")
    ]
    assert places == sorted(places)
    assert page.count("(facultatif)") == 2  # the notification, an early end


@pytest.mark.parametrize("state", [State.SIGNED, State.NOTIFIED])
def test_what_a_moved_mandate_leaves_without_a_day_says_so(state, client, coordinator):
    convention = convention_in(state)
    client.force_login(coordinator)
    assert "échue avant d’avoir pris effet" not in client.get(convention.get_absolute_url()).content.decode()
    PresidentMandate.objects.update(estimated_end=convention.starts_on - DAY)

    page = client.get(convention.get_absolute_url()).content.decode()
    assert "échue avant d’avoir pris effet" in page
    assert ("Reprenez-la en brouillon" in page) is (state == State.SIGNED)
