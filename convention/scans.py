"""What the signed scan of a convention cannot be, told by its bytes: one of the papers already known (R45)."""

from django.db.models import Q

from convention.models import Convention
from foundation.models import StoredDocument, Transition


def known_file(convention: Convention | None, sha256: str) -> str:
    """Why this file cannot be the signed scan of that convention, a new one when None; nothing when it can.

    Not a PDF made here to be signed, whosever and however old; not what another convention holds as its scan; not what
    this one held of a text that was taken back since.
    """
    if unsigned := _printed(sha256):
        told = f"Ce fichier est le PDF à signer de {unsigned.number}, sans signature"
        return f"{told} : déposez la convention signée, numérisée."
    others = Convention.objects.not_discarded().filter(scan__sha256=sha256)
    if other := others.exclude(pk=convention.pk if convention else None).order_by("-pk").first():
        return f"Ce fichier est déjà la convention signée de {other.number}."
    if convention is not None and _is_of_former_text(convention, sha256):
        return "Ce fichier est la convention signée d’un texte qui a été repris depuis : numérisez la nouvelle."
    return ""


def _printed(sha256: str) -> Convention | None:
    """The convention that this file was printed for, here, to be signed."""
    kept = StoredDocument.objects.filter(sha256=sha256, origin=StoredDocument.Origin.PRODUCED)
    keys = [one.about_id for one in kept if isinstance(one.about, Convention)]
    return Convention.objects.filter(Q(pk__in=keys) | Q(document__sha256=sha256)).order_by("-pk").first()


def _is_of_former_text(convention: Convention, sha256: str) -> bool:
    reopened = Transition.objects.about(convention).filter(name="reopen").order_by("-at", "-pk").first()
    if reopened is None:
        return False
    return StoredDocument.objects.about(convention).filter(sha256=sha256, created_at__lte=reopened.at).exists()
