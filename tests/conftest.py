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
from django.test.utils import setup_databases, teardown_databases
from pytest_django.plugin import blocking_manager_key

from tests import migrated

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.access import World

MEETS_DATABASE = {"db", "transactional_db", "live_server"}
SHARED = Path(settings.BASE_DIR).parent / "shared"

# Property tests: a few examples for everyday runs, many in CI, the same at each run; no deadline on a busy machine.
hypothesis.settings.register_profile("short", max_examples=30, deadline=None)
hypothesis.settings.register_profile("full", max_examples=200, deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings) -> Iterator[None]:
    """A database that is migrated already, for this process alone (tests/migrated.py)."""
    with django_db_blocker.unblock():
        is_there = migrated.copy_for_this_process()
        made = setup_databases(verbosity=0, interactive=False, keepdb=is_there)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="leave out the tests that never meet the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never meets the database gives the same on each of them: it is run beside one."""
    if config.getoption("--only-database"):
        met = [one for one in items if one.get_closest_marker("django_db") or MEETS_DATABASE & _fixtures(one)]
        kept = set(met)
        config.hook.pytest_deselected(items=[one for one in items if one not in kept])
        items[:] = met


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test with transactions of its own leaves every table empty: what the migrations ship is there again."""
    yield
    if nextitem is None:
        return  # the database went with the last test
    marker = item.get_closest_marker("django_db")
    is_emptied = marker is not None and bool(marker.kwargs.get("transaction"))
    if is_emptied or {"transactional_db", "live_server"} & _fixtures(item):
        # Its models exist only once Django is ready.
        from tests.shipped import ship_again  # noqa: PLC0415

        with item.config.stash[blocking_manager_key].unblock():
            ship_again()


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
