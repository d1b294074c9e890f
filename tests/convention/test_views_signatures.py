"""The page of the signatures: who signs, the days it takes and refuses, where the originals are (R45)."""

from datetime import date

import pytest

from convention import path
from convention.models import Convention
from convention.states import State
from foundation import clock
from network.models import PresidentMandate
from network.roles import Role
from tests.convention.factories import convention_in, territory
from tests.convention.step_screens import address, seen, text
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


def test_the_mayor_then_the_president_and_the_convention_is_signed(client, coordinator):
    convention = convention_in(State.SIGNING)
    url = address("signatures", convention)

    client.post(url, seen(convention, mayor_signed_on="2026-11-22"))
    assert Convention.objects.get().state == State.SIGNING
    assert client.get(url).context["form"].initial["mayor_signed_on"] == TODAY
    both = seen(convention, mayor_signed_on="2026-11-22", president_signed_on="2026-11-22")
    answer = client.post(url, both, follow=True)

    assert Convention.objects.get().state == State.SIGNED
    assert "La convention est signée." in text(answer)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, "Le Maire signe d’abord : donnez sa date."),
        ({"mayor_signed_on": "2026-11-23"}, "Cette date est dans l’avenir."),
        ({"mayor_signed_on": "2026-11-19"}, "Le texte n’a été validé que le 20 novembre 2026."),
        ({"president_signed_on": "2026-11-19"}, "Le texte n’a été validé que le 20 novembre 2026."),
        (
            {"mayor_signed_on": "2026-11-22", "president_signed_on": "2026-11-21"},
            "Le Président signe après le Maire, qui a signé le 22 novembre 2026.",
        ),
        ({"president_signed_on": "2026-11-22"}, "Le Maire signe d’abord : donnez sa date."),
        ({"mayor_signed_on": "31/02/2026"}, "date valide"),
    ],
)
def test_an_impossible_signature_is_refused_under_its_field(client, coordinator, typed, expected):
    convention = convention_in(State.SIGNING, validated_on=date(2026, 11, 20))

    page = client.post(address("signatures", convention), seen(convention, **typed))

    assert page.status_code == 422
    assert expected in text(page)
    kept = Convention.objects.get()
    assert (kept.mayor_signed_on, kept.president_signed_on) == (None, None)


def test_a_text_signed_the_very_day_it_was_validated_is_signed(client, coordinator):
    convention = convention_in(State.SIGNING, validated_on=TODAY, sent_on=TODAY)

    client.post(address("signatures", convention), seen(convention, mayor_signed_on=f"{TODAY}"))

    assert Convention.objects.get().mayor_signed_on == TODAY


def test_a_paper_older_than_the_text_is_refused_with_what_to_do_of_it(client, coordinator):
    convention = convention_in(State.SIGNING, validated_on=date(2026, 11, 20))

    page = text(client.post(address("signatures", convention), seen(convention, mayor_signed_on="2026-11-19")))

    assert "Il n’a pas pu être signé avant : vérifiez la date écrite sur le papier." in page
    assert "reprenez celle-ci en brouillon et abandonnez-la, puis importez l’ancienne" in page


def test_the_page_of_the_signatures_names_who_signs_and_asks_the_first_date_alone(client, coordinator):
    PresidentMandate.objects.update(title="La Présidente")
    convention = path.send(convention_in(State.VALIDATED, commune__mayor_title="La Maire"), by=coordinator)

    response = client.get(address("signatures", convention))
    page = text(response)

    assert "La Maire signe d’abord, puis la Présidente." in page
    assert "<dd>La Maire, Sacha Exemple</dd>" in page
    assert "<dd>La Présidente, Dominique Exemple</dd>" in page
    labels = [field.label for field in response.context["form"].visible_fields()]
    assert labels == ["Signée par la Maire le", "Signée par la Présidente le"]
    assert page.count("(facultatif)") == 1
    assert address("original", convention, 1) in page


def test_a_commune_whose_mayor_is_not_known_signs_by_its_office(client, coordinator):
    convention = convention_in(State.SIGNING, commune__mayor="")

    assert "<dd>Le Maire</dd>" in text(client.get(address("signatures", convention)))


def test_once_the_signatures_are_recorded_the_page_asks_where_the_originals_are(client, coordinator):
    convention = path.send(convention_in(State.VALIDATED), by=coordinator)

    answer = client.post(address("signatures", convention), seen(convention, mayor_signed_on=f"{TODAY}"), follow=True)

    (message,) = answer.context["messages"]
    for number in (1, 2):
        assert f'<a href="{address("original", convention, number)}">' in str(message)
    assert 'role="status"' in text(answer)
    assert "La signature est enregistrée. Où sont maintenant les exemplaires ? <a href=" in text(answer)


def test_a_tab_opened_before_the_mayor_signed_does_not_take_his_signature_away(client, coordinator):
    convention = convention_in(State.SIGNING, validated_on=date(2026, 11, 18))
    url = address("signatures", convention)
    old_tab = seen(convention, mayor_signed_on="2026-11-20", president_signed_on="2026-11-21")
    client.post(url, seen(convention, mayor_signed_on="2026-11-19"))

    told = client.post(url, old_tab)

    assert told.status_code == 422
    assert "Enregistré entre-temps : « 19 novembre 2026 »." in text(told)
    kept = Convention.objects.get()
    assert (kept.state, kept.mayor_signed_on, kept.president_signed_on) == (State.SIGNING, date(2026, 11, 19), None)

    client.post(url, old_tab | {"form_version": told.context["form"]["form_version"].value()})
    assert Convention.objects.get().mayor_signed_on == date(2026, 11, 20)


def test_a_tab_without_the_mayors_signature_does_not_empty_it(client, coordinator):
    convention = convention_in(State.SIGNING)
    url = address("signatures", convention)
    old_tab = seen(convention, mayor_signed_on="", president_signed_on="2026-11-22")
    client.post(url, seen(convention, mayor_signed_on="2026-11-22"))

    assert client.post(url, old_tab).status_code == 422
    assert Convention.objects.get().mayor_signed_on == TODAY
