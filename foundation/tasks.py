"""What a worker does when it is woken: each may be asked twice, or lost, without harm (ADR 0003)."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import OperationalError

from foundation import clock, digests, job_runs, jobs, outbox, privacy, reminders, wakeups

SLICE = timedelta(seconds=5)  # a job gives its worker back after this long, so that mails do not wait for it
MAILS_AT_ONCE = 50

# A database that is busy or restarting deserves another try in a moment, before the sweep’s.
RETRY: dict[str, Any] = {"autoretry_for": (OperationalError,), "retry_backoff": True, "max_retries": 3}


@shared_task(**RETRY)
def send_outbox() -> None:
    """Send what is due, also what a killed worker held and left."""
    if outbox.send_due(limit=MAILS_AT_ONCE) == MAILS_AT_ONCE:
        wakeups.wake("send_outbox")


@shared_task(**RETRY)
def make_digests() -> None:
    """Write the digests whose hour has come into the outbox."""
    if digests.make_due() == digests.READERS_AT_ONCE:
        wakeups.wake("make_digests")


@shared_task(**RETRY)
def run_job(job_id: int, attempt: int) -> None:
    """Do lines of a job for a while, then ask to go on."""
    if job_runs.run(job_id, attempt=attempt, slice_of=SLICE):
        wakeups.wake("run_job", job_id, attempt)


@shared_task(**RETRY)
def sweep_jobs() -> None:
    """Take up the jobs that were left behind."""
    jobs.sweep()


@shared_task(**RETRY)
def plan_reminders() -> None:
    """Write today’s reminders into the outbox."""
    reminders.plan(clock.today())


@shared_task(**RETRY)
def purge_expired() -> None:
    """Erase what has been kept long enough."""
    privacy.purge(clock.now())
