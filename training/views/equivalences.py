"""Equivalences: declared by the person or who answers for them, judged by the SCLP."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation import clock
from foundation.workflow import Refused
from network.forms.reasons import ReasonForm
from network.views.pages import edit_page, insist, sent
from training import equivalence, rules
from training.forms.equivalence import AcceptForm, EquivalenceForm
from training.models import Certification
from training.people import bookable_by
from training.states import CertificationState
from training.views.certifications import visible


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Declare what one has followed elsewhere, or someone of one’s team, with its proof."""
    people = bookable_by(request.user, clock.today())
    insist(bool(people), "déclarer une équivalence")
    own = [one.person_id for one in people if one.person_id == request.user.pk]
    asked = request.GET.get("person") or next(iter(own), "")
    return edit_page(
        request,
        EquivalenceForm(
            sent(request),
            request.FILES or None,
            instance=equivalence.new(by=request.user),
            by=request.user,
            assignments=people,
            initial={
                "person": asked,
                "modules": request.GET.getlist("module"),
                "trains_correspondent": "correspondent" in request.GET,
            },
        ),
        title="Déclarer une équivalence",
        back=reverse("training:certifications"),
        saved="L’équivalence est déclarée. Le SCLP la vérifie ; vous aurez sa réponse par e-mail.",
        trail=("Attestations", reverse("training:certifications")),
        then=lambda form: form.instance.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The SCLP recognises it, for which modules and until when."""
    found = _to_judge(request, pk)

    def act(form: Any) -> None:
        equivalence.accept(found, by=request.user, **form.cleaned_data)

    form = AcceptForm(sent(request), certification=found)
    said = "L’équivalence est acceptée : l’attestation est délivrée, la personne est prévenue."
    return _page(request, found, form, "Accepter l’équivalence", said, act)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The SCLP does not, and says why."""
    found = _to_judge(request, pk)

    def act(form: Any) -> None:
        equivalence.refuse(found, by=request.user, reason=form.cleaned_data["reason"])

    said = "L’équivalence est refusée ; la personne est prévenue."
    return _page(request, found, ReasonForm(sent(request)), "Refuser l’équivalence", said, act)


def _to_judge(request: HttpRequest, pk: int) -> Certification:
    """The equivalence that waits for the SCLP, for who may judge it. Raises Refused once it is judged."""
    found = visible(request, pk)
    insist(rules.may_judge_equivalence(found, request.user), "juger une équivalence")
    if found.state != CertificationState.DECLARED:
        raise Refused(f"Ce n’est pas possible : l’état est « {found.get_state_display()} ».", about=found)
    return found


def _page(request: HttpRequest, found: Certification, form: Any, title: str, saved: str, act: Any) -> HttpResponse:
    def save(form: Any) -> bool:
        try:
            act(form)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return False
        return True

    back = found.get_absolute_url()
    trail = ("Attestations", reverse("training:certifications"), str(found), back)
    return edit_page(request, form, title=title, back=back, saved=saved, trail=trail, save=save)
