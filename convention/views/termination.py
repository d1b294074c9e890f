"""Recording that a party ended the convention: its effect is shown before it is kept (R40, art. 6)."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from convention import cautions, path
from convention.forms.steps import ReasonForm, TerminationForm
from convention.models import Convention
from convention.states import State
from convention.views.steps import ask, ready
from foundation import clock, drafts, registry
from foundation.french import long_date
from foundation.workflow import Refused
from network.views.pages import sent


@require_http_methods(["GET", "HEAD", "POST"])
def terminate(request: HttpRequest, pk: int) -> HttpResponse:
    """First the last day and why, then what it changes, then done."""
    convention = ready(request, pk, "Enregistrer la dénonciation", State.NOTIFIED)
    path.refuse_second_termination(convention)
    form = TerminationForm(sent(request), request.FILES or None, convention=convention)
    if form.is_bound and _is_done(request, convention, form):
        drafts.drop(request, drafts.key_for(request))
        messages.success(request, told(convention, form.cleaned_data["last_day"]))
        return redirect(convention)
    last_day = form.cleaned_data.get("last_day") if form.is_bound else None
    if form.is_bound:
        form.keep_uploads(by=request.user)
    context: dict[str, Any] = {
        "convention": convention,
        "form": form,
        "draft": drafts.key_for(request),
        "effect": effect_of(convention, last_day) if last_day else None,
        "warnings": form.effects(request.user) if last_day else [],
        "max_bytes": settings.MAX_UPLOAD_BYTES,
    }
    return render(request, "convention/terminate.html", context, status=422 if form.errors else 200)


def _is_done(request: HttpRequest, convention: Convention, form: TerminationForm) -> bool:
    """Whether it is recorded: the form is good, and confirmed with all that it warns of."""
    is_good, unread = form.is_valid(), form.to_confirm(request.user)
    if not is_good or unread or "confirm" not in request.POST:
        return False
    try:
        path.terminate(convention, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.message)
    return not form.errors


def told(convention: Convention, last_day: date) -> str:
    """What was done, in the tense of its day."""
    if cautions.never_in_force(convention, last_day):
        return f"La convention est dénoncée au {long_date(last_day)} : elle ne prendra jamais effet."
    verb = "prendra fin" if last_day >= clock.today() else "a pris fin"
    return f"La convention {verb} le {long_date(last_day)}."


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
    title = "Annuler la dénonciation"
    return ask(request, convention, form, act, title=title, intro=intro, submit=title)
