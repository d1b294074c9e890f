"""The search page, and the same answer for the command palette."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from foundation import search as finder
from foundation.french import count


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results by group as a page, or `{"results": […]}` for who accepts JSON first."""
    text = request.GET.get("q", "").strip()
    groups = finder.search(request.user, text)
    hits = [hit for group in groups for hit in group.hits]
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response: HttpResponse = JsonResponse({"results": [asdict(hit) for hit in hits]})
    else:
        is_short = bool(text) and not finder.words_of(text)
        context = {"text": text, "groups": groups, "is_short": is_short, "found": count(len(hits), "résultat")}
        response = render(request, "foundation/search.html", context)
    patch_vary_headers(response, ["Accept"])
    return response
