"""A job whose every line takes one number of a gap-free sequence: done twice, or half, it would show."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from foundation.jobs import LineResult
from foundation.numbers import next_number

LASTS = timedelta(seconds=3)  # short: tests wait for it when they kill a worker


def think(job, line) -> int:
    """The slow part: it sleeps, and kills its own process the first time where the job asks for it."""
    fatal = job.parameters.get("fatal", {})
    if line.target == fatal.get("target"):
        once = Path(fatal["mark"])
        if not once.exists():
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(job.parameters.get("seconds", 0))
    return os.getpid()


def count(job, line, pid: int) -> LineResult:
    """The quick part: one number, and which process it was."""
    return LineResult(message=f"{next_number('ESSAI', 2026)} {pid}")


def conclude(job) -> None:
    """How many lines were done when it ended."""
    job.message = f"{job.tally().done} étapes faites"
