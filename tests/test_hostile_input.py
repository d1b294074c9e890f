"""What a hand or a machine writes wrongly into an address or a form breaks no page (issue: bad input)."""

import re
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from network.roles import Role
from tests.access_table import ACCESS, SECTIONS, rows
from tests.tree import APPS, sources

pytestmark = pytest.mark.long

# What `request.GET` is asked for by name in our code; the filters of each list are asked of its own page.
READ = re.compile(r"""GET(?:\.get|\.getlist)?[(\[]["'](\w+)["']""")
OWN = {name for path in sources(*APPS) for name in READ.findall(path.read_text(encoding="utf-8"))}
LISTS = {"page", "per_page", "sort", "export"}
HOSTILE = {
    "NUL": quote("a\x00b"),
    "surrogate": "%ED%A0%80",
    "long": quote("é" * 5000),
    "bigint": str(2**63),
    "negative": "-" + "9" * 30,
    "year 0": "0000-01-01",
    "year 9999": "9999-12-31",
    "year 10000": "10000-01-01",
    "markup": quote("<script>'\"%_\\"),
}


def parameters(response) -> set[str]:
    """The names that this page reads."""
    context = response.context or {}
    filters = set(context["filter"].form.fields) | LISTS if "filter" in context else set()
    return OWN | filters


def body(response) -> bytes:
    """All that was answered; the file, if it is one, is closed."""
    return response.getvalue() if response.streaming else response.content


@pytest.mark.parametrize("app", SECTIONS)
def test_no_query_string_breaks_a_page(world, app, subtests):
    assert {"q", "mois"} <= OWN
    for name, row in rows(app, method="GET").items():
        url = reverse(name, args=row.args(world))
        browser = world.browsers[next(iter(sorted(row.allow)), Role.COORDINATOR)]
        page = browser.get(url)
        body(page)
        names = sorted(parameters(page))
        for what, value in HOSTILE.items():
            with subtests.test(name, value=what), transaction.atomic():
                response = browser.get(f"{url}?" + "&".join(f"{one}={value}" for one in names))
                content = body(response)
                transaction.set_rollback(True)
                assert response.status_code < 500
                assert b"<script>'" not in content


@pytest.mark.parametrize("app", SECTIONS)
def test_no_number_in_an_address_breaks_a_page(world, app, subtests):
    for name, row in rows(app).items():
        args = row.args(world)
        for key in (0, 2**31, 2**63, 10**30) if any(isinstance(one, int) for one in args) else ():
            try:
                url = reverse(name, args=[key if isinstance(one, int) else one for one in args])
            except NoReverseMatch:
                continue
            with subtests.test(name, key=key), transaction.atomic():
                browser = world.browsers[Role.COORDINATOR if Role.COORDINATOR in row.allow else Role.ADMINISTRATOR]
                response = browser.post(url) if row.method == "POST" else browser.get(url)
                transaction.set_rollback(True)
                assert response.status_code in (404, 403, 302, 405), response.status_code


TYPED = {
    "NUL": "a\x00b",
    "surrogate": "\ud800",
    "long": "é" * 20_000,
    "bigint": str(2**63),
    "year 10000": "10000-01-01",
}


@pytest.mark.parametrize("app", SECTIONS)
def test_nothing_typed_into_a_form_breaks_it(world, app, subtests):
    for name, row in rows(app, form=True).items():
        url = reverse(name, args=row.args(world))
        browser = world.browsers[next(iter(sorted(row.allow)))]
        form = (browser.get(url).context or {}).get("form")
        fields = [form.add_prefix(one) for one in form.fields] if form is not None else ["text"]
        for what, typed in TYPED.items():
            with subtests.test(name, typed=what), transaction.atomic():
                sent = "&".join(f"{one}={quote(typed.encode('utf-8', 'surrogatepass'))}" for one in fields)
                response = browser.post(url, sent, content_type="application/x-www-form-urlencoded")
                transaction.set_rollback(True)
                assert response.status_code < 500


def test_every_section_has_pages_to_try():
    assert {name for app in SECTIONS for name in rows(app)} == set(ACCESS)
