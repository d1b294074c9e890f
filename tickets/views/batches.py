"""The same act for the tickets chosen in the list, and for those that are part of an incident: shown first."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import drafts, selections
from foundation.selections import Bar
from foundation.workflow import Refused
from network.views.pages import insist
from tickets import bulk, rules
from tickets.filters import TicketFilter
from tickets.forms.bulk import FORMS, as_said
from tickets.models import NetworkIncident, Ticket

NAME = "tickets"  # of the boxes


def bar() -> Bar:
    """What stands at the foot of the list for level 2."""
    return Bar(
        reverse("tickets:batch"),
        NAME,
        words=("Aucun ticket coché", "1 ticket coché", "{} tickets cochés"),
        all_of_list="tous ceux de la liste",
        before="Pour les tickets cochés",
        actions=bulk.OF_LIST,
    )


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Say which of the chosen ones would change, which not and why; once confirmed, do it."""
    action = _action(request, request.POST.get("batch", ""))
    found = selections.chosen(request, _visible(request), TicketFilter, name=NAME)
    back = selections.way_back(request, reverse("tickets:list"))
    once_key, kind = request.POST.get("once_key", ""), FORMS.get(action.name)
    form = kind(request.POST if once_key else None) if kind else None
    if found.rows and once_key and (form is None or form.is_valid()):
        job = bulk.launch(
            action,
            found.rows,
            by=request.user,
            said=as_said(form),
            versions=selections.shown_versions(request, NAME),
            once_key=once_key,
            next_url=back,
        )
        drafts.drop(request, _draft_key(action))
        return redirect(job)
    more = {"beyond": found.beyond, "most": found.most, "criteria": selections.criteria_of(request)}
    return _of_list(request, action, found.rows, form=form, back=back, **more)


@require_safe
def resume(request: HttpRequest, name: str) -> HttpResponse:
    """What one was writing for the tickets chosen, with those tickets; the list, when nothing was."""
    action = _action(request, name)
    draft = drafts.find(request.user, _draft_key(action))
    if draft is None or action.name not in FORMS:
        return redirect("tickets:list")
    criteria = selections.as_criteria("".join(draft.data.get("criteria", [])[:1]))
    found = selections.chosen_before(draft.data, _visible(request), name=NAME)
    back = selections.with_criteria(reverse("tickets:list"), criteria)
    return _of_list(request, action, found.rows, form=FORMS[action.name](), back=back, criteria=criteria)


def _action(request: HttpRequest, name: str) -> bulk.Action:
    insist(rules.is_second_level(request.user), "agir sur plusieurs tickets")
    found = next((one for one in bulk.OF_LIST if one.name == name), None)
    if found is None:
        raise Http404
    return found


def _visible(request: HttpRequest) -> Any:
    return Ticket.objects.visible_to(request.user).with_row().select_related("merged_into")


def _draft_key(action: bulk.Action) -> str:
    """One draft for each act: the page that opens it again is its own, as this one answers buttons alone."""
    return reverse("tickets:resume_batch", args=[action.name])


def _of_list(
    request: HttpRequest, action: bulk.Action, tickets: Sequence[Ticket], *, form: Any, **more: Any
) -> HttpResponse:
    """The page that asks to confirm, with what was written before and never sent."""
    key = _draft_key(action) if form else ""
    draft = drafts.find(request.user, key) if form and not form.is_bound else None
    if draft:
        drafts.restore(form, draft)
    facts = {"draft": key, "begun": draft, "url": reverse("tickets:batch"), **more}
    return _preview(request, action, tickets, form=form, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
def resolve_children(request: HttpRequest, pk: int) -> HttpResponse:
    """Solve the tickets that are part of an incident, as its own ticket was: each is shown first."""
    incident = get_object_or_404(NetworkIncident.objects.visible_to(request.user).select_related("ticket"), pk=pk)
    insist(rules.may_run_incidents(request.user), "résoudre les tickets réunis")
    if not incident.ticket.solution:
        raise Refused(f"Résolvez d’abord {incident.ticket.number} : sa solution sera celle de tous.", about=incident)
    visible = Ticket.objects.visible_to(request.user).with_row()
    children = visible.filter(parent=incident.ticket_id).prefetch_related("cases").order_by("pk")
    once_key, back = request.POST.get("once_key", ""), incident.get_absolute_url()
    shown = selections.shown_versions(request, NAME)
    asked = [one for one in children if str(one.pk) in shown]
    if once_key and asked:
        how = {"by": request.user, "said": {}, "versions": shown, "once_key": once_key, "next_url": back}
        return redirect(bulk.launch(bulk.RESOLVE, asked, **how))
    url = reverse("tickets:resolve_children", args=[incident.pk])
    left_none = request.method == "POST"
    return _preview(request, bulk.RESOLVE, list(children), url=url, back=back, incident=incident, left_none=left_none)


def _preview(
    request: HttpRequest, action: bulk.Action, tickets: Sequence[Ticket], *, url: str, form: Any = None, **more: Any
) -> HttpResponse:
    refusals = {one.pk: action.refusal(one, request.user) for one in tickets}
    concerned = [one for one in tickets if not refusals[one.pk]]
    versions = selections.versions_of(Ticket, concerned)
    context = {
        "action": action,
        "form": form,
        "concerned": concerned,
        "refused": [(one, refusals[one.pk]) for one in tickets if refusals[one.pk]],
        "keys": selections.keys(concerned, versions),
        "once_key": request.POST.get("once_key") or uuid.uuid4(),
        "at_once": bulk.AT_ONCE,
        "url": url,
        "draft": "",
        "begun": None,
        "criteria": "",
        "beyond": 0,
        "most": 0,
        "incident": None,
        "left_none": False,  # of those that were shown: the others are shown now
        **more,
    }
    is_refused = more.get("left_none") or (form and form.is_bound)
    is_good = request.method != "POST" or (concerned and not is_refused)
    return render(request, "tickets/batch.html", context, status=200 if is_good else 422)
