"""The jobs of an import, told to `foundation.jobs` when the product starts."""

from datetime import timedelta
from typing import Any

from foundation import clock, documents, jobs
from foundation.french import count, enumerate_fr, typography
from foundation.imports import applying, batches, inspection, reading, undoing
from foundation.jobs import LineResult
from foundation.models import ImportBatch, Job, JobLine
from foundation.models.imports import Decision
from foundation.workflow import Refused

LONG = timedelta(minutes=15)  # reading the biggest file allowed


def register() -> None:
    """From `AppConfig.ready`."""
    jobs.register("imports.open", prepare=_open, apply=_record, lasts=LONG)
    jobs.register("imports.read", prepare=_read, apply=_store, lasts=LONG)
    jobs.register("imports.apply", prepare=_gather, apply=_apply, finish=_applied, lasts=timedelta(minutes=5))
    jobs.register("imports.undo", apply=_undo, finish=_undone, lasts=timedelta(minutes=5))


def _batch(job: Job) -> ImportBatch:
    if not isinstance(job.about, ImportBatch):
        raise Refused("Cet import n’existe plus.")
    return job.about


def _open(job: Job, line: JobLine) -> list[dict[str, Any]]:
    batch = _batch(job)
    if batch.document is None:
        raise Refused(reading.GONE)
    with documents.open_document(batch.document) as file:
        return inspection.inspect(file, batch.file_name)


def _record(job: Job, line: JobLine, sheets: list[dict[str, Any]]) -> LineResult:
    batch = _batch(job)
    batches.record_sheets(batch, batches.kind_of(batch), sheets)
    return LineResult(message=f"{count(sum(sheet['rows'] for sheet in sheets), 'ligne')} dans le fichier.")


def _read(job: Job, line: JobLine) -> reading.Reading:
    batch = _batch(job)
    return reading.read(batch, batches.kind_of(batch), job.created_by)


def _store(job: Job, line: JobLine, found: reading.Reading) -> LineResult:
    reading.store(_batch(job), found)
    refused = sum(one.decision == Decision.REFUSED for one in found.lines)
    lines = count(len(found.lines), "ligne lue", "lignes lues")
    return LineResult(message=f"{lines}, dont {count(refused, 'refusée')}.")


def _gather(job: Job, line: JobLine) -> applying.Chunk:
    batch = _batch(job)
    return applying.gather(batch, batches.kind_of(batch), *_numbers(line))


def _apply(job: Job, line: JobLine, chunk: applying.Chunk) -> LineResult:
    done = applying.apply_lines(_batch(job), chunk, *_numbers(line), by=job.created_by)
    status = JobLine.Status.FAILED if done[applying.FAILED] else JobLine.Status.DONE  # what is refused is no error
    return LineResult(status, told_counts(done))


def told_counts(done: dict[Any, int]) -> str:
    """« 3 créées, 1 mise à jour et 1 refusée »."""
    words = [
        (Decision.CREATE, "créée", "créées"),
        (Decision.UPDATE, "mise à jour", "mises à jour"),
        (Decision.SAME, "inchangée", "inchangées"),
        (Decision.REFUSED, "refusée", "refusées"),
    ]
    told = [count(done[decision], one, several) for decision, one, several in words if done.get(decision)]
    return f"{enumerate_fr(told)}." if told else "Rien à faire."


def _applied(job: Job) -> None:
    batch = _batch(job)
    batch.applied_at = clock.now()
    batch.save(update_fields=["applied_at"])
    job.message = typography(f"Import terminé : {told_counts(batches.tally(batch))}")


def _undo(job: Job, line: JobLine, value: Any) -> LineResult:
    batch = _batch(job)
    done = undoing.undo_lines(batch, batches.kind_of(batch), *_numbers(line), by=job.created_by)
    status = JobLine.Status.FAILED if done["failed"] else JobLine.Status.DONE  # what is left alone is no error
    return LineResult(status, told_undone(done["undone"], done["left"] + done["failed"]))


def told_undone(undone: int, left: int) -> str:
    """« 5 lignes annulées, 1 laissée telle quelle. »; why stands beside each line."""
    told = count(undone, "ligne annulée", "lignes annulées")
    return f"{told}, {count(left, 'laissée telle quelle', 'laissées telles quelles')}." if left else f"{told}."


def _undone(job: Job) -> None:
    batch = _batch(job)
    batch.undone_at = clock.now()
    batch.save(update_fields=["undone_at"])
    numbers = batches.tally(batch)
    job.message = told_undone(numbers["undone"], numbers["applied"] - numbers["undone"])


def _numbers(line: JobLine) -> tuple[int, int]:
    """The first and the last line of a group."""
    first, _, last = line.target.partition("-")
    return int(first), int(last)
