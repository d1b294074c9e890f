"""Error pages that say what happened and what to do next, in French."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from foundation import drafts, typed
from foundation.workflow import Refused

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: too much was sent at once; 400: nothing that can be read.

    Nothing of the request is trusted until someone is known to have sent it: a false host is refused before that.
    """
    is_too_large = isinstance(exception, TOO_MUCH)
    context = {"is_too_large": is_too_large}
    person = getattr(request, "user", None)
    known = request if person is not None and person.is_authenticated else None
    return HttpResponse(render_to_string("400.html", context, request=known), status=413 if is_too_large else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known and seen, not allowed; what was typed is given back."""
    context = {"message": str(exception or ""), "typed": typed.texts_of(request)}
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: absent, or not for this person, nothing tells which; what was typed meanwhile is given back."""
    return render(request, "404.html", {"typed": typed.texts_of(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the page needs nothing that may be broken."""
    return HttpResponse(render_to_string("500.html"), status=500)  # no request: a context processor reads the database


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose proof is too old or absent; what it held is kept for its author (foundation.drafts)."""
    try:
        is_kept = request.method == "POST" and drafts.hold(request)
    except Refused:  # too long: the page tells to go back, where the form still is
        is_kept = False
    return render(request, "403_csrf.html", {"is_kept": is_kept}, status=403)
