"""Making conventions for one commune or many: chosen, checked, then done as a job."""

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from convention import coverage, generation, model_sheet, rules
from convention.boards import Board, board_of
from convention.forms.draft import PREFIX
from convention.forms.generation import GenerationForm
from convention.model_texts import edition_of
from convention.models import Convention, ModelVersion
from convention.text.checks import to_verify
from foundation import clock, drafts
from foundation.keys import is_key
from foundation.models import Draft
from network.models import Commune
from network.views.pages import insist


@require_http_methods(["GET", "HEAD", "POST"])
def generate(request: HttpRequest) -> HttpResponse:
    """The form; then what it would do, commune by commune; then the job. A double click is one job."""
    insist(rules.may_manage(request.user), "générer des conventions")
    versions = list(ModelVersion.objects.visible_to(request.user).with_use().select_related("model"))
    if not versions:
        return render(request, "convention/generate_without_model.html")
    begun = _begun(request)
    initial = _initial(request, begun)
    version = _version(versions, initial)
    has_changed = bool(initial["values_of"]) and initial["values_of"] != str(version.pk)
    is_sent = request.method == "POST" and not Board.is_move(request.POST.get("do", "")) and not has_changed
    if has_changed:
        initial = _without_values_of(versions, initial)
    form = GenerationForm(request.POST if is_sent else None, version=version, person=request.user, initial=initial)
    covered = coverage.coverage(request.user, clock.today())
    board = board_of(covered, initial["communes"], initial["shown"], request.POST.get("do", ""))
    context = {
        "version": version,
        "versions": versions,
        "has_changed_model": has_changed,
        "form": form,
        "board": board,
        "draft": drafts.key_for(request),
        "begun": begun,
        "preview": None,
    }
    if request.method == "POST":
        drafts.follow(request, drafts.key_for(request), _shown(form, version, board))
    if is_sent:
        return _preview_or_launch(request, form, context)
    return render(request, "convention/generate.html", context)


def _preview_or_launch(request: HttpRequest, form: GenerationForm, context: dict[str, Any]) -> HttpResponse:
    """What would be done, to be read before it is; launched only as it was read."""
    if not form.is_valid():
        return render(request, "convention/generate.html", context, status=422)
    wish, edition = form.wish, edition_of(form.wish.version)
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
        "by_last_day": generation.by_last_day(planned),
        "retroactive": rules.retroactive(generation.beginning(wish.starts_on, version=wish.version)),
        "existing": [one for one in planned if one.existing],
        "incomplete": [one for one in planned if one.missing],
        "uncovered": [one for one in planned if one.is_new and one.days_uncovered],
        "unwritten": Commune.objects.filter(pk__in=[one.pk for one in new]).without_contact(clock.today()),
        "without_mayor": [one for one in new if not one.mayor],
        "doubts": model_sheet.remarks(edition, to_verify(edition.text, edition.variables)),
        "is_untried": not wish.version.conventions.exists(),
        "has_changed": request.POST.get("do") == "launch",
        "made_since": generation.made_since(wish, planned, request.POST.getlist("read"), request.POST.get("seen", "")),
        "seen": seen,
        "once_key": uuid.uuid4(),
    }
    return render(request, "convention/generate.html", context | {"preview": preview}, status=200 if new else 422)


def _begun(request: HttpRequest) -> Draft | None:
    """The draft to go on with, on a page that is read: none for a failed job, nor for another wish than the link’s."""
    draft = drafts.of_page(request, drafts.key_for(request))
    communes = request.GET.getlist("communes")
    if draft is None or "reprendre" in request.GET:
        return None
    if not communes:
        return draft
    day = _day_after(request, communes)
    is_same = set(communes) == set(draft.data.get("communes", [])) and day in ("", *draft.data.get("starts_on", []))
    return draft if is_same else None


def _initial(request: HttpRequest, begun: Draft | None) -> dict[str, Any]:
    """What the form begins with: what was sent or kept, what a failed job was asked, or the communes of the link."""
    if request.method == "POST":
        kept = {name: request.POST[name] for name in request.POST if name.startswith(PREFIX)}
        kept |= {"version": request.POST.get("version", ""), "starts_on": request.POST.get("starts_on", "")}
        kept |= {"values_of": request.POST.get("values_of", ""), "shown": request.POST.get("shown", "")}
        return {**kept, "communes": request.POST.getlist("communes")}
    asked = {"version": request.GET.get("version", ""), "communes": request.GET.getlist("communes")}
    if asked["communes"]:
        asked["starts_on"] = _day_after(request, asked["communes"])
    if key := request.GET.get("reprendre"):
        asked |= _of_failed_job(request, key)
    blank = {"values_of": "", "shown": ""}
    if begun is None:
        return blank | asked
    kept = {name: values[0] for name, values in begun.data.items() if values}
    kept |= {"version": kept.get("version", ""), "communes": begun.data.get("communes", [])}
    return blank | kept | {name: value for name, value in asked.items() if value}


def _shown(form: GenerationForm, version: ModelVersion, board: Board) -> dict[str, Any]:
    """What the page shows, as its form would send it: what the draft follows."""
    values = {name: form[name].value() or "" for name in ["starts_on", *form.value_names]}
    ticked = [str(row.covered.commune.pk) for row in board.rows if row.is_ticked]
    return values | {"version": version.pk, "values_of": version.pk, "shown": board.shown, "communes": ticked}


def _day_after(request: HttpRequest, keys: list[str]) -> str:
    """The day after the last day of what these communes have, when it is the same for all; else nothing."""
    communes = [key for key in keys if is_key(key)]
    running = Convention.objects.visible_to(request.user).in_force(clock.today()).filter(commune__in=communes)
    days = set(running.values_list("ends_on", flat=True))
    return (days.pop() + timedelta(days=1)).isoformat() if len(days) == 1 else ""


def _of_failed_job(request: HttpRequest, key: str) -> dict[str, Any]:
    """The same wish for the communes that failed, so that only what was wrong is typed again."""
    job = generation.run_of(request.user, key)
    if job is None:
        return {}
    asked = job.parameters
    values = {f"{PREFIX}{name}": value for name, value in asked["given_values"].items()}
    failed = [line.target for line in job.lines.failed()]
    return {**values, "version": str(asked["version"]), "starts_on": asked["starts_on"], "communes": failed}


def _without_values_of(versions: list[ModelVersion], initial: dict[str, Any]) -> dict[str, Any]:
    """What was typed, without what was only the other model’s own: the one chosen now has its own values."""
    shown = next((one for one in versions if str(one.pk) == initial["values_of"]), None)
    own = {f"{PREFIX}{one.name}": one.default for one in shown.variables} if shown else {}
    return {name: value for name, value in initial.items() if not (name in own and value == own[name])}


def _version(versions: list[ModelVersion], initial: dict[str, Any]) -> ModelVersion:
    """The model asked for, else the newest that conventions were made from: one begun since may be half written."""
    asked = next((one for one in versions if str(one.pk) == initial["version"]), None)
    return asked or max(versions, key=lambda one: (one.convention_count > 0, one.created_at))
