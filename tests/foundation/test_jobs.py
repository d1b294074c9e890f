"""A job does each of its lines once, says what went wrong with each, and ends whatever happens."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from foundation import job_runs, jobs
from foundation.files.refusals import UnacceptableFile
from foundation.jobs import LineResult
from foundation.models import Job, JobLine, Sequence
from foundation.numbers import next_number
from foundation.workflow import Refused
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
Status = JobLine.Status
THREE = [(1, "Achères"), (2, "Les Mureaux"), (3, "Mantes-la-Jolie")]


@pytest.fixture
def register(monkeypatch):
    """Register the sort of job “trial” for one test."""
    monkeypatch.setattr(jobs, "kinds", {})

    def declare(apply=lambda job, line, value: None, **how):
        jobs.register("trial", apply=apply, **how)

    return declare


def start(lines=THREE, **changes) -> Job:
    facts = {"label": "Travail d’essai", "lines": lines, "by": PersonFactory()}
    return jobs.start("trial", **(facts | changes))


def run(job: Job) -> Job:
    job_runs.run(job.pk)
    job.refresh_from_db()
    return job


def statuses(job: Job) -> list[str]:
    return list(job.lines.values_list("status", flat=True))


def test_a_job_does_its_lines_and_ends(register):
    done = []
    register(lambda job, line, value: done.append(line.target))

    job = run(start())

    assert sorted(done) == ["1", "2", "3"]
    assert statuses(job) == [Status.DONE] * 3
    assert job.outcome == Job.Outcome.DONE
    assert job.started_at is not None
    assert job.leased_until is None


def test_what_is_prepared_is_given_to_apply_which_says_what_became_of_the_line(register):
    register(
        prepare=lambda job, line: line.target * 2,
        apply=lambda job, line, value: LineResult(Status.SKIPPED, f"vu {value}", "/conventions/"),
    )

    job = run(start())

    first = job.lines.get(position=1)
    assert (first.status, first.message, first.url) == (Status.SKIPPED, "vu 11", "/conventions/")
    assert job.outcome == Job.Outcome.DONE


@pytest.mark.django_db(transaction=True)
def test_prepare_runs_outside_any_transaction_and_apply_inside_one(register):
    seen = {}

    def prepare(job, line):
        seen["prepare"] = transaction.get_connection().in_atomic_block

    def apply(job, line, value):
        seen["apply"] = transaction.get_connection().in_atomic_block

    register(apply, prepare=prepare)
    run(start())

    assert seen == {"prepare": False, "apply": True}


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (Refused("La convention est déjà signée."), "La convention est déjà signée."),
        (PermissionDenied("Vous ne suivez pas cette commune."), "Vous ne suivez pas cette commune."),
        (PermissionDenied(), "Vous n’avez pas le droit de faire cela ici."),
        (ValidationError(["La date manque.", "Le lieu manque."]), "La date manque. Le lieu manque."),
        (UnacceptableFile("Ce fichier est vide."), "Ce fichier est vide."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refused_line_keeps_nothing_says_why_and_lets_the_others_go_on(register, refusal, message):
    def apply(job, line, value):
        next_number("ESSAI", 2026)
        if line.target == "2":
            raise refusal

    register(apply)

    job = run(start())

    failed = job.lines.failed().get()
    assert (failed.target, failed.message) == ("2", message)
    assert Sequence.objects.get().last == 2
    assert job.outcome == Job.Outcome.DONE
    assert job.tally().failed == 1


@pytest.mark.parametrize("where", ["prepare", "apply"])
def test_an_unexpected_error_is_logged_under_the_reference_that_the_line_shows(register, where, caplog):
    def fail(job, line, value=None):
        next_number("ESSAI", 2026) if where == "apply" else None
        if line.target == "2":
            raise KeyError("a mistake of ours")

    register(**({"apply": fail} if where == "apply" else {"prepare": fail}))

    job = run(start())

    failed = job.lines.failed().get()
    reference = failed.message.split("repère ")[1].split(".")[0]
    assert reference in caplog.text
    assert "a mistake of ours" in caplog.text
    assert "a mistake of ours" not in failed.message
    assert Sequence.objects.filter(last=3).count() == 0
    assert job.outcome == Job.Outcome.DONE


def test_a_database_that_fails_is_not_a_fault_of_the_line(register):
    def fail(job, line, value):
        raise OperationalError("database is locked")

    register(fail)
    job = start()

    with pytest.raises(OperationalError):
        job_runs.run(job.pk)
    assert statuses(job) == [Status.WAITING] * 3
    assert job.lines.held().count() == 1


def test_a_job_whose_lines_all_failed_has_failed(register):
    def fail(job, line, value):
        raise Refused("Non.")

    register(fail)

    assert run(start()).outcome == Job.Outcome.FAILED


def test_a_job_without_lines_ends_at_once(register):
    register()

    assert run(start(lines=[])).outcome == Job.Outcome.DONE


def test_a_job_that_this_version_cannot_do_fails_visibly(register):
    job = run(start())

    assert job.outcome == Job.Outcome.FAILED
    assert job.message == "Cette version du logiciel ne sait plus faire ce travail."


def test_finish_runs_once_after_the_last_line_and_its_words_are_kept(register):
    def finish(job):
        job.message = f"{job.tally().done} faites"
        job.next_url = "/conventions/"

    register(finish=finish)

    job = run(start())

    assert (job.message, job.next_url) == ("3 faites", "/conventions/")
    job_runs.run(job.pk)
    assert job.tally().done == 3


@pytest.mark.parametrize(
    ("error", "message"), [(Refused("Le dossier est clos."), "Le dossier est clos."), (KeyError("oops"), "repère")]
)
def test_a_finish_that_fails_keeps_the_lines_and_makes_the_job_fail_with_its_reason(register, error, message):
    def finish(job):
        next_number("FIN", 2026)
        raise error

    register(finish=finish)

    job = run(start())

    assert job.outcome == Job.Outcome.FAILED
    assert message in job.message
    assert statuses(job) == [Status.DONE] * 3
    assert not Sequence.objects.exists()


def test_a_finish_that_kills_its_worker_each_time_ends_the_job(register):
    register(finish=lambda job: None)
    job = start()
    Job.objects.update(closings=job_runs.MAX_ATTEMPTS)

    assert run(job).outcome == Job.Outcome.FAILED


def test_a_line_that_kills_its_worker_each_time_fails_alone(register):
    register()
    job = start()
    job.lines.filter(target="2").update(attempts=job_runs.MAX_ATTEMPTS)

    run(job)

    assert statuses(job) == [Status.DONE, Status.FAILED, Status.DONE]
    assert job.lines.failed().get().message == "Cette étape a interrompu le programme à chaque essai."


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


def test_errors_come_first_then_the_order_of_the_job(register):
    register()
    job = start()
    job.lines.filter(target="3").update(status=Status.FAILED)

    assert [line.target for line in job.lines.errors_first()] == ["3", "1", "2"]


def test_the_tally_counts_each_line_once(register):
    register()
    job = start(lines=[(n, f"ligne {n}") for n in range(6)])
    for target, status in zip("012", [Status.DONE, Status.SKIPPED, Status.FAILED], strict=True):
        job.lines.filter(target=target).update(status=status)

    tally = job.tally()

    assert (tally.total, tally.done, tally.skipped, tally.failed) == (6, 1, 1, 1)
    assert (tally.over, tally.waiting) == (3, 3)
