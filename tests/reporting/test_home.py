"""The home gathers what every app contributes."""

import pytest
from django.urls import reverse

from foundation import registry
from network.roles import Role
from reporting.views.home import summary_of
from tests.factories import person_as

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
