"""People: the list, one person’s page, how they are named and reached, their invitation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock, registry
from foundation.cells import time_of
from foundation.french import enumerate_fr
from foundation.lists import list_page
from foundation.parts import Button
from foundation.versions import save_unless_stale
from network import addresses, invitations
from network.filters import PersonFilter
from network.forms.people import PersonForm
from network.models import Person
from network.rules import (
    may_end,
    may_erase,
    may_manage_network,
    may_manage_person,
    may_reach,
    may_read_life,
    may_read_sign_in,
    may_read_sign_ins,
    missing_to_erase,
)
from network.tables import PersonTable
from network.views.contact import mail_link
from network.views.pages import edit_page, insist, list_buttons, nothing_yet, tabs
from network.welcome import left_for


@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """The people this person may see, with today’s functions."""
    return list_page(
        request,
        name="people",
        title="Personnes",
        noun="personne",
        queryset=Person.objects.visible_to(request.user).with_assignments(clock.today()),
        filterset_class=PersonFilter,
        table_class=PersonTable,
        template="network/list.html",
        section="Réseau",
        exclude=() if may_read_sign_ins(request.user) else ("last_login",),
        list_buttons=list_buttons(request.user, "Nouvelle personne", "network:new_person", "personnes"),
        tabs=tabs(request.user),
        empty=nothing_yet(request.user, "Aucune personne"),
    )


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: how to reach them, what they hold and held."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    held = found.assignments.with_place()
    is_open = may_read_life(found, request.user)
    on = clock.today()
    panels = registry.person_panels.collect(found, request.user)
    context = {
        "person": found,
        "current": [(one, may_end(one, request.user)) for one in held if one.runs_on(on)],
        "other": [one for one in held if not one.runs_on(on)] if is_open else [],
        "buttons": _buttons(found, request.user),
        "left": left_for(found, on) if may_manage_person(found, request.user) else [],
        "is_invited": is_open and invitations.pending(found),
        "is_shut": is_open and not found.is_active,
        "reach": _reach(found, request.user),
        "main_panels": [panel for panel in panels if not panel.is_aside],
        "side_panels": [panel for panel in panels if panel.is_aside],
    }
    return render(request, "network/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add someone to the network; they enter by an invitation afterwards."""
    insist(may_manage_network(request.user), "ajouter une personne")
    return _form(request, Person(), "Nouvelle personne", reverse("network:people"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how someone is named and reached."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    insist(may_manage_person(found, request.user), "modifier cette personne")
    return _form(request, found, f"Modifier {found}", found.get_absolute_url())


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation; a second one replaces the first."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    insist(may_manage_person(found, request.user), "inviter cette personne")
    invitations.invite(found, by=request.user)
    messages.success(request, f"Une invitation part à l’adresse {found.email}.")
    return redirect(found)


def _form(request: HttpRequest, instance: Person, title: str, back: str) -> HttpResponse:
    return edit_page(
        request,
        PersonForm(request.POST or None, instance=instance),
        title=title,
        back=back,
        saved="La personne est enregistrée.",
        trail=("Personnes", reverse("network:people")),
        save=_save,
        then=lambda form: form.instance.get_absolute_url(),
    )


def _save(form: PersonForm) -> bool:
    is_saved = save_unless_stale(form)
    if is_saved and "email" in form.changed_data:
        addresses.forget_former(form.instance)
    return is_saved


def _reach(subject: Person, person: Any) -> list[tuple[str, str]]:
    """How to write or call, and when they came last, each for whom it is read by."""
    facts = []
    if may_reach(subject, person):
        facts = [("Adresse e-mail", mail_link(subject.email)), ("Téléphone", subject.phone or "non renseigné")]
    if may_read_sign_in(subject, person):
        facts.append(("Dernière connexion", time_of(subject.last_login) if subject.last_login else "jamais"))
    return facts


def _buttons(subject: Person, person: Any) -> list[Button]:
    buttons = []
    if may_manage_person(subject, person):
        refusal = "" if subject.email else "il manque une adresse e-mail"
        invite_url = reverse("network:invite", args=[subject.pk])
        buttons = [
            Button("Donner une fonction", reverse("network:assign", args=[subject.pk]), primary=True, icon="plus"),
            Button("Modifier", reverse("network:edit_person", args=[subject.pk]), icon="pencil"),
            Button("Inviter à se connecter", invite_url, method="post", icon="send", refusal=refusal),
        ]
    if may_read_life(subject, person):
        life = reverse("foundation:life", args=["network", "person", subject.pk])
        buttons.append(Button("Historique", life, icon="history"))
    if may_erase(subject, person):
        refusal = enumerate_fr(missing_to_erase(subject, clock.today()))
        url = reverse("network:anonymise", args=[subject.pk])
        buttons.append(Button("Anonymiser", url, danger=True, icon="trash-2", refusal=refusal))
    return buttons
