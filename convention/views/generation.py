"""Making conventions for one commune or many: chosen, checked, then done as a job."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from convention import coverage, generation
from convention.boards import Board, board_of
from convention.forms.draft import PREFIX
from convention.forms.generation import GenerationForm
from convention.models import ModelVersion
from convention.rules import may_manage
from foundation import clock, drafts
from foundation.models import Job
from network.views.pages import insist


@require_http_methods(["GET", "HEAD", "POST"])
def generate(request: HttpRequest) -> HttpResponse:
    """The form; then what it would do, commune by commune; then the job. A double click is one job."""
    insist(may_manage(request.user), "générer des conventions")
    versions = list(ModelVersion.objects.visible_to(request.user).select_related("model"))
    if not versions:
        return render(request, "convention/generate_without_model.html")
    initial = _initial(request)
    version = _version(versions, initial)
    is_sent = request.method == "POST" and not Board.is_move(request.POST.get("do", ""))
    form = GenerationForm(request.POST if is_sent else None, version=version, person=request.user, initial=initial)
    covered = coverage.coverage(request.user, clock.today())
    context = {
        "version": version,
        "versions": versions,
        "form": form,
        "board": board_of(covered, initial["communes"], initial["shown"], request.POST.get("do", "")),
        "draft": drafts.key_for(request),
        "preview": None,
    }
    if is_sent:
        return _preview_or_launch(request, form, context)
    return render(request, "convention/generate.html", context)


def _preview_or_launch(request: HttpRequest, form: GenerationForm, context: dict[str, Any]) -> HttpResponse:
    """What would be done, to be read before it is; launched only as it was read."""
    if not form.is_valid():
        return render(request, "convention/generate.html", context, status=422)
    wish = form.wish
    planned = generation.plan(wish, form.cleaned_data["communes"])
    new = [one.commune for one in planned if one.is_new]
    seen = generation.digest(wish, new)
    once_key = request.POST.get("once_key", "")
    if new and once_key and request.POST.get("do") == "launch" and request.POST.get("seen") == seen:
        job = generation.launch(wish, new, by=request.user, once_key=once_key)
        drafts.drop(request, context["draft"])
        return redirect(job)
    preview = {
        "new": new,
        "existing": [one for one in planned if one.existing],
        "incomplete": [one for one in planned if one.missing],
        "has_changed": request.POST.get("do") == "launch",
        "seen": seen,
        "once_key": uuid.uuid4(),
    }
    return render(request, "convention/generate.html", context | {"preview": preview}, status=200 if new else 422)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: what was sent or kept, what a failed job was asked, or the communes of the link."""
    if request.method == "POST":
        kept = {name: request.POST[name] for name in request.POST if name.startswith(PREFIX)}
        kept |= {"version": request.POST.get("version", ""), "starts_on": request.POST.get("starts_on", "")}
        return {**kept, "communes": request.POST.getlist("communes"), "shown": request.POST.get("shown", "")}
    blank = {"version": request.GET.get("version", ""), "communes": request.GET.getlist("communes"), "shown": ""}
    if key := request.GET.get("reprendre"):
        return blank | _of_failed_job(request, key)
    if not blank["communes"] and (draft := drafts.find(request.user, drafts.key_for(request))):
        return (
            blank
            | {name: values[0] for name, values in draft.data.items() if values}
            | {"communes": draft.data.get("communes", [])}
        )
    return blank


def _of_failed_job(request: HttpRequest, key: str) -> dict[str, Any]:
    """The same wish for the communes that failed, so that only what was wrong is typed again."""
    try:
        job = Job.objects.visible_to(request.user).get(key=uuid.UUID(key), kind=generation.GENERATE)
    except (ValueError, Job.DoesNotExist):
        return {}
    asked = job.parameters
    values = {f"{PREFIX}{name}": value for name, value in asked["given_values"].items()}
    failed = [line.target for line in job.lines.failed()]
    return {**values, "version": str(asked["version"]), "starts_on": asked["starts_on"], "communes": failed}


def _version(versions: list[ModelVersion], initial: dict[str, Any]) -> ModelVersion:
    """The model asked for, else the newest."""
    newest = max(versions, key=lambda one: one.created_at)
    return next((one for one in versions if str(one.pk) == initial["version"]), newest)
