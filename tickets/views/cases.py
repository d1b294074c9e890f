"""The cases with the vendor: the services’ pages, and the vendor’s own (R17)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock, drafts
from foundation.french import typography
from foundation.lists import list_page
from network.views.pages import edit_page, insist, insist_on_state, sent
from tickets import case_account, case_standing, cases, piles, rules, standing
from tickets.delays import Delays
from tickets.filters import CaseFilter
from tickets.forms.cases import AnswerForm, ReceiptForm, RecordedAnswerForm, ReferenceForm
from tickets.forms.declaring import arrived
from tickets.forms.moves import WordsForm
from tickets.models import VendorCase
from tickets.models.vendor_case import NOT_CLOSED
from tickets.states import CaseState, Clock
from tickets.tables import CaseTable
from tickets.vendor_thread import thread_of
from tickets.views.pages import tabs, trail

FORM = ["GET", "HEAD", "POST"]


def visible_case(request: HttpRequest, pk: int) -> VendorCase:
    """The case, for whoever may read it; absent for anyone else."""
    found = VendorCase.objects.visible_to(request.user).select_related(
        "vendor", "ticket__library__commune", "opened_by"
    )
    return get_object_or_404(found, pk=pk)


@require_safe
def case_list(request: HttpRequest) -> HttpResponseBase:
    """The cases: all of them for the services, its own for the vendor."""
    insist(rules.may_read_internal(request.user) or rules.answers_cases(request.user), "lire les dossiers éditeur")
    found = VendorCase.objects.visible_to(request.user).select_related("vendor")
    return list_page(
        request,
        name="cases",
        title="Dossiers éditeur",
        noun=("dossier", "dossiers"),
        queryset=found.annotate(due_at=piles.case_due_at(), is_late=piles.late_case(clock.now())),
        filterset_class=CaseFilter,
        table_class=CaseTable,
        template="network/list.html",
        section="Tickets",
        list_buttons=[],
        tabs=tabs(request.user),
        empty="Aucun dossier n’est ouvert chez l’éditeur.",
    )


@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case and its own thread: nothing of the ticket’s is there."""
    found = visible_case(request, pk)
    return render(request, "tickets/case.html", _page_of(request, found, AnswerForm()))


def _page_of(request: HttpRequest, found: VendorCase, form: Any) -> dict[str, Any]:
    is_vendor = rules.is_of_vendor(found, request.user)
    context = {
        "case": found,
        "buttons": case_standing.buttons(found, request.user),
        "thread": thread_of(found, request.user),
        "expected": case_standing.expected(found, request.user),
        "form": form if is_vendor and found.state != CaseState.CLOSED else None,
        "draft": found.get_absolute_url(),
        "is_vendor": is_vendor,
        "trail": trail_of(found, request.user),
        "facts": case_standing.facts(found),
        "bars": standing.bars_of_case(Delays(found.ticket, clock.now()), found),
    }
    return context if is_vendor else context | {"contacts": case_standing.contacts(found)}


@require_safe
def delay(request: HttpRequest, pk: int) -> HttpResponse:
    """Where every minute of the vendor’s delay went, line by line; nothing of the ticket’s is there (R17, R35)."""
    found = visible_case(request, pk)
    group = {
        "key": "editeur",
        "title": f"{Clock.UC.label} ({found.vendor})",
        "accounts": case_account.accounts(found, Delays(found.ticket, clock.now())),
        "is_first": True,
    }
    way = [*trail_of(found, request.user)[:-1], found.number, found.get_absolute_url(), "Délais"]
    return render(request, "tickets/case_delay.html", {"case": found, "trail": way, "group": group})


