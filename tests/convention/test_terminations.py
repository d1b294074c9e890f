"""A convention that a party ends: its end moves, and comes back while nothing has taken its place (R40, art. 6)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convention import path
from convention.models import Convention
from convention.states import Situation, State
from foundation import clock
from foundation.models import StoredDocument
from foundation.workflow import Refused
from network.roles import Role
from tests.convention.factories import convention_in, small_pdf, territory
from tests.factories import person_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(date(2026, 11, 22)):
        yield


@pytest.fixture
def coordinator(db):
    territory()
    return person_as(Role.COORDINATOR)


def test_a_termination_moves_the_end_keeps_the_letter_and_can_be_taken_back(coordinator):
    convention = convention_in(State.NOTIFIED)
    letter = SimpleUploadedFile("lettre.pdf", small_pdf("lettre"))

    ended = path.terminate(
        convention, by=coordinator, last_day=date(2027, 6, 30), reason="Demande de la commune", letter=letter
    )
    assert (ended.end.date, ended.end.bites[0].label) == (date(2027, 6, 30), "dénonciation")
    assert StoredDocument.objects.about(convention).filter(title=path.LETTER_TITLE, is_frozen=True).count() == 1

    restored = path.withdraw_termination(convention, by=coordinator, reason="Accord des deux parties")
    assert restored.end.date == date(2028, 12, 31)
    assert restored.history.first().history_change_reason == "Accord des deux parties"


@pytest.mark.parametrize(("starts_on", "may"), [(date(2027, 7, 1), False), (date(2029, 1, 1), True)])
def test_a_termination_is_not_taken_back_once_another_convention_has_its_days(starts_on, may, coordinator):
    ended = convention_in(State.NOTIFIED, terminated_on=date(2027, 6, 30), termination_reason="Demande")
    other = convention_in(State.NOTIFIED, commune=ended.commune, starts_on=starts_on)

    if may:
        path.withdraw_termination(ended, by=coordinator, reason="Erreur")
    else:
        with pytest.raises(Refused, match=f"La convention {other.number} prend sa suite le 1er juillet 2027"):
            path.withdraw_termination(ended, by=coordinator, reason="Erreur")

    assert (Convention.objects.get(pk=ended.pk).terminated_on is None) is may
    assert Convention.objects.in_force(date(2027, 8, 1)).count() == 1


@pytest.mark.parametrize("last_day", [date(2026, 11, 21), date(2028, 12, 31)])
def test_a_termination_outside_the_convention_is_refused(last_day, coordinator):
    with pytest.raises(Refused):
        path.terminate(convention_in(State.NOTIFIED), by=coordinator, last_day=last_day, reason="Demande")

    assert Convention.objects.get().terminated_on is None


def test_a_convention_ended_before_its_first_day_is_never_in_force_and_leaves_its_days_free(coordinator):
    convention = convention_in(State.NOTIFIED)
    path.terminate(convention, by=coordinator, last_day=date(2026, 12, 31), reason="Demande")

    ended = Convention.objects.get()
    assert {ended.situation(on) for on in (date(2026, 12, 31), date(2027, 1, 1))} == {Situation.VOID}
    for on in (date(2026, 12, 31), date(2027, 1, 1)):
        assert not Convention.objects.in_force(on).exists()
    assert not Convention.objects.running_between(date(2026, 1, 1), date(2030, 1, 1)).exists()

    assert path.withdraw_termination(ended, by=coordinator, reason="Erreur").end.date == date(2028, 12, 31)


def test_less_than_a_month_of_notice_wants_a_reason(coordinator):
    convention = convention_in(State.NOTIFIED)
    facts = {"by": coordinator, "last_day": date(2027, 2, 14), "reason": "Demande"}

    with clock.frozen_at(date(2027, 1, 15)):
        with pytest.raises(Refused, match="le préavis est de moins d’un mois"):
            path.terminate(convention, **facts)
        ended = path.terminate(convention, **facts, why_short="d’un commun accord")

    assert ended.terminated_on == date(2027, 2, 14)
    assert ended.history.first().history_change_reason == "préavis de moins d’un mois, d’un commun accord"


@pytest.mark.parametrize(("on", "may"), [(date(2027, 6, 30), True), (date(2027, 7, 1), False)])
def test_a_termination_is_taken_back_until_it_has_taken_effect(on, may, coordinator):
    convention = convention_in(State.NOTIFIED, terminated_on=date(2027, 6, 30), termination_reason="Demande")

    with clock.frozen_at(on):
        if may:
            assert path.withdraw_termination(convention, by=coordinator, reason="Erreur").terminated_on is None
        else:
            with pytest.raises(Refused, match="déjà pris effet"):
                path.withdraw_termination(convention, by=coordinator, reason="Erreur")


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2027, 6, 30), "annulez-la d’abord"), (date(2027, 7, 1), "il faut une nouvelle convention")],
)
def test_a_recorded_termination_is_not_overwritten_by_another(on, expected, coordinator):
    convention = convention_in(State.NOTIFIED, terminated_on=date(2027, 6, 30), termination_reason="Demande")

    with clock.frozen_at(on), pytest.raises(Refused, match=expected):
        path.terminate(convention, by=coordinator, last_day=date(2028, 3, 1), reason="Autre")

    kept = Convention.objects.get()
    assert (kept.terminated_on, kept.termination_reason) == (date(2027, 6, 30), "Demande")


def test_there_is_nothing_to_take_back_without_a_termination(coordinator):
    with pytest.raises(Refused, match="Aucune dénonciation"):
        path.withdraw_termination(convention_in(State.NOTIFIED), by=coordinator, reason="Erreur")
