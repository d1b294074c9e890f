"""The charter and the guides, as the SCLP writes them: a new one, its draft, read as it will be, then published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from foundation import clock, drafts, prose, reading
from foundation.french import long_date
from foundation.models import Paper
from foundation.parts import Button
from foundation.versions import save_unless_stale
from network.views.pages import edit_page, insist, sent
from training import papers
from training.forms.papers import DraftForm, PaperForm, PublishForm
from training.rules import may_manage_training
from training.views.papers import visible

WHAT = "écrire les guides et la charte"


def kept(request: HttpRequest, pk: int) -> Paper:
    """The paper, for who writes it. Raises Http404, PermissionDenied."""
    found = visible(request, pk)
    insist(may_manage_training(request.user), WHAT)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def new_paper(request: HttpRequest) -> HttpResponse:
    """What the paper is; its text comes next."""
    insist(may_manage_training(request.user), WHAT)
    return edit_page(
        request,
        PaperForm(sent(request), instance=Paper(shelf=papers.SHELF)),
        title="Nouveau document à lire",
        back=reverse("training:papers"),
        saved="Le document est créé. Écrivez maintenant son texte.",
        trail=("Guides et charte", reverse("training:papers")),
        then=lambda form: reverse("training:edit_draft", args=[form.instance.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Its title, and what it asks while nobody has read it."""
    found = kept(request, pk)
    back = found.get_absolute_url()
    form = PaperForm(sent(request), instance=found)
    title = f"Modifier « {found} »"
    return edit_page(request, form, title=title, back=back, saved="Le document est modifié.", trail=_trail(found))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the version in preparation; the first time, it begins with the text of the last one."""
    found = kept(request, pk)
    version = reading.draft_of(found) or reading.next_version(found)
    files = request.FILES if request.method == "POST" else None
    preview = reverse("training:paper_draft", args=[found.pk])
    return edit_page(
        request,
        DraftForm(sent(request), files, instance=version, by=request.user),
        title=f"Texte de la version {version.number}",
        back=preview if version.pk else found.get_absolute_url(),
        saved="Le brouillon est enregistré. Relisez-le, puis publiez-le.",
        trail=_trail(found),
        then=lambda form: preview,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def paper_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft as people will read it, and the day from which it will count: publishing it is for good."""
    found = kept(request, pk)
    version = reading.draft_of(found)
    if version is None:
        messages.info(request, "Aucune version n’est en préparation.")
        return redirect(found)
    form, key = PublishForm(sent(request), instance=version, by=request.user), drafts.key_for(request)
    if form.is_bound and form.is_valid() and save_unless_stale(form):
        drafts.drop(request, key)
        counts = long_date(form.cleaned_data["required_on"])
        messages.success(request, f"La version {version.number} est publiée. Elle compte à partir du {counts}.")
        return redirect(found)
    context = {
        "paper": found,
        "version": version,
        "prose": prose.read(version.text) if version.text else None,
        "form": form,
        "draft": key,
        "buttons": _draft_buttons(found),
    }
    return render(request, "training/paper_draft.html", context, status=422 if form.is_bound else 200)


@require_POST
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the version in preparation, and the document itself when none was ever published."""
    found = kept(request, pk)
    version = reading.draft_of(found)
    if version is None:
        messages.info(request, "Aucune version n’est en préparation.")
        return redirect(found)
    reading.discard(version, by=request.user)
    messages.success(request, "Le brouillon est supprimé.")
    return redirect(found) if Paper.objects.filter(pk=pk).exists() else redirect("training:papers")


@require_POST
def withdraw_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer ask for a paper, or ask for it again; who has read what stays."""
    found = kept(request, pk)
    if why := papers.refusal_to_withdraw(found):
        messages.error(request, why)
        return redirect(found)
    found.withdrawn_on = None if found.withdrawn_on else clock.today()
    found.save()
    said = "n’est plus demandé à personne" if found.withdrawn_on else "est de nouveau demandé"
    messages.success(request, f"Le document {said}.")
    return redirect(found)


def _draft_buttons(found: Paper) -> list[Button]:
    is_alone = found.versions.count() == 1
    question = "Supprimer ce brouillon ?" + (" Le document disparaît avec lui." if is_alone else "")
    return [
        Button("Modifier", reverse("training:edit_draft", args=[found.pk]), icon="pencil"),
        Button(
            "Supprimer le brouillon",
            reverse("training:discard_draft", args=[found.pk]),
            method="post",
            danger=True,
            icon="trash-2",
            confirm=question,
        ),
    ]


def _trail(found: Paper) -> tuple[str, ...]:
    return "Guides et charte", reverse("training:papers"), str(found), found.get_absolute_url()
