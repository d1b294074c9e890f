"""The search: one answer for the page and the palette, of what each app shows this person."""

import pytest
from django.urls import reverse

from foundation import registry, search
from foundation.registry import Hit
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory
from tests.workflow_app.models import Demand

pytestmark = pytest.mark.django_db


def demands(person, words):
    found = [d for d in Demand.objects.visible_to(person) if words in search.fold(d.title)]
    return [Hit(d.title, "demande", d.get_absolute_url(), "file-text", "Demandes") for d in found]


def manuals(person, words):
    return [Hit("Mode d’emploi", "", "/aide/", group="Aide")] if words in "mode d emploi" else []


@pytest.fixture
def person(client, monkeypatch):
    monkeypatch.setattr(registry.search_sources, "contributions", {})
    registry.search_sources.add("demandes", demands, order=20)
    registry.search_sources.add("aide", manuals, order=10)
    person = PersonFactory()
    client.force_login(person)
    return person


@pytest.mark.parametrize("text", ["rayonnage", "RAYON", "Étage", "etage", "l'étage"])
def test_case_accents_and_apostrophes_do_not_matter(person, text):
    DemandFactory(owner=person, title="Rayonnage de l’Étage")

    assert [group.title for group in search.search(person, text)] == ["Demandes"]


def test_results_are_grouped_in_the_order_of_the_sources(person):
    DemandFactory(owner=person, title="Emploi du temps")

    groups = search.search(person, "emploi")

    assert [(group.title, [hit.label for hit in group.hits]) for group in groups] == [
        ("Aide", ["Mode d’emploi"]),
        ("Demandes", ["Emploi du temps"]),
    ]


def test_what_one_may_not_see_is_not_found(person):
    DemandFactory(title="Rayonnage d’une autre")

    assert search.search(person, "rayonnage") == []


@pytest.mark.parametrize("text", ["", " ", "a", "’", "-é-"])
def test_too_short_a_text_finds_nothing(person, text):
    DemandFactory(owner=person, title="a é")

    assert search.search(person, text) == []


def test_a_source_brings_twenty_results_at_most(person):
    for n in range(25):
        DemandFactory(owner=person, title=f"Rayon {n}")

    assert len(search.search(person, "rayon")[0].hits) == 20


def test_the_page_shows_groups_and_counts_them(client, person):
    DemandFactory(owner=person, title="Emploi <du> temps")

    text = client.get(reverse("foundation:search"), {"q": "emploi"}).text

    assert "2 résultats pour «\u00a0emploi\u00a0»" in text
    assert "Emploi &lt;du&gt; temps" in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "Chercher une commune"),
        ({"q": "a"}, "Écrivez au moins deux lettres ou chiffres."),
        ({"q": "rien de tel"}, "Rien ne correspond."),
    ],
)
def test_the_page_says_what_to_do_when_there_is_nothing(client, person, query, said):
    response = client.get(reverse("foundation:search"), query)

    assert response.status_code == 200
    assert said in response.text


def test_the_palette_receives_the_same_results_as_data(client, person):
    DemandFactory(owner=person, title="Rayon")

    response = client.get(reverse("foundation:search"), {"q": "rayon"}, headers={"Accept": "application/json"})

    assert response.json()["results"][0]["label"] == "Rayon"
    assert response.json()["results"][0]["icon"] == "file-text"
    assert "Accept" in response["Vary"]
