"""Printed documents: a Django template in, one archivable and accessible PDF out.

The file is PDF/A-2a and PDF/UA-1 at once (archives; RGAA 4.1, criterion 13.3), and the same input gives the same bytes,
so that its hash can be frozen. See docs/adr/0005-pdf.md.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from foundation.pdf.document import Bookmark, Document, Facts
from foundation.pdf.errors import PdfError
from foundation.pdf.stamping import overlaid

SYSTEM_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"

REFERENCE = "pdf/reference.html"

__all__ = ["Bookmark", "Document", "PdfError", "render", "stamp", "typeset"]


def render(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    created: datetime,
    language: str = "fr",
    author: str = "",
    subject: str = "",
) -> bytes:
    """The bytes of the document. Arguments and errors are those of `typeset`."""
    return typeset(
        template, context, title=title, created=created, language=language, author=author, subject=subject
    ).content


def typeset(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    created: datetime,
    language: str = "fr",
    author: str = "",
    subject: str = "",
) -> Document:
    """Print a template that extends `pdf/base.html`: the bytes, how many pages, and the outline.

    `created` (aware) is the only date in the file: it is the document’s, never the moment of printing. The template
    receives it as `document.created`, with `document.title`, `document.language`, `document.author` and
    `document.subject`. Raises PdfError when an image, a font or a character is missing, when something is asked from
    outside the static files, or when a table or a figure cannot be read aloud; ValueError when `created` is naive.
    """
    facts = Facts(title, created, language, author, subject)
    html = render_to_string(template, {**context, "document": facts})
    try:
        # WeasyPrint and its libraries take 1.4 s to load: only those who print pay for it.
        from foundation.pdf.press import warm_press  # noqa: PLC0415
    except OSError as missing:
        raise PdfError(
            f"Il manque à cette machine une bibliothèque pour imprimer ({missing}). "
            f"Sous Debian : apt-get install --no-install-recommends {SYSTEM_PACKAGES}"
        ) from missing
    return warm_press().print(html, facts)


def stamp(
    content: bytes,
    reference: str,
    *,
    title: str,
    created: datetime,
    language: str = "fr",
    author: str = "",
    subject: str = "",
) -> bytes:
    """A document printed without its reference, with it at the foot of each page, and under these facts.

    It takes hundredths of a second where a layout takes one: for a number that is given under a lock, once the document
    is laid out. Both norms still hold. Errors are those of `typeset`.
    """
    mark = render(
        REFERENCE,
        {"reference": reference},
        title=title,
        created=created,
        language=language,
        author=author,
        subject=subject,
    )
    return overlaid(content, mark)
