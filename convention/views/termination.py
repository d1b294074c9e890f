"""Recording that a party ended the convention: its effect is shown before it is kept (R40, art. 6)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from convention import path
from convention.forms.steps import ReasonForm, TerminationForm
from convention.models import Convention
from convention.states import State
from convention.views.steps import ask, ready
from foundation import drafts, registry
from foundation.french import long_date
from network.views.pages import sent


@require_http_methods(["GET", "HEAD", "POST"])
def terminate(request: HttpRequest, pk: int) -> HttpResponse:
    """First the last day and why, then what it changes, then done."""
    convention = ready(request, pk, "Enregistrer la dénonciation", State.NOTIFIED)
    path.refuse_second_termination(convention)
    form = TerminationForm(sent(request), request.FILES or None, convention=convention)
    is_good = form.is_bound and form.is_valid()
    if is_good and "confirm" in request.POST:
        path.terminate(convention, by=request.user, **form.cleaned_data)
        drafts.drop(request, drafts.key_for(request))
        messages.success(request, f"La convention prendra fin le {long_date(form.cleaned_data['last_day'])}.")
        return redirect(convention)
    context: dict[str, Any] = {
        "convention": convention,
        "form": form,
        "draft": drafts.key_for(request),
        "effect": None,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
    }
    if form.is_bound:
        form.keep_uploads(by=request.user)
    if is_good:
        context["effect"] = effect_of(convention, form.cleaned_data["last_day"])
    status = 422 if form.is_bound and not is_good else 200
    return render(request, "convention/terminate.html", context, status=status)


def effect_of(convention: Convention, last_day: date) -> dict[str, Any]:
    """What a termination on that day changes: the end before and after, and what other apps say follows."""
    return {
        "before": convention.end_without_termination(),
        "after": last_day,
        "consequences": registry.on_termination.collect(convention, last_day),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_termination(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a termination back, with the reason."""
    convention = ready(request, pk, "Annuler la dénonciation", State.NOTIFIED)

    def act(cleaned: dict[str, Any]) -> str:
        path.withdraw_termination(convention, by=request.user, reason=cleaned["reason"])
        return "La dénonciation est annulée."

    form = ReasonForm(sent(request))
    intro = "La convention retrouve sa fin d’avant la dénonciation."
    return ask(request, convention, form, act, title="Annuler la dénonciation", intro=intro, submit="Annuler")
