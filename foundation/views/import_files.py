"""The files that an import gives: the model to fill in, the refused lines to correct."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from foundation.exports import XLSX
from foundation.files.names import safe_name
from foundation.imports import kinds, workbooks
from foundation.models import ImportBatch
from foundation.views.documents import disposition


@require_safe
def model(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty workbook with the expected columns."""
    sort = kinds.get(kind)
    if sort is None:
        raise Http404
    if not sort.may(request.user):
        raise PermissionDenied(f"Vous n’avez pas le droit d’importer des {sort.label}.")
    return _workbook(workbooks.model_of(sort), f"modèle {sort.label}.xlsx")


@require_safe
def refused(request: HttpRequest, key: Any, form: str) -> HttpResponseBase:
    """The refused lines with their reasons, as CSV or XLSX, to correct and send again."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), key=key)
    name = safe_name(f"à corriger - {batch.file_name.rpartition('.')[0]}.{form}")
    if form == "xlsx":
        return _workbook(workbooks.refused_as_xlsx(batch), name)
    response = StreamingHttpResponse(workbooks.refused_as_csv(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(name, is_saved=True)
    return response


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = disposition(name, is_saved=True)
    return response
