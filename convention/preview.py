"""What a commune would get of a model version today: its values, and the PDF as a job, since that takes seconds."""

from typing import Any

from django.core.exceptions import PermissionDenied

from convention.document import Printed, print_convention
from convention.models import Convention, ModelVersion
from convention.rules import may_read_models
from convention.text.render import Incomplete, examples_of
from convention.values import values_of
from foundation import clock, documents, jobs, pdf
from foundation.french import commune_of, fold
from foundation.models import Job, JobLine, StoredDocument
from foundation.workflow import Refused
from network.models import Commune

PREVIEW = "convention.preview"


def launch(version: ModelVersion, commune: Commune, *, by: Any) -> Job:
    """Ask for the preview; a double click is one job."""
    return jobs.start(
        PREVIEW,
        label=f"Aperçu de « {version} » pour {commune_of(commune.name)}",
        lines=[(commune.pk, commune.name)],
        by=by,
        parameters={"version": version.pk},
        once_key=f"{by.pk}-{version.pk}-{commune.pk}",
    )


def render_one(job: Job, line: JobLine) -> Printed:
    """The slow half: the text as it would be printed, of a convention that is not saved."""
    version = ModelVersion.objects.select_related("model").filter(pk=job.parameters["version"]).first()
    if version is None:
        raise Refused("Cette version n’existe plus.")
    try:
        return print_convention(_draft(version, Commune.objects.get(pk=line.target)))
    except Incomplete as incomplete:
        raise Refused(str(incomplete)) from incomplete
    except pdf.PdfError as error:
        raise Refused(f"Cette version ne peut pas être imprimée : {error}") from error


def examples(version: ModelVersion, commune: Commune | None) -> dict[str, str]:
    """What each variable of a version would print today for this commune: what its page shows in their place."""
    known = values_of(_draft(version, commune)) if commune else {}
    return examples_of(version.variables, known)


def _draft(version: ModelVersion, commune: Commune) -> Convention:
    """What this commune’s convention would be if it took effect today; it is not saved."""
    draft = Convention(commune=commune, version=version)
    draft.set_start(clock.today())
    return draft


def keep_one(job: Job, line: JobLine, printed: Printed) -> jobs.LineResult:
    """The quick half: the PDF for whoever asked, in place of the former preview, which nobody needs any more."""
    if not may_read_models(job.created_by):
        raise PermissionDenied("Votre fonction ne permet plus de tenir les modèles de convention.")
    for former in Job.objects.filter(kind=PREVIEW, created_by=job.created_by):
        for document in StoredDocument.objects.about(former):
            documents.discard(document)
    document = documents.keep(
        printed.content,
        name=f"apercu-{fold(line.label).replace(' ', '-')}.pdf",
        title=job.label,
        about=job,
        by=job.created_by,
        origin=StoredDocument.Origin.PRODUCED,
    )
    return jobs.LineResult(message="Aperçu prêt", url=document.get_absolute_url())


def show(job: Job) -> None:
    """The job leads to what it printed."""
    job.next_url = job.lines.get().url or ""
