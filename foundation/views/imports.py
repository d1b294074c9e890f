"""The screens of an import: choose, upload, say the columns, look, confirm, read the report, undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import drafts
from foundation.files.refusals import UnacceptableFile
from foundation.imports import batches, kinds, tables
from foundation.imports.forms import MappingForm, UploadForm
from foundation.imports.inspection import header_line
from foundation.imports.kinds import ImportKind
from foundation.imports.pages import RUNNING, columns_context, context_of, mapping_for, why_unopened
from foundation.lists import list_page
from foundation.models import ImportBatch, Job
from foundation.models.imports import Stage
from foundation.parts import Button

PATH = ["Fichier", "Colonnes", "Vérification", "Import"]


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The imports made, and those that one may make."""
    allowed = kinds.allowed_to(request.user)
    queryset = ImportBatch.objects.visible_to(request.user).select_related("job", "created_by")
    if not allowed and not queryset.exists():
        raise PermissionDenied("Votre fonction ne comprend aucun import.")
    return list_page(
        request,
        name="imports",
        title="Imports",
        noun="import",
        queryset=queryset,
        filterset_class=tables.ImportBatchFilter,
        table_class=tables.ImportBatchTable,
        template="foundation/imports.html",
        empty="Aucun import pour l’instant. Choisissez au-dessus ce que vous importez : un aperçu vient d’abord.",
        buttons_new=[
            Button(f"Importer des {kind.label}", reverse("foundation:import_new", args=[kind.name]), icon="upload")
            for kind in allowed
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """The first step: what the file must hold, and the file."""
    sort = _allowed(kind, request.user)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None, kind=sort)
    if form.is_valid():
        try:
            batch = batches.receive(sort, form.cleaned_data["file"], form.cleaned_data.get("attachments"), request.user)
            return redirect(batch)
        except UnacceptableFile as refusal:
            form.add_error("file", refusal.message_fr)
    if form.is_bound:
        form.keep_uploads(by=request.user)
    context = {"kind": sort, "form": form, "path": PATH}
    return render(request, "foundation/import_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, key: Any) -> HttpResponse:
    """The second step: which column is what, proposed and corrected."""
    batch = _visible(key, request.user)
    kind = batches.kind_of(batch)
    if batch.stage not in {Stage.COLUMNS, Stage.PREVIEW}:
        return redirect(batch)
    if not batch.sheets:
        context = {"batch": batch, "kind": kind, "path": PATH, "reason": why_unopened(batch)}
        return render(request, "foundation/import_unopened.html", context)
    index, line = _asked(batch, kind, request)
    sent = request.POST if request.method == "POST" else None
    form = MappingForm(
        sent, kind=kind, sheet=batch.sheets[index], line=line, initial=mapping_for(batch, kind, index, line)
    )
    draft = drafts.key_for(request, f"{index}-{line}")
    if form.is_valid() and _chosen(batch, index, line, form, request.user):
        drafts.drop(request, draft)
        return redirect(batch)
    context = {**columns_context(batch, kind, index, line, request.user), "form": form, "path": PATH, "draft": draft}
    return render(request, "foundation/import_columns.html", context, status=422 if form.is_bound else 200)


def _chosen(batch: ImportBatch, index: int, line: int, form: MappingForm, by: Any) -> bool:
    """Whether the lines could be read with these columns; if not, the form says why."""
    try:
        batches.choose_columns(batch, sheet_index=index, header_line=line, mapping=form.mapping, by=by)
    except UnacceptableFile as refusal:
        form.add_error(None, refusal.message_fr)
        return False
    return True


@require_safe
def show(request: HttpRequest, key: Any) -> HttpResponseBase:
    """Where the import stands: its preview, then its report; the job while it runs, the columns before."""
    batch = _visible(key, request.user)
    stage = batch.stage
    if stage == Stage.COLUMNS:
        return redirect("foundation:import_columns", key=batch.key)
    if stage in RUNNING and Job.objects.visible_to(request.user).filter(pk=batch.job_id).exists():
        return redirect(batch.job)
    lines = batch.lines.select_related("batch").prefetch_related("about").defer("cells")
    return list_page(
        request,
        name="import-lines",
        queryset=tables.errors_first(lines),
        filterset_class=tables.ImportLineFilter,
        table_class=tables.ImportLineTable,
        template="foundation/import.html",
        empty="Ce fichier n’a pas de ligne à importer.",
        path=PATH,
        **context_of(batch, batches.kind_of(batch), request.user),
    )


@require_POST
def confirm(request: HttpRequest, key: Any) -> HttpResponse:
    """The third step: import what the preview showed."""
    batch = _visible(key, request.user)
    version = request.GET.get("version", "")
    return _once(request, batch, lambda: batches.confirm(batch, version=version, by=request.user))


@require_POST
def undo(request: HttpRequest, key: Any) -> HttpResponse:
    """Take an import back."""
    batch = _visible(key, request.user)
    return _once(request, batch, lambda: batches.undo(batch, by=request.user))


@require_POST
def abandon(request: HttpRequest, key: Any) -> HttpResponse:
    """Forget an import that was not confirmed, with its file."""
    batches.abandon(_visible(key, request.user), by=request.user)
    return redirect("foundation:imports")


def _once(request: HttpRequest, batch: ImportBatch, act: Callable[[], Job]) -> HttpResponse:
    """To the job that this starts; the second time, to the page of the import, which says that it was done already."""
    try:
        return redirect(act())
    except batches.AlreadyDone as done:
        messages.info(request, done.message)
        return redirect(batch)


def _allowed(name: str, person: Any) -> ImportKind:
    kind = kinds.get(name)
    if kind is None:
        raise Http404
    if not kind.may(person):
        raise PermissionDenied(f"Vous n’avez pas le droit d’importer des {kind.label}.")
    return kind


def _visible(key: Any, person: Any) -> ImportBatch:
    batches_seen = ImportBatch.objects.visible_to(person)
    return get_object_or_404(batches_seen.select_related("job", "document", "attachments", "created_by"), key=key)


def _asked(batch: ImportBatch, kind: ImportKind, request: HttpRequest) -> tuple[int, int]:
    """The sheet and the line of titles that the address names, when they exist; else those of the batch."""
    asked = request.GET.get("feuille", "")
    is_sheet = asked.isdecimal() and int(asked) < len(batch.sheets)
    index = int(asked) if is_sheet else batch.sheet_index
    lines = [str(number) for number, _ in batch.sheets[index]["head"]]
    if request.GET.get("titres", "") in lines:
        return index, int(request.GET["titres"])
    if index == batch.sheet_index:
        return index, batch.header_line
    return index, header_line(batch.sheets[index], kind)
