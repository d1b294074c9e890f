"""Each transition from each state: it goes from where it may, and elsewhere refuses: state, then right, then facts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from convention import path
from convention.models import Convention, Original
from convention.states import State
from foundation import clock, documents
from foundation.models import OutboxMessage, StoredDocument, Transition
from foundation.workflow import Refused, actions, perform
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, kept_pdf, printed, small_pdf, territory
from tests.factories import AssignmentFactory, CommuneFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)

FACTS = {
    "validate": {"validated_on": TODAY},
    "send": {"sent_on": TODAY},
    "sign": {},
    "notify": {"notified_on": TODAY},
    "reopen": {},
    "discard": {"discarded_on": TODAY},
    "adopt": {"notified_on": TODAY},
    "take_back": {"discarded_on": TODAY},
}
PATH = {  # transition → from which states, to which
    "validate": ({State.DRAFT}, State.VALIDATED),
    "send": ({State.VALIDATED}, State.SIGNING),
    "sign": ({State.SIGNING}, State.SIGNED),
    "notify": ({State.SIGNED}, State.NOTIFIED),
    "reopen": ({State.VALIDATED, State.SIGNING, State.SIGNED}, State.DRAFT),
    "discard": ({State.DRAFT}, State.DISCARDED),
    "adopt": ({State.DRAFT}, State.NOTIFIED),
    "take_back": ({State.NOTIFIED}, State.DISCARDED),
}
EVERY = [(name, state) for name in PATH for state in State]


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()


@pytest.fixture
def coordinator(db):
    return person_as(Role.COORDINATOR)


def complete(state: State) -> Convention:
    """A convention in that state that lacks nothing for any of its next steps."""
    facts = {"mayor_signed_on": TODAY, "president_signed_on": TODAY} if state in {State.SIGNING, State.DRAFT} else {}
    convention = convention_in(state, **facts)
    if state is State.SIGNED:
        convention.scan = kept_pdf(convention)
        convention.save()
    return convention


# --- perform, from each state ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "state"), EVERY)
def test_each_transition_goes_from_its_states_and_refuses_in_the_others(name, state, coordinator):
    convention = complete(state)
    sources, target = PATH[name]
    if name == "take_back":
        Convention.objects.update(version=None)  # taken over from a follow-up

    if state in sources:
        assert perform(getattr(convention, name), by=coordinator, **FACTS[name]).state == target
        return
    with pytest.raises(Refused) as refusal:
        perform(getattr(convention, name), by=coordinator, **FACTS[name])

    assert f"l’état est maintenant « {state.label} »" in refusal.value.message
    assert Convention.objects.get().state == state
    assert not Transition.objects.exists()


@pytest.mark.parametrize("name", PATH)
def test_without_the_right_each_transition_is_denied_even_when_facts_are_missing(name):
    convention = convention_in(min(PATH[name][0], key=list(State).index))
    mayor = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune).person

    for person in (mayor, PersonFactory(), None):
        with pytest.raises(PermissionDenied, match="Vous n’avez pas le droit"):
            perform(getattr(convention, name), by=person, **FACTS[name])
    assert not Transition.objects.exists()


@pytest.mark.parametrize(
    ("name", "make", "missing"),
    [
        ("validate", lambda: ConventionFactory(), "le PDF de la convention"),
        ("validate", lambda: ConventionFactory(starts_on=None), "la date d’effet"),
        ("sign", lambda: convention_in(State.SIGNING), "la date de signature du Maire"),
        ("notify", lambda: convention_in(State.SIGNED), "le scan de la convention signée"),
        ("adopt", lambda: ConventionFactory(version=None), "une date de signature"),
        ("take_back", lambda: convention_in(State.NOTIFIED), "une convention reprise d’un suivi, et non faite ici"),
    ],
)
def test_a_missing_fact_refuses_and_says_which(name, make, missing, coordinator):
    with pytest.raises(Refused) as refusal:
        perform(getattr(make(), name), by=coordinator, **FACTS[name])

    assert missing in refusal.value.message
    assert missing in " ".join(refusal.value.missing)


@pytest.mark.parametrize(
    ("name", "state"), [("send", State.VALIDATED), ("reopen", State.VALIDATED), ("discard", State.DRAFT)]
)
def test_sending_reopening_and_giving_up_wait_for_no_fact(name, state, coordinator):
    assert perform(getattr(convention_in(state), name), by=coordinator, **FACTS[name])


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            State.DRAFT,
            [("validate", "le PDF de la convention"), ("discard", ""), ("adopt", "une date de signature")],
        ),
        (State.VALIDATED, [("send", ""), ("reopen", "")]),
        (
            State.SIGNING,
            [("sign", "la date de signature du Maire et la date de signature du Président"), ("reopen", "")],
        ),
        (State.SIGNED, [("notify", "le scan de la convention signée"), ("reopen", "")]),
        (State.NOTIFIED, [("take_back", "une convention reprise d’un suivi, et non faite ici")]),
        (State.DISCARDED, []),
    ],
)
def test_the_actions_of_each_state_with_what_they_wait_for(state, expected, coordinator):
    convention = ConventionFactory() if state is State.DRAFT else convention_in(state)

    assert [(action.name, action.refusal) for action in actions(convention, coordinator)] == expected
    assert list(actions(convention, PersonFactory())) == []


# --- given up -----------------------------------------------------------------------------------------------------


def test_a_draft_given_up_keeps_its_number_its_pdf_and_why(coordinator):
    draft = printed(ConventionFactory(number="CONV-2026-0007"))

    given_up = path.discard(draft, by=coordinator, reason="Mauvais modèle")

    assert (given_up.number, given_up.discarded_on, given_up.document) == ("CONV-2026-0007", TODAY, draft.document)
    record = Transition.objects.about(given_up).get()
    assert (record.to_state, record.by, record.reason) == ("DISCARDED", coordinator, "Mauvais modèle")


@pytest.mark.parametrize("reason", ["", "   "])
def test_giving_up_without_a_reason_is_refused(reason, coordinator):
    with pytest.raises(Refused, match="Dites pourquoi"):
        path.discard(convention_in(State.DRAFT), by=coordinator, reason=reason)

    assert Convention.objects.get().state == State.DRAFT


# --- the facts that each step sets -----------------------------------------------------------------------------------


def test_the_whole_path_leaves_its_dates_and_its_record(coordinator):
    convention = printed(ConventionFactory())

    convention = path.validate(convention, by=coordinator)
    convention = path.send(convention, by=coordinator)
    with clock.frozen_at(TODAY + 9 * DAY):
        convention = path.record_signatures(
            convention, by=coordinator, mayor_signed_on=TODAY + 2 * DAY, president_signed_on=TODAY + 9 * DAY
        )
        path.add_scan(convention, by=coordinator, file=SimpleUploadedFile("signee.pdf", small_pdf()))
        convention = path.notify(convention, by=coordinator, notified_on=TODAY + 9 * DAY)

    assert convention.state == State.NOTIFIED
    assert (convention.validated_on, convention.sent_on) == (TODAY, TODAY)
    assert (convention.mayor_signed_on, convention.president_signed_on) == (TODAY + 2 * DAY, TODAY + 9 * DAY)
    assert convention.notified_on == TODAY + 9 * DAY
    record = Transition.objects.about(convention).values_list("name", "from_state", "to_state", "by")
    assert list(record) == [
        ("validate", "DRAFT", "VALIDATED", coordinator.pk),
        ("send", "VALIDATED", "SIGNING", coordinator.pk),
        ("sign", "SIGNING", "SIGNED", coordinator.pk),
        ("notify", "SIGNED", "NOTIFIED", coordinator.pk),
    ]


def test_sending_makes_two_originals_held_by_the_sclp(coordinator):
    sent = path.send(convention_in(State.VALIDATED), by=coordinator)

    originals = [(o.number, o.holder, o.since, o.history.get().history_user) for o in sent.originals.all()]
    assert originals == [(1, "SCLP", TODAY, coordinator), (2, "SCLP", TODAY, coordinator)]


def test_taking_back_voids_signatures_and_originals_and_keeps_the_reason(coordinator):
    sent = path.send(convention_in(State.VALIDATED), by=coordinator)
    path.record_signatures(sent, by=coordinator, mayor_signed_on=TODAY, president_signed_on=None)

    back = path.reopen(sent, by=coordinator, reason="Le nom du Maire a changé")

    assert back.state == State.DRAFT
    assert (back.validated_on, back.sent_on, back.mayor_signed_on, back.president_signed_on) == (None,) * 4
    assert not Original.objects.exists()
    assert Original.history.filter(history_type="-", history_user=coordinator).count() == 2
    assert Transition.objects.about(back).last().reason == "Le nom du Maire a changé"
    printed(back)
    assert path.send(path.validate(back, by=coordinator), by=coordinator).originals.count() == 2


def test_what_was_signed_and_not_notified_may_still_be_taken_back_and_its_scan_stays_among_the_papers(coordinator):
    signed = complete(State.SIGNED)
    scan = signed.scan

    back = path.reopen(signed, by=coordinator, reason="Le mandat a changé")

    assert (back.state, back.scan, back.president_signed_on) == (State.DRAFT, None, None)
    assert scan in StoredDocument.objects.about(back)
    printed(back)
    again = path.send(path.validate(back, by=coordinator), by=coordinator)
    again = path.record_signatures(again, by=coordinator, mayor_signed_on=TODAY, president_signed_on=TODAY)
    with pytest.raises(Refused, match="le scan de la convention signée"):
        path.notify(again, by=coordinator, notified_on=TODAY)


@pytest.mark.parametrize("reason", ["", "   "])
def test_taking_back_without_a_reason_is_refused(reason, coordinator):
    convention = convention_in(State.VALIDATED)

    with pytest.raises(Refused, match="Dites pourquoi"):
        path.reopen(convention, by=coordinator, reason=reason)

    assert Convention.objects.get().state == State.VALIDATED


# --- signatures ------------------------------------------------------------------------------------------------------


def test_the_mayor_signs_first_then_the_president_and_the_convention_is_signed(coordinator):
    convention = convention_in(State.SIGNING)

    after_mayor = path.record_signatures(convention, by=coordinator, mayor_signed_on=TODAY, president_signed_on=None)
    assert after_mayor.state == State.SIGNING
    after_both = path.record_signatures(convention, by=coordinator, mayor_signed_on=TODAY, president_signed_on=TODAY)

    assert after_both.state == State.SIGNED


@pytest.mark.parametrize(
    ("mayor", "president", "expected"),
    [
        (TODAY + DAY, None, "Cette date est dans l’avenir."),
        (TODAY, TODAY + DAY, "Cette date est dans l’avenir."),
        (TODAY - 3 * DAY, None, "Le texte n’a été validé que le 20 novembre 2026."),
        (None, TODAY - 3 * DAY, "Le texte n’a été validé que le 20 novembre 2026."),
        (None, TODAY, "Le Maire signe d’abord : donnez sa date."),
        (TODAY, TODAY - DAY, "Le Président signe après le Maire, qui a signé le 22 novembre 2026."),
    ],
)
def test_an_impossible_signature_date_is_refused_and_nothing_is_kept(mayor, president, expected, coordinator):
    convention = convention_in(State.SIGNING, validated_on=TODAY - 2 * DAY)

    with pytest.raises(Refused) as refusal:
        path.record_signatures(convention, by=coordinator, mayor_signed_on=mayor, president_signed_on=president)

    assert refusal.value.message == expected
    kept = Convention.objects.get()
    assert (kept.mayor_signed_on, kept.president_signed_on) == (None, None)


# --- scan, originals, notification -----------------------------------------------------------------------------------


def test_the_scan_is_kept_unaltered_and_another_joins_it_for_a_reason(coordinator):
    convention = convention_in(State.SIGNED)
    first = path.add_scan(convention, by=coordinator, file=SimpleUploadedFile("un.pdf", small_pdf("un")))

    with pytest.raises(Refused, match="Un scan est déjà là"):
        path.add_scan(convention, by=coordinator, file=SimpleUploadedFile("deux.pdf", small_pdf("deux")))
    second = path.add_scan(
        convention, by=coordinator, file=SimpleUploadedFile("deux.pdf", small_pdf("deux")), reason="Page 3 illisible"
    )

    assert Convention.objects.get().scan == second
    assert StoredDocument.objects.about(convention).filter(pk__in=[first.pk, second.pk], is_frozen=True).count() == 2
    with documents.open_document(first) as kept:
        assert kept.read() == small_pdf("un")
    assert Convention.objects.get().history.first().history_change_reason == "Page 3 illisible"


def test_an_original_is_followed_from_hand_to_hand(coordinator):
    sent = path.send(convention_in(State.VALIDATED), by=coordinator)
    original = sent.originals.get(number=2)

    moved = path.move_original(original, by=coordinator, holder="COMMUNE", since=TODAY)

    assert (moved.get_holder_display(), moved.since, moved.history.count()) == ("à la commune", TODAY, 2)
    with pytest.raises(Refused, match="dans l’avenir"):
        path.move_original(original, by=coordinator, holder="SCLP", since=TODAY + DAY)
    with pytest.raises(Refused, match="depuis l’envoi en signature, le 22 novembre 2026"):
        path.move_original(original, by=coordinator, holder="SCLP", since=TODAY - DAY)


def test_notifying_leaves_the_original_of_the_commune_with_it(coordinator):
    sent = path.send(convention_in(State.VALIDATED), by=coordinator)
    with clock.frozen_at(TODAY + 9 * DAY):
        path.record_signatures(sent, by=coordinator, mayor_signed_on=TODAY, president_signed_on=TODAY + DAY)
        path.move_original(sent.originals.get(number=2), by=coordinator, holder="TRANSIT", since=TODAY + 3 * DAY)
        path.add_scan(sent, by=coordinator, file=SimpleUploadedFile("signee.pdf", small_pdf()))
        path.notify(sent, by=coordinator, notified_on=TODAY + 5 * DAY)

    assert list(sent.originals.values_list("number", "holder", "since")) == [
        (1, "SCLP", TODAY),
        (2, "COMMUNE", TODAY + 5 * DAY),
    ]
    assert sent.originals.get(number=2).history.first().history_user == coordinator


def test_the_commune_holds_no_original_before_it_was_printed(coordinator):
    convention = convention_in(State.SIGNED, scan=kept_pdf(ConventionFactory()), sent_on=TODAY)
    Convention.objects.update(mayor_signed_on=TODAY - DAY, president_signed_on=TODAY - DAY)

    with pytest.raises(Refused, match="n’existent que depuis l’envoi en signature"):
        path.notify(convention, by=coordinator, notified_on=TODAY - DAY)


def test_notifying_writes_once_to_each_contact_of_the_commune_with_an_address(coordinator):
    convention = complete(State.SIGNED)
    for email in ("contact@demo.example", None):
        AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune, person=PersonFactory(email=email))
    AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=CommuneFactory())
    former = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune)
    former.ends_on = TODAY - DAY
    former.save()

    path.notify(convention, by=coordinator, notified_on=TODAY)

    message = OutboxMessage.objects.get()
    assert message.to_email == "contact@demo.example"
    assert message.about == Convention.objects.get()
    assert "notifiée le 22 novembre 2026" in message.text
    assert "31 décembre 2028" in message.html


@pytest.mark.parametrize("notified_on", [TODAY - DAY, TODAY + DAY])
def test_an_impossible_notification_date_is_refused_and_no_mail_leaves(notified_on, coordinator):
    convention = complete(State.SIGNED)
    AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=convention.commune)

    with pytest.raises(Refused):
        path.notify(convention, by=coordinator, notified_on=notified_on)

    assert Convention.objects.get().state == State.SIGNED
    assert not OutboxMessage.objects.exists()
