"""The public page that says whether a printed paper is what it claims, and what it is worth today."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation import clock, links, paper_codes, verification
from foundation.forms import CodeForm
from foundation.french import long_date
from foundation.models import VerifiablePaper

Standing = VerifiablePaper.Standing
TONES = {Standing.AUTHENTIC: "ok", Standing.EXPIRED: "warn", Standing.REPLACED: "warn", Standing.WITHDRAWN: "late"}
MEANINGS = {
    Standing.AUTHENTIC: "Il a bien été délivré, et il est valable aujourd’hui.",
    Standing.EXPIRED: "Il a bien été délivré, mais sa durée de validité est passée.",
    Standing.REPLACED: "Il a bien été délivré, mais un document plus récent le remplace.",
    Standing.WITHDRAWN: "Il a été délivré, puis retiré : il n’est plus valable.",
}


@login_not_required
@never_cache
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """Where one copies the code of a paper that one holds."""
    asked = CodeForm(request.GET if "code" in request.GET else None)
    if asked.is_valid():
        return redirect("verification:paper", asked.cleaned_data["code"])
    return _page(request, {"form": asked}, status=422 if asked.is_bound else 200)


@login_not_required
@never_cache
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper of this code is: of what sort, about what, to whom, from when to when; and nothing else."""
    asker = links.address_of(request)
    if wait := verification.guesses.wait(asker):
        return _pause(request, wait)
    found = verification.find(code, asker=asker)
    if found is None:
        return _page(request, {"form": CodeForm(initial={"code": code}), "is_unknown": True}, status=404)
    standing = found.standing(clock.today())
    context = {
        "shown": paper_codes.shown(found.code),
        "standing": standing.label,
        "tone": TONES[standing],
        "meaning": MEANINGS[standing],
        "facts": _facts(found),
    }
    return _page(request, {"form": CodeForm(), **context})


def _facts(found: VerifiablePaper) -> list[tuple[str, str]]:
    return [
        ("Document", capfirst(found.kind)),
        ("Intitulé", found.title),
        *([("Au nom de", found.holder)] if found.holder else []),
        ("Date de délivrance", long_date(found.issued_on)),
        ("Date d’expiration", long_date(found.expires_on) if found.expires_on else "aucune"),
    ]


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = render(request, "foundation/verification.html", context, status=status)
    return _unlisted(response)


def _pause(request: HttpRequest, wait: timedelta) -> HttpResponse:
    """429: so many unknown codes look like guessing; when to come back is said to people and to programs."""
    seconds = ceil(wait.total_seconds())
    response = render(request, "429.html", {"minutes": ceil(seconds / 60)}, status=429)
    response["Retry-After"] = str(seconds)
    return _unlisted(response)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """No search engine keeps what a paper says of someone."""
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
