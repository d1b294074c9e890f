"""The same step for the conventions chosen in the list: shown first, then done as a job."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from convention import batches
from convention.filters import ConventionFilter
from convention.models import Convention
from convention.rules import may_manage
from network.views.pages import insist

MOST = 1000  # conventions at once
DIGITS = 18  # of a key: a longer number is beyond what a database counts, hence nobody’s


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Say which of the chosen ones it concerns; once confirmed, start the job."""
    insist(may_manage(request.user), "agir sur des conventions")
    asked = batches.BATCHES.get(request.POST.get("batch", ""))
    if asked is None:
        raise Http404
    chosen = list(_chosen(request)[:MOST])
    concerned = [one for one in chosen if asked.concerns(one)]
    if concerned and request.POST.get("once_key"):
        return redirect(batches.launch(asked, concerned, by=request.user, once_key=request.POST["once_key"]))
    context = {
        "batch": asked,
        "concerned": concerned,
        "others": [one for one in chosen if one not in concerned],
        "once_key": uuid.uuid4(),
    }
    return render(request, "convention/batch.html", context, status=200 if concerned else 422)


def _chosen(request: HttpRequest):
    """The boxes ticked, or all that the list shows with its filters."""
    visible = Convention.objects.visible_to(request.user).select_related("commune")
    if "all" in request.POST:
        return ConventionFilter(QueryDict(request.POST.get("criteria", "")), queryset=visible, request=request).qs
    keys = [key for key in request.POST.getlist("conventions") if key.isdecimal() and len(key) <= DIGITS]
    return visible.filter(pk__in=keys)
