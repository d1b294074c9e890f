"""What every request passes through, beside Django’s own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from foundation.workflow import Refused


def explain_refusals(get_response: Callable[[HttpRequest], HttpResponse]):
    """Turn a Refused that a view let through into a page that says why, with HTTP 409."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return render(request, "409.html", {"message": error.message, "missing": error.missing}, status=409)
        return None

    middleware.process_exception = process_exception
    return middleware


def rescue_drafts(get_response: Callable[[HttpRequest], HttpResponse]):
    """Placeholder order: see foundation.drafts."""
    return get_response
