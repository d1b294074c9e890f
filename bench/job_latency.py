"""How soon a job begins after the page asked for it, and how well two workers share its lines.

    .venv/bin/python bench/job_latency.py                                            messages as files, SQLite
    CELERY_BROKER_URL=redis://127.0.0.1:6379/9 .venv/bin/python bench/job_latency.py  the same over Redis

Starts a worker of two processes on a database of its own, asks for jobs of one line one after the other, then for one
job of 73 lines of a given length. Prints the medians and the 95th percentiles, from the commit to the first line taken
and to the end of the job, then the time of the 73 lines beside the shortest possible (docs/performance.md).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
WORKER = [sys.executable, "-m", "celery", "-q", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "warning"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def prepare(var: str) -> None:
    """Settings, database and files of this run alone."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.foundation.serve_settings"
    os.environ["MAILLAGE_VAR"] = var
    os.environ["DATABASE_URL"] = f"sqlite:///{var}/bench.sqlite3"
    os.environ["PYTHONPATH"] = str(ROOT)
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415 - once the settings are chosen

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - the same

    call_command("migrate", verbosity=0)


def start(lines: int, seconds: float):
    """One job of the tests’ own sort."""
    from foundation import jobs  # noqa: PLC0415 - Django must be set up before

    targets = [(n, f"ligne {n}") for n in range(lines)]
    return jobs.start("trial.count", label="essai", lines=targets, by=None, parameters={"seconds": seconds})


def wait(job) -> None:
    """Until it has ended; looks every 20 ms."""
    while job.finished_at is None:
        time.sleep(0.02)
        job.refresh_from_db()


def told(name: str, values: list[float]) -> str:
    """« to the first line: median 80 ms, 95th percentile 110 ms »."""
    return f"{name}: median {median(values) * 1000:.0f} ms, 95th percentile {quantiles(values, n=20)[-1] * 1000:.0f} ms"


def measure(jobs_of_one: int, seconds: float) -> None:
    wait(start(1, 0))  # the worker is there and warm
    begun, ended = [], []
    for _ in range(jobs_of_one):
        job = start(1, 0)
        wait(job)
        begun.append((job.started_at - job.created_at).total_seconds())
        ended.append((job.finished_at - job.created_at).total_seconds())
        time.sleep(0.05)
    print(told("from the request to the first line", begun))
    print(told("from the request to the end", ended))
    long = start(73, seconds)
    wait(long)
    total = (long.finished_at - long.created_at).total_seconds()
    print(f"73 lines of {seconds} s on two processes: {total:.1f} s; the shortest possible {37 * seconds:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=50, help="jobs of one line")
    parser.add_argument("--seconds", type=float, default=0.4, help="length of each of the 73 lines")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        prepare(var)
        worker = subprocess.Popen([*WORKER, *QUIET], cwd=ROOT)
        try:
            measure(given.jobs, given.seconds)
        finally:
            worker.terminate()
            worker.wait()


if __name__ == "__main__":
    main()
