"""The pages that record a termination and take it back: the effect first, the notice of art. 6, the reason (R40)."""

from datetime import date

import pytest

from convention import path
from convention.models import Convention
from convention.states import State
from foundation import clock, registry
from foundation.models import StoredDocument
from network.roles import Role
from tests.convention.factories import convention_in, territory
from tests.convention.step_screens import address, pdf, text
from tests.factories import person_as

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


def test_a_termination_shows_its_effect_before_it_is_kept(client, coordinator):
    convention = convention_in(State.NOTIFIED)
    url = address("terminate", convention)
    typed = {"last_day": "2027-06-30", "reason": "Demande de la commune"}
    registry.on_termination.add("tests", lambda convention, on: [f"2 accès fermés le {on:%d/%m/%Y}"])

    try:
        page = client.post(url, {**typed, "letter": pdf("lettre.pdf", "lettre")})
    finally:
        del registry.on_termination.contributions["tests"]

    assert (page.context["effect"]["before"], page.context["effect"]["after"]) == (
        date(2028, 12, 31),
        date(2027, 6, 30),
    )
    assert "Rien n’est encore enregistré : relisez, puis confirmez." in text(page)
    assert "2 accès fermés le 30/06/2027" in text(page)
    assert Convention.objects.get().terminated_on is None

    kept = page.context["form"].fields["letter"].widget.get_context("letter", None, {})["widget"]["kept"]
    client.post(url, {**typed, kept["field"]: kept["proof"], "confirm": "1"})

    ended = Convention.objects.get()
    assert (ended.terminated_on, ended.termination_reason) == (date(2027, 6, 30), "Demande de la commune")
    assert StoredDocument.objects.about(ended).get(title=path.LETTER_TITLE).name == "lettre.pdf"


NOTICE = (
    "L’article 6 demande un préavis d’un mois, compté de la réception de la lettre. Reçue le 15 janvier 2027, "
    "elle met fin à la convention le 15 février 2027"
)
PAST = "est passé : dès l’enregistrement, la convention n’est plus en vigueur"


@pytest.mark.parametrize(
    ("last_day", "is_short", "is_past"),
    [
        ("2027-01-14", True, True),
        ("2027-01-15", True, False),
        ("2027-02-14", True, False),
        ("2027-02-15", False, False),
        ("2027-02-16", False, False),
    ],
)
def test_a_last_day_before_the_end_of_the_notice_is_told_before_it_is_confirmed(
    client, coordinator, last_day, is_short, is_past
):
    convention = convention_in(State.NOTIFIED)
    typed = {"last_day": last_day, "reason": "Demande de la commune"}

    with clock.frozen_at(date(2027, 1, 15)):
        page = client.post(address("terminate", convention), typed)

    assert page.status_code == 200
    assert (NOTICE in text(page), PAST in text(page)) == (is_short, is_past)
    assert ("why_short" in page.context["form"].fields) is is_short
    assert Convention.objects.get().terminated_on is None


def test_a_short_notice_is_confirmed_with_its_reason_which_stays_in_the_life(client, coordinator):
    convention = convention_in(State.NOTIFIED)
    url = address("terminate", convention)
    typed = {"last_day": "2027-02-10", "reason": "Demande de la commune"}

    with clock.frozen_at(date(2027, 1, 15)):
        told = client.post(url, {**typed, "confirm": "1", "why_short": "lettre reçue le 10 janvier"})
        assert NOTICE in text(told)
        assert Convention.objects.get().terminated_on is None
        confirmed = typed | {"confirm": "1", "confirmed": told.context["form"].data["confirmed"]}

        without = client.post(url, confirmed)
        assert without.status_code == 422
        assert without.context["form"].errors["why_short"] == ["Dites pourquoi le préavis est de moins d’un mois."]
        assert NOTICE in text(without)
        why = {"why_short": "lettre reçue le 10 janvier"}
        another_day = client.post(url, confirmed | why | {"last_day": "2027-02-01"})
        assert "et non le 1er février 2027" in text(another_day)
        assert Convention.objects.get().terminated_on is None
        client.post(url, confirmed | why)
        page = text(client.get(convention.get_absolute_url()))

    assert Convention.objects.get().terminated_on == date(2027, 2, 10)
    assert "Motif : préavis de moins d’un mois, lettre reçue le 10 janvier" in page


def test_a_termination_before_the_first_day_is_told_confirmed_and_shown(client, coordinator):
    convention = convention_in(State.NOTIFIED)
    url, typed = address("terminate", convention), {"last_day": "2026-12-31", "reason": "Demande de la commune"}
    never = "dénoncée au 31 décembre 2026, elle ne prendra jamais effet."

    page = client.post(url, {**typed, "confirm": "1"})
    assert never in text(page)
    assert "why_short" not in page.context["form"].fields  # the notice is long enough
    assert Convention.objects.get().terminated_on is None

    done = client.post(url, typed | {"confirm": "1", "confirmed": page.context["form"].data["confirmed"]}, follow=True)

    assert Convention.objects.get().terminated_on == date(2026, 12, 31)
    assert "La convention est dénoncée au 31 décembre 2026 : elle ne prendra jamais effet." in text(done)
    assert f"La convention ne prend effet que le 1er janvier 2027 : {never}" in text(done)
    assert "Annuler la dénonciation" in text(done)


def test_the_page_of_a_second_termination_says_to_withdraw_the_first(client, coordinator):
    convention = convention_in(State.NOTIFIED, terminated_on=date(2027, 6, 30), termination_reason="Demande")
    url = address("terminate", convention)

    for answer in (client.get(url), client.post(url, {"last_day": "2028-03-01", "reason": "Autre", "confirm": "1"})):
        assert answer.status_code == 409
        assert "annulez-la d’abord" in text(answer)
        assert f'href="{convention.get_absolute_url()}">Voir où en est' in text(answer)
    assert Convention.objects.get().terminated_on == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"last_day": "2026-11-21", "reason": "Demande"}, "La convention n’a été notifiée que le 22 novembre 2026."),
        ({"last_day": "2028-12-31", "reason": "Demande"}, "Sans dénonciation, la convention finit déjà"),
        ({"last_day": "2027-06-30", "reason": ""}, "obligatoire"),
        ({"last_day": "", "reason": "Demande"}, "obligatoire"),
    ],
)
def test_an_impossible_termination_is_refused_even_when_confirmed(client, coordinator, typed, expected):
    convention = convention_in(State.NOTIFIED)

    page = client.post(address("terminate", convention), {**typed, "confirm": "1"})

    assert page.status_code == 422
    assert expected in text(page)
    assert Convention.objects.get().terminated_on is None


def test_a_termination_is_taken_back_with_its_reason(client, coordinator):
    convention = convention_in(State.NOTIFIED, terminated_on=date(2027, 6, 30), termination_reason="Demande")
    url = address("withdraw_termination", convention)

    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "Accord des deux parties"})

    assert Convention.objects.get().terminated_on is None
    assert "Accord des deux parties" in text(client.get(convention.get_absolute_url()))
