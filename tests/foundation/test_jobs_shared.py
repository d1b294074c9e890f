"""Who may have a job’s lines, and when: leases, cancelling, double clicks, and what was left behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation import job_runs, jobs
from foundation.models import Job, JobLine, Sequence
from foundation.numbers import next_number
from tests.foundation.trials import run, start, statuses

pytestmark = pytest.mark.django_db
Status = JobLine.Status


def test_a_cancelled_job_stops_between_two_lines_and_does_not_finish(register):
    finished = []

    def apply(job, line, value):
        if line.target == "2":
            jobs.cancel(job)

    register(apply, finish=finished.append)

    job = run(start())

    assert statuses(job) == [Status.DONE, Status.DONE, Status.WAITING]
    assert job.outcome == Job.Outcome.CANCELLED
    assert finished == []


def test_cancelling_while_the_last_line_runs_changes_nothing(register):
    def apply(job, line, value):
        if line.target == "3":
            jobs.cancel(job)

    register(apply)

    assert run(start()).outcome == Job.Outcome.DONE


def test_cancelling_a_finished_job_changes_nothing(register):
    register()
    job = run(start())

    jobs.cancel(job)

    job.refresh_from_db()
    assert job.cancel_requested_at is None


def test_a_cancelled_job_waits_for_the_worker_that_still_holds_a_line(register):
    register()
    job = start()
    job.lines.filter(target="1").update(leased_until=timezone.now() + timedelta(seconds=30))
    jobs.cancel(job)

    assert run(job).finished_at is None

    job.lines.update(leased_until=None)
    assert run(job).outcome == Job.Outcome.CANCELLED


def test_a_line_held_by_a_living_worker_is_left_to_it_and_taken_when_the_lease_ends(register):
    register()
    job = start()
    job.lines.filter(target="2").update(leased_until=timezone.now() + timedelta(seconds=30))

    run(job)
    assert statuses(job) == [Status.DONE, Status.WAITING, Status.DONE]
    assert job.finished_at is None

    job.lines.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert run(job).outcome == Job.Outcome.DONE


def test_a_line_done_meanwhile_by_another_worker_is_not_done_twice(register):
    def prepare(job, line):
        JobLine.objects.filter(pk=line.pk).update(status=Status.DONE, message="par un autre")

    register(lambda job, line, value: next_number("ESSAI", 2026) and None, prepare=prepare)

    job = run(start())

    assert set(job.lines.values_list("message", flat=True)) == {"par un autre"}
    assert not Sequence.objects.exists()


def test_a_slice_ends_between_two_lines_and_asks_to_go_on(register):
    register()
    job = start()

    assert job_runs.run(job.pk, slice_of=timedelta(0)) is True
    assert statuses(job) == [Status.DONE, Status.WAITING, Status.WAITING]
    assert job_runs.run(job.pk, slice_of=timedelta(minutes=1)) is False
    assert statuses(job) == [Status.DONE] * 3


def test_the_same_line_named_twice_is_one(register):
    register()

    job = start(lines=[(1, "Achères"), (1, "Achères")])

    assert job.lines.count() == 1


def test_a_double_click_is_one_job_until_it_has_ended(register):
    register()
    first = start(once_key="model-1")
    assert start(once_key="model-1") == first
    assert start(once_key="model-2") != first
    assert start() != start()

    run(first)

    assert start(once_key="model-1") != first


@pytest.mark.parametrize("key", ["x" * 200, "x" * 201, "é" * 5000, "\x00", "a\ud800\x00"])
def test_a_key_of_any_sort_is_one_job_and_fits_where_it_is_kept(key):
    first = start(once_key=key)

    assert start(once_key=key) == first
    assert start(once_key=f"{key}y") != first
    assert Job.objects.get(once_key=jobs.once(key)) == first
    assert len(first.once_key) <= jobs.LONGEST_KEY == Job._meta.get_field("once_key").max_length


def test_an_ordinary_key_is_kept_as_it_is():
    assert (jobs.once("model-1"), jobs.once(""), jobs.once("x" * 200)) == ("model-1", "", "x" * 200)


def test_the_database_refuses_two_running_jobs_of_one_key(register):
    first = start(once_key="model-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="trial", once_key="model-1", label="autre", created_at=first.created_at)


@pytest.mark.parametrize(("finished", "outcome"), [(True, ""), (False, "DONE")])
def test_the_database_refuses_an_end_without_outcome_and_the_reverse(register, finished, outcome):
    job = start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(finished_at=job.created_at if finished else None, outcome=outcome)


def test_the_sweep_takes_up_what_was_left_behind_and_nothing_else(register):
    register()
    left_behind, held, ended = start(), start(), run(start())
    Job.objects.filter(pk=left_behind.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    Job.objects.filter(pk=held.pk).update(leased_until=timezone.now() + timedelta(seconds=30))

    assert jobs.sweep() == 1
    assert jobs.sweep() == 0
    left_behind.refresh_from_db()
    assert left_behind.attempts == 1
    assert (held.attempts, ended.attempts) == (0, 0)


def test_a_wake_up_older_than_the_last_take_up_does_nothing(register):
    register()
    job = start()
    Job.objects.update(attempts=1)

    assert job_runs.run(job.pk, attempt=0) is False
    assert statuses(job) == [Status.WAITING] * 3
    job_runs.run(job.pk, attempt=1)
    assert statuses(job) == [Status.DONE] * 3
