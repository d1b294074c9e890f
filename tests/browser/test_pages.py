"""Every page a persona reaches by its links: no axe finding, no error of the console, nothing wider than a phone."""

import re

import pytest

from tests.browser.conftest import ACCOUNTS, violations
from tests.browser.product import sign_in

pytestmark = pytest.mark.browser

LEAVES = re.compile(r"/(compte/logout|systeme/documents|static)/|[?&]export=|\.(csv|xlsx|pdf|zip)$")


def shape(path: str) -> str:
    """The page behind an address: its numbers and keys left out, so that 73 communes are one page."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", path.split("?")[0].split("#")[0])


def reachable(page, start: str, most: int | None = None) -> list[str]:
    """One address per kind of page, found by following links from the start: all of them, or the first ones."""
    seen, waiting, found = set(), [start], []
    while waiting and len(found) != most:
        assert len(found) < 200, "the addresses of one kind of page look different: see shape()"
        path = waiting.pop(0)
        if shape(path) in seen:
            continue
        seen.add(shape(path))
        response = page.goto(path)
        if response is None or "text/html" not in response.headers.get("content-type", ""):
            continue
        assert response.status == 200, f"{path} is linked and answers {response.status}"
        found.append(path)
        links = page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.getAttribute('href'))")
        waiting += [link for link in links if not LEAVES.search(link)]
    return found


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_a_persona_reaches_is_accessible_and_fits_a_phone(account, open_context):
    page = sign_in(open_context(), account)
    paths = reachable(page, "/")
    problems = []
    for path in paths:
        page.goto(path)
        problems += [f"{path} {found}" for found in violations(page)]
    phone = open_context(width=320, storage_state=page.context.storage_state()).new_page()
    for path in paths:
        phone.goto(path)
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            problems.append(f"{path} is {width} px wide on a phone of 320")
    assert not problems, "\n".join(problems)
    assert "/" in paths


def test_pages_are_readable_in_the_dark(open_context):
    page = sign_in(open_context(dark=True), "coordinatrice")
    problems = []
    for path in reachable(page, "/", most=15):
        page.goto(path)
        problems += [f"{path} {found}" for found in violations(page)]
    assert not problems, "\n".join(problems)


def test_signed_out_pages_are_accessible(open_context):
    page = open_context().new_page()
    for path in ["/compte/login/", "/compte/password/reset/", "/nulle-part/"]:
        page.goto(path)
        assert violations(page) == []
