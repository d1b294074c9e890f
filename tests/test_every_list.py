"""Every list of every app: each of its sorts, its exports and its part for htmx answer, whatever its columns."""

import pytest
from django.urls import reverse

from network.roles import Role
from tests.access import World
from tests.access_table import ACCESS

PARTS = {"HX-Request": "true"}
SIMPLE = [name for name, row in ACCESS.items() if ":" in name and row.method == "GET" and row.ok == 200]


@pytest.fixture
def lists(db) -> list[tuple]:
    """Each list page, opened by someone who may, over the people and places of the access table."""
    world = World()
    assert world.browsers
    found = []
    for name in SIMPLE:
        row = ACCESS[name]
        who = Role.COORDINATOR if Role.COORDINATOR in row.allow else next(iter(row.allow), None)
        if who is None:
            continue
        browser, url = world.browsers[who], reverse(name, args=row.args(world))
        response = browser.get(url)
        if response.context and "listing" in response.context:
            found.append((name, browser, url, response.context["listing"]))
        elif response.streaming:
            response.getvalue()  # closes the file
    return found


def test_every_list_answers_in_each_of_its_states(lists, subtests):
    assert len(lists) >= 4

    for name, browser, url, listing in lists:
        with subtests.test(name):
            for header in listing.headers:
                for sort in [header["name"], f"-{header['name']}"] if header["url"] else []:
                    page = browser.get(url, {"sort": sort})
                    assert page.context["listing"].notices == [], sort
            assert browser.get(url, {"page": "x", "sort": "x", "per_page": "x"}).status_code == 200
            assert "<html" not in browser.get(url, headers=PARTS).text


def test_every_list_is_exported_whole(lists, subtests):
    for name, browser, url, listing in lists:
        with subtests.test(name):
            lines = browser.get(url, {"export": "csv"}).getvalue().decode("utf-8-sig").splitlines()
            assert len(lines) > listing.total
            assert browser.get(url, {"export": "xlsx"}).getvalue().startswith(b"PK")


def test_every_list_has_a_name_of_its_own(lists):
    names = [listing.name for _, _, _, listing in lists]

    assert len(names) == len(set(names))
