"""The same step for many conventions: each on its own line of a job, with its result or its refusal."""

import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.core.files import File

from convention import discarding, generation, path
from convention.document import file_name
from convention.models import Convention
from convention.states import State
from foundation import clock, documents, jobs
from foundation.french import count
from foundation.models import Job, JobLine, StoredDocument
from foundation.workflow import Refused

STEP = "convention.step"
ARCHIVE = "convention.archive"


@dataclass(frozen=True)
class Batch:
    """One thing that can be asked for many conventions at once."""

    name: str
    label: str
    icon: str
    states: frozenset[str]  # elsewhere it means nothing
    done: str
    step: Callable[..., Convention] | None = None
    warning: Callable[[Sequence[Convention]], str] | None = None  # what is read before it is confirmed
    asks_reason: bool = False
    is_of_text: bool = False  # a convention signed on paper has none

    def concerns(self, convention: Convention) -> bool:
        """Whether it means something for this convention; what it lacks is said line by line."""
        has_pdf = self.name != "telecharger" or convention.document_id is not None
        has_text = not self.is_of_text or convention.version_id is not None
        return convention.state in self.states and has_pdf and has_text


BATCHES = {
    batch.name: batch
    for batch in (
        Batch(
            "valider",
            "Valider le texte",
            "file-check",
            frozenset({State.DRAFT}),
            "validée",
            path.validate,
            is_of_text=True,
        ),
        Batch("envoyer", "Envoyer en signature", "send", frozenset({State.VALIDATED}), "envoyée", path.send),
        Batch("refaire", "Refaire les PDF", "printer", frozenset({State.DRAFT}), "PDF refait", is_of_text=True),
        Batch("telecharger", "Télécharger les PDF", "download", frozenset(State), "dans l’archive"),
        Batch(
            "abandonner",
            "Abandonner",
            "trash-2",
            frozenset({State.DRAFT}),
            "abandonnée",
            path.discard,
            warning=discarding.told,
            asks_reason=True,
        ),
    )
}


def launch(batch: Batch, conventions: Iterable[Convention], *, by: Any, once_key: str, reason: str = "") -> Job:
    """Ask for it, with the reason of those that ask one; the same `once_key` again is the same job."""
    chosen = [one for one in conventions if batch.concerns(one)]
    kinds = (generation.PRINT, ARCHIVE, STEP)
    if already := jobs.asked_before(once_key, by=by, kinds=kinds):
        return already
    if batch.name == "refaire":
        return generation.print_again(chosen, by=by, once_key=once_key)
    label = f"{batch.label} : {count(len(chosen), 'convention')}"
    if batch.step is None:
        keys = {"conventions": [one.pk for one in chosen]}
        archive = [("archive", f"Archive de {count(len(chosen), 'PDF', 'PDF')}")]
        return jobs.start(ARCHIVE, label=label, lines=archive, by=by, parameters=keys, once_key=once_key)
    lines = [(one.pk, f"{one.number}, {one.commune.name}") for one in chosen]
    asked = {"batch": batch.name, "reason": reason}
    return jobs.start(STEP, label=label, lines=lines, by=by, parameters=asked, once_key=once_key)


def do_step(job: Job, line: JobLine, _: None) -> jobs.LineResult:
    """One convention, through the same door as from its page."""
    batch = BATCHES[job.parameters["batch"]]
    convention = Convention.objects.visible_to(job.created_by).filter(pk=line.target).first()
    if convention is None or batch.step is None:
        raise Refused("Cette convention n’est plus là.")
    facts = {"reason": job.parameters["reason"]} if batch.asks_reason else {}
    batch.step(convention, by=job.created_by, **facts)
    return jobs.LineResult(message=batch.done, url=convention.get_absolute_url())


def zip_pdfs(job: Job, line: JobLine) -> File:
    """The slow half: the PDFs of the conventions asked for, one file each, in one archive."""
    asked = Convention.objects.visible_to(job.created_by).filter(pk__in=job.parameters["conventions"])
    with ExitStack() as if_it_fails:
        archive = if_it_fails.enter_context(tempfile.TemporaryFile(suffix=".zip"))
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as bundle:
            for convention in asked.exclude(document=None).select_related("document", "commune"):
                _add(bundle, convention)
        if_it_fails.pop_all()
    return File(archive, name=f"conventions-{clock.today():%Y-%m-%d}.zip")


def _add(bundle: zipfile.ZipFile, convention: Any) -> None:
    try:
        with documents.open_document(convention.document) as file:
            bundle.writestr(file_name(convention), file.read())
    except documents.Altered as altered:
        raise Refused(
            f"Le PDF de {convention.number} n’est plus celui qui a été conservé : signalez-le à l’administrateur."
        ) from altered


def keep_archive(job: Job, line: JobLine, archive: File) -> jobs.LineResult:
    """The quick half: the archive is its author’s, about nothing else."""
    with archive:
        job.result = documents.keep(
            archive, name=archive.name or "conventions.zip", by=job.created_by, origin=StoredDocument.Origin.PRODUCED
        )
    job.save(update_fields=["result"])
    return jobs.LineResult(message="prête", url=job.result.get_absolute_url())
