"""What the tests of the pages of the path share: addresses, what a page sends, the words it shows."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from convention.models import Convention
from foundation.versions import version_of
from tests.convention.factories import small_pdf


def address(name: str, convention: Convention, *more) -> str:
    return reverse(f"convention:{name}", args=[convention.pk, *more])


def text(response) -> str:
    """The page with ordinary spaces, on one line."""
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def seen(convention: Convention, **typed: str) -> dict[str, str]:
    """What the page of the signatures would send of the convention as it is now."""
    return {"form_version": version_of(convention), **typed}


def pdf(name: str = "signee.pdf", words: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, small_pdf(words), "application/pdf")
