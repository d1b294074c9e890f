"""The steps of the path, each a page that asks what it needs, then goes through the same door as everything else."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from convention import path, rules
from convention.forms.steps import NotifyForm, OriginalForm, ReasonForm, ScanForm, SignaturesForm
from convention.mails import contacts_of, told
from convention.models import Convention
from convention.states import State
from convention.views.detail import sent, visible
from foundation import clock, drafts
from foundation.versions import FIELD, VersionedForm
from foundation.workflow import Refused
from network.views.pages import insist


def ready(request: HttpRequest, pk: int, label: str, *states: str) -> Convention:
    """The convention, when this person may prepare it and it is in one of these states. Raises as `path.held`."""
    convention = visible(request, pk)
    insist(rules.may_prepare(convention, request.user), "préparer une convention")
    if convention.state not in states:
        raise Refused(f"« {label} » n’est pas possible : l’état est « {convention.get_state_display()} ».")
    return convention


def ask(
    request: HttpRequest, convention: Convention, form: BaseForm, act: Callable[[dict[str, Any]], str], **page: Any
) -> HttpResponse:
    """Show the form, refuse it with its errors (422), or act and say what was done."""
    key = drafts.key_for(request)
    if form.is_bound and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except path.Overtaken as overtaken:
            cast(VersionedForm, form).explain_conflict(overtaken.current)
        else:
            drafts.drop(request, key)
            return redirect(convention)
    if form.is_bound and hasattr(form, "keep_uploads"):
        form.keep_uploads(by=request.user)
    context = {"convention": convention, "form": form, "draft": key, "contacts": None, **page}
    return render(request, "convention/step.html", context, status=422 if form.is_bound else 200)


@require_POST
def validate(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the text."""
    convention = path.validate(visible(request, pk), by=request.user)
    messages.success(request, "Le texte est validé : il ne change plus.")
    return redirect(convention)


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the two originals to signature."""
    convention = path.send(visible(request, pk), by=request.user)
    messages.success(request, "La convention est en signature. Imprimez-la en deux exemplaires.")
    return redirect(convention)


@require_http_methods(["GET", "HEAD", "POST"])
def signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """The Maire’s day, then the Président’s; with both, the convention is signed."""
    convention = ready(request, pk, "Enregistrer les signatures", State.SIGNING)

    def act(cleaned: dict[str, Any]) -> str:
        dates = {name: cleaned[name] for name in ("mayor_signed_on", "president_signed_on")}
        signed = path.record_signatures(convention, by=request.user, seen=cleaned[FIELD], **dates)
        return "La convention est signée." if signed.state == State.SIGNED else "La signature est enregistrée."

    form = SignaturesForm(sent(request), instance=convention)
    intro = "Le Maire signe d’abord, puis le Président. Les deux dates enregistrées, la convention est signée."
    return ask(request, convention, form, act, title="Enregistrer les signatures", intro=intro, submit="Enregistrer")


@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed scan, kept as it comes."""
    convention = ready(request, pk, "Déposer le scan signé", State.SIGNED, State.NOTIFIED)

    def act(cleaned: dict[str, Any]) -> str:
        path.add_scan(convention, by=request.user, file=cleaned["file"], reason=cleaned.get("reason", ""))
        return "Le scan est conservé tel quel."

    form = ScanForm(sent(request), request.FILES or None, convention=convention)
    intro = "Le fichier est conservé sans aucune modification, avec son empreinte."
    return ask(request, convention, form, act, title="Déposer le scan signé", intro=intro, submit="Déposer")


@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Where one of the two originals is now."""
    convention = ready(request, pk, "Déplacer un exemplaire", State.SIGNING, State.SIGNED, State.NOTIFIED)
    found = get_object_or_404(convention.originals, number=number)

    def act(cleaned: dict[str, Any]) -> str:
        moved = path.move_original(found, by=request.user, **cleaned)
        return f"L’exemplaire {moved.get_number_display()} est {moved.get_holder_display()}."

    form = OriginalForm(sent(request), convention=convention, initial={"holder": found.holder, "since": clock.today()})
    title = f"Où est l’exemplaire {found.get_number_display()} ?"
    return ask(request, convention, form, act, title=title, intro="", submit="Enregistrer")


@require_http_methods(["GET", "HEAD", "POST"])
def notify(request: HttpRequest, pk: int) -> HttpResponse:
    """The commune holds its original; its contacts are written to."""
    convention = ready(request, pk, "Notifier", State.SIGNED)
    if missing := rules.missing_to_notify(convention):
        raise Refused(f"« Notifier » n’est pas encore possible. Il manque : {missing[0]}.", missing=missing)
    contacts = contacts_of(convention.commune, clock.today())

    def act(cleaned: dict[str, Any]) -> str:
        path.notify(convention, by=request.user, **cleaned)
        return f"La convention est notifiée ; {told(len(contacts))}."

    form = NotifyForm(sent(request), convention=convention, initial={"notified_on": clock.today()})
    return ask(
        request, convention, form, act, title="Notifier la convention", submit="Notifier", intro="", contacts=contacts
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the draft, with the reason."""
    convention = ready(request, pk, "Reprendre en brouillon", State.VALIDATED, State.SIGNING)

    def act(cleaned: dict[str, Any]) -> str:
        path.reopen(convention, by=request.user, reason=cleaned["reason"])
        return "La convention est de nouveau un brouillon."

    intro = "Les signatures déjà enregistrées et les exemplaires en circulation ne comptent plus."
    form = ReasonForm(sent(request))
    return ask(request, convention, form, act, title="Reprendre en brouillon", intro=intro, submit="Reprendre")
