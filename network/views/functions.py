"""Functions: given, ended, and the référent informatique designated by the library itself (R19)."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.french import typography
from network.forms.functions import AssignmentForm, CorrespondentForm, EndAssignmentForm
from network.models import Assignment, Library, Person
from network.rules import may_designate_correspondent, may_end, may_manage_network
from network.views.pages import edit_page, insist


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
        save=_save_new,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def designate(request: HttpRequest, pk: int) -> HttpResponse:
    """Designate the library’s référent informatique; effective once trained (R19, art. 4.1)."""
    found = get_object_or_404(Library.objects.visible_to(request.user).select_related("commune"), pk=pk)
    insist(may_designate_correspondent(found, request.user), "désigner un référent informatique")
    form = CorrespondentForm(request.POST or None, library=found, by=request.user, initial={"starts_on": clock.today()})
    return edit_page(
        request,
        form,
        title="Désigner un référent informatique",
        back=found.get_absolute_url(),
        saved="Le référent est désigné. Il le sera pleinement une fois formé.",
        trail=("Bibliothèques", reverse("network:libraries"), found.name, found.get_absolute_url()),
        save=_save_new,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say the last day of a function; every right that came from it ends that day at midnight."""
    found = get_object_or_404(Assignment.objects.filter(person__in=Person.objects.visible_to(request.user)), pk=pk)
    insist(may_end(found, request.user), "mettre fin à cette fonction")
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


def _save_new(form: AssignmentForm | CorrespondentForm) -> bool:
    """Save it once: of two forms sent at the same moment for one person, the second is told."""
    new = form.assignment
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=new.person.pk)
        if new.overlapping().exists():
            form.add_error(None, typography(f"{new.person} tient déjà cette fonction ici à ces dates."))
            return False
        new.save()
    return True


def _save_end(form: EndAssignmentForm) -> bool:
    form.assignment.ends_on = form.cleaned_data["ends_on"]
    form.assignment.save()
    return True
