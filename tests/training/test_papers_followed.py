"""Who has read the charter and the guides: the lists of people and of libraries, of a head and of the coordination."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock, reading
from foundation.models import Paper
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import PaperFactory, agent, version_of
from training.papers import USAGE_CHARTER

pytestmark = pytest.mark.django_db


@pytest.fixture
def charter():
    return PaperFactory(key=USAGE_CHARTER, title="Charte d’usage", asks_acceptance=True)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def page_of(name: str, paper: Paper, *more) -> str:
    return reverse(f"training:{name}", args=[paper.pk, *more])


@pytest.fixture
def team(charter):
    """A library of three, of whom one has accepted; and someone elsewhere, who has not."""
    library = LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library, last_name="Tête")
    done, left = agent(library), agent(library)
    other = agent()
    reading.acknowledge(version_of(charter, clock.today() + timedelta(days=5)), done.person)
    return {"library": library, "head": head, "done": done.person, "left": left.person, "other": other.person}


def rows_of(client, charter, **asked) -> set[str]:
    lines = client.get(page_of("paper_readers", charter), {**asked, "export": "csv"}).getvalue()
    return set(lines.decode("utf-8-sig").splitlines()[1:])


def test_a_head_sees_who_of_their_team_has_not_read(client, charter, team):
    client.force_login(team["head"])
    names = {row.split(";")[0] for row in rows_of(client, charter)}
    assert names == {f"{one.last_name} {one.first_name}" for one in (team["head"], team["left"])}
    assert len(rows_of(client, charter, reading="all")) == 3
    assert [team["done"].last_name in row for row in rows_of(client, charter, reading="read")] == [True]


def test_the_coordination_sees_everyone_and_narrows_to_a_library(client, coordinator, charter, team):
    assert any(team["other"].last_name in row for row in rows_of(client, charter))
    narrowed = rows_of(client, charter, library=team["library"].pk)
    assert {row.split(";")[0].split()[0] for row in narrowed} == {"Tête", team["left"].last_name}
    assert {row.split(";")[-1] for row in narrowed} == {"à lire"}


def test_who_is_late_and_who_cannot_sign_in_are_told(client, coordinator, charter, team):
    team["left"].email = None
    team["left"].save()
    with clock.frozen_at(clock.today() + timedelta(days=5)):
        client.force_login(coordinator)
        found = {row.split(";")[0].split()[0]: row.split(";")[-1] for row in rows_of(client, charter)}
    assert found["Tête"] == "en retard"
    assert found[team["left"].last_name].replace("\u00a0", " ") == "sans adresse : ne se connecte pas"


def test_the_libraries_tell_how_many_are_left_and_open_on_them(client, coordinator, charter, team):
    page = client.get(page_of("paper_libraries", charter), {"q": team["library"].name})
    assert f"{page_of('paper_readers', charter)}?library={team['library'].pk}" in text_of(page)
    line = client.get(page_of("paper_libraries", charter), {"q": team["library"].name, "export": "csv"}).getvalue()
    assert line.decode("utf-8-sig").splitlines()[1].split(";")[2:] == ["3", "1", "2"]


def test_a_list_of_many_people_costs_no_more_than_a_short_one(
    client, coordinator, charter, team, django_assert_max_num_queries
):
    page = page_of("paper_readers", charter)
    client.get(page)
    with django_assert_max_num_queries(40) as short:
        client.get(page)
    for _ in range(5):
        agent()
    with django_assert_max_num_queries(len(short)):
        assert client.get(page).context["listing"].total > 5


def test_nothing_is_followed_while_nothing_is_published(client, coordinator, charter):
    page = client.get(page_of("paper_readers", charter), follow=True)
    assert "Rien n’est encore publié : il n’y a rien à lire." in text_of(page)
