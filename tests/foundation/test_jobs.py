"""A job does each of its lines once, says what went wrong with each, and ends whatever happens."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, transaction

from foundation import job_runs
from foundation.files.refusals import UnacceptableFile
from foundation.jobs import LineResult
from foundation.models import Job, JobLine, Sequence
from foundation.numbers import next_number
from foundation.workflow import Refused
from tests.foundation.trials import run, start, statuses

pytestmark = pytest.mark.django_db
Status = JobLine.Status


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
