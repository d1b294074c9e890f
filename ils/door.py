"""The door of a module: open, or a page that says what is missing and how to get it (R09, art. 2.2)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from ils.access import Access
from ils.remedies import lacks, met
from network.modules import Module


def slug_of(module: Module) -> str:
    """A module in an address: « catalogage-niveau-1 »."""
    return slugify(str(module.label))


def module_of(slug: str) -> Module:
    """The module of an address. Raises Http404 for none."""
    for module in Module:
        if slug_of(module) == slug:
            return module
    raise Http404(f"No module is called {slug!r}.")


def closed(request: HttpRequest, access: Access, *, status: int = 403) -> HttpResponse:
    """What is missing: each thing, its article, its remedy as a button. The page of a refusal (403), unless told."""
    context: dict[str, Any] = {"access": access, "lacks": lacks(access, request.user), "met": met(access)}
    return render(request, "ils/closed.html", context, status=status)