def trail_of(found: VendorCase, person: Any) -> list[str]:
    """The way to a case: from its ticket for the services, from the list for the vendor."""
    way = ["Dossiers éditeur", reverse("tickets:cases")]
    return [*way, found.number] if rules.is_of_vendor(found, person) else [*trail(found.ticket), found.number]


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The vendor says that it has it; said twice, it is noted once."""
    found = visible_case(request, pk)
    insist(rules.is_of_vendor(found, request.user), "accuser réception de ce dossier")
    if found.state == CaseState.SENT:
        found = cases.opened_by_vendor(found, by=request.user)
    messages.success(request, "La réception est notée.")
    return redirect(found)


@require_http_methods(FORM)
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The DSINum notes when the vendor had it, and what proves it."""
    found = visible_case(request, pk)
    insist(rules.may_write_to_vendor(found, request.user), "noter la réception")
    insist_on_state(found, CaseState.SENT)

    def act(said: dict[str, Any]) -> None:
        cases.note_receipt(found, by=request.user, received_at=said["received_at"], receipt=said["receipt"])

    return _act(
        request, found, ReceiptForm(sent(request), case=found), "Noter la réception", "La réception est notée.", act
    )


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The vendor answers from its own page."""
    found = visible_case(request, pk)
    insist(rules.is_of_vendor(found, request.user), "répondre à ce dossier")
    form = AnswerForm(sent(request), request.FILES or None)
    if not form.is_valid():
        form.keep_uploads(by=request.user)
        drafts.follow(request, found.get_absolute_url(), request.POST)
        return render(request, "tickets/case.html", _page_of(request, found, form), status=422)
    how = {"files": arrived(form), "token": form.cleaned_data["token"], "meaning": form.cleaned_data["meaning"]}
    said = cases.answer(found, form.cleaned_data["body"], by=request.user, **how)
    drafts.drop(request, found.get_absolute_url())
    messages.success(request, "Votre message est transmis.")
    return redirect(said)


@require_http_methods(FORM)
def record_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The DSINum records what the vendor has answered by mail or telephone."""
    found = visible_case(request, pk)
    insist(rules.may_write_to_vendor(found, request.user), "saisir la réponse de l’éditeur")
    insist_on_state(found, *NOT_CLOSED)
    form = RecordedAnswerForm(sent(request), request.FILES or None, case=found)

    def act(said: dict[str, Any]) -> None:
        how = {"files": arrived(form), "token": said["token"], "at": said["answered_at"], "meaning": said["meaning"]}
        cases.answer(found, said["body"], by=request.user, **how)

    return _act(request, found, form, "Saisir la réponse", "La réponse est enregistrée.", act)


@require_http_methods(FORM)
def reference(request: HttpRequest, pk: int) -> HttpResponse:
    """The number that the vendor gives to it."""
    found = visible_case(request, pk)
    insist(rules.may_answer_case(found, request.user), "noter la référence")
    insist_on_state(found, *NOT_CLOSED)
    form = ReferenceForm(sent(request), case=found)

    def act(said: dict[str, Any]) -> None:
        cases.note_reference(found, said["reference"], by=request.user)

    return _act(request, found, form, "Référence de l’éditeur", "La référence est notée.", act)


@require_http_methods(FORM)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more is asked of the vendor."""
    found = visible_case(request, pk)
    insist(rules.may_write_to_vendor(found, request.user), "clore ce dossier")
    insist_on_state(found, *NOT_CLOSED)
    form = WordsForm(sent(request), label="Ce qu’il en est", help_text="La bibliothèque le lira dans le fil du ticket.")

    def act(said: dict[str, Any]) -> None:
        cases.close(found, by=request.user, why=said["words"])

    return _act(request, found, form, "Clore le dossier", "Le dossier est clos.", act)


def _act(request: HttpRequest, found: VendorCase, form: Any, title: str, saved: str, act: Any) -> HttpResponse:
    def save(form: Any) -> bool:
        act(form.cleaned_data)
        return True

    way = tuple(trail_of(found, request.user)[:-1])
    return edit_page(
        request,
        form,
        title=typography(title),
        back=found.get_absolute_url(),
        saved=saved,
        trail=(*way, found.number, found.get_absolute_url()),
        save=save,
        submit=title,
    )
