"""The steps of the path, each a page that asks what it needs, then goes through the same door as everything else."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from convention import discarding, path, rules, sheet
from convention.forms.steps import (
    CorrectionForm,
    GoBackForm,
    MayorSignatureForm,
    NotifyForm,
    OriginalForm,
    PaperForm,
    ScanForm,
    SignaturesForm,
)
from convention.mails import recipients, told
from convention.models import Convention
from convention.offices import mayor_of, president_of
from convention.states import State
from convention.views.detail import visible
from foundation import clock, drafts
from foundation.confirming import ConfirmedForm
from foundation.french import enumerate_fr, typography
from foundation.versions import FIELD, VersionedForm
from foundation.workflow import Refused
from network.views.pages import insist, sent


def ready(
    request: HttpRequest, pk: int, label: str, *states: str, may: Callable[[Any, Any], bool] = rules.may_prepare
) -> Convention:
    """The convention, when this person may act on it and it is in one of these states. Raises as `path.check`."""
    convention = visible(request, pk)
    path.check(convention, request.user, label, *states, may=may)
    return convention


def ask(
    request: HttpRequest, convention: Convention, form: BaseForm, act: Callable[[dict[str, Any]], str], **page: Any
) -> HttpResponse:
    """Show the form, refuse it with its errors (422), have its effects confirmed, or act and say what was done.

    What the path refuses all the same is said on the form, above it or under the field `refused_under`.
    """
    key, refused_under = drafts.key_for(request), page.pop("refused_under", None)
    is_good = form.is_bound and form.is_valid()
    effects = form.to_confirm(request.user) if is_good and isinstance(form, ConfirmedForm) else []
    if is_good and not effects:
        try:
            messages.success(request, act(form.cleaned_data))
        except path.Overtaken as overtaken:
            cast(VersionedForm, form).explain_conflict(overtaken.current)
        except Refused as refusal:
            form.add_error(refused_under, refusal.message)
        else:
            drafts.drop(request, key)
            return redirect(convention)
    if form.is_bound and hasattr(form, "keep_uploads"):
        form.keep_uploads(by=request.user)
    beside: dict[str, Any] = {"contacts": None, "lacks": "", "signing": [], "originals": []}
    context = {"convention": convention, "form": form, "draft": key, "effects": effects, **beside, **page}
    return render(request, "convention/step.html", context, status=422 if form.is_bound and not effects else 200)


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
    written = told(len(recipients(convention, clock.today())))
    messages.success(request, f"La convention est en signature. Imprimez-la en deux exemplaires ; {written}.")
    return redirect(convention)


@require_POST
def chase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the commune again for the Maire’s signature."""
    convention = path.chase(visible(request, pk), by=request.user)
    messages.success(request, f"La commune est relancée ; {told(len(recipients(convention, clock.today())))}.")
    return redirect(convention)


