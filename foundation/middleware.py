"""What every request passes through, beside Django’s own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from foundation import drafts
from foundation.french import NBSP
from foundation.workflow import Refused

HELD_MESSAGE = f"Votre session avait expiré. Ce que vous aviez écrit est gardé{NBSP}: connectez-vous pour le retrouver."


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
    """Hold the form that an expired session sends, and give it back to its author once signed in again.

    Runs after the CSRF check and before the one that asks everybody to sign in (see `foundation.drafts`).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method == "POST" and not request.user.is_authenticated:
            if drafts.TOKEN_FIELD in request.POST and drafts.hold(request):
                messages.info(request, HELD_MESSAGE)
        elif request.method == "GET" and drafts.HELD in request.session and request.user.is_authenticated:
            form_page = drafts.take_back(request)
            return redirect(form_page) if form_page and form_page != request.path else None
        return None

    middleware.process_view = process_view
    return middleware
