"""The incidents of the network: what all are told, who says « moi aussi »."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import drafts
from foundation.articles import beginning, with_article
from foundation.french import count, typography
from foundation.lists import list_page
from foundation.parts import Button
from foundation.versions import save_unless_stale
from foundation.workflow import Refused
from network.views.pages import edit_page, insist, sent
from tickets import broadcasts, incidents, link_rules, rules, touched
from tickets.filters import IncidentFilter
from tickets.forms.incidents import BroadcastForm, EditIncidentForm, EndForm, IncidentForm, MeTooForm
from tickets.models import IncidentUpdate, NetworkIncident, Ticket
from tickets.states import OPEN
from tickets.tables import IncidentTable
from tickets.touched import Touched
from tickets.views.pages import tabs, trail, visible

FORM = ["GET", "HEAD", "POST"]
RUN = "tenir les incidents du réseau"


def _visible(request: HttpRequest, pk: int) -> NetworkIncident:
    found = NetworkIncident.objects.visible_to(request.user).select_related("ticket")
    return get_object_or_404(found, pk=pk)


def _run(request: HttpRequest, pk: int) -> NetworkIncident:
    found = _visible(request, pk)
    insist(rules.may_run_incidents(request.user), RUN)
    return found


def _trail(found: NetworkIncident) -> tuple[str, ...]:
    way = ("Tickets", reverse("tickets:list"), "Incidents du réseau", reverse("tickets:incidents"))
    return (*way, found.title, found.get_absolute_url())


@require_safe
def incident_list(request: HttpRequest) -> HttpResponseBase:
    """The incidents that last, and those of the past if one asks."""
    insist(rules.may_declare(request.user), "lire les incidents du réseau")
    found = NetworkIncident.objects.visible_to(request.user)
    return list_page(
        request,
        name="incidents",
        title="Incidents du réseau",
        noun="incident",
        queryset=found.annotate(library_count=touched.how_many()),
        filterset_class=IncidentFilter,
        table_class=IncidentTable,
        template="network/list.html",
        section="Tickets",
        list_buttons=[],
        tabs=tabs(request.user),
        empty="Le réseau ne connaît aucun incident en cours.",
    )


@require_safe
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident, as all may read it; whoever runs it sees which libraries it touches."""
    found = _visible(request, pk)
    form = MeTooForm(incident=found, person=request.user)
    return render(request, "tickets/incident.html", _page_of(request, found, form))


def _page_of(request: HttpRequest, found: NetworkIncident, form: MeTooForm) -> dict[str, Any]:
    runs = rules.may_run_incidents(request.user)
    reached = touched.touched(found)
    offered = form.fields["library"].queryset
    own = {one.library.pk for one in reached} & set(offered.values_list("pk", flat=True))
    is_offered = form.is_bound or offered.exclude(pk__in=own).exists()
    return {
        "incident": found,
        "updates": found.updates.select_related("by"),
        "touched": reached,
        "runs": runs,
        "said": [] if runs else _counted([one for one in reached if one.library.pk in own], request.user),
        "form": form if found.is_current and is_offered else None,
        "buttons": _buttons(found, request.user) if runs else [],
        "children": _children(found, request.user) if runs else [],
        "trail": [*_trail(found)[:-1]],
    }


def _counted(own: list[Touched], person: Any) -> list[Touched]:
    """The libraries of this person that are counted already, each with its ticket if they may read it."""
    keys = [one.ticket.pk for one in own if one.ticket]
    readable = set(Ticket.objects.visible_to(person).filter(pk__in=keys).values_list("pk", flat=True)) if keys else ()
    return [replace(one, ticket=one.ticket if one.ticket and one.ticket.pk in readable else None) for one in own]


def _children(found: NetworkIncident, person: Any) -> QuerySet[Ticket]:
    return Ticket.objects.visible_to(person).filter(parent=found.ticket_id).with_row().order_by("pk")


