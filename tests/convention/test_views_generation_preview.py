"""What one reads before conventions are made: the dates that they would have, those refused, and the text."""

from datetime import date

import pytest

from foundation import clock
from foundation.models import Job
from network.roles import Role
from tests.convention.factories import ModelVersionFactory, territory
from tests.convention.test_views_generation import URL, launch, text, wish
from tests.factories import CommuneFactory, PresidentMandateFactory, person_as

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def coordinator(client, db):
    territory()
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def version(db):
    return ModelVersionFactory()


@pytest.mark.parametrize("action", ["preview", "launch"])
def test_an_effect_date_whose_convention_would_be_over_is_refused_with_its_last_day(
    client, coordinator, version, action
):
    PresidentMandateFactory(starts_on=date(2020, 7, 10), estimated_end=date(2026, 4, 9))

    page = client.post(URL, wish(version, CommuneFactory(), do=action, starts_on="2026-03-01"))

    assert page.status_code == 422
    (why,) = page.context["form"].errors["starts_on"]
    assert why.startswith("La convention serait déjà échue")
    assert "son dernier jour serait le 9 avril 2026" in why.replace("\u00a0", " ")
    assert page.context["form"]["starts_on"].value() == "2026-03-01"
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("starts_on", "told"),
    [
        ("2026-11-23", ""),
        ("2026-11-22", ""),
        ("2026-11-21", "La convention prend effet rétroactivement, le 21 novembre 2026 (hier)"),
        ("2026-05-01", "La convention prend effet rétroactivement, le 1er mai 2026 (il y a 205 jours)"),
    ],
)
def test_a_past_effect_date_that_still_runs_is_told_and_prevents_nothing(client, coordinator, version, starts_on, told):
    sent = wish(version, CommuneFactory(), starts_on=starts_on)

    page = client.post(URL, sent)

    assert page.status_code == 200
    assert ("rétroactivement" in text(page)) == bool(told)
    assert told in text(page)
    assert launch(client, sent).status_code == 302
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        ("2027-01-01", "Dernier jour le 31 décembre 2028</strong>, fin des deux ans, pour Achères, Poissy</li>"),
        ("2031-01-01", "Dernier jour le 9 avril 2032</strong>, fin du mandat du Président, pour Achères, Poissy</li>"),
    ],
)
def test_the_preview_says_the_last_day_of_each_and_why(client, coordinator, version, starts_on, expected):
    communes = [CommuneFactory(name=name) for name in ("Achères", "Poissy")]

    page = client.post(URL, wish(version, *communes, starts_on=starts_on))

    assert expected in text(page)


def test_the_text_of_the_version_can_be_read_before_generating(client, coordinator, version):
    newer = ModelVersionFactory(number=2, model=version.model)

    for shown in (version, newer):
        page = client.get(f"{URL}?version={shown.pk}")
        assert f'<a href="{shown.get_absolute_url()}">Lire le texte de « {shown} »</a>' in text(page)
    assert client.get(version.get_absolute_url()).status_code == 200
