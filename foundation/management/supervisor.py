"""Several programs as one command: their lines under one heading, the dead one started again, all stopped in order.

One thread, one loop: it reads what the programs print and looks at who died. Each program is the head of its own
session, so that Ctrl+C reaches this command alone, and that what a killed program leaves behind (the pool of a worker)
is ended with it. On Linux a program is told to stop when this command itself is killed.
"""

import ctypes
import os
import selectors
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import IO

BACKOFF = (1, 2, 4, 8, 15, 30)  # seconds before a program that died is started again
STEADY = 60  # seconds after which an earlier death no longer counts
TICK = 0.5
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>

libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Program:
    """One program to keep running, with its name before each of its lines and in our sentences."""

    name: str
    title: str
    command: Sequence[str]
    patience: float  # seconds it may take to stop by itself
    delay: float = 0.0  # seconds it leaves the processor to those that someone waits for
    process: subprocess.Popen[bytes] | None = None
    output: IO[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    starts_at: float = 0.0
    unfinished: bytes = field(default=b"", repr=False)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps programs running until it is told to stop; then stops them in the given order."""

    def __init__(self, programs: Sequence[Program], say: Callable[[str], None], *, on_tick: Callable[[], None]) -> None:
        self.programs = programs
        self.say = say
        self.on_tick = on_tick
        self.stops_asked = 0
        self.selector = selectors.DefaultSelector()
        self.bell, self._ring = socket.socketpair()  # a signal rings it, and the loop wakes at once

    def run(self) -> None:
        """Until SIGINT or SIGTERM; a second one ends everything without waiting."""
        self._listen_to_signals()
        for program in self.programs:
            program.starts_at = monotonic() + program.delay
            self._look_at(program)
        while not self.stops_asked:
            self._read(TICK)
            for program in self.programs:
                self._look_at(program)
            self.on_tick()
        self.tell("arrêt demandé")
        for program in self.programs:
            self._stop(program)
        self._read(0)
        self.tell("tout est arrêté")

    def tell(self, sentence: str) -> None:
        """One line about what happens to the programs."""
        self._print("maillage", sentence)

    # --- signals -----------------------------------------------------------------------------------------------------

    def _listen_to_signals(self) -> None:
        for end in (self.bell, self._ring):
            end.setblocking(False)
        self.selector.register(self.bell, selectors.EVENT_READ)
        signal.set_wakeup_fd(self._ring.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_stop)

    def _note_stop(self, number: int, frame: object) -> None:
        self.stops_asked += 1

    # --- life and death ----------------------------------------------------------------------------------------------

    def _start(self, program: Program) -> None:
        program.process = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_stop_with(os.getpid()),  # safe: this process has one thread
        )
        program.started_at = monotonic()
        program.output = program.process.stdout
        assert program.output is not None
        os.set_blocking(program.output.fileno(), False)
        self.selector.register(program.output, selectors.EVENT_READ, program)
        self.tell(f"{program.title} : démarrage")

    def _look_at(self, program: Program) -> None:
        if program.is_running:
            return
        if program.process is not None:
            self._bury(program)
        elif monotonic() >= program.starts_at:
            self._start(program)

    def _bury(self, program: Program) -> None:
        if monotonic() - program.started_at > STEADY:
            program.deaths = 0
        wait = BACKOFF[min(program.deaths, len(BACKOFF) - 1)]
        program.deaths += 1
        program.starts_at = monotonic() + wait
        self.tell(f"{program.title} : {_manner(program)}, nouveau départ dans {wait} s")
        self._clear(program)

    def _stop(self, program: Program) -> None:
        if program.process is None:
            return
        if program.is_running:
            program.process.terminate()
        until = monotonic() + program.patience
        while program.is_running and monotonic() < until and self.stops_asked < 2:
            self._read(0.1)
        manner = "arrêt forcé" if program.is_running else "arrêt"
        self._clear(program)
        self.tell(f"{program.title} : {manner}")

    def _clear(self, program: Program) -> None:
        """End what is left of the program and of its session, and take its last lines."""
        process, program.process = program.process, None
        assert process is not None
        with suppress(ProcessLookupError):  # nothing was left
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        while self._take_lines(program):
            pass
        self._close_output(program)
        program.unfinished = b""

    # --- lines -------------------------------------------------------------------------------------------------------

    def _read(self, timeout: float) -> None:
        for key, _ in self.selector.select(timeout):
            if key.fileobj is self.bell:
                self.bell.recv(64)
            else:
                self._take_lines(key.data)

    def _take_lines(self, program: Program) -> bool:
        """Print the whole lines that wait; False when there is nothing to wait for any more."""
        if program.output is None:
            return False
        try:
            read = os.read(program.output.fileno(), 65536)
        except BlockingIOError:
            return False
        if not read:
            self._close_output(program)
            return False
        *lines, program.unfinished = (program.unfinished + read).split(b"\n")
        for line in lines:
            self._print(program.name, line.decode("utf-8", "replace").rstrip())
        return True

    def _close_output(self, program: Program) -> None:
        if program.output is not None:
            self.selector.unregister(program.output)
            program.output.close()
            program.output = None

    def _print(self, name: str, line: str) -> None:
        if line:
            self.say(f"{name:<9}| {line}")


def _stop_with(parent: int) -> Callable[[], None] | None:
    """What a new program does first on Linux: ask the system to be told to stop when its parent is killed."""
    if libc is None:
        return None

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # killed in between
            os._exit(1)

    return tie


def _manner(program: Program) -> str:
    """How a program ended, in plain words."""
    assert program.process is not None
    code = program.process.returncode
    if code < 0:
        return f"fin brutale ({signal.Signals(-code).name})"
    return "fin inattendue" if code == 0 else f"fin sur une erreur (code {code})"
