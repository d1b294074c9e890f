"""« Ouvrir les sièges manquants »: what the convention gives a body, shown first, then opened seat by seat."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from committees import missing_seats, rules
from committees.views.committees import TO_KEEP
from committees.views.pages import trail_of, visible
from foundation import clock
from foundation.workflow import Refused
from network.views.pages import insist

TITLE = "Ouvrir les sièges manquants"


@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which seats would be opened, with whom, and what is left out and why; confirmed, open them."""
    found = visible(request, pk)
    insist(rules.may_keep(request.user), TO_KEEP)
    if refusal := rules.refusal_to_open_seats(found, clock.today()):
        raise Refused(f"« {found} » : {refusal}.", about=found)
    once_key = request.POST.get("once_key", "")
    if once_key:
        return redirect(missing_seats.launch(found, by=request.user, once_key=once_key))
    context = {
        "committee": found,
        "plan": missing_seats.plan(found, clock.today()),
        "once_key": uuid.uuid4(),
        "title": TITLE,
        "trail": [*trail_of(found), TITLE],
    }
    return render(request, "committees/missing.html", context, status=422 if request.method == "POST" else 200)
