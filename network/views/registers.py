"""Registers: the table of rights as it is in force, and the President’s mandates."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from network.forms.places import MandateForm
from network.models import Assignment, Commune, PresidentMandate
from network.roles import FUNCTIONS, Right
from network.rules import may_read_rights, may_record_mandate
from network.views.pages import edit_page, insist, tabs


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """The table of functions, scopes and rights: this page reads the very data that decides (design: functions)."""
    insist(may_read_rights(request.user), "lire la table des droits")
    held = Assignment.objects.current(clock.today()).values_list("role", flat=True)
    counts = {role: 0 for role in FUNCTIONS}
    for role in held.order_by():
        counts[role] += 1
    lines = [{"function": function, "count": counts[role]} for role, function in FUNCTIONS.items()]
    return render(request, "network/rights.html", {"lines": lines, "rights": Right, "tabs": tabs(request.user)})


@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """The President’s mandates: every convention ends with one (R40)."""
    insist(may_record_mandate(request.user), "tenir les mandats du Président")
    found = PresidentMandate.objects.visible_to(request.user)
    context = {"mandates": found, "tabs": tabs(request.user), "on": clock.today()}
    return render(request, "network/mandates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_mandate(request: HttpRequest) -> HttpResponse:
    """Record a mandate that begins."""
    insist(may_record_mandate(request.user), "tenir les mandats du Président")
    return _form(request, PresidentMandate(), "Nouveau mandat")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an estimate, or record the real end: the ends of conventions move with it."""
    insist(may_record_mandate(request.user), "tenir les mandats du Président")
    found = get_object_or_404(PresidentMandate.objects.visible_to(request.user), pk=pk)
    return _form(request, found, f"Modifier le mandat de {found.president}")


def _form(request: HttpRequest, instance: PresidentMandate, title: str) -> HttpResponse:
    back = reverse("network:mandates")
    with _every_commune_held() if request.method == "POST" else nullcontext():
        return edit_page(
            request,
            MandateForm(request.POST or None, instance=instance),
            title=title,
            back=back,
            saved="Le mandat est enregistré. Les dates de fin des conventions en tiennent compte dès maintenant.",
            trail=("Mandats du Président", back),
        )


@contextmanager
def _every_commune_held() -> Iterator[None]:
    """No convention is frozen between what is checked of a mandate and its saving: both would overlap, unseen."""
    with transaction.atomic():
        Commune.objects.hold()
        yield
