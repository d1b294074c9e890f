"""script/reach.py: a service is used only when it really answers, and the reason why not is said."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.long

SCRIPT = Path(settings.BASE_DIR) / "script" / "reach.py"
POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")


def reach(url: str) -> tuple[int, str]:
    """The exit status of the script and what it printed."""
    done = subprocess.run([sys.executable, str(SCRIPT), url], capture_output=True, text=True, check=False, timeout=30)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port taken, where nobody listens."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


@pytest.fixture
def stranger() -> Iterator[int]:
    """The port of a program that takes every call and hangs up: neither PostgreSQL nor Redis."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:  # closed at the end of the test
                    return

        thread = threading.Thread(target=hang_up)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "redis"])
def test_nobody_there_is_said(scheme, closed_port):
    status, printed = reach(f"{scheme}://someone:secret@127.0.0.1:{closed_port}/0")

    assert status == 1
    assert printed.startswith(f"{scheme} at 127.0.0.1: ")
    assert "refused" in printed
    assert "secret" not in printed


@pytest.mark.parametrize("scheme", ["postgres", "redis"])
def test_another_program_on_the_port_is_not_the_service(scheme, stranger):
    status, printed = reach(f"{scheme}://127.0.0.1:{stranger}/0")

    assert status == 1
    assert printed.startswith(f"{scheme} at 127.0.0.1: ")


def test_an_unknown_kind_of_service_is_said():
    assert reach("mysql://127.0.0.1/") == (1, "mysql at 127.0.0.1: unknown kind of service: mysql\n")


@pytest.mark.services
@pytest.mark.parametrize(("url", "port"), [(POSTGRESQL, 5432), (REDIS, 6379)])
def test_a_service_that_answers_is_used(url, port):
    host = url.split("/")[2].rpartition("@")[2]
    try:
        socket.create_connection((host.partition(":")[0], int(host.partition(":")[2] or port)), timeout=1).close()
    except OSError:
        if not os.environ.get("REQUIRE_SERVICES"):
            pytest.skip(f"nothing answers at {host}")

    assert reach(url) == (0, "")
