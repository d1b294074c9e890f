"""The users’ guides, for whoever asks, signed in or not."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import guides as written


@login_not_required
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """The list of them."""
    return render(request, "foundation/guides.html", {"guides": written.all_guides()})


@login_not_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them."""
    found = written.find(slug)
    if found is None:
        raise Http404
    return render(request, "foundation/guide.html", {"guide": found})
