"""The same step for the conventions chosen in the list: shown first, then done as a job."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from convention import batches
from convention.filters import ConventionFilter
from convention.forms.steps import ReasonForm
from convention.models import Convention
from convention.rules import may_manage
from foundation import selections
from network.views.pages import insist


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Say which of the chosen ones it concerns; once confirmed, start the job."""
    insist(may_manage(request.user), "agir sur des conventions")
    asked = batches.BATCHES.get(request.POST.get("batch", ""))
    if asked is None:
        raise Http404
    visible = Convention.objects.visible_to(request.user).select_related("commune")
    found = selections.chosen(request, visible, ConventionFilter, name="conventions")
    chosen = found.rows
    concerned = [one for one in chosen if asked.concerns(one)]
    once_key = request.POST.get("once_key", "")
    form = ReasonForm(request.POST if once_key else None) if asked.asks_reason else None
    if concerned and once_key and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        return redirect(batches.launch(asked, concerned, by=request.user, once_key=once_key, reason=reason))
    context = {
        "batch": asked,
        "form": form,
        "warning": asked.warning(concerned) if asked.warning and concerned else "",
        "concerned": concerned,
        "others": [one for one in chosen if one not in concerned],
        "keys": selections.keys(concerned),
        "beyond": found.beyond,
        "most": found.most,
        "once_key": once_key or uuid.uuid4(),
        "criteria": selections.criteria_of(request),
        "back": selections.way_back(request, reverse("convention:list")),
    }
    is_good = concerned and not (form and form.is_bound)
    return render(request, "convention/batch.html", context, status=200 if is_good else 422)
