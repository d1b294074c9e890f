"""Where a page keeps what is being typed in its form."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation import drafts, french
from foundation.workflow import Refused


@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def draft(request: HttpRequest) -> HttpResponse:
    """Read (GET), keep (POST, JSON `{key, data}`) or forget (DELETE, or POST of an ordinary form) one’s own draft."""
    if request.method == "GET":
        return _read(request, request.GET.get("key", ""))
    if request.method == "DELETE":
        drafts.drop(request, request.GET.get("key", ""))
        return JsonResponse({"data": {}})
    if request.content_type == "application/json":
        return _keep(request)
    key = request.POST.get("key", "")
    drafts.drop(request, key)
    return redirect(drafts.path_of(key) if drafts.is_key(key) else "/")


def _read(request: HttpRequest, key: str) -> HttpResponse:
    found = drafts.find(request.user, key)
    if found is None:
        return JsonResponse({"data": {}})
    notice = f"Nous avons retrouvé ce que vous aviez commencé le {french.moment(found.saved_at)}."
    return JsonResponse({"data": found.data, "saved_at": found.saved_at.isoformat(), "notice": notice})


def _keep(request: HttpRequest) -> HttpResponse:
    try:
        sent = json.loads(request.body)
        key, data = sent["key"], sent["data"]
        if not drafts.is_key(key) or not isinstance(data, dict):
            raise ValueError(key)
        drafts.keep(request.user, key, drafts.content_of(data), page=str(sent.get("page", "")))
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"message": "Ce brouillon est illisible."}, status=400)
    except drafts.Elsewhere as refused:
        return JsonResponse({"message": refused.message}, status=409)
    except Refused as refused:
        return JsonResponse({"message": refused.message}, status=413)
    return JsonResponse({"message": "Brouillon enregistré."})