@require_http_methods(["GET", "HEAD", "POST"])
def signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """The Maire’s day, then the Président’s; with both, the convention is signed."""
    convention = ready(request, pk, "Enregistrer les signatures", State.SIGNING)
    mayor, president = mayor_of(convention), president_of(convention)

    def act(cleaned: dict[str, Any]) -> str:
        dates = {name: cleaned[name] for name in ("mayor_signed_on", "president_signed_on")}
        signed = path.record_signatures(convention, by=request.user, seen=cleaned[FIELD], **dates)
        done = "La convention est signée." if signed.state == State.SIGNED else "La signature est enregistrée."
        return sheet.ask_where(signed, request.user, done)

    form = SignaturesForm(sent(request), instance=convention)
    return ask(
        request,
        convention,
        form,
        act,
        title="Enregistrer les signatures",
        intro=f"{mayor.title} signe d’abord, puis {president.the}. "
        "Les deux dates enregistrées, la convention est signée.",
        submit="Enregistrer",
        signing=sheet.signing(convention),
        originals=sheet.originals(convention, request.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def mayor_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """The Maire’s day alone: the commune’s own step."""
    convention = visible(request, pk)
    mayor, president = mayor_of(convention), president_of(convention)
    label = f"Noter la signature {mayor.of}"
    path.check(convention, request.user, label, State.SIGNING, may=rules.may_act_for_commune)

    def act(cleaned: dict[str, Any]) -> str:
        signed_on = cleaned["mayor_signed_on"]
        fresh = path.record_mayor_signature(convention, by=request.user, mayor_signed_on=signed_on, seen=cleaned[FIELD])
        done = f"La signature {mayor.of} est enregistrée. Renvoyez les deux exemplaires, puis notez-les « en chemin »."
        return sheet.ask_where(fresh, request.user, done)

    return ask(
        request,
        convention,
        MayorSignatureForm(sent(request), instance=convention),
        act,
        title=label,
        intro=f"{mayor.title} signe les deux exemplaires, puis vous les renvoyez à la Communauté urbaine : "
        f"{president.the} signe.",
        submit="Enregistrer",
        signing=sheet.signing(convention),
        originals=sheet.originals(convention, request.user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed scan, kept as it comes."""
    convention = ready(request, pk, "Déposer le scan signé", State.SIGNED, State.NOTIFIED)

    def act(cleaned: dict[str, Any]) -> str:
        path.add_scan(convention, by=request.user, file=cleaned["file"], reason=cleaned.get("reason", ""))
        return "Le scan est conservé tel quel."

    form = ScanForm(sent(request), request.FILES or None, convention=convention)
    intro = "Le fichier est conservé sans aucune modification, avec son empreinte."
    page = {"title": "Déposer le scan signé", "intro": intro, "submit": "Déposer", "refused_under": "file"}
    return ask(request, convention, form, act, **page)


@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Where one of the two originals is now."""
    signing_or_after = (State.SIGNING, State.SIGNED, State.NOTIFIED)
    may_act = rules.may_act_for_commune
    convention = ready(request, pk, "Déplacer un exemplaire", *signing_or_after, may=may_act)
    found = get_object_or_404(convention.originals.select_related("convention__commune"), number=number)
    insist(rules.may_move_original(found, request.user), "dire où est cet exemplaire")
    holders = rules.holders_to_choose(convention, request.user)

    def act(cleaned: dict[str, Any]) -> str:
        moved = path.move_original(found, by=request.user, **cleaned)
        return f"L’exemplaire {moved.get_number_display()} est {moved.get_holder_display()}."

    initial = {"holder": found.holder, "since": clock.today()}
    form = OriginalForm(sent(request), convention=convention, holders=holders, initial=initial)
    title = f"Où est l’exemplaire {found.get_number_display()} ?"
    return ask(request, convention, form, act, title=title, intro="", submit="Enregistrer")


@require_http_methods(["GET", "HEAD", "POST"])
def notify(request: HttpRequest, pk: int) -> HttpResponse:
    """The commune holds its original; its contacts are written to."""
    convention = ready(request, pk, "Notifier", State.SIGNED)
    contacts = recipients(convention, clock.today())

    def act(cleaned: dict[str, Any]) -> str:
        path.notify(convention, by=request.user, **cleaned)
        return f"La convention est notifiée ; {told(len(contacts))}."

    intro = "L’exemplaire de la commune (n° 2) sera noté « à la commune » à partir de ce jour."
    form = NotifyForm(sent(request), convention=convention, initial={"notified_on": clock.today()})
    return ask(
        request,
        convention,
        form,
        act,
        title="Notifier la convention",
        submit="Notifier",
        intro=intro,
        contacts=contacts,
        lacks=enumerate_fr(rules.missing_to_notify(convention)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of a convention signed on paper, which they take over."""
    convention = ready(request, pk, path.COMPLETE, State.DRAFT)
    path.refuse_not_paper(convention)

    def act(cleaned: dict[str, Any]) -> str:
        facts = {name: value for name, value in cleaned.items() if name != FIELD}
        adopted = path.complete(convention, by=request.user, seen=cleaned[FIELD], **facts)
        return typography(f"La convention est reprise comme notifiée. {rules.paper_over(adopted)}".strip())

    form = PaperForm(sent(request), instance=visible(request, pk))
    intro = "Donnez les dates connues : la date d’effet, et une signature au moins. Celles du suivi sont déjà là. "
    intro += "La convention sera alors reprise comme notifiée, et sa date d’effet ne changera plus."
    return ask(request, convention, form, act, title=path.COMPLETE, intro=intro, submit="Reprendre la convention")


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Days recorded wrong, put right with the reason."""
    convention = ready(request, pk, "Corriger les dates", State.SIGNED, State.NOTIFIED)

    def act(cleaned: dict[str, Any]) -> str:
        facts = {name: value for name, value in cleaned.items() if name != FIELD}
        path.correct_dates(convention, by=request.user, seen=cleaned[FIELD], **facts)
        return "Les dates sont corrigées ; les anciennes restent dans l’histoire de la convention."

    form = CorrectionForm(sent(request), instance=visible(request, pk))
    intro = "Pour une date mal saisie."
    if convention.state == State.NOTIFIED:
        intro += " Si la date de notification change, les contacts de la commune reçoivent un nouvel e-mail."
    return ask(request, convention, form, act, title="Corriger les dates", intro=intro, submit="Corriger")


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the draft, with the reason."""
    convention = ready(request, pk, "Reprendre en brouillon", State.VALIDATED, State.SIGNING, State.SIGNED)
    is_sent = convention.state != State.VALIDATED  # the commune may have paper in hand: it is told not to sign it
    contacts = recipients(convention, clock.today()) if is_sent else None

    def act(cleaned: dict[str, Any]) -> str:
        path.reopen(convention, by=request.user, reason=cleaned["reason"], seen=cleaned[FIELD])
        told_so = f" ; {told(len(contacts))}" if contacts is not None else ""
        return f"La convention est de nouveau un brouillon{told_so}."

    intro = "Les signatures déjà enregistrées et les exemplaires en circulation ne comptent plus."
    form, title = GoBackForm(sent(request), instance=convention), "Reprendre en brouillon"
    return ask(request, convention, form, act, title=title, intro=intro, submit="Reprendre", contacts=contacts)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a draft up, once it is said what goes and what stays."""
    convention = ready(request, pk, "Abandonner", State.DRAFT)

    def act(cleaned: dict[str, Any]) -> str:
        path.discard(convention, by=request.user, reason=cleaned["reason"], seen=cleaned[FIELD])
        return f"Le brouillon {convention.number} est abandonné."

    form, intro = GoBackForm(sent(request), instance=convention), discarding.told([convention])
    return ask(request, convention, form, act, title="Abandonner ce brouillon", intro=intro, submit="Abandonner")
