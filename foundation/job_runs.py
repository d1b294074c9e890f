"""Doing the lines of a job, by as many workers as come: each takes a free line, does it once, and takes the next.

Exactly once rests on two things only: the transaction that marks a line done also holds what the line does, and it
begins by locking the line and seeing that it still waits. Leases spare work; they do not decide.
"""

from datetime import timedelta
from time import monotonic

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from foundation import clock, jobs
from foundation.faults import contained
from foundation.files.refusals import UnacceptableFile
from foundation.models import Job, JobLine
from foundation.workflow import Refused

MAX_ATTEMPTS = 5  # of a line, or of the closing, whose worker dies each time
REFUSALS = (Refused, PermissionDenied, ValidationError, UnacceptableFile)
FAILED = JobLine.Status.FAILED


def run(job_id: int, *, attempt: int | None = None, slice_of: timedelta | None = None) -> bool:
    """Do free lines one after another, then close the job if none is left to anybody.

    True when `slice_of` ended first: ask again (between slices other messages have their turn, and a worker that has
    grown is replaced). A wake-up of an older `attempt` does nothing. Without either, runs to the end, as in tests.
    """
    stop_at = float("inf") if slice_of is None else monotonic() + slice_of.total_seconds()
    while True:
        job = Job.objects.unfinished().filter(pk=job_id).first()
        if job is None or attempt not in (None, job.attempts):
            return False
        kind = jobs.kinds.get(job.kind)
        if kind is None:
            _close(job, Job.Outcome.FAILED, "Cette version du logiciel ne sait plus faire ce travail.")
            return False
        line = None if job.cancel_requested_at else _take_line(job, kind)
        if line is None:
            _finish(job, kind)
            return False
        _do(job, line, kind)
        if monotonic() >= stop_at:
            return True


def _take_line(job: Job, kind: jobs.Kind) -> JobLine | None:
    with transaction.atomic():
        line = job.lines.waiting().claim(kind.lasts, attempts=F("attempts") + 1)
        if line is None:
            return None
        still_open = (
            Job.objects.unfinished()
            .filter(pk=job.pk)
            .update(leased_until=timezone.now() + kind.lasts, started_at=Coalesce("started_at", clock.now()))
        )
        if not still_open:  # another worker closed the job in between: give the line back
            transaction.set_rollback(True)
            return None
    return line


def _do(job: Job, line: JobLine, kind: jobs.Kind) -> None:
    if line.attempts > MAX_ATTEMPTS:
        _record(line, jobs.LineResult(FAILED, "Cette étape a interrompu le programme à chaque essai."))
        return
    with contained("job line failed", job=job.pk, kind=job.kind, line=line.pk) as fault:
        try:
            value = kind.prepare(job, line) if kind.prepare else None
            with transaction.atomic():
                if JobLine.objects.waiting().select_for_update().filter(pk=line.pk).first():
                    _record(line, kind.apply(job, line, value) or jobs.LineResult())
        except REFUSALS as refusal:
            _record(line, jobs.LineResult(FAILED, _words(refusal)))
    if fault.error:
        _record(line, jobs.LineResult(FAILED, fault.message))


def _record(line: JobLine, result: jobs.LineResult) -> None:
    JobLine.objects.waiting().filter(pk=line.pk).update(
        status=result.status,
        message=result.message,
        url=result.url,
        finished_at=clock.now(),
        leased_until=None,
    )


def _words(refusal: Exception) -> str:
    if isinstance(refusal, ValidationError):
        return " ".join(refusal.messages)
    return str(refusal) or "Vous n’avez pas le droit de faire cela ici."


def _finish(job: Job, kind: jobs.Kind) -> None:
    """Close the job if no line is left, to do or in another worker’s hands: the last one out shuts the door."""
    if job.lines.waiting().held().exists():
        return
    Job.objects.filter(pk=job.pk).update(closings=F("closings") + 1)
    if job.closings >= MAX_ATTEMPTS:
        _close(job, Job.Outcome.FAILED, "La fin de ce travail a interrompu le programme à chaque essai.")
        return
    message = ""
    with contained("job could not be finished", job=job.pk, kind=job.kind) as fault:
        try:
            with transaction.atomic():
                _finish_locked(job.pk, kind)
        except REFUSALS as refusal:
            message = _words(refusal)
    if message or fault.error:
        _close(job, Job.Outcome.FAILED, message or fault.message)


def _finish_locked(job_id: int, kind: jobs.Kind) -> None:
    job = Job.objects.unfinished().select_for_update(of=("self",)).filter(pk=job_id).first()
    if job is None:
        return
    tally = job.tally()
    if job.lines.waiting().held().exists() or (tally.waiting and not job.cancel_requested_at):
        return  # a line was taken or given back between two looks: its worker, or the sweep, will close
    if tally.waiting:
        job.outcome = Job.Outcome.CANCELLED
    elif tally.total and tally.failed == tally.total:
        job.outcome = Job.Outcome.FAILED
    else:
        job.outcome = Job.Outcome.DONE
    if kind.finish and not tally.waiting:
        kind.finish(job)
    job.finished_at, job.leased_until = clock.now(), None
    job.save()


def _close(job: Job, outcome: str, message: str) -> None:
    Job.objects.unfinished().filter(pk=job.pk).update(
        outcome=outcome, message=message, finished_at=clock.now(), leased_until=None
    )