def _buttons(found: NetworkIncident, person: Any) -> list[Button]:
    def to(name: str) -> str:
        return reverse(f"tickets:{name}", args=[found.pk])

    buttons = []
    if found.is_current:
        buttons = [
            Button("Donner des nouvelles", to("broadcast"), primary=True, icon="megaphone"),
            Button("Annoncer la fin", to("end_incident"), icon="circle-check"),
            Button("Modifier", to("edit_incident"), icon="pencil"),
        ]
    if open_ones := _children(found, person).filter(state__in=OPEN).count():
        refusal = "" if found.ticket.solution else f"il manque la solution de {found.ticket.number}"
        label = typography(f"Résoudre {count(open_ones, 'ticket réuni', 'tickets réunis')}")
        buttons.append(Button(label, to("resolve_children"), icon="list-checks", refusal=refusal))
    return buttons


@require_http_methods(FORM)
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a ticket the incident of all: what they read of it, in words written for them."""
    found = visible(request, pk)
    insist(rules.may_run_incidents(request.user), RUN)
    if refusal := link_rules.refusal_to_declare_incident(found):
        raise Refused(refusal, about=found)
    made: list[NetworkIncident] = []

    def save(form: Any) -> bool:
        made.append(incidents.declare(found, by=request.user, **form.cleaned_data))
        return True

    return edit_page(
        request,
        IncidentForm(sent(request), ticket=found),
        title="Annoncer un incident du réseau",
        back=found.get_absolute_url(),
        saved="L’incident est sur la page des bibliothèques. Donnez-en des nouvelles pour les prévenir par e-mail.",
        trail=trail(found),
        save=save,
        then=lambda form: made[0].get_absolute_url(),
        submit="Annoncer",
    )


@require_http_methods(FORM)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what stands on the page; nothing is sent."""
    found = _run(request, pk)
    return edit_page(
        request,
        EditIncidentForm(sent(request), instance=found),
        title="Modifier l’incident",
        back=found.get_absolute_url(),
        saved="La page de l’incident est corrigée ; personne n’a reçu d’e-mail.",
        trail=_trail(found),
        save=save_unless_stale,
    )


@require_POST
def me_too(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one’s library has the same trouble; said already, it is recalled."""
    found = _visible(request, pk)
    form = MeTooForm(sent(request), incident=found, person=request.user)
    if not form.is_valid():
        return render(request, "tickets/incident.html", _page_of(request, found, form), status=422)
    said = form.cleaned_data
    row, is_new = incidents.say_me_too(found, library=said["library"], by=request.user, detail=said["detail"])
    told = f"C’est noté pour {with_article(str(row.library))} : vous serez tenus au courant sans autre déclaration."
    if not is_new:
        told = f"{beginning(str(row.library))} l’avait déjà dit : il n’y a rien d’autre à faire."
    messages.success(request, typography(told))
    return redirect(found)


@require_http_methods(FORM)
def broadcast(request: HttpRequest, pk: int) -> HttpResponse:
    """Give news: who receives them and what they read are shown first."""
    found = _run(request, pk)
    form = BroadcastForm(sent(request), incident=found)
    return _broadcast(request, found, form, title="Donner des nouvelles")


@require_http_methods(FORM)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce the end, by a last news."""
    found = _run(request, pk)
    form = EndForm(sent(request), incident=found)
    return _broadcast(request, found, form, title="Annoncer la fin", is_end=True)


def _broadcast(
    request: HttpRequest, found: NetworkIncident, form: BroadcastForm, *, title: str, is_end: bool = False
) -> HttpResponse:
    if not form.is_bound and not found.is_current:
        raise Refused("Cet incident est terminé : sa fin a déjà été annoncée.", about=found)
    key, is_good = drafts.key_for(request), form.is_bound and form.is_valid()
    if is_good and not form.to_confirm(request.user) and form.audience is not None:
        told = broadcasts.broadcast(
            found,
            form.cleaned_data["body"],
            by=request.user,
            readers=form.audience,
            is_to_all=form.is_to_all,
            token=form.cleaned_data["token"],
            is_end=is_end,
        )
        drafts.drop(request, key)
        messages.success(request, _said(told))
        return redirect(found)
    context = {
        "incident": found,
        "form": form,
        "title": title,
        "audience": form.audience,
        "draft": key,
        "trail": [*_trail(found), title],
    }
    return render(request, "tickets/broadcast.html", context, status=422 if form.is_bound and not is_good else 200)


def _said(told: IncidentUpdate) -> str:
    if not told.readers:
        return typography("C’est sur la page de l’incident ; personne n’avait à le recevoir par e-mail.")
    return f"C’est sur la page de l’incident, et envoyé à {count(told.readers, 'personne')}."
