"""What every request passes through, beside Django’s own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from foundation import drafts, typed
from foundation.addresses import page_before
from foundation.french import NBSP
from foundation.workflow import Refused

HELD_MESSAGE = f"Votre session avait expiré. Ce que vous aviez écrit est gardé{NBSP}: connectez-vous pour le retrouver."
TOO_LONG_MESSAGE = (
    f"Votre session avait expiré, et ce que vous aviez écrit est trop long pour être gardé (64{NBSP}Kio au plus). "
    f"Avant de vous connecter, revenez à la page précédente de votre navigateur et copiez-le."
)
UNDONE_MESSAGE = (
    f"Votre session avait expiré{NBSP}: ce que vous demandiez n’a pas été fait. Connectez-vous, puis recommencez."
)


def explain_refusals(get_response: Callable[[HttpRequest], HttpResponse]):
    """Turn a Refused that a view let through into a page that says why, with HTTP 409; an empty 405 has a page too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            context = {"message": error.message, "missing": error.missing, "about": _way_back(request, error.about)}
            context["typed"] = typed.texts_of(request)
            return render(request, "409.html", context, status=409)
        return None

    middleware.process_exception = process_exception
    return middleware


def _way_back(request: HttpRequest, about: Any) -> Any:
    """What was acted on, when it has a page and this person may read it; None otherwise."""
    rows = getattr(type(about), "objects", None)
    if not hasattr(rows, "visible_to") or not hasattr(about, "get_absolute_url") or not request.user.is_authenticated:
        return None
    return rows.visible_to(request.user).filter(pk=about.pk).first()


def rescue_drafts(get_response: Callable[[HttpRequest], HttpResponse]):
    """Hold the form that an expired session sends, and give it back to its author once signed in again.

    Signing in leads back to the page of the form or of the button: what takes POST alone is not a page to open.
    Runs after the CSRF check and before the one that asks everybody to sign in (see `foundation.drafts`).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method == "POST" and not request.user.is_authenticated:
            if getattr(view, "login_required", True):
                _hold(request)
                return redirect_to_login(_page_to_come_back_to(request))
        elif request.method == "GET" and drafts.HELD in request.session and request.user.is_authenticated:
            form_page = drafts.take_back(request)
            return redirect(form_page) if form_page and form_page != request.path else None
        return None

    middleware.process_view = process_view
    return middleware


def _hold(request: HttpRequest) -> None:
    """Hold what was sent, and tell what became of it."""
    try:
        if drafts.hold(request):
            messages.info(request, HELD_MESSAGE)
        elif request.content_type in typed.FORM_TYPES:
            messages.info(request, UNDONE_MESSAGE)
    except Refused:
        messages.warning(request, TOO_LONG_MESSAGE)


def _page_to_come_back_to(request: HttpRequest) -> str:
    """That of the form, which proves it; else the page of this site that the browser says it was on; else the home."""
    return drafts.page_of(request) or page_before(request) or "/"
