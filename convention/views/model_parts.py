"""Changing a version that no convention was made from, one part at a time; each page guards against two tabs."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from convention import model_sheet, model_texts
from convention.forms.model_parts import ArticleForm, FrameForm, PartForm, SignaturesForm
from convention.forms.model_variables import VariablesForm
from convention.model_texts import Edition, Overtaken, Unsound, edition_of
from convention.models import ModelVersion
from convention.text.editing import (
    Reference,
    block_of,
    broken_references,
    renumbered,
    with_article_moved,
    without_article,
)
from convention.text.structure import Text
from convention.views.model_versions import trail, visible_version
from foundation import drafts
from foundation.french import typography
from foundation.versions import FIELD, version_of
from foundation.workflow import Refused

MOVED_SINCE = "Les articles ont changé depuis que cette page a été ouverte. Rechargez-la, puis recommencez."
SHOWN = 10  # references told at once


def changeable(request: HttpRequest, pk: int) -> ModelVersion:
    """The version, as long as no convention was made from it. Raises PermissionDenied, Http404, Refused."""
    found = visible_version(request, pk)
    if why := model_texts.why_unchangeable(found.conventions.count()):
        raise Refused(f"Cette version ne change plus : {why}. Commencez une nouvelle version à partir d’elle.")
    return found


# --- forms -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def edit_frame(request: HttpRequest, pk: int) -> HttpResponse:
    """The title, the preamble, the closing formula, and what the list says of this version."""
    version = changeable(request, pk)
    return _edit(request, version, FrameForm(request.POST or None, version=version), "Titre, préambule, formule finale")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signs, in what capacity (R45)."""
    version = changeable(request, pk)
    return _edit(request, version, SignaturesForm(request.POST or None, version=version), "Signatures")


@require_http_methods(["GET", "HEAD", "POST"])
def add_article(request: HttpRequest, pk: int, rank: int) -> HttpResponse:
    """One article more, which will be of this rank among all: 0 is the first."""
    version = changeable(request, pk)
    index = min(rank, len(edition_of(version).text.articles)) - 1
    form = ArticleForm(request.POST or None, version=version, index=index, is_new=True)
    return _edit(request, version, form, "Nouvel article")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_article(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """The rank, the title and the words of one article."""
    version = changeable(request, pk)
    articles = edition_of(version).text.articles
    if index >= len(articles) and request.method != "POST":
        raise Http404
    form = ArticleForm(request.POST or None, version=version, index=index, is_new=False)
    title = f"Article {articles[index].number}" if index < len(articles) else "Article retiré entre-temps"
    return _edit(request, version, form, title)


def _edit(request: HttpRequest, version: ModelVersion, form: PartForm, title: str) -> HttpResponse:
    """The page of a part: shown, refused with its errors (422), or saved, said, and left for its place in the text."""
    key = drafts.key_for(request)
    before = edition_of(version)
    if form.is_bound and form.is_valid() and form.save(request.user):
        drafts.drop(request, key)
        _tell(request, "C’est enregistré.", before.text, edition_of(form.saved).text)
        place = f"#texte-{form.place}" if isinstance(form, ArticleForm) else ""
        return redirect(f"{version.get_absolute_url()}{place}")
    context = {
        "version": version,
        "form": form,
        "draft": key,
        "title": title,
        "trail": [*trail(version), title],
        "submit": "Enregistrer",
        "calls": model_sheet.forms_of(before),
        "conflict": form.conflict,
    }
    return render(request, "convention/version_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_variables(request: HttpRequest, pk: int) -> HttpResponse:
    """Label, nature, origin and value of each variable."""
    version = changeable(request, pk)
    key = drafts.key_for(request)
    form = VariablesForm(request.POST or None, version=version)
    if form.is_bound and form.is_valid() and form.save(request.user):
        drafts.drop(request, key)
        messages.success(request, "Les variables sont enregistrées.")
        return redirect(f"{version.get_absolute_url()}#variables")
    drafts.fill(request, form, key)
    context = {"version": version, "form": form, "draft": key, "trail": [*trail(version), "Variables"]}
    return render(request, "convention/version_variables.html", context, status=422 if form.is_bound else 200)


# --- articles as a whole ---------------------------------------------------------------------------------------------


@require_POST
def move_article(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """Up or down by one place, numbers following."""
    version = changeable(request, pk)
    _check_index(version, index)
    is_up = request.GET.get("sens") == "haut"
    return _rearrange(
        request, version, "L’article est déplacé.", lambda text: with_article_moved(text, index, up=is_up)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def remove_article(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """One article less, with its sub-articles, once this is confirmed."""
    version = changeable(request, pk)
    _check_index(version, index)
    if request.method == "POST":
        return _rearrange(request, version, "L’article est retiré.", lambda text: without_article(text, index))
    edition = edition_of(version)
    sections = model_sheet.articles(edition)
    title = f"Retirer l’article {edition.text.articles[index].number}"
    context = {
        "version": version,
        "title": title,
        "trail": [*trail(version), title],
        "warning": "Ce texte sera retiré de cette version ; les articles suivants seront renumérotés.",
        "gone": [sections[i] for i in block_of(edition.text, index)],
        "seen": version_of(version),
    }
    return render(request, "convention/version_confirm.html", context)


@require_POST
def renumber_articles(request: HttpRequest, pk: int) -> HttpResponse:
    """Numbers that follow each other."""
    version = changeable(request, pk)
    return _rearrange(
        request,
        version,
        "Les articles sont renumérotés.",
        lambda text: dataclasses.replace(text, articles=renumbered(text.articles)),
    )


def _rearrange(request: HttpRequest, version: ModelVersion, done: str, arrange: Callable[[Text], Text]) -> HttpResponse:
    """Change the order or the numbers of the articles, unless they changed since the page was made."""

    def edit(edition: Edition) -> Edition:
        return dataclasses.replace(edition, text=arrange(edition.text))

    before = edition_of(version).text
    try:
        after = model_texts.change(version, by=request.user, seen=request.POST.get(FIELD, ""), part=_order, edit=edit)
    except Overtaken as overtaken:
        raise Refused(MOVED_SINCE) from overtaken
    except Unsound as unsound:
        raise Refused(str(unsound)) from unsound
    _tell(request, done, before, edition_of(after).text)
    return redirect(version)


def _order(edition: Edition) -> Any:
    return [(article.number, article.title) for article in edition.text.articles]


def _check_index(version: ModelVersion, index: int) -> None:
    if index >= len(edition_of(version).text.articles):
        raise Http404


def _tell(request: HttpRequest, done: str, before: Text, after: Text) -> None:
    """Say what was done, and which places of the text now name a wrong number."""
    messages.success(request, done)
    if broken := broken_references(before, after):
        told = " ".join(_told(one) for one in broken[:SHOWN])
        messages.warning(request, typography(f"Des renvois du texte sont à corriger. {told}"))


def _told(reference: Reference) -> str:
    place = reference.place[:1].upper() + reference.place[1:]
    now = f"c’est maintenant l’article {reference.now}" if reference.now else "cet article n’existe plus"
    return f"{place} dit « {reference.written} » : {now}."
