"""The first look at a file that somebody hands in: its size, its type by content, and what makes it unusable."""

from collections.abc import Set

from foundation.files.kinds import Kind, kind_of
from foundation.files.pdf_content import check_pdf
from foundation.files.refusals import Readable, UnacceptableFile, size_of, too_heavy
from foundation.french import enumerate_fr

# What to do with a file that is nearly the right one.
_REMEDIES = {
    Kind.XLS: "Ouvrez-le dans Excel ou LibreOffice, puis « Enregistrer sous » au format « Classeur Excel (.xlsx) ».",
    Kind.XLSB: "Ouvrez-le dans Excel, puis « Enregistrer sous » au format « Classeur Excel (.xlsx) ».",
    Kind.XLSM: "Ouvrez-le dans Excel, puis « Enregistrer sous » au format « Classeur Excel (.xlsx) », sans les macros.",
    Kind.ODS: "Ouvrez-le dans LibreOffice, puis « Enregistrer sous » au format « Excel 2007-365 (.xlsx) ».",
    Kind.LOCKED_OFFICE: "Ouvrez-le, retirez le mot de passe (Fichier, Informations, Protéger), puis enregistrez-le.",
    Kind.DOC: "Ouvrez-le dans son programme, puis enregistrez-le au format demandé.",
    Kind.DOCX: "Ouvrez-le, puis enregistrez-le ou copiez-le au format demandé.",
    Kind.OTHER_ARCHIVE: "Décompressez-la, puis déposez les fichiers ou une archive ZIP.",
    Kind.OTHER_IMAGE: "Ouvrez l’image, puis enregistrez-la au format demandé.",
    Kind.HTML: "Une page d’erreur ou de connexion a souvent pris la place du fichier : téléchargez-le de nouveau.",
}


def check_upload(file: Readable, *, accepted: Set[Kind], max_bytes: int) -> Kind:
    """The type of an upload that may be taken; the file is left at its beginning.

    The size is looked at first and without reading, so that an enormous file costs nothing.
    Raises UnacceptableFile: empty, too big, another type than those `accepted`, or a PDF that is locked or active.
    """
    size = size_of(file)
    if not size:
        raise UnacceptableFile("Ce fichier est vide : vérifiez qu’il a bien été enregistré avant de le déposer.")
    if size > max_bytes:
        raise UnacceptableFile(too_heavy(size, max_bytes))
    kind = kind_of(file)
    if kind not in accepted:
        raise UnacceptableFile(_wrong_kind(kind, accepted))
    if kind is Kind.PDF:
        check_pdf(file)
        file.seek(0)
    return kind


def _wrong_kind(kind: Kind, accepted: Set[Kind]) -> str:
    """What the file is, what is expected, and how to go from one to the other."""
    expected = enumerate_fr([one.label for one in Kind if one in accepted], last="ou")
    message = f"C’est {kind.label} ; il faut {expected}."
    remedy = _REMEDIES.get(kind)
    return f"{message} {remedy}" if remedy else message
