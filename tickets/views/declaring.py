"""Declaring an incident or a request: a category, then its short form (R28)."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from foundation import drafts
from foundation.french import typography
from foundation.keys import is_key
from foundation.lists import wants_part
from foundation.workflow import Refused
from network.views.pages import insist, sent
from tickets import declaring, rules, similar, standing
from tickets.forms.declaring import DeclareForm, closed_libraries_of, libraries_of
from tickets.models import Category, NetworkIncident, Ticket
from tickets.states import NAMED, Level

PAGE = "page"


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """What is it about? The categories by family, and what the network already knows to be wrong."""
    insist(rules.may_declare(request.user), "déclarer un incident ou une demande")
    _insist_on_place(request)
    page = _page(request)
    found = list(Category.objects.on_offer())
    families = [(family, list(group)) for family, group in groupby(found, key=lambda one: one.family)]
    context = {
        "families": families,
        "query": f"?{urlencode({PAGE: page})}" if page else "",
        "incidents": NetworkIncident.objects.visible_to(request.user).current(),
    }
    return render(request, "tickets/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, code: str) -> HttpResponse:
    """The form of one category; sent twice, it declares once."""
    insist(rules.may_declare(request.user), "déclarer un incident ou une demande")
    category = get_object_or_404(Category, code=code)
    declaring.insist_on_offer(category)
    _insist_on_place(request)
    form = DeclareForm(
        sent(request),
        request.FILES or None,
        category=category,
        person=request.user,
        initial={PAGE: _page(request), **_place(request)},
    )
    key = drafts.key_for(request)
    if form.is_bound and form.is_valid():
        ticket = declaring.declare(form.asked(), by=request.user)
        drafts.drop(request, key)
        messages.success(request, typography(_said(ticket)))
        return redirect(ticket)
    if form.is_bound:
        form.keep_uploads(by=request.user)
    response = _shown(request, form, key)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _insist_on_place(request: HttpRequest) -> None:
    """One declares in a library that is open: of one’s own that is closed, it is said before anything is typed."""
    if libraries_of(request.user).exists():
        return
    closed = closed_libraries_of(request.user).order_by("-closed_on", "pk").first()
    if closed is not None:
        raise Refused(declaring.told_of_closed(closed), about=closed)
    insist(False, "déclarer hors d’une bibliothèque")


def _shown(request: HttpRequest, form: DeclareForm, key: str) -> HttpResponse:
    """The page of the form; when the library has changed, for whom one may declare there, and what is to know of it."""
    form.offer_colleagues()
    library = form.chosen_library if rules.reads_all(request.user) else None
    form.fields["requester"].note = standing.banner(library) if library else ""
    if wants_part(request):
        return render(request, "tickets/_requester.html", {"field": form["requester"]})
    context = {"form": form, "category": form.category, "draft": key, "back": reverse("tickets:choose")}
    return render(request, "tickets/declare.html", context, status=422 if form.is_bound else 200)


@require_safe
def similar_ones(request: HttpRequest) -> HttpResponse:
    """While one types: the incidents of the network that last, and the solved tickets that say the same."""
    insist(rules.may_declare(request.user), "déclarer un incident ou une demande")
    text = request.GET.get("subject", "")[:200]
    known = similar.incidents(request.user, text)
    context = {
        "incidents": known,
        "offers_me_too": not all(one.is_counted for one in known),
        "solved": similar.solved(request.user, text),
        "solved_title": typography(f"Déjà résolu {similar.whose(request.user)} ?"),
    }
    return render(request, "tickets/_similar.html", context)


def _page(request: HttpRequest) -> str:
    """The page of ours that one comes from, when one signals a problem from there."""
    page = request.GET.get(PAGE, "")
    return page[:300] if drafts.is_key(page) else ""


def _place(request: HttpRequest) -> dict[str, str]:
    """The library that the address names, and for whom."""
    return {name: request.GET[name] for name in ("library", "requester") if is_key(request.GET.get(name, ""))}


def _said(ticket: Ticket) -> str:
    where: dict[str, Any] = {
        Level.CORRESPONDENT: "Votre référent informatique est prévenu.",
        Level.COMMUNE: f"Cela relève de la commune ({ticket.category.article}) : son service est prévenu.",
    }
    told = where.get(ticket.level, f"Le ticket est au deuxième niveau : {NAMED[ticket.level]}.")
    return f"{ticket.number} est enregistré. {told}"
