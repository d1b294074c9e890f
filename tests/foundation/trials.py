"""Jobs and messages of no domain, asked for in one line by the tests of the mechanisms."""

from datetime import datetime

from foundation import job_runs, jobs, outbox
from foundation.clock import PARIS
from foundation.models import Job, OutboxMessage
from tests.factories import CommuneFactory, PersonFactory

THREE = [(1, "Achères"), (2, "Les Mureaux"), (3, "Mantes-la-Jolie")]
NOON = datetime(2026, 11, 24, 12, tzinfo=PARIS)  # a Tuesday


def start(lines=THREE, **changes) -> Job:
    """Ask for a job of three lines of the sort that the fixture `register` declares."""
    facts = {"label": "Travail d’essai", "lines": lines, "by": PersonFactory()}
    return jobs.start("trial", **(facts | changes))


def run(job: Job) -> Job:
    """Do the job to its end, in this process."""
    job_runs.run(job.pk)
    job.refresh_from_db()
    return job


def statuses(job: Job) -> list[str]:
    """What became of each line, in order."""
    return list(job.lines.values_list("status", flat=True))


def message(**changes) -> OutboxMessage:
    """A message about a commune of its own, unless told otherwise."""
    facts = {
        "about": changes.pop("about", None) or CommuneFactory(),
        "to": "camille@demo.example",
        "subject": "Une affaire vous attend",
        "template": "trial",
        "context": {"matter": "l’<essai>"},
    }
    written = outbox.write("trial", **(facts | changes))
    assert written is not None
    return written
