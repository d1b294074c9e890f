"""How much one request may carry (issue: bad input): told by its header, before a byte of it is read.

Django writes to the disk whatever file a request carries, and only then lets a form refuse it. So a body over
`MAX_REQUEST_BYTES` is refused here, before the CSRF check reads it. Django reads nothing of a body whose length is not
announced (`Transfer-Encoding: chunked`): it is refused too, rather than taken for an empty form.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any, BinaryIO

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from foundation.files.refusals import megabytes
from foundation.french import NBSP

logger = structlog.get_logger(__name__)

LINGER = 30.0  # seconds during which what still comes is read, so that the browser reads the answer
CHUNK = 64 * 1024


def bound_requests(get_response: Callable[[HttpRequest], HttpResponse]):
    """Refuse a request that is too heavy (413), or that does not say its weight (411); stands before the CSRF check."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.headers.get("Transfer-Encoding"):
            return _without_length(request)
        size = _announced(request)
        return _too_heavy(request, size) if size > settings.MAX_REQUEST_BYTES else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django’s own way for a function
    return middleware


def _announced(request: HttpRequest) -> int:
    """The length that the header gives, understood as Django does: it reads as much, and nothing without a number."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _without_length(request: HttpRequest) -> HttpResponse:
    page = render_to_string("400.html", {"is_too_large": False}, request)
    return _interruption(request, page, status=411)


def _too_heavy(request: HttpRequest, size: int) -> HttpResponse:
    """The page, or one sentence for htmx, which shows it on the page at hand (static/js/lists.js)."""
    sent, limit = megabytes(size, rounded_up=True), megabytes(settings.MAX_REQUEST_BYTES)
    if request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        told = f"Cet envoi pèse {sent}{NBSP}; la limite est de {limit}. Rien n’a été enregistré."
        return _interruption(request, told, status=413, content_type="text/plain; charset=utf-8")
    of_a_file, of_an_archive = megabytes(settings.MAX_UPLOAD_BYTES), megabytes(settings.MAX_ARCHIVE_BYTES)
    context = {"sent": sent, "limit": limit, "of_a_file": of_a_file, "of_an_archive": of_an_archive}
    return _interruption(request, render_to_string("413.html", context, request), status=413)


def _interruption(request: HttpRequest, content: str, **answer: Any) -> HttpResponse:
    told = request.META.get("CONTENT_LENGTH", "")
    logger.warning("request_refused_by_size", status=answer["status"], path=request.path, told=told)
    return Interruption(content, unread=request.META["wsgi.input"], **answer)


class Interruption(HttpResponse):
    """An answer given while the browser still sends.

    What comes after it is read and thrown away for a while: a connection closed on a browser that is still sending
    shows an error of the network in place of the answer (RFC 9112, 9.6).
    """

    def __init__(self, *args: Any, unread: BinaryIO, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unread = unread

    def close(self) -> None:
        """Called by the server once the answer has left."""
        super().close()
        until = monotonic() + LINGER
        while monotonic() < until and self.unread.read(CHUNK):
            pass
