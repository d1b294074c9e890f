"""The canned answers, kept by who keeps the desk."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.french import shortened, typography
from foundation.lists import list_page
from foundation.parts import Button
from foundation.tables import MINOR, Column, Table
from foundation.versions import save_unless_stale
from network.views.pages import edit_page, insist, sent
from tickets import rules
from tickets.forms.canned import CannedAnswerForm
from tickets.models import CannedAnswer
from tickets.views.pages import settings_tabs

FORM = ["GET", "HEAD", "POST"]
WHAT = "tenir les réponses types"
BEGINNING = 160  # characters of an answer that its row shows


class CannedAnswerFilter(django_filters.FilterSet):
    """By words of the title or of the text."""

    q = django_filters.CharFilter(method="by_words", label="Mots")

    class Meta:
        model = CannedAnswer
        fields: list[str] = []

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that say it."""
        return queryset.filter(Q(title__icontains=value.strip()) | Q(body__icontains=value.strip()))


class CannedAnswerTable(Table):
    """The answers, with how each begins."""

    title = Column()
    body = Column(orderable=False)
    kept_by = Column(accessor="kept_by", orderable=False, default="–", attrs=MINOR)

    def render_body(self, value):
        return shortened(" ".join(value.split()), BEGINNING)

    def value_body(self, record):
        return record.body

    def value_kept_by(self, record):
        return str(record.kept_by or "")


@require_safe
def canned_answers(request: HttpRequest) -> HttpResponseBase:
    """The answers that the services have ready."""
    insist(rules.may_keep_desk(request.user), WHAT)
    new = Button("Nouvelle réponse type", reverse("tickets:new_canned"), primary=True, icon="plus")
    return list_page(
        request,
        name="reponses-types",
        title="Réponses types",
        noun=("réponse type", "réponses types"),
        queryset=CannedAnswer.objects.visible_to(request.user).select_related("kept_by"),
        filterset_class=CannedAnswerFilter,
        table_class=CannedAnswerTable,
        template="network/list.html",
        section="Tickets",
        list_buttons=[new],
        tabs=settings_tabs(request.user),
        empty="Aucune réponse type pour l’instant. Écrivez ici ce que vous répondez souvent.",
        first_step=new,
    )


@require_http_methods(FORM)
def new_canned(request: HttpRequest) -> HttpResponse:
    """One more answer."""
    insist(rules.may_keep_desk(request.user), WHAT)
    return _edit(request, CannedAnswer(), "Nouvelle réponse type", "La réponse type est ajoutée.")


@require_http_methods(FORM)
def edit_canned(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what it says; what was sent already stays as it was."""
    found = get_object_or_404(CannedAnswer.objects.visible_to(request.user), pk=pk)
    insist(rules.may_keep_desk(request.user), WHAT)
    remove = Button(
        "Supprimer",
        reverse("tickets:delete_canned", args=[found.pk]),
        method="post",
        danger=True,
        icon="trash-2",
        confirm=typography(f"Supprimer la réponse type « {found} » ?"),
    )
    return _edit(request, found, found.title, "La réponse type est enregistrée.", [remove])


@require_POST
def delete_canned(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody answers with it any more."""
    found = get_object_or_404(CannedAnswer.objects.visible_to(request.user), pk=pk)
    insist(rules.may_keep_desk(request.user), WHAT)
    found.delete()
    messages.success(request, typography(f"La réponse type « {found} » est supprimée."))
    return redirect("tickets:canned")


def _edit(
    request: HttpRequest, answer: CannedAnswer, title: str, saved: str, buttons: Sequence[Button] = ()
) -> HttpResponse:
    form, back = CannedAnswerForm(sent(request), instance=answer), reverse("tickets:canned")

    def save(form: Any) -> bool:
        form.instance.kept_by = request.user
        return save_unless_stale(form)

    trail = ("Tickets", reverse("tickets:list"), "Réponses types", back)
    return edit_page(request, form, title=title, back=back, saved=saved, trail=trail, save=save, buttons=buttons)
