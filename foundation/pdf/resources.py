"""What a printed document may load: the site’s own static files, and data written inside it. Nothing else."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from weasyprint.urls import URLFetcher, URLFetcherResponse

from foundation.pdf import fonts
from foundation.pdf.errors import PdfError

SCHEME = "static:"


class StaticFetcher(URLFetcher):
    """Serves `static:name` from Django’s static files and `data:`; refuses the network and every other file.

    Templates are ours but their text is typed by users: without this a picture’s address could read any file of the
    server, or tell a stranger’s server who prints what. A refusal stops the printing.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(SCHEME):
            return static_file(url)
        if url.startswith("data:"):
            return super().fetch(url, headers)
        raise PdfError(
            f"Adresse refusée dans un document imprimé : « {url} ». "
            "Seuls les fichiers statiques du site (static:…) et les données incluses (data:…) sont admis."
        )


def static_file(url: str) -> URLFetcherResponse:
    """The static file named after `static:`, a font being completed on the way."""
    name = unquote(url.removeprefix(SCHEME))
    path = static_path(name)
    content = path.read_bytes()
    if path.suffix == ".woff2":
        content = fonts.completed(content)
    return URLFetcherResponse(url, content, {"Content-Type": mimetypes.guess_type(name)[0] or "font/woff2"})


def static_path(name: str) -> Path:
    """Where the finders see this static file; PdfError when they do not, or when the name leads outside."""
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:
        found = None
    if not found or not Path(found).is_file():
        raise PdfError(f"Fichier statique introuvable pour le document imprimé : « {name} ».")
    return Path(found)
