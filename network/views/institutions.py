"""The Communauté urbaine and its services: what conventions say of it, who works there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from foundation.parts import Button
from foundation.workflow import Refused
from network.forms.institutions import CommunityForm, NewServiceForm, ServiceForm
from network.models import Assignment, Service, UrbanCommunity
from network.models.assignment import people_count
from network.opening_panel import hours_panel
from network.rules import may_keep_registers
from network.views.contact import mail_link
from network.views.pages import edit_page, insist, tabs

TRAIL = "Communauté urbaine"
ALL_THERE = "les deux services de la convention sont déjà là"


@require_safe
def community(request: HttpRequest) -> HttpResponse:
    """The Communauté, as conventions name it, and its services (art. 1, 3.2, 3.3)."""
    insist(request.user.sees_network(clock.today()), "lire la fiche de la Communauté urbaine")
    found = UrbanCommunity.objects.visible_to(request.user).first()
    services = Service.objects.visible_to(request.user).annotate(people_count=people_count(clock.today()))
    services = services.order_by("code")  # a count forgets the order of the model
    context = {
        "community": found,
        "facts": _community_facts(found) if found else [],
        "services": [(one, mail_link(one.email)) for one in services],
        "buttons": _community_buttons(found, len(services), request.user),
        "tabs": tabs(request.user),
    }
    return render(request, "network/community.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_community(request: HttpRequest) -> HttpResponse:
    """Describe the Communauté, or correct what is said of it; conventions already validated keep their words."""
    insist(may_keep_registers(request.user), "modifier la Communauté urbaine")
    found = UrbanCommunity.objects.visible_to(request.user).first()
    return edit_page(
        request,
        CommunityForm(request.POST or None, instance=found),
        title=f"{'Modifier' if found else 'Décrire'} la Communauté urbaine",
        back=reverse("network:community"),
        saved="La fiche de la Communauté urbaine est enregistrée.",
        trail=(TRAIL, reverse("network:community")),
    )


@require_safe
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """One service: how to reach it, who works there."""
    found = get_object_or_404(Service.objects.visible_to(request.user), pk=pk)
    people = Assignment.objects.current(clock.today()).filter(service=found).select_related("person", "library")
    edit = reverse("network:edit_service", args=[found.pk])
    context = {
        "title": found.name,
        "trail": [TRAIL, reverse("network:community"), found.short_name],
        "facts": _service_facts(found),
        "assignments": people.order_by("role", "person__sort_name"),
        "hours": hours_panel(found, request.user),
        "buttons": register_buttons(found, edit, request.user),
    }
    return render(request, "network/institution.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_service(request: HttpRequest) -> HttpResponse:
    """Record the SCLP or the DSINum, whichever is not there yet."""
    insist(may_keep_registers(request.user), "enregistrer un service")
    there = set(Service.objects.values_list("code", flat=True))
    missing = [(code, label) for code, label in Service.KINDS if code not in there]
    if not missing:
        raise Refused(f"Rien à enregistrer : {ALL_THERE}.")
    return _service_form(request, NewServiceForm(request.POST or None, choices=missing), "Nouveau service")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_service(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how a service is named and reached."""
    found = get_object_or_404(Service.objects.visible_to(request.user), pk=pk)
    insist(may_keep_registers(request.user), "modifier un service")
    return _service_form(request, ServiceForm(request.POST or None, instance=found), f"Modifier {found.name}")


def register_buttons(subject: Any, edit: str, person: Any) -> list[Button]:
    """What one may do with a service, a vendor or the Communauté: change it, read its history."""
    meta = subject._meta
    life = reverse("foundation:life", args=[meta.app_label, meta.model_name, subject.pk])
    buttons = [Button("Modifier", edit, icon="pencil")] if may_keep_registers(person) else []
    return [*buttons, Button("Historique", life, icon="history")]


def _service_form(request: HttpRequest, form: ServiceForm, title: str) -> HttpResponse:
    return edit_page(
        request,
        form,
        title=title,
        back=form.instance.get_absolute_url() if form.instance.pk else reverse("network:community"),
        saved="Le service est enregistré.",
        trail=(TRAIL, reverse("network:community")),
        then=lambda form: form.instance.get_absolute_url(),
    )


def _community_buttons(found: UrbanCommunity | None, services: int, person: Any) -> list[Button]:
    edit, buttons = reverse("network:edit_community"), []
    if found is None and may_keep_registers(person):
        buttons = [Button("Décrire la Communauté urbaine", edit, primary=True, icon="pencil")]
    elif found:
        buttons = register_buttons(found, edit, person)
    if may_keep_registers(person):
        refusal = ALL_THERE if services == len(Service.KINDS) else ""
        buttons.append(Button("Nouveau service", reverse("network:new_service"), icon="plus", refusal=refusal))
    return buttons


def _community_facts(found: UrbanCommunity) -> list[tuple[str, str]]:
    return [
        ("Nom", found.name),
        ("Nom court", found.short_name),
        ("SIREN", found.siren),
        ("Siège", found.seat),
        ("Tribunal administratif", found.court),
    ]


def _service_facts(found: Service) -> list[tuple[str, str]]:
    return [
        ("Service de la convention", found.get_code_display()),
        ("Nom court", found.short_name),
        ("Adresse e-mail", mail_link(found.email)),
        ("Téléphone", found.phone or "non renseigné"),
        ("Adresse postale", linebreaksbr(found.address) or "non renseignée"),
    ]
