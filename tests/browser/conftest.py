"""A real browser against the real product: the demo network, the web server, the worker and the scheduler."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from reporting.demo.personas import PERSONAS
from tests.browser.product import served


@pytest.fixture(autouse=True)
def _closed_network() -> None:
    """The browser speaks to its own process and to the server: the guard of the other tests would be in the way."""


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of the product as `script/server` starts it, with the demo network, in files of its own."""
    with served(tmp_path_factory.mktemp("site")) as url:
        yield url


@pytest.fixture
def open_context(chromium, site) -> Iterator[Callable[..., BrowserContext]]:
    """Open windows: `open_context(width=360, dark=True)`; closed after the test."""
    opened, troubles = [], []

    def new(*, width: int = 1280, dark: bool = False, **options) -> BrowserContext:
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale="fr-FR",
            **options,
        )
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: troubles.append(f"{error.error}"))
        context.on("console", lambda message: troubles.extend(console_errors(message)))
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()
    assert not troubles, "\n".join(troubles)


def console_errors(message) -> list[str]:
    """What the console says that a developer should see; a refusal that the test asked for is not one."""
    is_expected = "status of 4" in message.text
    return (
        [f"{message.page.url if message.page else ''}: {message.text}"]
        if message.type == "error" and not is_expected
        else []
    )


def violations(page: Page) -> list[str]:
    """What axe finds on this page, WCAG 2.2 A and AA and its best practices, each with where."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


ACCOUNTS = [persona.account for persona in PERSONAS]
