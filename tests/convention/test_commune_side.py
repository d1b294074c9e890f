"""The steps of the commune’s side: the Maire’s signature and where the originals are, by its own contact (R45)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from convention import path, rules, sheet
from convention.models import Convention, Original
from convention.states import COMMUNE_COPY, COMMUNITY_COPY, Holder, State
from foundation import clock
from foundation.versions import version_of
from foundation.workflow import Refused
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, territory
from tests.factories import AssignmentFactory, LibraryFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def convention(db) -> Convention:
    """In signature, its two originals at the SCLP."""
    territory()
    convention = convention_in(State.SIGNING)
    for number in (COMMUNITY_COPY, COMMUNE_COPY):
        Original.objects.create(convention=convention, number=number, since=TODAY)
    return convention


@pytest.fixture
def contact(convention):
    return person_as(Role.COMMUNE_CONTACT, convention.commune)


def text(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def address(convention: Convention, name: str = "mayor_signature", *more) -> str:
    return reverse(f"convention:{name}", args=[convention.pk, *more])


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "may"), [(Role.COMMUNE_CONTACT, True), (Role.MEMBER, False)])
def test_the_contact_of_the_commune_takes_its_steps(convention, role, may):
    assert rules.may_act_for_commune(convention, person_as(role, convention.commune)) is may


def test_the_coordination_takes_them_too_and_no_one_else(convention):
    assert rules.may_act_for_commune(convention, person_as(Role.COORDINATOR))
    elsewhere = person_as(Role.COMMUNE_CONTACT, ConventionFactory().commune)
    head = person_as(Role.LIBRARY_HEAD, LibraryFactory(commune=convention.commune))
    for other in (elsewhere, head, person_as(Role.ADMINISTRATOR), person_as(Role.PROJECT_MANAGER)):
        assert not rules.may_act_for_commune(convention, other)


@pytest.mark.parametrize(("left", "may"), [(1, True), (0, True), (-1, False)])
def test_the_function_counts_to_its_last_day(convention, left, may):
    held = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune, ends_on=TODAY + left * DAY)
    assert rules.may_act_for_commune(convention, held.person) is may


def test_the_head_of_the_library_reads_and_does_nothing(client, convention):
    client.force_login(person_as(Role.LIBRARY_HEAD, LibraryFactory(commune=convention.commune)))
    page = text(client.get(convention.get_absolute_url()))
    assert "Noter la signature du Maire" not in page
    assert client.post(address(convention), {"mayor_signed_on": "2026-11-22"}).status_code == 403
    assert Convention.objects.get().mayor_signed_on is None


# --- the Maire’s signature -------------------------------------------------------------------------------------------


def test_the_contact_notes_the_day_of_the_mayor_and_the_president_is_awaited(client, convention, contact):
    client.force_login(contact)
    sent = {"mayor_signed_on": "2026-11-22", "form_version": version_of(convention)}

    answer = client.post(address(convention), sent, follow=True)

    fresh = Convention.objects.get()
    assert (fresh.mayor_signed_on, fresh.president_signed_on, fresh.state) == (TODAY, None, State.SIGNING)
    assert fresh.history.first().history_user == contact
    assert "La signature du Maire est enregistrée." in text(answer)
    assert "Corriger la date de signature du Maire" in text(answer)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Ce champ est obligatoire."),
        ("2026-11-23", "Cette date est dans l’avenir."),
        ("2026-11-21", "Le texte n’a été validé que le 22 novembre 2026."),
    ],
)
def test_a_day_that_cannot_be_is_refused_under_its_field(client, convention, contact, typed, why):
    client.force_login(contact)
    answer = client.post(address(convention), {"mayor_signed_on": typed, "form_version": version_of(convention)})
    assert answer.status_code == 422
    assert why in text(answer)


def test_the_contact_cannot_give_the_president_a_day(client, convention, contact):
    client.force_login(contact)
    days = {"mayor_signed_on": "2026-11-22", "president_signed_on": "2026-11-22"}
    client.post(address(convention), {**days, "form_version": version_of(convention)})
    assert client.post(address(convention, "signatures"), days).status_code == 403
    assert Convention.objects.get().president_signed_on is None


def test_what_the_coordination_noted_meanwhile_is_not_lost_unseen(client, convention, contact):
    before = version_of(convention)
    path.record_signatures(convention, by=person_as(Role.COORDINATOR), mayor_signed_on=TODAY, president_signed_on=None)
    client.force_login(contact)
    with clock.frozen_at(TODAY + DAY):
        answer = client.post(address(convention), {"mayor_signed_on": "2026-11-23", "form_version": before})
    assert answer.status_code == 422
    assert Convention.objects.get().mayor_signed_on == TODAY


@pytest.mark.parametrize("state", [State.DRAFT, State.VALIDATED, State.SIGNED, State.NOTIFIED])
def test_out_of_the_signature_there_is_nothing_to_note(convention, contact, state):
    other = convention_in(state, commune=convention.commune, starts_on=date(2030, 1, 1))
    with pytest.raises(Refused, match="Noter la signature du Maire"):
        path.record_mayor_signature(other, by=contact, mayor_signed_on=TODAY)


def test_the_path_itself_asks_the_right(convention):
    stranger = person_as(Role.COMMUNE_CONTACT, ConventionFactory().commune)
    with pytest.raises(PermissionDenied):
        path.record_mayor_signature(convention, by=stranger, mayor_signed_on=TODAY)


# --- what its page offers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.DRAFT, [("Noter la signature du Maire", "il manque le texte validé par la Communauté urbaine")]),
        (
            State.VALIDATED,
            [("Noter la signature du Maire", "il manque l’envoi en signature par la Communauté urbaine")],
        ),
        (State.SIGNING, [("Noter la signature du Maire", "")]),
        (State.SIGNED, []),
        (State.NOTIFIED, []),
    ],
)
def test_the_page_offers_the_step_or_says_what_it_waits_for(convention, contact, state, expected):
    shown = convention_in(state, commune=convention.commune, starts_on=date(2030, 1, 1))
    offered = [(one.label, one.refusal) for one in sheet.buttons(shown, contact)]
    assert [one for one in offered if not one[0].startswith("Ouvrir")] == expected


def test_the_pdf_to_sign_is_named_so_until_the_mayor_has_signed(convention, contact):
    assert "Ouvrir le PDF à signer" in [one.label for one in sheet.buttons(convention, contact)]
    signed = path.record_mayor_signature(convention, by=contact, mayor_signed_on=TODAY)
    assert "Ouvrir le PDF" in [one.label for one in sheet.buttons(signed, contact)]


# --- the originals ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "number", "holder", "may"),
    [
        (State.SIGNING, COMMUNITY_COPY, Holder.SCLP, True),
        (State.SIGNING, COMMUNITY_COPY, Holder.COMMUNE, True),
        (State.SIGNING, COMMUNE_COPY, Holder.TRANSIT, True),
        (State.SIGNING, COMMUNE_COPY, Holder.PRESIDENCY, False),
        (State.SIGNED, COMMUNITY_COPY, Holder.TRANSIT, False),
        (State.SIGNED, COMMUNE_COPY, Holder.TRANSIT, True),
        (State.NOTIFIED, COMMUNE_COPY, Holder.COMMUNE, True),
        (State.NOTIFIED, COMMUNE_COPY, Holder.ARCHIVES, False),
        (State.NOTIFIED, COMMUNITY_COPY, Holder.COMMUNE, False),
    ],
)
def test_the_commune_says_where_an_original_is_while_it_has_it_or_awaits_it(
    contact, convention, state, number, holder, may
):
    other = convention_in(state, commune=convention.commune, starts_on=date(2030, 1, 1))
    original = Original.objects.create(convention=other, number=number, holder=holder, since=TODAY)
    assert rules.may_move_original(original, contact) is may
    assert rules.may_move_original(original, person_as(Role.COORDINATOR))


def test_the_contact_notes_that_the_originals_have_come(client, convention, contact):
    client.force_login(contact)
    url = address(convention, "original", COMMUNE_COPY)
    offered = [value for value, _ in client.get(url).context["form"].fields["holder"].choices]
    assert offered == ["COMMUNE", "TRANSIT", "LOST"]

    client.post(url, {"holder": "COMMUNE", "since": "2026-11-22"})

    assert Original.objects.get(number=COMMUNE_COPY).holder == Holder.COMMUNE


def test_the_contact_cannot_put_an_original_where_it_has_no_hand(client, convention, contact):
    client.force_login(contact)
    sent = {"holder": "ARCHIVES", "since": "2026-11-22"}
    assert client.post(address(convention, "original", COMMUNE_COPY), sent).status_code == 422
    original = Original.objects.get(number=COMMUNE_COPY)
    with pytest.raises(PermissionDenied):
        path.move_original(original, by=contact, holder=Holder.ARCHIVES, since=TODAY)


def test_the_page_offers_to_move_only_what_one_may(convention, contact):
    Original.objects.filter(number=COMMUNITY_COPY).update(holder=Holder.PRESIDENCY)
    shown = {one.number: url for one, url in sheet.originals(convention, contact)}
    assert shown == {COMMUNITY_COPY: "", COMMUNE_COPY: address(convention, "original", COMMUNE_COPY)}
