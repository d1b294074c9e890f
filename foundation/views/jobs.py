"""The screens of jobs: one’s own, and one job as it goes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from foundation import clock, jobs, registers
from foundation.french import typography
from foundation.lists import list_page
from foundation.models import Job
from foundation.parts import Button
from foundation.rules import may_cancel, may_read_registers

PATIENCE = timedelta(seconds=30)  # after which a job that nobody began makes one wonder
ERRORS_SHOWN = 10  # while it runs; the list below has them all


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Mes travaux: one’s own, or everybody’s for who keeps the registers."""
    reads_all = may_read_registers(request.user)
    return list_page(
        request,
        name="travaux",
        title="Travaux de fond" if reads_all else "Mes travaux",
        noun=("travail", "travaux"),
        queryset=Job.objects.visible_to(request.user).select_related("created_by"),
        filterset_class=registers.JobFilter,
        table_class=registers.JobTable,
        exclude=() if reads_all else ("created_by",),
        empty="Aucun travail pour l’instant. Ce qui prend du temps, comme un import, se suit ici.",
    )


@require_safe
def show(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One job: how far it is, live, and what became of each line, errors first."""
    job = _visible(request, key)
    if request.htmx and request.htmx.target == "job-progress":  # type: ignore[attr-defined]  # django_htmx
        progress = render(request, "foundation/_job_progress.html", _progress(job))
        if job.finished_at:  # the whole page then says how it ended
            progress["HX-Refresh"] = "true"
        return progress
    is_live = bool(request.htmx) and request.htmx.trigger == "job-lines"  # type: ignore[attr-defined]  # the same
    response = list_page(
        request,
        name=f"travail-{job.pk}",
        title=job.label,
        noun="étape",
        queryset=job.lines.errors_first(),
        filterset_class=registers.JobLineFilter,
        table_class=registers.JobLineTable,
        template="foundation/job.html",
        empty="Ce travail n’a pas d’étape.",
        job_actions=_actions(job, request.user),
        is_live=is_live,
        **_progress(job),
    )
    if is_live:  # nobody went anywhere: no step back to here in the browser
        del response["HX-Push-Url"]
    return response


@require_POST
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Stop it between two lines."""
    job = _visible(request, key)
    if not may_cancel(job, request.user):
        raise PermissionDenied("Seule la personne qui a demandé ce travail peut l’annuler.")
    jobs.cancel(job)
    return redirect(job)


def _visible(request: HttpRequest, key: UUID) -> Job:
    visible = Job.objects.visible_to(request.user).select_related("created_by", "result")
    return get_object_or_404(visible, key=key)


def _progress(job: Job) -> dict[str, Any]:
    tally = job.tally()
    state, tone = registers.state_of(job)
    is_forgotten = job.started_at is None and job.finished_at is None and clock.now() - job.created_at > PATIENCE
    return {
        "job": job,
        "tally": tally,
        "maximum": max(tally.total, 1),  # a bar needs a length
        "reached": tally.over if tally.total else int(bool(job.finished_at)),
        "is_failing": tally.failed > 0,
        "state": state,
        "tone": tone,
        "summary": registers.summary(job, tally),
        "errors": [] if job.finished_at else list(job.lines.failed()[:ERRORS_SHOWN]),
        "is_forgotten": is_forgotten,
    }


def _actions(job: Job, person: Any) -> list[Button]:
    found = []
    if job.finished_at and job.next_url and job.created_by_id == person.pk:  # others may not read what it is about
        found.append(Button("Continuer", job.next_url, primary=True, icon="arrow-right"))
    if job.result:
        found.append(Button("Télécharger le résultat", job.result.get_absolute_url(), icon="download"))
    if job.finished_at and job.lines.failed().exists():
        errors = f"{job.get_absolute_url()}?status=FAILED&export=csv"
        found.append(Button("Rapport des erreurs (CSV)", errors, icon="file-spreadsheet"))
    if not job.finished_at and not job.cancel_requested_at and may_cancel(job, person):
        question = typography("Annuler ce travail ? Ce qui est déjà fait le reste.")
        url = reverse("foundation:job_cancel", args=[job.key])
        found.append(Button("Annuler", url, method="post", danger=True, icon="x", confirm=question))
    return found
