"""Download of a stored document, for whoever may see what it is about."""

import codecs
import unicodedata
from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation import documents
from foundation.files.kinds import Kind
from foundation.files.names import media_type_of
from foundation.models import StoredDocument

SHOWN_IN_PLACE = {Kind.PDF.media_type, Kind.PNG.media_type, Kind.JPEG.media_type}
# Whatever the file holds, the browser loads nothing for it and runs nothing of it. `sandbox` would also forbid the
# PDF viewer of Chromium, which shows the page as blocked; that viewer runs the PDF outside of this site anyway.
SHUT = "default-src 'none'; frame-ancestors 'none'; sandbox"
SHUT_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
CHUNK = 64 * 1024  # bytes read at once


@require_safe
def document(request: HttpRequest, key) -> HttpResponse | FileResponse:
    """The file itself, shown in place when it is a PDF or an image; `?enregistrer=1` always saves it."""
    kept = get_object_or_404(StoredDocument, key=key)
    if not documents.may_read(kept, request.user):
        raise Http404
    try:
        file = documents.open_document(kept)
    except documents.Altered:
        return render(request, "foundation/document_altered.html", {"document": kept}, status=409)
    is_saved = "enregistrer" in request.GET or kept.media_type not in SHOWN_IN_PLACE
    response = FileResponse(file, content_type=_type_served(media_type_of(kept.name, kept.media_type), file))
    response["Content-Length"] = str(kept.size)
    response["Content-Disposition"] = disposition(kept.name, is_saved=is_saved)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT_PDF if kept.media_type == Kind.PDF.media_type else SHUT
    response["Cache-Control"] = "private, no-store"
    return response


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF just printed and not kept, shown in place under the same guard as those that are."""
    response = HttpResponse(content, content_type=Kind.PDF.media_type)
    response["Content-Disposition"] = disposition(name, is_saved=False)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHUT_PDF
    response["Cache-Control"] = "private, no-store"
    return response


def _type_served(media_type: str, file: BinaryIO) -> str:
    """The type that is sent: of a text in UTF-8, with its encoding, lest its accents be read as those of another."""
    if not media_type.startswith("text/") or not _is_utf_8(file):
        return media_type
    return f"{media_type}; charset=utf-8"


def _is_utf_8(file: BinaryIO) -> bool:
    """Whether all of it is; the file is left at its beginning."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def disposition(name: str, *, is_saved: bool) -> str:
    """How the file is named when saved (RFC 6266): the name with its accents, and a plain one for old browsers."""
    plain = _plain(name)
    header = f'{"attachment" if is_saved else "inline"}; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"


def _plain(name: str) -> str:
    """The name in ASCII: accents dropped, what has no plain letter becomes « _ »."""
    letters = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    kept = "".join(char for char in letters if not unicodedata.combining(char))
    return "".join(char if char.isascii() and char not in '"\\' and char.isprintable() else "_" for char in kept)
