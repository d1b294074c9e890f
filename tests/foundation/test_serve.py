"""`manage.py serve`: one command starts all of it, keeps it running and stops it, on files or on Redis."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from foundation import jobs
from foundation.models import Job
from tests.factories import PersonFactory
from tests.foundation.processes import environment

pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc"),
]
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def processes(var: Path) -> dict[int, str]:
    """Every process of this product on these files: its number and its command line."""
    mark = f"MAILLAGE_VAR={var}\0".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes():
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it ended meanwhile
            continue
    return {number: command for number, command in found.items() if command}  # without those that only wait to be read


def wait_for(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.1)


class Served:
    """The product, running, and what it printed."""

    def __init__(self, var: Path, port: int, **changes: str) -> None:
        self.var, self.port = var, port
        self.log = var / "serve.log"
        env = environment(var, DJANGO_SETTINGS_MODULE="tests.foundation.serve_settings", **changes)
        command = [sys.executable, "manage.py", "serve", "--port", str(port)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log)

    def printed(self) -> str:
        return self.log.read_text()

    def wait_for_line(self, words: str, seconds: float = 60) -> None:
        wait_for(lambda: words in self.printed(), f"« {words} » never came", seconds)

    def pid_of(self, words: str) -> int:
        """The head of one of the programs."""
        (number,) = [
            number
            for number, command in processes(self.var).items()
            if words in command and int(Path(f"/proc/{number}/stat").read_text().split()[3]) == self.process.pid
        ]
        return number

    def health(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/systeme/sante/", timeout=10) as answer:  # noqa: S310
            return answer.read().decode()


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[..., Served]]:
    """Start the product on files of this test; whatever is left of it at the end is killed."""
    started: list[Served] = []

    def begin(port: int = 0, **changes: str) -> Served:
        started.append(Served(tmp_path, port or free_port(), **changes))
        return started[-1]

    yield begin
    for number in processes(tmp_path):
        os.kill(number, signal.SIGKILL)
    for served in started:
        served.process.wait()


def count_job(lines: int, seconds: float) -> Job:
    return jobs.start(
        "trial.count",
        label="Travail d’essai",
        lines=[(n, f"ligne {n}") for n in range(1, lines + 1)],
        by=PersonFactory(),
        parameters={"seconds": seconds},
    )


def is_done(job: Job) -> bool:
    job.refresh_from_db()
    return job.outcome == Job.Outcome.DONE


def assert_each_line_counted_once(job: Job) -> None:
    numbers = sorted(message.split()[0] for message in job.lines.values_list("message", flat=True))
    assert numbers == [f"ESSAI-2026-{n:04d}" for n in range(1, len(numbers) + 1)]


def test_one_command_serves_works_survives_a_killed_worker_and_stops_whole(serve):
    job = count_job(30, seconds=0.3)  # asked while everything was off
    served = serve()
    served.wait_for_line("prêt : http://127.0.0.1:")
    assert served.health() == '{"status": "ok"}'
    wait_for(lambda: job.lines.exclude(status="WAITING").exists(), "the job never began")

    os.kill(served.pid_of("celery -q -A config worker"), signal.SIGKILL)

    served.wait_for_line("travaux de fond : fin brutale (SIGKILL), nouveau départ dans 1 s")
    wait_for(lambda: is_done(job), "the job of the killed worker was never finished", 90)
    assert_each_line_counted_once(job)

    asked_at = time.monotonic()
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(30) == 0
    assert time.monotonic() - asked_at < 20
    assert processes(served.var) == {}
    assert served.printed().rstrip().endswith("maillage | tout est arrêté")


def test_nothing_outlives_a_command_that_is_killed_and_the_next_one_starts_on_the_same_port(serve, tmp_path):
    served = serve()
    served.wait_for_line("prêt")
    (tmp_path / "beat-schedule").write_bytes(b"left by another version")

    served.process.kill()
    served.process.wait()

    wait_for(lambda: not processes(tmp_path), "processes outlived the command", 30)
    again = serve(served.port)
    again.wait_for_line("prêt")
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(30) == 0


def test_a_port_that_is_taken_is_said_in_french(serve):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        served = serve(port)
        assert served.process.wait(60) == 1

    assert f"Le port {port} est déjà pris par un autre programme." in served.printed()
    assert f"--port {port + 1}" in served.printed()


def redis_answers() -> bool:
    host, _, port = REDIS.split("/")[2].rpartition("@")[2].partition(":")
    try:
        with socket.create_connection((host, int(port or 6379)), timeout=1):
            return True
    except OSError:
        return False


@pytest.mark.services
def test_the_same_code_works_with_redis(serve):
    if not redis_answers() and not os.environ.get("REQUIRE_SERVICES"):
        pytest.skip(f"no Redis answers at {REDIS}: the worker was tried on files only")
    served = serve(CELERY_BROKER_URL=REDIS)
    served.wait_for_line("prêt")
    job = count_job(12, seconds=0.1)

    wait_for(lambda: is_done(job), "the job was never done")

    assert_each_line_counted_once(job)
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(30) == 0
    assert processes(served.var) == {}
