"""People: the list, one person’s page, what they hold, their invitation."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock, registry
from foundation.lists import list_page
from foundation.parts import Button
from network import invitations
from network.filters import PersonFilter
from network.forms.people import AssignmentForm, EndAssignmentForm, PersonForm
from network.models import Assignment, Person
from network.rules import may_manage_network
from network.tables import PersonTable
from network.views.pages import edit_page, insist, tabs


@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """The people this person may see, with today’s functions."""
    current = Assignment.objects.current(clock.today()).select_related("library", "commune", "service", "vendor")
    queryset = Person.objects.visible_to(request.user)
    new = Button("Nouvelle personne", reverse("network:new_person"), primary=True, icon="plus")
    return list_page(
        request,
        name="people",
        title="Personnes",
        noun="personne",
        queryset=queryset.prefetch_related(Prefetch("assignments", current, to_attr="todays_assignments")),
        filterset_class=PersonFilter,
        table_class=PersonTable,
        template="network/list.html",
        primary_action=new if may_manage_network(request.user) else None,
        tabs=tabs(request.user),
    )


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: how to reach them, what they hold and held."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    held = found.assignments.select_related("library__commune", "commune", "service", "vendor")
    on = clock.today()
    may_manage = may_manage_network(request.user)
    context = {
        "person": found,
        "current": [one for one in held if one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)],
        "other": [one for one in held if one.starts_on > on or (one.ends_on is not None and one.ends_on < on)],
        "may_manage": may_manage,
        "buttons": _buttons(found, may_manage),
        "is_invited": invitations.pending(found),
        "panels": registry.person_panels.collect(found, request.user),
        "tabs": tabs(request.user),
    }
    return render(request, "network/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """Add someone to the network; they enter by an invitation afterwards."""
    insist(may_manage_network(request.user), "ajouter une personne")
    instance = Person()
    instance.set_unusable_password()
    return _form(request, instance, "Nouvelle personne", reverse("network:people"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how someone is named and reached."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    insist(may_manage_network(request.user), "modifier une personne")
    return _form(request, found, f"Modifier {found}", found.get_absolute_url())


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation; a second one replaces the first."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    insist(may_manage_network(request.user), "inviter une personne")
    invitations.invite(found, by=request.user)
    messages.success(request, f"Une invitation part à l’adresse {found.email}.")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give someone a function in a place, from a day."""
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    insist(may_manage_network(request.user), "donner une fonction")
    form = AssignmentForm(request.POST or None, person=found, by=request.user, initial={"starts_on": clock.today()})
    return edit_page(
        request,
        form,
        title=f"Donner une fonction à {found}",
        back=found.get_absolute_url(),
        saved="La fonction est enregistrée.",
        trail=("Personnes", reverse("network:people"), str(found), found.get_absolute_url()),
        save=_save_assignment,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say the last day of a function; every right that came from it ends that day at midnight."""
    found = get_object_or_404(Assignment.objects.filter(person__in=Person.objects.visible_to(request.user)), pk=pk)
    insist(may_manage_network(request.user), "mettre fin à une fonction")
    form = EndAssignmentForm(request.POST or None, assignment=found, initial={"ends_on": clock.today()})
    return edit_page(
        request,
        form,
        title=f"Mettre fin à « {found} »",
        back=found.person.get_absolute_url(),
        saved="Le dernier jour de la fonction est enregistré.",
        trail=("Personnes", reverse("network:people"), str(found.person), found.person.get_absolute_url()),
        save=_save_end,
    )


def _save_assignment(form: AssignmentForm) -> bool:
    form.assignment.save()
    return True


def _save_end(form: EndAssignmentForm) -> bool:
    form.assignment.ends_on = form.cleaned_data["ends_on"]
    form.assignment.save()
    return True


def _form(request: HttpRequest, instance: Person, title: str, back: str) -> HttpResponse:
    return edit_page(
        request,
        PersonForm(request.POST or None, instance=instance),
        title=title,
        back=back,
        saved="La personne est enregistrée.",
        trail=("Personnes", reverse("network:people")),
        then=lambda form: form.instance.get_absolute_url(),
    )


def _buttons(person: Person, may_manage: bool) -> list[Button]:
    life = Button("Historique", reverse("foundation:life", args=["network", "person", person.pk]), icon="history")
    if not may_manage:
        return [life]
    refusal = "" if person.email else "il manque une adresse électronique"
    invite_url = reverse("network:invite", args=[person.pk])
    return [
        Button("Donner une fonction", reverse("network:assign", args=[person.pk]), primary=True, icon="plus"),
        Button("Modifier", reverse("network:edit_person", args=[person.pk]), icon="pencil"),
        Button("Inviter à se connecter", invite_url, method="post", icon="send", refusal=refusal),
        life,
    ]
