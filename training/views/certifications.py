"""Attestations: one’s own and those one answers for, their PDF, the taking back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import audit, clock
from foundation.french import enumerate_fr, long_date
from foundation.lists import list_page
from foundation.parts import Button
from foundation.verification import Mark
from foundation.workflow import Refused, actions
from network.forms.reasons import ReasonForm
from network.roles import Right
from network.rules import has_right
from network.views.pages import edit_page, insist
from training import attestations, rules
from training.filters import CertificationFilter
from training.models import Certification
from training.people import within_reach
from training.states import TONES, CertificationState, Standing
from training.tables import CertificationTable
from training.views.pages import tabs

ADDRESSES = {"accept": "accept_equivalence", "refuse": "refuse_equivalence", "revoke": "revoke_certification"}
LOOKS: dict[str, Any] = {
    "accept": {"primary": True, "icon": "check"},
    "refuse": {"danger": True, "icon": "x"},
    "revoke": {"danger": True, "icon": "x"},
}


def readable(request: HttpRequest) -> Any:
    """The certifications that this person may read, each with what it is worth today."""
    found = Certification.objects.visible_to(request.user).with_standing(clock.today())
    found = found.select_related("person", "course", "vendor", "proof", "declared_by", "booking__session__course")
    return found.select_related("document__verifiable_paper")


def visible(request: HttpRequest, pk: int) -> Certification:
    """The certification, for whoever may read it; absent for anyone else."""
    return get_object_or_404(readable(request), pk=pk)


@require_safe
def certifications(request: HttpRequest) -> HttpResponseBase:
    """« Mes attestations »; those of the team for its head, all for who keeps them."""
    person = request.user
    declare = Button("Déclarer une équivalence", reverse("training:declare_equivalence"), icon="file-plus")
    answers_for_others = rules.may_manage_training(person) or has_right(person, Right.APPROVE_BOOKING)
    return list_page(
        request,
        name="certifications",
        title="Attestations" if answers_for_others else "Mes attestations",
        noun="attestation",
        queryset=readable(request).order_by("-issued_on", "-pk"),
        filterset_class=CertificationFilter,
        table_class=CertificationTable,
        template="network/list.html",
        section="Formations",
        list_buttons=[declare] if within_reach(person, clock.today()).exists() else [],
        tabs=tabs(person),
        empty="Aucune attestation pour l’instant. Elle arrive à la fin d’une formation suivie en entier.",
    )


@require_safe
def certification(request: HttpRequest, pk: int) -> HttpResponse:
    """One certification: for what, from when to when, its PDF, what has happened to it."""
    found = visible(request, pk)
    standing = Standing(found.standing)
    context = {
        "certification": found,
        "standing": standing.label,
        "tone": TONES[standing],
        "facts": _facts(found),
        "mark": Mark(found.document.verifiable_paper.code) if found.document else None,
        "buttons": _buttons(found, request.user),
        "entries": [event.entry for event in audit.life(found, request.user)],
    }
    return render(request, "training/certification.html", context)


@require_POST
def make_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the attestation that is not there yet, and show it."""
    found = visible(request, pk)
    try:
        made = attestations.make(found, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(found)
    return redirect(made.document)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, and say why."""
    found = visible(request, pk)
    insist(rules.may_judge_equivalence(found, request.user), "retirer une attestation")
    if found.state != CertificationState.ISSUED:
        raise Refused(f"Ce n’est pas possible : l’état est « {found.get_state_display()} ».")

    def save(form: Any) -> bool:
        try:
            attestations.revoke(found, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return False
        return True

    return edit_page(
        request,
        ReasonForm(request.POST or None),
        title="Retirer l’attestation",
        back=found.get_absolute_url(),
        saved="L’attestation est retirée ; la personne est prévenue.",
        trail=("Attestations", reverse("training:certifications"), str(found), found.get_absolute_url()),
        save=save,
    )


def _buttons(found: Certification, person: Any) -> list[Button]:
    def to(name: str) -> str:
        return reverse(f"training:{name}", args=[found.pk])

    buttons = []
    if found.state == CertificationState.ISSUED and found.document:
        buttons.append(Button("Télécharger", found.document.get_absolute_url(), primary=True, icon="download"))
    elif not rules.refusal_to_print(found):
        make = to("make_attestation")
        buttons.append(Button("Télécharger", make, method="post", primary=True, icon="download"))
    if found.proof and found.proof.about_id == found.pk:
        buttons.append(Button("Voir le justificatif", found.proof.get_absolute_url(), icon="file-text"))
    for action in actions(found, person):
        refusal = f"il manque {action.refusal}" if action.refusal else ""
        buttons.append(Button(action.label, to(ADDRESSES[action.name]), refusal=refusal, **LOOKS[action.name]))
    return buttons


def _facts(found: Certification) -> list[tuple[str, str]]:
    modules = [str(row.get_module_display()) for row in found.modules.all()]
    rows = [
        ("Au nom de", str(found.person)),
        ("Origine", f"{found.get_kind_display()}{f', {found.given_by}' if found.given_by else ''}"),
        ("Suivie", attestations.when_followed(found)),
        *_dates(found),
        ("Retirée", f"le {long_date(found.revoked_on)}" if found.revoked_on else ""),
        ("Modules du SIGB", enumerate_fr(modules)),
        ("Référent informatique", _of_correspondent(found)),
    ]
    return [(label, value) for label, value in rows if value]


def _of_correspondent(found: Certification) -> str:
    if not found.trains_correspondent:
        return ""
    return "le rend effectif (art. 4.1)" if found.is_given else "reconnaissance demandée (art. 4.1)"


def _dates(found: Certification) -> list[tuple[str, str]]:
    """When it was given and until when; of an equivalence that was not, when it was declared and by whom."""
    if not found.is_given:
        by = f", par {found.declared_by}" if found.declared_by else ""
        return [("Déclarée", f"le {long_date(found.issued_on)}{by}")]
    until = f"le {long_date(found.expires_on)}" if found.expires_on else "jamais"
    return [("Délivrée", f"le {long_date(found.issued_on)}"), ("Expire", until)]
