"""Several workers on one job, and workers killed in the middle: each line once, and the job ends."""

import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation import job_runs, jobs
from foundation.models import Job, JobLine, Sequence
from tests.factories import PersonFactory
from tests.foundation.processes import environment, run_python, start_python

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

RUN = "from foundation import job_runs; job_runs.run({job})"


def start(lines: int, **parameters) -> Job:
    return jobs.start(
        "trial.count",
        label="Travail d’essai",
        lines=[(n, f"ligne {n}") for n in range(1, lines + 1)],
        by=PersonFactory(),
        parameters=parameters,
    )


def numbers_of(job: Job) -> list[str]:
    return sorted(message.split()[0] for message in job.lines.values_list("message", flat=True))


def processes_of(job: Job) -> set[str]:
    return {message.split()[1] for message in job.lines.values_list("message", flat=True)}


def test_several_workers_share_the_lines_of_one_job_and_do_each_once(tmp_path):
    job = start(24, seconds=0.15)
    workers = [start_python(RUN.format(job=job.pk), environment(tmp_path)) for _ in range(3)]
    for worker in workers:
        _, errors = worker.communicate(timeout=60)
        assert worker.returncode == 0, errors

    job.refresh_from_db()
    assert (job.outcome, job.message) == (Job.Outcome.DONE, "24 étapes faites")
    assert numbers_of(job) == [f"ESSAI-2026-{n:04d}" for n in range(1, 25)]
    assert len(processes_of(job)) > 1
    assert Sequence.objects.get().last == 24


def test_the_job_of_a_killed_worker_is_taken_up_at_the_line_where_it_died(tmp_path):
    job = start(6, fatal={"target": "4", "mark": str(tmp_path / "killed")})
    run_python(RUN.format(job=job.pk), environment(tmp_path), code_of_exit=-signal.SIGKILL)
    assert job.lines.filter(status=JobLine.Status.DONE).count() == 3

    job_runs.run(job.pk)
    job.refresh_from_db()
    assert job.finished_at is None  # line 4 is still in the hands of the dead

    past = timezone.now() - timedelta(seconds=1)
    Job.objects.update(leased_until=past)
    JobLine.objects.update(leased_until=past)
    assert jobs.sweep() == 1
    job_runs.run(job.pk, attempt=1)

    job.refresh_from_db()
    assert job.outcome == Job.Outcome.DONE
    assert numbers_of(job) == [f"ESSAI-2026-{n:04d}" for n in range(1, 7)]
    assert job.lines.get(target="4").attempts == 2
