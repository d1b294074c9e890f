"""Who may see and do what with an import, and that its lists stay light."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.roles import Role
from tests.factories import CommuneFactory, LibraryFactory, PersonFactory, person_as
from tests.foundation.import_kinds import (
    ROW,
    confirm,
    coordinator,
    csv_of,
    libraries_with_scans,
    read,
    registered,
)
from tests.foundation.import_screens import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    return registered(monkeypatch, libraries_with_scans())


@pytest.fixture
def by(client):
    person = coordinator()
    client.force_login(person)
    return person


@pytest.fixture(autouse=True)
def poissy():
    return CommuneFactory(name="Poissy")


@pytest.fixture
def new_url(kind):
    return reverse("foundation:import_new", args=[kind.name])


PAGES = ["import", "import_columns"]
ACTIONS = ["import_confirm", "import_undo", "import_abandon"]


@pytest.mark.parametrize("name", [*PAGES, *ACTIONS, "import_refused"])
def test_an_import_is_absent_for_others(client, kind, name):
    batch = read(kind, csv_of(ROW), coordinator())
    client.force_login(person_as(Role.LIBRARIAN, LibraryFactory()))
    url = reverse(f"foundation:{name}", args=[batch.key, "csv"] if name == "import_refused" else [batch.key])

    response = client.post(url) if name in ACTIONS else client.get(url)

    assert response.status_code == 404


@pytest.mark.parametrize("name", ACTIONS)
def test_actions_are_never_a_get(client, kind, by, name):
    batch = read(kind, csv_of(ROW), by)

    assert client.get(reverse(f"foundation:{name}", args=[batch.key])).status_code == 405


@pytest.mark.parametrize("name", ["import_new", "import_model"])
def test_a_sort_of_import_is_refused_to_who_has_no_right(client, kind, name):
    client.force_login(PersonFactory())

    assert client.get(reverse(f"foundation:{name}", args=[kind.name])).status_code == 403
    assert client.get(reverse(f"foundation:{name}", args=["inconnue"])).status_code == 404


def test_the_list_is_refused_to_who_has_nothing_to_import(client):
    client.force_login(PersonFactory())

    assert client.get(reverse("foundation:imports")).status_code == 403


def test_the_author_who_lost_the_right_reads_and_can_do_nothing(client, kind, by):
    batch = read(kind, csv_of(ROW), by)
    by.assignments.all().delete()

    page = client.get(batch.get_absolute_url())

    assert page.status_code == 200
    assert "votre fonction ne le permet plus" in words(page)
    assert client.post(reverse("foundation:import_abandon", args=[batch.key])).status_code == 403


def test_the_lines_of_a_page_cost_the_same_queries_whatever_their_number(client, by, kind, poissy):
    def queries(prefix: str, count: int) -> int:
        codes = [f"{prefix}{n}" for n in range(count)]
        for code in codes:
            LibraryFactory(code=code, name=code, commune=poissy)
        elsewhere = CommuneFactory(name=f"Commune {prefix}")
        batch = read(kind, csv_of(*([code, code, elsewhere.name, *ROW[3:]] for code in codes)), by)
        with CaptureQueriesContext(connection) as captured:
            assert f"Poissy → Commune {prefix}" in words(client.get(batch.get_absolute_url()))
        return len(captured)

    queries("A", 1)  # what a process asks once
    assert queries("B", 1) == queries("C", 3)


def test_the_list_of_imports_costs_the_same_queries_whatever_their_number(client, by, kind):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("foundation:imports")).status_code == 200
        return len(captured)

    batch = read(kind, csv_of(ROW), by)
    confirm(batch, by)
    queries()
    with_one = queries()
    for name in ("b.csv", "c.csv"):
        confirm(read(kind, csv_of([f"X{name}", name, *ROW[2:]]), coordinator(), name=name), by)

    assert queries() == with_one
