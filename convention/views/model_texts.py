"""Model texts: the list, and how a text becomes a model: given, read, confirmed."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convention import model_sheet, model_texts
from convention.forms.model_import import TEXTS, CorrectionForm, ModelNameForm, ReviewForm, SourceForm, blocking
from convention.models import ModelText, ModelVersion
from convention.rules import may_read_models
from convention.text.checks import to_verify
from convention.text.parse import Parsed, parse
from convention.text.source import Source, read_source
from foundation import documents, drafts
from foundation.files.refusals import UnacceptableFile
from foundation.french import count
from foundation.models import StoredDocument
from foundation.parts import Button
from network.views.pages import edit_page, insist

PATH = ["Texte", "Vérification", "Modèle"]
WHAT = "tenir les modèles de convention"
MANY = 100  # gaps and names: beyond, the text is no convention, and its page would be no page
SHOWN = 200  # remarks of the reader of the text on one page


@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """The models and their versions, with how many conventions were made from each."""
    insist(may_read_models(request.user), WHAT)
    versions = ModelVersion.objects.visible_to(request.user).with_use().select_related("model", "created_by")
    by_model: dict[ModelText, list[ModelVersion]] = {}
    for version in versions:
        by_model.setdefault(version.model, []).append(version)
    compare = Button("Comparer deux versions", reverse("convention:compare_versions"), icon="columns-2")
    context = {"models": by_model, "buttons": [compare] if len(versions) > 1 else []}
    return render(request, "convention/models.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rename_model(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a model; its versions keep theirs."""
    insist(may_read_models(request.user), WHAT)
    model = get_object_or_404(ModelText, pk=pk)
    back = reverse("convention:models")
    form = ModelNameForm(request.POST or None, instance=model)
    return edit_page(
        request, form, title=f"Renommer « {model} »", back=back, saved="Le modèle est renommé.", trail=("Modèles", back)
    )


@require_POST
def use_shipped(request: HttpRequest) -> HttpResponse:
    """Begin with the model that comes with the product; a double click begins once."""
    insist(may_read_models(request.user), WHAT)
    version = model_texts.from_shipped(by=request.user)
    messages.success(request, "Le modèle fourni est prêt : relisez-le, puis adaptez-le.")
    return redirect(version)


# --- a text becomes a model ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def import_text(request: HttpRequest) -> HttpResponse:
    """First the text, as a file or pasted; it is kept as it came."""
    insist(may_read_models(request.user), WHAT)
    form = SourceForm(request.POST or None, request.FILES or None)
    return _receive(request, form, "convention/model_import.html", {"path": PATH})


@require_http_methods(["GET", "HEAD", "POST"])
def correct_text(request: HttpRequest, key: Any) -> HttpResponse:
    """The text corrected by hand: a new one is read; what was ticked and typed about the former is kept."""
    insist(may_read_models(request.user), WHAT)
    document = _waiting(key, request.user)
    form = CorrectionForm(request.POST or None, initial={"pasted": _readable(document).text})
    context = {"path": PATH, "document": document, "back": _review_url(document)}
    return _receive(request, form, "convention/model_correction.html", context, former=document)


