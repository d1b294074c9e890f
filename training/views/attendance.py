"""What a trainer does on the day, from a phone: who is there, what they think of it, and the end of the session."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import drafts
from foundation.french import count
from foundation.views.documents import pdf_response
from foundation.workflow import Refused
from network.views.pages import insist, sent
from training import attendance, rules, sign_in_sheets
from training.forms.attendance import AttendanceForm, VerdictForm
from training.models import Session
from training.views.sessions import visible


def led(request: HttpRequest, pk: int) -> Session:
    """The session, for who may note its presences now. Raises as `attendance.check`."""
    found = visible(request, pk)
    attendance.check(found, request.user)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, pk: int, half_day: int) -> HttpResponse:
    """Who is there, half-day by half-day: a box each, or everybody at once."""
    session = led(request, pk)
    noted = get_object_or_404(session.half_days, pk=half_day)
    if why := attendance.refusal_to_mark(noted):
        raise Refused(why, about=session)
    people = attendance.participants(session)
    form = AttendanceForm(sent(request), people=people, half_day=noted)
    everyone = {one.booking.pk for one in people}
    at_once = {"everyone": everyone, "nobody": set()}
    chosen = next((keys for name, keys in at_once.items() if name in request.POST), None)
    if request.method == "POST" and (chosen is not None or form.is_valid()):
        present = form.chosen() if chosen is None else chosen
        attendance.mark(session, half_day, present, by=request.user)
        drafts.drop(request, drafts.key_for(request))
        here = count(len(present & everyone), "présent")
        messages.success(request, f"{here} sur {len(everyone)} : c’est noté, et peut encore être corrigé.")
        return redirect(session)
    context = {"session": session, "half_day": noted, "form": form, "draft": drafts.key_for(request)}
    return render(request, "training/attendance.html", context, status=422 if form.is_bound else 200)


@require_safe
def sign_in_sheet(request: HttpRequest, pk: int, half_day: int) -> HttpResponse:
    """The sheet to print and have signed, for who leads the session."""
    session = visible(request, pk)
    insist(rules.may_lead(session, request.user), "imprimer la feuille d’émargement")
    found = get_object_or_404(session.half_days, pk=half_day)
    return pdf_response(sign_in_sheets.print_sheet(session, found), sign_in_sheets.file_name(found))


@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """The verdict on each who came."""
    session = led(request, pk)
    form = VerdictForm(sent(request), people=attendance.participants(session))
    if request.method == "POST" and form.is_valid():
        attendance.judge(session, form.verdicts(), by=request.user)
        drafts.drop(request, drafts.key_for(request))
        messages.success(request, "Les avis sont enregistrés.")
        return redirect(session)
    context = {"session": session, "form": form, "draft": drafts.key_for(request)}
    return render(request, "training/verdicts.html", context, status=422 if form.is_bound else 200)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the session: the attestations are issued."""
    session = visible(request, pk)
    issued = attendance.close(session, by=request.user)
    messages.success(request, f"La session est terminée : {_told(len(issued))}.")
    return redirect(session)


def _told(issued: int) -> str:
    return f"{count(issued, 'attestation délivrée', 'attestations délivrées')}" if issued else "aucune attestation"
