"""The home gathers what every app contributes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from convention.states import PATH
from foundation import clock, registry
from network.roles import FUNCTIONS, Role
from reporting.views.home import summary_of
from tests.convention.factories import convention_in, territory
from tests.factories import CommuneFactory, LibraryFactory, ServiceFactory, VendorFactory, person_as

pytestmark = pytest.mark.django_db


def todo(tone: str, rank: int = 0, text: str = "chose") -> registry.ToDo:
    return registry.ToDo(tone=tone, when="hier", text=text, label="Ouvrir", url="/", rank=rank)


@pytest.mark.parametrize(
    ("tones", "expected"),
    [
        ([], "rien en retard"),
        (["info"], "rien en retard, 1 à suivre"),
        (["late"], "1 chose en retard"),
        (["late", "late", "warn"], "2 choses en retard, 1 à faire bientôt"),
        (["late", "warn", "info", "info"], "1 chose en retard, 1 à faire bientôt, 2 à suivre"),
    ],
)
def test_the_subtitle_counts_what_is_late_and_what_comes(tones, expected):
    assert summary_of([todo(tone) for tone in tones]) == expected


def test_what_is_late_comes_first_then_by_rank(client, monkeypatch):
    slot = registry.Slot("todo", "for this test")
    slot.add("test", lambda person: [todo("info", text="plus tard"), todo("late", 2, "b"), todo("late", 1, "a")])
    monkeypatch.setattr(registry, "todo", slot)
    client.force_login(person_as(Role.COORDINATOR))

    response = client.get(reverse("reporting:home"))

    assert [item.text for item in response.context["waiting"]] == ["a", "b", "plus tard"]


def test_a_stranger_is_sent_to_sign_in_and_comes_back(client):
    response = client.get(reverse("reporting:home"))
    assert response.status_code == 302
    assert response.url == reverse("account_login") + "?next=/"


@pytest.mark.parametrize("role", list(Role))
def test_a_home_costs_as_many_queries_for_many_communes_as_for_one(client, role):
    """Every function’s home, with one commune and one convention in each state, then with three times as many."""
    territory()
    commune = CommuneFactory()
    place = place_of(role, commune)
    client.force_login(person_as(role, place))

    with clock.frozen_at(date(2026, 11, 22)):
        some_conventions(commune, year=2027)
        queries_of_home(client)  # the first page of a session notes that it was seen
        few = queries_of_home(client)
        for _ in range(2):
            some_conventions(CommuneFactory(), year=2027)
        some_conventions(commune, year=2043)
        many = queries_of_home(client)

    assert many == few
    assert many <= MOST_QUERIES


MOST_QUERIES = 26  # three of them the tickets’: what waits, what is open by level, what was taken in time


def place_of(role: Role, commune):
    kinds = {str(kind) for kind in FUNCTIONS[role].places}
    if "COMMUNE" in kinds:
        return commune
    if "LIBRARY" in kinds:
        return LibraryFactory(commune=commune)
    return VendorFactory() if kinds == {"VENDOR"} else ServiceFactory(code="SCLP" if "SCLP" in kinds else "DSINUM")


def some_conventions(commune, *, year: int) -> None:
    """One in each state, at dates apart from one another."""
    for rank, state in enumerate(PATH):
        convention_in(state, commune=commune, starts_on=date(year + 3 * rank, 1, 1))


def queries_of_home(client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(reverse("reporting:home")).status_code == 200
    return len(captured)
