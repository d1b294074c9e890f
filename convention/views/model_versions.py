"""One version of a model text: its page, its preview for a commune, the next version, its comparison with another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convention import model_sheet, model_texts, preview
from convention.comparison import comparison
from convention.forms.model_versions import ComparisonForm, NewVersionForm, PreviewForm
from convention.model_texts import edition_of
from convention.models import ModelVersion
from convention.rules import may_read_models
from convention.text.checks import to_verify
from convention.views.model_texts import WHAT
from foundation import drafts
from foundation.french import of_place
from foundation.keys import is_key
from foundation.versions import version_of
from network.models import Commune
from network.views.pages import insist

VIEWS = {"cote": "Côte à côte", "suivi": "Texte suivi"}


def visible_version(request: HttpRequest, pk: int) -> ModelVersion:
    """The version, for those who keep model texts. Raises PermissionDenied, Http404."""
    insist(may_read_models(request.user), WHAT)
    versions = ModelVersion.objects.visible_to(request.user).select_related("model", "created_by")
    return get_object_or_404(versions, pk=pk)


def trail(version: ModelVersion) -> list[str]:
    """The way to a page of a version."""
    models = reverse("convention:models")
    return ["Conventions", reverse("convention:list"), "Modèles", models, str(version), version.get_absolute_url()]


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text with its variables marked, and what can be done with it."""
    return _page_of(request, visible_version(request, pk), PreviewForm(person=request.user))


def _page_of(request: HttpRequest, found: ModelVersion, asked: PreviewForm) -> HttpResponse:
    edition, conventions = edition_of(found), found.conventions.count()
    commune = Commune.objects.with_conventions_visible_to(request.user).first()
    examples = preview.examples(found, commune)
    sections = model_sheet.articles(edition, examples=examples)
    if not conventions:
        for section in sections:
            section.buttons.extend(model_sheet.article_buttons(found, edition, section.index))
    context = {
        "version": found,
        "conventions": conventions,
        "buttons": model_sheet.buttons(found, conventions),
        "sections": sections,
        "contents": model_sheet.contents(sections),
        "frame": model_sheet.frame(edition, examples=examples),
        "example": of_place(commune.name) if commune else "",
        "doubts": model_sheet.remarks(edition, to_verify(edition.text, edition.variables)),
        "variables": model_sheet.variables(edition),
        "facts": model_sheet.facts(found, conventions),
        "needs_renumbering": model_sheet.needs_renumbering(edition) and not conventions,
        "seen": version_of(found),
        "preview": asked,
    }
    return render(request, "convention/version.html", context, status=422 if asked.is_bound else 200)


@require_POST
def preview_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF that a commune would get of this version, as of today; it becomes nobody’s convention."""
    found = visible_version(request, pk)
    form = PreviewForm(request.POST, person=request.user)
    if not form.is_valid():
        return _page_of(request, found, form)
    return redirect(preview.launch(found, form.cleaned_data["commune"], by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version, which begins as a copy."""
    found = visible_version(request, pk)
    form, key = NewVersionForm(request.POST or None), drafts.key_for(request)
    if form.is_bound and form.is_valid():
        drafts.drop(request, key)
        made = model_texts.new_version(found, by=request.user, note=form.cleaned_data["note"])
        messages.success(
            request, "La nouvelle version est prête : modifiez-la, les conventions déjà faites gardent la leur."
        )
        return redirect(made)
    title = f"Nouvelle version à partir de la version {found.number}"
    context = {"version": found, "form": form, "title": title, "trail": [*trail(found), title], "submit": "Commencer"}
    context |= {"draft": key, "calls": [], "conflict": None}
    return render(request, "convention/version_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a version that no convention was made from, once this is confirmed."""
    found = visible_version(request, pk)
    if request.method == "POST":
        model_texts.discard(found, by=request.user)
        messages.success(request, "La version est supprimée.")
        return redirect("convention:models")
    title = f"Supprimer la version {found.number}"
    warning = "Son texte, ses variables et le fichier dont elle vient seront effacés."
    if found.model.versions.count() == 1:
        warning += f" C’est la seule version de « {found.model} » : le modèle disparaît avec elle."
    context = {"version": found, "title": title, "trail": [*trail(found), title], "warning": warning}
    return render(request, "convention/version_confirm.html", context)


@require_safe
def compare_versions(request: HttpRequest) -> HttpResponse:
    """Two versions, article by article: what is in one and not in the other."""
    insist(may_read_models(request.user), WHAT)
    after = _asked(request, "apres")
    before = _asked(request, "avant") if "avant" in request.GET else _former(after)
    view = request.GET.get("vue", "")
    with_same = "tout" in request.GET
    context = {
        "form": ComparisonForm(person=request.user, initial={"avant": before, "apres": after}),
        "view": view if view in VIEWS else next(iter(VIEWS)),
        "views": VIEWS,
        "with_same": with_same,
        "found": None,
        "pair": None,
    }
    if before and after:
        context["found"] = comparison(edition_of(before), edition_of(after), with_same=with_same)
        context["pair"] = {"before": before, "after": after}
    return render(request, "convention/version_comparison.html", context)


def _asked(request: HttpRequest, name: str) -> ModelVersion | None:
    """The version that the address names."""
    written = request.GET.get(name, "")
    if not is_key(written):
        return None
    return ModelVersion.objects.visible_to(request.user).select_related("model").filter(pk=written).first()


def _former(version: ModelVersion | None) -> ModelVersion | None:
    """The version that came before in its model."""
    if version is None:
        return None
    return version.model.versions.filter(number__lt=version.number).order_by("-number").first()
