"""The harness: both databases, a stopped clock on demand, no network, nothing undefined in a template."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.access import World

SHARED = Path(settings.BASE_DIR).parent / "shared"

# Property tests: a few examples for everyday runs, many in CI, the same at each run; no deadline on a busy machine.
hypothesis.settings.register_profile("short", max_examples=30, deadline=None)
hypothesis.settings.register_profile("full", max_examples=200, deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path) -> None:
    """Each test keeps its documents, mails, settings and counts of misses to itself; passwords hash fast."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAILLAGE_TODAY = ""
    cache.clear()


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch) -> None:
    """A test that reaches beyond this machine is a mistake."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in {"localhost", "127.0.0.1", "::1"}:
            raise AssertionError(f"The test tried to reach {host}.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def shared() -> Path:
    """The folder of real data beside the project; the reason of a skip is printed where it is absent."""
    if not SHARED.exists():
        pytest.skip("../shared is absent: the real files cannot be read")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian’s Chromium, started once for all the tests: Playwright cannot be started twice in one process."""
    # It takes half a second to load: only those who drive a browser pay for it.
    from tests.browser import product  # noqa: PLC0415

    with product.chromium() as browser:
        yield browser


@pytest.fixture
def world(db) -> World:
    """The people of the access table, each signed in in a browser of their own."""
    # Their factories need the models, which exist only once Django is ready.
    from tests.access import World  # noqa: PLC0415

    world = World()
    assert world.browsers
    return world
