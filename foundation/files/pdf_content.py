"""What a PDF that somebody hands in may not hold: a password, a script, the launch of a program."""

import re
from typing import BinaryIO, cast

import pikepdf
import pikepdf.settings

from foundation.files.refusals import MEGABYTE, Readable, UnacceptableFile, size_of

# One stream of a page or of an object table; above it, the file is built to exhaust the server. The limit is the
# process’s, and is set once, at import, as pikepdf asks. Images are not decoded here.
pikepdf.settings.set_qpdf_limits(flate_max_memory=256 * MEGABYTE, run_length_max_memory=256 * MEGABYTE)

END_MARK = b"%%EOF"
TAIL = 4096  # some scanners add a few bytes after the end mark

# Actions that PDF/A forbids too (ISO 19005-2, 6.5.1), and dynamic XFA forms, which are programs. Names are looked for
# where the syntax puts them, in qpdf’s own writing, which resolves escapes such as « /J#61vaScript ».
_ACTIVE = (
    (re.compile(rb"/S\s*/(JavaScript|Rendition)\b|/JS\s"), "un programme (JavaScript)"),
    (re.compile(rb"/S\s*/(Launch|ImportData)\b"), "l’ouverture d’un autre fichier ou d’un programme"),
    (re.compile(rb"/XFA\s"), "un formulaire dynamique (XFA)"),
)
_REMEDY = "ouvrez-le, imprimez-le vers un nouveau PDF (« Microsoft Print to PDF »), et déposez cette copie."


def check_pdf(file: Readable) -> None:
    """Refuses a PDF that cannot be opened by everybody for years, or that acts on the reader’s machine.

    A PDF whose author only restricted printing or copying opens without a password, and is taken; so are digital
    signatures and attached data (Factur-X), which are kept unaltered. Raises UnacceptableFile.
    """
    file.seek(max(0, size_of(file) - TAIL))
    is_whole = END_MARK in file.read()
    file.seek(0)
    if not is_whole:
        raise UnacceptableFile("Ce PDF est incomplet : sa fin manque. Déposez-le de nouveau ou numérisez-le encore.")
    try:
        with pikepdf.open(cast(BinaryIO, file)) as pdf:
            _refuse_empty(pdf)
            _refuse_active(pdf)
    except pikepdf.PasswordError as error:
        raise UnacceptableFile(
            "Ce PDF est protégé par un mot de passe : personne ne pourrait l’ouvrir plus tard. "
            "Enregistrez-le sans mot de passe, puis déposez-le."
        ) from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, RecursionError) as error:
        raise UnacceptableFile("Ce PDF est abîmé : vérifiez qu’il s’ouvre, ou numérisez-le de nouveau.") from error


def _refuse_empty(pdf: pikepdf.Pdf) -> None:
    if not len(pdf.pages):
        raise UnacceptableFile("Ce PDF ne contient aucune page.")


def _refuse_active(pdf: pikepdf.Pdf) -> None:
    """Every object is looked at: an action may hang from the document, a page, a link or a form field."""
    for item in pdf.objects:
        written = (item.stream_dict if isinstance(item, pikepdf.Stream) else item).unparse(resolved=True)
        for pattern, what in _ACTIVE:
            if pattern.search(written):
                raise UnacceptableFile(f"Ce PDF contient {what} : {_REMEDY}")