@require_http_methods(["GET", "HEAD", "POST"])
def review_text(request: HttpRequest, key: Any) -> HttpResponse:
    """Then what was read and what should be a variable; nothing is kept as a model before confirmation."""
    insist(may_read_models(request.user), WHAT)
    document = _own_source(key, request.user)
    if isinstance(document.about, ModelVersion):
        return redirect(document.about)  # confirmed already: a second click, or the way back
    source = _readable(document)
    parsed = parse(source.text)
    draft_key = drafts.key_for(request)
    form = ReviewForm(request.POST or None, parsed=parsed)
    if request.POST.get("do") == "correct":
        drafts.keep(request.user, draft_key, drafts.content_of(request.POST))
        return redirect("convention:correct_text", key=document.key)
    if form.is_bound and form.is_valid():
        drafts.drop(request, draft_key)
        return redirect(_confirm(form, document, request.user))
    drafts.fill(request, form, draft_key)
    context = _review(form, parsed, source) | {"document": document, "draft": draft_key}
    return render(request, "convention/model_review.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _confirm(form: ReviewForm, document: StoredDocument, by: Any) -> ModelVersion:
    """The version made of this text; of two clicks, one makes it."""
    document = StoredDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if isinstance(document.about, ModelVersion):
        return document.about
    model = form.cleaned_data["model"] or ModelText.objects.create(name=form.cleaned_data["name"])
    return model_texts.create(model, form.edition, by=by, note=form.cleaned_data["note"], source=document)


def _review(form: ReviewForm, parsed: Parsed, source: Source) -> dict[str, Any]:
    """What the page of the second step shows."""
    edition, problems = form.edition, form.problems
    doubts = [one for one in to_verify(edition.text, edition.variables) if one not in problems]
    sections = model_sheet.articles(edition, problems, are_headings=False)
    subs = sum(section.level == 2 for section in sections)
    read = [count(len(sections) - subs, "article"), count(subs, "sous-article")]
    return {
        "form": form,
        "path": PATH,
        "sections": sections,
        "frame": model_sheet.frame(edition, problems),
        "problems": model_sheet.remarks(edition, problems),
        "doubts": model_sheet.remarks(edition, doubts),
        "blocking": blocking(parsed),
        "read": [*read, count(len(edition.text.signature), "signature")],
        "findings": parsed.findings[:SHOWN],
        "findings_left": max(0, len(parsed.findings) - SHOWN),
        "set_aside": [line for line in parsed.set_aside if not line.is_blank],
        "notices": source.notices,
    }


def _receive(
    request: HttpRequest, form: SourceForm, template: str, context: dict[str, Any], former: StoredDocument | None = None
) -> HttpResponse:
    """Keep a text that can be read and go on to its review; else the form again, with what was given."""
    if form.is_bound and form.is_valid():
        name = former.name if former else form.source.name
        document = documents.keep(form.source, name=name, by=request.user)
        try:
            _refuse_unlikely(parse(_read(document).text))
        except UnacceptableFile as refusal:
            form.add_error("file" if form.cleaned_data.get("file") else "pasted", refusal.message_fr)
        else:
            _hand_over(request.user, former, document)
            drafts.drop(request, drafts.key_for(request))
            return redirect(_review_url(document))
    if form.is_bound:
        form.keep_uploads(by=request.user)
    context = context | {"form": form, "draft": drafts.key_for(request)}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _refuse_unlikely(parsed: Parsed) -> None:
    if len(parsed.proposals) > MANY:
        blanks = count(len(parsed.proposals), "blanc")
        raise UnacceptableFile(f"Ce texte laisse {blanks} à remplir : ce n’est sans doute pas une convention.")


def _hand_over(person: Any, former: StoredDocument | None, document: StoredDocument) -> None:
    """What was ticked and typed about a text goes to its corrected successor."""
    draft = drafts.find(person, _review_url(former)) if former else None
    if draft:
        drafts.keep(person, _review_url(document), draft.data)
        draft.delete()


def _review_url(document: StoredDocument) -> str:
    return reverse("convention:review_text", args=[document.key])


def _own_source(key: Any, person: Any) -> StoredDocument:
    """A text that this person gave: neither a file that the product made, nor one of another kind."""
    given = StoredDocument.objects.filter(created_by=person, origin=StoredDocument.Origin.UPLOADED)
    document = get_object_or_404(
        given.filter(media_type__in={kind.media_type for kind in TEXTS}).select_related("about_type"), key=key
    )
    if document.about_type_id and not isinstance(document.about, ModelVersion):
        raise Http404
    return document


def _waiting(key: Any, person: Any) -> StoredDocument:
    """A text that this person gave and that is no model yet."""
    document = _own_source(key, person)
    if document.about_type_id:
        raise Http404
    return document


def _readable(document: StoredDocument) -> Source:
    """The text of the page’s address; one that was refused as unreadable has no page."""
    try:
        return _read(document)
    except UnacceptableFile as refusal:
        raise Http404 from refusal


def _read(document: StoredDocument) -> Source:
    with documents.open_document(document) as file:
        return read_source(file.read())
