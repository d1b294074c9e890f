"""script/server, whole: one command serves all of it, says where and for whom, and Ctrl+C leaves nothing behind."""

import os
import pty
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reporting.demo.personas import PASSWORD, PERSONAS
from tests.script.checkout import Checkout, checkout

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc"),
]
WAITS = 300
DONE_ONCE = ("System packages", "Virtual environment", "Python packages", "Front-end packages", "chargé")
ADMINISTRATOR_PASSWORD = "quatre mots sans rapport"  # noqa: S105 - a test’s


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Started:
    """script/server as the head of its own group, as a terminal starts it; what it printed."""

    def __init__(
        self, machine: Checkout, var: Path, *options: str, terminal: int | None = None, **changes: str
    ) -> None:
        self.port, self.var, self.log = free_port(), var, var / "server.log"
        var.mkdir(exist_ok=True)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["script/server", "--port", str(self.port), *options],
                cwd=machine.root,
                env=machine.environment(MAILLAGE_VAR=str(var), **changes),
                stdin=subprocess.DEVNULL if terminal is None else terminal,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=heed_ctrl_c if terminal is None else take_terminal,
            )

    def printed(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str) -> None:
        until = time.monotonic() + WAITS
        while words not in self.printed():
            assert self.process.poll() is None, self.printed()
            assert time.monotonic() < until, f"« {words} » never came:\n{self.printed()}"
            time.sleep(0.1)

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:  # noqa: S310 - ours
            return answer.read().decode()

    def interrupt(self) -> int:
        """Ctrl+C: SIGINT to the whole group, as a terminal does; the exit status."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def left(self) -> list[str]:
        """The command lines of all the processes that have these files."""
        mark = f"MAILLAGE_VAR={self.var}\0".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # it ended meanwhile
                continue
        return [command for command in found if command]


def heed_ctrl_c() -> None:
    """As in a terminal, though the tests may be in the background of a shell, where it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def take_terminal() -> None:
    """Make standard input the terminal that the session answers to: getpass asks that one."""
    heed_ctrl_c()
    os.close(os.open(os.ttyname(0), os.O_RDWR))


@pytest.fixture(scope="module")
def machine() -> Iterator[Checkout]:
    with checkout() as made:
        made.adopt_environment()
        yield made


@pytest.fixture
def start(machine, tmp_path) -> Iterator[Callable[..., Started]]:
    """Start the product on files of this test; what is left of it at the end is killed."""
    begun: list[Started] = []

    def begin(*options: str, **changes) -> Started:
        begun.append(Started(machine, tmp_path / "var", *options, **changes))
        return begun[-1]

    yield begin
    for started in begun:
        if started.process.poll() is None:
            started.process.kill()  # the programs end with it
            started.process.wait()


def test_it_serves_the_demo_stops_whole_and_does_nothing_twice(start):
    first = start()
    first.wait_for("prêt : ")

    printed = first.printed()
    assert f"prêt : http://127.0.0.1:{first.port}/" in printed
    assert all(f"  {persona.email} " in printed for persona in PERSONAS)
    assert PASSWORD in printed
    assert "Connexion" in first.page("/compte/login/")
    first.wait_for("travaux de fond : démarrage")
    for program in ("gunicorn config.wsgi", "celery -q -A config beat", "celery -q -A config worker"):
        assert any(program in command for command in first.left()), program
    assert first.interrupt() == 0
    assert first.left() == []
    assert first.printed().rstrip().endswith("maillage | tout est arrêté")

    second = start()
    second.wait_for("prêt : ")

    printed = second.printed()
    assert [words for words in DONE_ONCE if words in printed] == []
    assert all(f"{persona.account}@" in printed for persona in PERSONAS)
    assert second.interrupt() == 0


def test_ctrl_c_before_anything_is_served_leaves_no_trace_and_no_process(start):
    started = start()
    until = time.monotonic() + WAITS
    while not (started.var / "maillage.sqlite3").exists():  # it begins to migrate
        assert time.monotonic() < until
        time.sleep(0.01)

    assert started.interrupt() == 130

    assert "Traceback" not in started.printed()
    assert started.left() == []


def test_an_empty_start_asks_for_its_administrator_once(start):
    ours, theirs = pty.openpty()
    started = start("--empty", terminal=theirs)
    os.close(theirs)
    for words, answer in [
        ("Prénom : ", "Ada"),
        ("Nom : ", "Exemple"),
        ("Adresse e-mail : ", "ada"),
        ("valide", "ada@demo.example"),
    ]:
        started.wait_for(words)
        os.write(ours, f"{answer}\n".encode())
    for words in ("Mot de passe (", "Le même, une seconde fois"):
        read_until(ours, words)
        os.write(ours, f"{ADMINISTRATOR_PASSWORD}\n".encode())
    started.wait_for("prêt : ")

    assert "Administrateur créé : connectez-vous avec ada@demo.example" in started.printed()
    assert "Démonstration" not in started.page("/compte/login/")
    assert started.interrupt() == 0
    os.close(ours)

    again = start("--empty")
    again.wait_for("prêt : ")

    assert "administrateur" not in again.printed().lower()
    assert again.interrupt() == 0


def read_until(terminal: int, words: str) -> None:
    """Read what was written to the terminal itself: the questions whose answer is not shown."""
    read = ""
    while words not in read:
        read += os.read(terminal, 1024).decode(errors="replace")


def test_an_empty_start_without_a_terminal_says_what_to_run(start):
    started = start("--empty")
    started.wait_for("prêt : ")

    assert f"MAILLAGE_VAR={started.var} " in started.printed()
    assert ".venv/bin/python manage.py administrator" in started.printed()
    assert started.interrupt() == 0


def test_an_administrator_given_badly_stops_the_start(start):
    started = start("--empty", MAILLAGE_ADMIN_EMAIL="ada")

    assert started.process.wait(WAITS) == 1
    assert "Prénom (MAILLAGE_ADMIN_FIRST_NAME) : Une réponse est nécessaire." in started.printed()
    assert started.left() == []


@pytest.mark.parametrize("port", ["", "0", "080", "65536", "huit"])
def test_a_port_that_is_none_is_refused(machine, port):
    expected = f"✗ --port wants a number from 1 to 65535, not “{port}”\n"

    assert machine.run("script/server", "--port", port) == (1, expected)
    assert machine.run("script/server", f"--port={port}") == (1, expected)


def test_an_unknown_option_is_refused_and_help_helps(machine):
    assert machine.run("script/server", "--vide")[0] == 1
    status, printed = machine.run("script/server", "--help")
    assert status == 0
    assert "MAILLAGE_ADMIN_EMAIL" in printed


def test_a_port_that_is_taken_is_said_before_anything_is_installed():
    with checkout() as bare, socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        status, printed = bare.run("script/server", "--port", str(port))

        assert status == 1
        assert printed.startswith(f"✗ Port {port} is taken by another program. Choose another: script/server --port")
        assert not (bare.root / ".venv").exists()
