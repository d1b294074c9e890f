"""Long work that survives its worker (design: jobs). Here it is described, asked for, cancelled and looked after;
`foundation.job_runs` does it.

    jobs.register("convention.generate", apply=freeze_one, prepare=render_one)
    job = jobs.start("convention.generate", label="73 conventions", lines=[(commune.pk, commune.name), …], by=person)
    return redirect(job)
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F

from foundation import clock, wakeups
from foundation.models import Job, JobLine

LEASE = timedelta(minutes=1)  # how long a worker may be silent before another takes the line up
LONGEST_NEXT = 300  # characters that `Job.next_url` holds: a longer address is kept without its criteria
LONGEST_KEY = 200  # characters that `Job.once_key` holds
PARALLEL = 4  # workers on one job at once, at most: the others send mails


@dataclass(frozen=True)
class LineResult:
    """What became of a line: `message` is French, for who asked; `url` opens on what was made."""

    status: str = JobLine.Status.DONE
    message: str = ""
    url: str = ""


@dataclass(frozen=True)
class Kind:
    """How one sort of job is done; see `register`."""

    apply: Callable[[Job, JobLine, Any], LineResult | None]
    prepare: Callable[[Job, JobLine], Any] | None = None
    finish: Callable[[Job], None] | None = None
    lasts: timedelta = LEASE


kinds: dict[str, Kind] = {}


def register(
    kind: str,
    *,
    apply: Callable[[Job, JobLine, Any], LineResult | None],
    prepare: Callable[[Job, JobLine], Any] | None = None,
    finish: Callable[[Job], None] | None = None,
    lasts: timedelta = LEASE,
) -> None:
    """Say how a sort of job is done, from `AppConfig.ready`.

    `prepare(job, line)` is the slow part (rendering, reading a file). It runs outside any transaction, on several
    cores at once, possibly twice for the same line: it reads, computes, returns a value, and changes nothing.
    `apply(job, line, value)` is the quick part. It runs in the transaction that marks the line done, hence once; it
    may refuse by raising Refused, PermissionDenied, ValidationError or UnacceptableFile: nothing of it is kept, the
    message is the line’s, and the job goes on. No result means done. Lines run in any order.
    `finish(job)` runs once after the last line, in the transaction that closes the job, unless it was cancelled; it
    may set `job.message`, `job.result` and `job.next_url`.
    `lasts`: longer than the slowest line takes; a line silent for so long is taken up by another worker.
    """
    kinds[kind] = Kind(apply, prepare, finish, lasts)


def start(
    kind: str,
    *,
    label: str,
    lines: Iterable[tuple[Any, str]],
    by: Any,
    parameters: dict[str, Any] | None = None,
    about: models.Model | None = None,
    next_url: str = "",
    once_key: str = "",
) -> Job:
    """Write down the work and wake the workers once this has committed. A line is (what to find it by, its name).

    With `once_key`, asking again while such a job is unfinished gives that very job back: a double click is one job.
    """
    wanted = Job(
        kind=kind,
        label=label[:200],
        created_by=by,
        created_at=clock.now(),
        parameters=parameters or {},
        about=about,
        next_url=next_url if len(next_url) <= LONGEST_NEXT else next_url.partition("?")[0],
        once_key=once(once_key),
    )
    with transaction.atomic():
        job = _running_or_new(wanted)
        if job is wanted:
            _add_lines(job, lines)
            _wake_workers(job)
    return job


def once(key: str) -> str:
    """A `once_key` as it is kept: a page may send anything, so what no column holds is known by its fingerprint."""
    if len(key) <= LONGEST_KEY and "\x00" not in key:
        return key
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def asked_before(once_key: str, *, by: Any, kinds: Iterable[str]) -> Job | None:
    """The job, finished or not, that this person started by the same page: confirmed again, it is not begun again."""
    return Job.objects.filter(kind__in=kinds, once_key=once(once_key), created_by=by).first() if once_key else None


def cancel(job: Job) -> None:
    """Stop between two lines; what is done stays done. A job that no worker holds is closed by the next one to look."""
    if Job.objects.unfinished().filter(pk=job.pk).update(cancel_requested_at=clock.now()):
        wakeups.wake("run_job", job.pk, job.attempts)


def sweep() -> int:
    """Wake workers for the jobs that were left behind (killed worker, lost message); how many.

    Each time the job’s number of attempts grows, and with it the older wake-ups are void: they never pile up.
    """
    left_behind = Job.objects.unfinished().order_by("created_at")
    count = 0
    while left_behind.free().exists() and (job := left_behind.claim(LEASE, attempts=F("attempts") + 1)):
        _wake_workers(job)
        count += 1
    return count


def _wake_workers(job: Job) -> None:
    for _ in range(min(PARALLEL, max(1, job.lines.waiting().count()))):
        wakeups.wake("run_job", job.pk, job.attempts)


def _running_or_new(wanted: Job) -> Job:
    try:
        with transaction.atomic():
            wanted.save()
    except IntegrityError:
        if running := Job.objects.unfinished().filter(kind=wanted.kind, once_key=wanted.once_key).first():
            return running
        raise
    return wanted


def _add_lines(job: Job, lines: Iterable[tuple[Any, str]]) -> None:
    names = {str(target): name for target, name in lines}
    rows = [
        JobLine(job=job, position=position, target=target, label=name[:200])
        for position, (target, name) in enumerate(names.items(), start=1)
    ]
    JobLine.objects.bulk_create(rows, batch_size=500)
