"""Writing to the vendor: what leaves is read first as it will be read there, then confirmed (R10, R17)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import UUIDField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from foundation import drafts
from foundation.french import typography
from network.views.pages import insist, insist_on_state, sent
from tickets import cases, guarding, rules, teams
from tickets.forms.sending import Letter, OpenCaseForm, SeverityForm, ToVendorForm, WriteAgainForm
from tickets.models import VendorCase, VendorMessage
from tickets.models.ticket import HELD
from tickets.models.vendor_case import NOT_CLOSED
from tickets.views.cases import FORM, trail_of, visible_case
from tickets.views.pages import insist_on_nothing_missing, trail, visible


@require_http_methods(FORM)
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a ticket to the vendor, in words written for it."""
    found = visible(request, pk)
    if twice := _sent_before(request):
        return redirect(twice)
    insist_on_state(found, *HELD)
    insist(rules.may_open_case(found, request.user), "saisir l’éditeur")
    insist_on_nothing_missing(found, rules.missing_to_send_to_vendor(found))
    about = {"ticket": found, "person": request.user, "people": teams.vendor_contacts()}
    form = OpenCaseForm(sent(request), request.FILES or None, **about)

    def send(letter: Letter) -> VendorCase:
        said = form.cleaned_data
        return cases.open_case(
            found,
            by=request.user,
            vendor=said["vendor"],
            subject=letter.subject,
            severity=said["severity"],
            body=letter.body,
            contacts=said["contacts"],
            masked=letter.masked,
            vouched=letter.vouched,
            files=letter.files,
            token=letter.token,
        )

    told = "Le dossier est envoyé. Le délai du marché commencera à la preuve de réception."
    return _page(request, form, send, title="Saisir l’éditeur", told=told, back=found, way=trail(found))


@require_http_methods(FORM)
def write_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the vendor again; its answer asks for another, and the ticket that had come back leaves with it."""
    found = visible_case(request, pk)
    insist(rules.may_write_to_vendor(found, request.user), "écrire à l’éditeur")
    if twice := _sent_before(request):
        return redirect(twice)
    insist_on_state(found, *NOT_CLOSED)
    form = WriteAgainForm(sent(request), request.FILES or None, case=found)

    def send(letter: Letter) -> VendorMessage:
        return cases.write_again(
            found,
            letter.body,
            by=request.user,
            masked=letter.masked,
            vouched=letter.vouched,
            files=letter.files,
            token=letter.token,
        )

    told, way = "Le message est envoyé.", _way(request, found)
    return _page(request, form, send, title="Écrire à l’éditeur", told=told, back=found, way=way)


@require_http_methods(FORM)
def change_severity(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the vendor that a case is more, or less, grave, and why: its delay follows."""
    found = visible_case(request, pk)
    insist(rules.may_write_to_vendor(found, request.user), "changer la gravité de ce dossier")
    if twice := _sent_before(request):
        return redirect(twice)
    insist_on_state(found, *NOT_CLOSED)
    form = SeverityForm(sent(request), case=found)

    def send(letter: Letter) -> VendorMessage:
        return cases.change_severity(
            found,
            form.cleaned_data["severity"],
            by=request.user,
            reason=letter.body,
            masked=letter.masked,
            vouched=letter.vouched,
            token=letter.token,
        )

    told, way = "La gravité est changée. L’éditeur en est prévenu.", _way(request, found)
    return _page(request, form, send, title="Changer la gravité", told=told, back=found, way=way)


def _way(request: HttpRequest, found: VendorCase) -> tuple[str, ...]:
    return (*trail_of(found, request.user)[:-1], found.number, found.get_absolute_url())


def _sent_before(request: HttpRequest) -> VendorMessage | None:
    """What this very form has sent already: a double click finds it instead of a refusal."""
    try:
        token: UUID | None = UUIDField(required=False).clean(request.POST.get("token"))
    except ValidationError:
        return None
    said = cases.sent_with(token) if token else None
    return said if said and said.author_id == request.user.pk else None


def _page(
    request: HttpRequest,
    form: ToVendorForm,
    send: Callable[[Letter], Any],
    *,
    title: str,
    told: str,
    back: Any,
    way: tuple[str, ...],
) -> HttpResponse:
    """The page of what is written: typed, then read as it will leave, then sent."""
    key = drafts.key_for(request)
    is_good = form.is_bound and form.is_valid()
    unread = bool(is_good and form.to_confirm(request.user))
    if is_good and not unread and form.is_valid():
        done = send(form.letter())
        form.forget_originals()
        drafts.drop(request, key)
        messages.success(request, typography(told))
        return redirect(done)
    if form.is_bound:
        form.keep_uploads(by=request.user)
    context = {
        "form": form,
        "title": typography(title),
        "back": back.get_absolute_url(),
        "trail": [*way, title],
        "draft": key,
        "parcel": form.parcel if is_good else None,
        "pieces": guarding.pieces(form.shown_text),
        "submit": "Envoyer à l’éditeur" if is_good else "Voir ce que lira l’éditeur",
    }
    return render(request, "tickets/send.html", context, status=422 if form.is_bound and form.errors else 200)
