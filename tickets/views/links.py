"""Tickets that have to do with one another: part of one another, related, joined."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from foundation.french import typography
from network.views.pages import edit_page, insist, insist_on_state, sent
from tickets import link_rules, linking, rules
from tickets.forms.links import MergeForm, OtherTicketForm, ParentForm
from tickets.models import Ticket
from tickets.states import OPEN
from tickets.views.pages import trail, visible

FORM = ["GET", "HEAD", "POST"]
WHAT = "lier des tickets"


def _linkable(request: HttpRequest, pk: int) -> Ticket:
    found = visible(request, pk)
    insist(link_rules.may_link(found, request.user), WHAT)
    return found


def _back(request: HttpRequest, ticket: Ticket, told: str) -> HttpResponse:
    messages.success(request, typography(told))
    return redirect(ticket)


@require_http_methods(FORM)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it part of another ticket."""
    found = _linkable(request, pk)
    form = ParentForm(sent(request), ticket=found, person=request.user)

    def save(form: Any) -> bool:
        linking.attach(found, parent=form.cleaned_data["number"], by=request.user)
        return True

    return _form(request, found, form, "Réunir à un autre ticket", "Le ticket est réuni à {}.", save, "Réunir")


@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it stand by itself again."""
    found = _linkable(request, pk)
    number = found.parent.number if found.parent else ""
    return _back(request, linking.detach(found, by=request.user), f"Le ticket est détaché de {number}.")


@require_http_methods(FORM)
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it has to do with another ticket."""
    found = _linkable(request, pk)
    form = OtherTicketForm(sent(request), ticket=found, person=request.user)

    def save(form: Any) -> bool:
        linking.relate(found, form.cleaned_data["number"], by=request.user)
        return True

    return _form(request, found, form, "Lier à un autre ticket", "Les deux tickets sont liés.", save, "Lier")


@require_POST
def unrelate(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Say that it has nothing to do with that one after all."""
    found = _linkable(request, pk)
    linking.unrelate(found, visible(request, other), by=request.user)
    return _back(request, found, "Le lien est retiré.")


@require_http_methods(FORM)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Join it to another ticket, which goes on for both."""
    found = visible(request, pk)
    insist_on_state(found, *OPEN)
    insist(rules.may_merge(found, request.user), "joindre ce ticket à un autre")
    form = MergeForm(sent(request), ticket=found, person=request.user)

    def save(form: Any) -> bool:
        said = form.cleaned_data
        linking.merge(found, into=said["number"], by=request.user, why=said["why"])
        return True

    title = "Joindre à un autre ticket"
    return _form(request, found, form, title, "Le ticket est joint à {}.", save, title)


def _form(
    request: HttpRequest, ticket: Ticket, form: Any, title: str, saved: str, save: Any, submit: str
) -> HttpResponse:
    back, number = ticket.get_absolute_url(), str(form.data.get("number", "")).strip().upper()
    saved = saved.format(number)  # said once it is done: it is the number of a ticket then
    return edit_page(request, form, title=title, back=back, saved=saved, trail=trail(ticket), save=save, submit=submit)
