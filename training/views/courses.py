"""The catalogue: its courses, and what each certifies for."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.french import bound, count, enumerate_fr
from foundation.lists import list_page
from foundation.parts import Button
from network.views.pages import edit_page, insist
from training.filters import CourseFilter
from training.forms.catalogue import CourseForm
from training.models import Course, Session
from training.rules import may_manage_training
from training.states import SessionState
from training.tables import CourseTable
from training.views.pages import tabs


def visible(request: HttpRequest, pk: int) -> Course:
    """The course, for whoever may read it; absent for anyone else."""
    return get_object_or_404(Course.objects.visible_to(request.user).select_related("vendor"), pk=pk)


@require_safe
def courses(request: HttpRequest) -> HttpResponseBase:
    """The catalogue."""
    coming = Session.objects.to_come(clock.now()).values("pk")
    queryset = Course.objects.visible_to(request.user).select_related("vendor").prefetch_related("modules")
    buttons = []
    if may_manage_training(request.user):
        buttons = [Button("Nouvelle formation", reverse("training:new_course"), primary=True, icon="plus")]
    return list_page(
        request,
        name="courses",
        title="Formations",
        noun="formation",
        queryset=queryset.annotate(session_count=Count("sessions", filter=Q(sessions__in=coming), distinct=True)),
        filterset_class=CourseFilter,
        table_class=CourseTable,
        template="network/list.html",
        section="Formations",
        list_buttons=buttons,
        tabs=tabs(request.user),
        empty="Le catalogue est vide pour l’instant.",
    )


@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """One course: what it teaches, what it opens, its sessions to come."""
    found = visible(request, pk)
    sessions = Session.objects.visible_to(request.user).filter(course=found).with_dates().order_by("first_at")
    context = {
        "course": found,
        "facts": _facts(found),
        "sessions": sessions.filter(Q(first_at__gt=clock.now()) | Q(state=SessionState.DRAFT)),
        "buttons": _buttons(found, request.user),
    }
    return render(request, "training/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_course(request: HttpRequest) -> HttpResponse:
    """Add a course to the catalogue."""
    insist(may_manage_training(request.user), "ajouter une formation")
    return _form(request, Course(), "Nouvelle formation", reverse("training:courses"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a course; attestations already given keep what they certify."""
    found = visible(request, pk)
    insist(may_manage_training(request.user), "modifier une formation")
    return _form(request, found, f"Modifier « {found} »", found.get_absolute_url())


@require_POST
def withdraw_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a course out of the catalogue, or put it back; its sessions and attestations stay."""
    found = visible(request, pk)
    insist(may_manage_training(request.user), "retirer une formation")
    found.withdrawn_on = None if found.withdrawn_on else clock.today()
    found.save()
    said = "retirée du catalogue" if found.withdrawn_on else "remise au catalogue"
    messages.success(request, f"La formation est {said}.")
    return redirect(found)


def _form(request: HttpRequest, instance: Course, title: str, back: str) -> HttpResponse:
    return edit_page(
        request,
        CourseForm(request.POST or None, instance=instance),
        title=title,
        back=back,
        saved="La formation est enregistrée.",
        trail=("Formations", reverse("training:courses")),
        then=lambda form: form.instance.get_absolute_url(),
    )


def _buttons(course: Course, person) -> list[Button]:
    if not may_manage_training(person):
        return []
    label = "Remettre au catalogue" if course.withdrawn_on else "Retirer du catalogue"
    new = Button("Nouvelle session", reverse("training:new_session", args=[course.pk]), primary=True, icon="plus")
    return [
        *([] if course.withdrawn_on else [new]),
        Button("Modifier", reverse("training:edit_course", args=[course.pk]), icon="pencil"),
        Button(label, reverse("training:withdraw_course", args=[course.pk]), method="post", icon="archive"),
        Button("Historique", reverse("foundation:life", args=["training", "course", course.pk]), icon="history"),
    ]


def _facts(course: Course) -> list[tuple[str, str]]:
    modules = [str(one.label) for one in course.certifies_for()]
    before = [str(one) for one in course.prerequisites.all()]
    months = course.validity_months
    validity = f"valable {count(months, 'mois', 'mois')}" if months else "sans limite de durée"
    hours = f"{float(course.duration_hours):g}".replace(".", ",")
    rows = [
        ("Public", course.audience),
        ("Durée", bound(f"{hours} h")),
        ("Assurée par", course.given_by),
        ("Ouvre l’accès à", enumerate_fr(modules) if modules else "aucun module"),
        ("À suivre avant", enumerate_fr(before) if before else "rien"),
        ("Attestation", validity),
        ("Accord du responsable", "demandé" if course.needs_approval else "pas nécessaire"),
        ("Annulation", f"jusqu’à {count(course.cancel_days, 'jour')} avant la session"),
    ]
    if course.trains_correspondents:
        rows.append(("Référents informatiques", "les rend effectifs (art. 4.1)"))
    return rows
