"""What a list asks of the database: as much for a thousand rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory

pytestmark = pytest.mark.django_db
URL = "/essais/"


@pytest.fixture
def person():
    return PersonFactory()


def queries(client, url) -> list[str]:
    """What the page asks the database, apart from the sign-in’s own tracking of sessions."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    tracking = ("SAVEPOINT", "RELEASE", "usersessions")
    return [one["sql"] for one in captured if not any(word in one["sql"] for word in tracking)]


def test_a_list_makes_the_same_queries_whatever_the_number_of_rows(client, person):
    client.force_login(person)
    DemandFactory(owner=person)
    client.get(URL)
    with_one = queries(client, URL)
    DemandFactory.create_batch(2, owner=person)

    assert len(queries(client, URL)) == len(with_one)
    assert sum('FROM "workflow_app_demand"' in sql for sql in with_one) == 1
    assert len(with_one) <= 8


@pytest.mark.parametrize("address", ["", "?page=2", "?page=3", "?page=9", "?page=999999", "?q=a&page=9"])
def test_several_pages_cost_one_count_more_and_a_page_too_far_nothing_more(client, person, address):
    DemandFactory.create_batch(60, owner=person, title="Rayonnage")
    client.force_login(person)

    asked = [sql for sql in queries(client, f"{URL}{address}") if "workflow_app_demand" in sql]

    assert len(asked) == 2
    assert sum("COUNT(*)" in sql for sql in asked) == 1
