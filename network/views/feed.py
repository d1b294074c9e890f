"""One’s appointments in one’s own calendar: its secret address, made, shown once, revoked; and the feed itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation import appointments, links
from foundation.workflow import Refused
from network import feeds

SHOWN_ONCE = "calendar_feed"  # the session’s name for an address just made


@require_safe
def own_calendar(request: HttpRequest) -> HttpResponse:
    """What the address is for, whether there is one, and the one just made, this once."""
    made = request.session.pop(SHOWN_ONCE, "")
    address = f"{settings.BASE_URL.rstrip('/')}{made}" if made else ""
    context = {"address": address, "feed": feeds.current(request.user)}
    return render(request, "network/own_calendar.html", context)


@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new address; the former one, if any, serves no more."""
    request.session[SHOWN_ONCE] = feeds.make(request.user)
    return redirect("own_calendar")


@require_POST
def revoke_feed(request: HttpRequest) -> HttpResponse:
    """No address any more."""
    if feeds.revoke(request.user):
        messages.success(request, "L’adresse ne sert plus : les agendas abonnés ne se mettent plus à jour.")
    return redirect("own_calendar")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The appointments of whoever made this address, for their calendar program; absent for any other secret."""
    try:
        person = feeds.owner(token, asker=links.address_of(request))
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    return HttpResponse(
        appointments.feed(person),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'inline; filename="maillage.ics"',
            "Cache-Control": "private, max-age=900",
            "X-Robots-Tag": "noindex",
        },
    )
