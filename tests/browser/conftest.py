"""A real browser against the real product: the demo network, the web server, the worker and the scheduler."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from reporting.demo.personas import PASSWORD, PERSONAS


@pytest.fixture(autouse=True)
def _closed_network() -> None:
    """The browser speaks to its own process and to the server: the guard of the other tests would be in the way."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_served(url: str, server: subprocess.Popen, log: Path) -> None:
    """Until the health page answers; the server’s own words when it does not."""
    for _ in range(600):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/systeme/sante/", timeout=2)  # noqa: S310 - our own address
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"The server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of the product as `script/server` starts it, with the demo network, in files of its own."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")},
        "MAILLAGE_VAR": str(folder),
        "BASE_URL": url,
    }
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "prepare", "--serve", str(port)]
    log = folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_until_served(url, server, log)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=60)


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


def sign_in(context: BrowserContext, account: str) -> Page:
    """A page where this persona is signed in."""
    page = context.new_page()
    page.goto("/compte/login/")
    page.fill("input[name=login]", f"{account}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/")
    return page


def violations(page: Page) -> list[str]:
    """What axe finds on this page, WCAG 2.2 A and AA and its best practices, each with where."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


ACCOUNTS = [persona.account for persona in PERSONAS]
