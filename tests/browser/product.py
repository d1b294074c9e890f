"""The product as `script/server` starts it, and a real browser in front of it: for the tests and for the pictures."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from reporting.demo.personas import PASSWORD

ROOT = Path(__file__).resolve().parent.parent.parent
# As root Chromium has no sandbox; without the rest it calls its maker, and waits for an answer that a closed network
# does not give.
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
)
LANGUAGE = {"LANGUAGE": "fr"}  # of its own calendars, which are in English where its package chromium-l10n is not


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian’s Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium",
            args=OPTIONS.split(),
            env={**os.environ, **LANGUAGE},
        )
        yield browser
        browser.close()


def prepare_demo(folder: Path) -> None:
    """Put the demo network into this folder; nothing is served."""
    command = [sys.executable, str(ROOT / "manage.py"), "prepare"]
    done = subprocess.run(command, env=_environment(folder, ""), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def served(folder: Path, *options: str, **environment: str) -> Iterator[str]:
    """The address of the product with the demo network, its files in this folder; stopped whole at the end.

    `options` and `environment` are those of `script/server`: « --empty » begins without the demo.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(ROOT / "manage.py"), "prepare", *options, "--serve", str(port)]
    log = folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            command, env={**_environment(folder, url), **environment}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_served(url, server, log)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=60)


def put_on_scenes(folder: Path) -> list[dict[str, str]]:
    """Bring the product served from this folder into all its states (tests.browser.scenes); the pages to look at."""
    return json.loads(run_beside(folder, "from tests.browser.scenes import main; main()"))


def run_beside(folder: Path, statements: str) -> str:
    """Run these statements of Python in the product served from this folder, beside its server; what they print."""
    script = f"import django; django.setup(); {statements}"
    environment = {**_environment(folder, ""), "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def sign_in(context: BrowserContext, account: str) -> Page:
    """A page where this persona is signed in."""
    page = context.new_page()
    page.goto("/compte/login/")
    page.fill("input[name=login]", f"{account}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/")
    return page


def _environment(folder: Path, url: str) -> dict[str, str]:
    """That of the product: its own files and address, and neither the tests’ database nor their settings."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return {**kept, "MAILLAGE_VAR": str(folder), "BASE_URL": url}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_served(url: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(1500):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{url}/systeme/sante/", timeout=2)  # noqa: S310 - our own address
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
