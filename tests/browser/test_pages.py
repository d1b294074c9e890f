"""Every page a persona reaches by its links: it opens, without an error of the console, no wider than a phone.

What axe finds is looked for on every page of the product in test_every_page.py, and here on each persona’s home.
"""

import re

import pytest

from tests.browser.conftest import ACCOUNTS, looks
from tests.browser.product import sign_in

pytestmark = pytest.mark.browser

LEAVES = re.compile(r"/(compte/logout|systeme/documents|static)/|[?&]export=|\.(csv|xlsx|pdf|zip)$")


def shape(path: str) -> str:
    """The page behind an address: its numbers and keys left out, so that 73 communes are one page."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", path.split("?")[0].split("#")[0])


def reachable(page, start: str) -> list[str]:
    """One address per kind of page, found by following links from the start."""
    seen, waiting, found = set(), [start], []
    while waiting:
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
def test_every_page_a_persona_reaches_opens_and_fits_a_phone(account, open_context):
    page = sign_in(open_context(), account)
    problems = looks(page)
    paths = reachable(page, "/")
    phone = open_context(width=320, storage_state=page.context.storage_state()).new_page()
    for path in paths:
        phone.goto(path)
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            problems.append(f"{path} is {width} px wide on a phone of 320")
    assert not problems, "\n".join(problems)
    assert "/" in paths
