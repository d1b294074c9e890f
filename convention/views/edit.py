"""Changing a draft, and printing it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from convention import generation, path, rules
from convention.forms.draft import DraftForm
from convention.models import Convention
from convention.states import State
from convention.views.detail import visible
from foundation import drafts
from foundation.french import typography
from foundation.models import Job
from foundation.versions import save_unless_stale
from network.views.pages import sent


def draft_to_change(request: HttpRequest, pk: int) -> Convention:
    """The convention, as long as its text is not frozen. Raises PermissionDenied, Refused."""
    convention = visible(request, pk)
    may_be_reopened = convention.state in (State.VALIDATED, State.SIGNING)
    remedy = "Le texte est figé : reprenez-la d’abord en brouillon." if may_be_reopened else ""
    path.check(convention, request.user, "Modifier", State.DRAFT, remedy=remedy)
    return convention


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The effect date, the values and the remarks; when the text changes, the PDF is made again."""
    convention = draft_to_change(request, pk)
    form = DraftForm(sent(request), instance=convention)
    key = drafts.key_for(request)
    if form.is_bound and form.is_valid() and save_unless_stale(form):
        drafts.drop(request, key)
        return _after_saving(request, convention)
    is_read = not form.is_bound or "starts_on" not in form.errors
    told = rules.retroactive(convention) if is_read else ""  # of the day typed, once it is understood
    context = {"convention": convention, "form": form, "draft": key, "retroactive": told}
    return render(request, "convention/edit.html", context, status=422 if form.is_bound else 200)


def _after_saving(request: HttpRequest, convention: Convention) -> HttpResponse:
    if told := rules.retroactive(convention):
        messages.warning(request, typography(told))
    is_printable = convention.version_id and not convention.missing_values()
    if is_printable and convention.text_changed_since_pdf():
        messages.success(request, "Le brouillon est enregistré. Son texte a changé : le PDF est refait.")
        return _print(request, convention)
    messages.success(request, "Le brouillon est enregistré.")
    return redirect(convention)


@require_POST
def print_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh PDF, as a job: it takes more than a second."""
    return _print(request, draft_to_change(request, pk))


def _print(request: HttpRequest, convention: Convention) -> HttpResponse:
    """To the job that prints; when a colleague asked for it first, and it is theirs to see, to the convention."""
    job = generation.print_again(
        [convention],
        by=request.user,
        once_key=f"print-{convention.pk}",
        next_url=convention.get_absolute_url(),
    )
    if Job.objects.visible_to(request.user).filter(pk=job.pk).exists():
        return redirect(job)
    messages.info(request, "Le PDF est déjà demandé par quelqu’un d’autre : il paraîtra ici dans un instant.")
    return redirect(convention)
