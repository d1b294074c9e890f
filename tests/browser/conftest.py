"""A real browser against the real product: the demo network, the web server, the worker and the scheduler."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from reporting.demo.personas import PERSONAS
from tests.browser.product import prepare_demo, put_on_scenes, served


@pytest.fixture(autouse=True)
def _closed_network() -> None:
    """The browser speaks to its own process and to the server: the guard of the other tests would be in the way."""


@pytest.fixture(scope="session")
def new_demo(tmp_path_factory) -> Callable[[Path], Path]:
    """Fill a folder with the files of a demo that nobody has touched: made once, whichever process comes first."""
    run = tmp_path_factory.getbasetemp()
    kept = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "demo"

    def fill(folder: Path) -> Path:
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # until the file is closed
            if not kept.exists():
                making = kept.with_suffix(".making")
                making.mkdir()
                prepare_demo(making)
                making.rename(kept)
        return shutil.copytree(kept, folder, dirs_exist_ok=True)

    return fill


@pytest.fixture(scope="session")
def site_files(tmp_path_factory, new_demo) -> Path:
    """Where the product keeps its database and its files."""
    return new_demo(tmp_path_factory.mktemp("site"))


@pytest.fixture
def own_site(tmp_path, new_demo) -> Iterator[str]:
    """The address of a demo for one test alone, which changes it."""
    with served(new_demo(tmp_path)) as url:
        yield url


@pytest.fixture(scope="session")
def site(site_files) -> Iterator[str]:
    """The address of the product as `script/server` starts it the second time, with the demo network."""
    with served(site_files) as url:
        yield url


@pytest.fixture(scope="session")
def scenes(site, site_files) -> list[dict[str, str]]:
    """The pages that need an object in a certain state, put there once for all the tests."""
    return put_on_scenes(site_files)


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
            reduced_motion="reduce",
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
    is_expected = "status of 4" in message.text or "Status Error Code 4" in message.text  # the browser’s words, htmx’s
    return (
        [f"{message.page.url if message.page else ''}: {message.text}"]
        if message.type == "error" and not is_expected
        else []
    )


COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that depend on the colours alone
PHONE = 360  # px


def violations(page: Page, *, only: list[str] | None = None) -> list[str]:
    """What axe finds on this page, WCAG 2.2 A and AA and its best practices, each with where; or `only` these rules."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": only} if only else {})
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def painted(page: Page) -> None:
    """Wait until the page has its new colours and its new width, all transitions over."""
    page.evaluate("""async () => {
        const frame = () => new Promise(requestAnimationFrame);
        await frame(); await frame();
        const moving = document.getAnimations().filter(one => one instanceof CSSTransition);
        await Promise.allSettled(moving.map(one => one.finished));
        await frame();
    }""")


def lasting(page: Page, *, only: list[str] | None = None) -> list[str]:
    """What axe finds and finds again: a busy machine may still be painting the former colours the first time."""
    if not violations(page, only=only):
        return []
    page.wait_for_timeout(1000)
    return violations(page, only=only)


def looks(page: Page) -> list[str]:
    """What is wrong with the page shown: on a desk, in the dark (the same page in other colours), on a phone."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    painted(page)
    found += [f"in the dark, {one}" for one in lasting(page, only=COLOURS)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": PHONE, "height": 800})
    painted(page)
    found += [f"on a phone, {one}" for one in lasting(page)]
    width = page.evaluate("document.documentElement.scrollWidth")
    found += [f"{width} px wide on a phone of {PHONE}"] if width > PHONE else []
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


ACCOUNTS = [persona.account for persona in PERSONAS]
