"""Every page a persona reaches by its links: it opens, without an error of the console, no wider than a phone.

What axe finds is looked for on every page of the product in test_every_page.py, and here on each persona’s home.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from foundation.guides import all_guides
from tests.browser.conftest import ACCOUNTS, looks
from tests.browser.product import sign_in

pytestmark = pytest.mark.browser

LEAVES = re.compile(r"/(compte/logout|systeme/documents|static)/|[?&]export=|\.(csv|xlsx|pdf|zip)$")


def shape(path: str) -> str:
    """The page behind an address: its numbers and keys left out, so that 73 communes are one page.

    The guides are one too; each of them is looked at below.
    """
    keyless = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", path.split("?")[0].split("#")[0])
    return re.sub(r"^(/systeme/aide/)[^/]+/$", r"\1N/", keyless)


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


def test_every_guide_fits_a_phone(open_context):
    phone, wide = open_context(width=320).new_page(), {}
    for guide in all_guides():
        phone.goto(reverse("foundation:guide", args=[guide.slug]))
        wide[guide.slug] = phone.evaluate("document.documentElement.scrollWidth")

    assert {slug: width for slug, width in wide.items() if width > 320} == {}
    assert len(wide) > 10


HEADINGS = """() => [...document.querySelectorAll(".article :is(h3, h4, h5, h6)")].map(heading => [
    heading.closest(".article").classList.contains("article-2") ? "sub-article" : "article",
    heading.parentElement.classList.contains("article"),
    parseFloat(getComputedStyle(heading).fontSize),
])"""


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_headed_within_an_article_is_smaller_than_the_article_itself(width, open_context):
    page = sign_in(open_context(width=width), "coordinatrice")
    page.goto("/conventions/modeles/versions/1/")

    title = page.evaluate("parseFloat(getComputedStyle(document.querySelector('h2')).fontSize)")
    sizes: dict[tuple[str, bool], set[float]] = {}
    for rank, is_its_own, size in page.evaluate(HEADINGS):
        sizes.setdefault((rank, is_its_own), set()).add(size)

    assert set(sizes) >= {("article", True), ("article", False), ("sub-article", True)}
    (article,), (sub_article,) = sizes["article", True], sizes["sub-article", True]
    assert title >= article > sub_article > max(sizes["article", False])


def test_on_a_phone_the_contents_of_a_text_are_one_touch_away_anywhere_in_it(open_context):
    page = sign_in(open_context(width=360), "coordinatrice")
    page.goto("/conventions/modeles/versions/1/")

    page.get_by_role("navigation", name="Sommaire du texte").get_by_role("link", name="Article 9").click()
    back = page.get_by_role("link", name="Revenir au sommaire")
    expect(page.get_by_role("heading", name="Article 9")).to_be_in_viewport()
    expect(back).to_be_in_viewport()
    back.click()

    expect(page.get_by_role("heading", name="Sommaire")).to_be_in_viewport()
