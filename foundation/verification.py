"""Papers that prove themselves (design: verification): a code and its QR on the page, a public page that answers.

    code = verification.new_code()
    content = pdf.render(template, {..., "verification": verification.Mark(code)}, ...)
    with transaction.atomic():
        document = documents.keep(content, ..., frozen=True)
        verification.issue(code, document, kind="attestation de formation", title=..., holder=..., issued_on=...)

The code is drawn first, since the document bears it; it answers only once the document is kept.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import qrcode
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from foundation import paper_codes
from foundation.guesses import Guesses
from foundation.models import StoredDocument, VerifiablePaper
from foundation.workflow import Refused

guesses = Guesses("papers")
QUIET = 4  # modules left white around (ISO/IEC 18004, 9.1)


@dataclass(frozen=True)
class Mark:
    """What a template prints of a code, so that the paper can be checked."""

    code: str

    @property
    def shown(self) -> str:
        """The code by groups of four, to be copied by hand."""
        return paper_codes.shown(self.code)

    @property
    def address(self) -> str:
        """The page that answers for it, whole: what the QR code holds."""
        return f"{settings.BASE_URL.rstrip('/')}{reverse('verification:paper', args=[self.code])}"

    @property
    def form_address(self) -> str:
        """The page where the code is copied by hand, as one types it: without its https."""
        return f"{settings.BASE_URL.rstrip('/')}{reverse('verification:form')}".partition("://")[2]

    @property
    def qr(self) -> str:
        """The QR code as an SVG within an address, for the `src` of a picture."""
        return f"data:image/svg+xml;base64,{base64.b64encode(drawn(self.address).encode()).decode()}"


def new_code() -> str:
    """A code that no paper bears yet."""
    return paper_codes.draw()


def issue(
    code: str,
    document: StoredDocument,
    *,
    kind: str,
    title: str,
    issued_on: date,
    holder: str = "",
    expires_on: date | None = None,
) -> VerifiablePaper:
    """Have the public page answer for this document, which bears this code. In the transaction that keeps it.

    Raises ValueError for a document that is not frozen, or a code that was not drawn: neither would prove anything.
    """
    if not document.is_frozen or paper_codes.read(code) != code:
        raise ValueError("A verifiable paper is a frozen document, under a code that was drawn for it.")
    return VerifiablePaper.objects.create(
        code=code,
        document=document,
        kind=kind,
        title=title,
        holder=holder,
        issued_on=issued_on,
        expires_on=expires_on,
    )


def withdraw(
    document: StoredDocument, *, on: date, reason: str, replaced_by: VerifiablePaper | None = None
) -> VerifiablePaper:
    """Have the public page say, from that day, that the paper is worth no more: withdrawn, or replaced by another.

    Raises Refused when it already was.
    """
    with transaction.atomic():
        paper = VerifiablePaper.objects.select_for_update(of=("self",)).get(document=document)
        if paper.withdrawn_on:
            raise Refused("Ce document est déjà retiré.")
        paper.withdrawn_on, paper.withdrawn_reason, paper.replaced_by = on, reason, replaced_by
        paper.save(update_fields=["withdrawn_on", "withdrawn_reason", "replaced_by"])
    return paper


def find(typed: str, *, asker: str = "") -> VerifiablePaper | None:
    """The paper of this code, however it was copied; None when there is none, and that is counted as a miss."""
    code = paper_codes.read(typed)
    paper = VerifiablePaper.objects.filter(code=code).first() if code else None
    if paper is None:
        guesses.count(asker)
    return paper


def drawn(address: str) -> str:
    """A QR code as SVG, in one path; its size is that of the picture that holds it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
    matrix = code.get_matrix()
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in _dark_runs(matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(matrix)} {len(matrix)}">'
        f'<path fill="#000" d="{path}"/></svg>'
    )


def _dark_runs(matrix: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    """Where each run of dark modules begins, and how long it is."""
    for y, row in enumerate(matrix):
        for is_dark, cells in groupby(enumerate(row), key=lambda cell: cell[1]):
            run = [x for x, _ in cells]
            if is_dark:
                yield run[0], y, len(run)
