"""Every address × every function, in one table (style 22): what each person gets, and that reading never writes.

Whoever adds an address adds its row to `tests.access_table`, and to `tests.access.World` the object that it names.
"""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.roles import Role
from tests.access import (
    ANONYMOUS,
    addresses,
)
from tests.access_table import ACCESS, FORMER, SECTIONS, rows

WRITES = ("INSERT", "UPDATE", "DELETE")
SESSIONS = ("django_session", "usersessions", '"cache"')  # what signing in keeps by itself


def answers(world, name, method="GET", data=None) -> dict[str, int]:
    """What each person gets, each as if the others had not asked."""
    url = reverse(name, args=ACCESS[name].args(world))
    return {who: answer(browser, url, method, data) for who, browser in world.browsers.items()}


def answer(browser, url, method, data) -> int:
    """What this person gets; nothing of it remains."""
    with transaction.atomic():
        response = browser.post(url, data or {}) if method == "POST" else browser.get(url)
        if response.streaming:
            response.getvalue()  # closes the file
        transaction.set_rollback(True)
    return response.status_code


def test_every_address_has_its_row_and_every_row_its_address():
    assert {name for name, _ in addresses()} == set(ACCESS) | FORMER


@pytest.mark.long
@pytest.mark.parametrize("app", SECTIONS)
def test_each_person_gets_what_the_table_says(world, app, subtests):
    for name, row in rows(app).items():
        with subtests.test(name):
            found = answers(world, name, row.method, row.data(world))
            assert found == {who: row.expected(who) for who in found}


@pytest.mark.long
@pytest.mark.parametrize("app", SECTIONS)
def test_a_form_is_received_from_those_alone_who_may_read_it(world, app, subtests):
    for name, row in rows(app, form=True).items():
        with subtests.test(name):
            found = answers(world, name, "POST", {"sent": "yes"})
            assert found == {who: row.invalid if row.expected(who) == 200 else row.expected(who) for who in found}


@pytest.mark.parametrize("app", SECTIONS)
def test_an_address_that_acts_is_not_read(world, app, subtests):
    for name in rows(app, method="POST"):
        with subtests.test(name):
            found = answers(world, name)
            assert found == {who: 302 if who == ANONYMOUS else 405 for who in found}


@pytest.mark.parametrize("app", [app for app in SECTIONS if app != "compte"])
def test_reading_writes_nothing(world, app, subtests):
    for name, row in rows(app, method="GET").items():
        url = reverse(name, args=row.args(world))
        browser = world.browsers[next(iter(row.allow), Role.COORDINATOR)]
        with subtests.test(name):
            with CaptureQueriesContext(connection) as asked:
                browser.get(url).getvalue()
            written = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
            assert [sql for sql in written if not any(table in sql for table in SESSIONS)] == []


@pytest.mark.parametrize("path", sorted(FORMER))
def test_a_former_address_of_the_sign_in_asks_to_sign_in(client, db, path):
    assert client.get(f"/compte/{path}").url.startswith("/compte/login/")
