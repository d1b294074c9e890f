"""The one command that runs several programs: it restarts the dead, stops in order, and leaves nobody behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.long

SUPERVISE = """
import sys
from foundation.management.supervisor import Program, Supervisor
programs = [Program(name, title, ["sh", "-c", line], patience) for name, title, line, patience in {programs!r}]
Supervisor(programs, lambda line: print(line, flush=True), on_tick=lambda: None).run()
"""


@pytest.fixture
def supervise():
    """Run programs (name, title, shell line, patience) under a supervisor in its own process."""
    started = []

    def begin(*programs: tuple[str, str, str, float]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE.format(programs=programs)],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def read_until(process: subprocess.Popen[str], words: str) -> list[str]:
    """The lines printed up to the one that holds these words."""
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip())
        if words in line:
            return lines
    raise AssertionError(f"« {words} » never came after {lines}")


def running(mark: str) -> list[str]:
    """The processes whose command line holds this mark."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:  # it ended meanwhile
            continue
        if mark in command and "Supervisor" not in command:
            found.append(command)
    return found


def wait_until_none(mark: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while running(mark):
        assert time.monotonic() < until, running(mark)
        time.sleep(0.05)


def test_each_line_bears_the_name_of_its_program(supervise):
    process = supervise(("web", "serveur web", "echo un; echo deux >&2; exec sleep 1000", 1))

    lines = read_until(process, "deux")

    assert lines == ["maillage | serveur web : démarrage", "web      | un", "web      | deux"]


def test_a_program_that_dies_starts_again_later_and_later(supervise):
    process = supervise(("web", "serveur web", "exit 3", 1))

    lines = read_until(process, "dans 2 s")

    assert [line for line in lines if "fin" in line] == [
        "maillage | serveur web : fin sur une erreur (code 3), nouveau départ dans 1 s",
        "maillage | serveur web : fin sur une erreur (code 3), nouveau départ dans 2 s",
    ]


def test_what_a_killed_program_leaves_behind_is_ended_before_it_starts_again(supervise, tmp_path):
    mark = f"sleep 1000.{tmp_path.name}"
    line = f"sh -c 'echo \"$$\"; : {mark}; sleep 1000; :' & echo head $$; wait"
    process = supervise(("travaux", "travaux de fond", line, 1))
    head = int(read_until(process, "head")[-1].rsplit(" ", 1)[1])
    assert running(mark)

    subprocess.run(["kill", "-9", str(head)], check=True)

    assert "fin brutale (SIGKILL)" in read_until(process, "nouveau départ")[-1]
    read_until(process, "démarrage")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    wait_until_none(mark, 2)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_programs_are_stopped_one_after_the_other_in_the_given_order(supervise, asked):
    slow = "trap 'sleep 0.5; echo adieu; exit 0' TERM; echo prêt; while :; do sleep 0.1; done"
    process = supervise(("web", "serveur web", slow, 5), ("travaux", "travaux de fond", slow, 5))
    read_until(process, "prêt")
    read_until(process, "prêt")

    process.send_signal(asked)

    printed, _ = process.communicate(timeout=10)
    assert [line for line in printed.splitlines() if "démarrage" not in line] == [
        "maillage | arrêt demandé",
        "web      | adieu",
        "maillage | serveur web : arrêt",
        "travaux  | adieu",
        "maillage | travaux de fond : arrêt",
        "maillage | tout est arrêté",
    ]
    assert process.returncode == 0


def test_a_program_that_will_not_stop_is_forced_to_when_its_time_is_over(supervise):
    process = supervise(("web", "serveur web", "trap '' TERM; echo prêt; while :; do sleep 0.1; done", 0.5))
    read_until(process, "prêt")

    process.send_signal(signal.SIGINT)

    printed, _ = process.communicate(timeout=5)
    assert "serveur web : arrêt forcé" in printed


def test_asking_twice_does_not_wait(supervise):
    process = supervise(("web", "serveur web", "trap '' TERM; echo prêt; while :; do sleep 0.1; done", 60))
    read_until(process, "prêt")

    process.send_signal(signal.SIGINT)
    read_until(process, "arrêt demandé")
    process.send_signal(signal.SIGINT)

    printed, _ = process.communicate(timeout=5)
    assert "serveur web : arrêt forcé" in printed


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a program that its parent was killed")
def test_programs_do_not_outlive_a_supervisor_that_is_killed(supervise, tmp_path):
    process = supervise(("web", "serveur web", f": {tmp_path.name}; echo prêt; while :; do sleep 0.1; done", 5))
    read_until(process, "prêt")
    assert running(tmp_path.name)

    process.kill()
    process.communicate()

    wait_until_none(tmp_path.name, 5)
