"""Where an open page says that it is being read or written on, and learns who else is there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from foundation import clock, drafts, presence


@never_cache
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Note this sign and answer who else is there; without the proof that the page was given to this person, 404."""
    person, key = drafts.proven(request, lasts=presence.PAGE_LASTS)
    if not key or person != request.user.pk:
        raise Http404
    presence.note(request.user, key, writing=bool(request.POST.get("_writing")))
    said = presence.sentences(presence.others(request.user, key, clock.now()))
    return render(request, "foundation/_presence.html", {"sentences": said})
