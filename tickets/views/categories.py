"""The categories of the desk: what one may declare, who answers for it by which article, what each asks."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.lists import list_page
from foundation.parts import Button
from network.views.pages import edit_page, insist, sent
from tickets.filters import CategoryFilter
from tickets.forms.settings import CategoryFieldForm, CategoryForm
from tickets.models import Category, CategoryField
from tickets.rules import may_keep_desk
from tickets.tables import CategoryTable
from tickets.views.pages import settings_tabs

FORM = ["GET", "HEAD", "POST"]
TO_KEEP = "tenir les catégories"


@require_safe
def categories(request: HttpRequest) -> HttpResponseBase:
    """All of them, in the order in which they are offered."""
    insist(may_keep_desk(request.user), TO_KEEP)
    return list_page(
        request,
        name="categories",
        title="Catégories",
        noun="catégorie",
        queryset=Category.objects.visible_to(request.user).annotate(asked=Count("fields")),
        filterset_class=CategoryFilter,
        table_class=CategoryTable,
        template="network/list.html",
        section="Tickets",
        list_buttons=[Button("Nouvelle catégorie", reverse("tickets:new_category"), primary=True, icon="plus")],
        tabs=settings_tabs(request.user),
        empty="Aucune catégorie pour l’instant : on ne peut encore rien déclarer.",
    )


@require_safe
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """One category: what is said of it, and the questions that it asks."""
    found = _kept(request, pk)
    context = {
        "category": found,
        "trail": [*_trail(), found.name],
        "facts": _facts(found),
        "questions": [(one, _buttons_of(one)) for one in found.fields.all()],
        "buttons": _buttons(found),
    }
    return render(request, "tickets/category.html", context)


@require_http_methods(FORM)
def new_category(request: HttpRequest) -> HttpResponse:
    """Add one."""
    insist(may_keep_desk(request.user), TO_KEEP)
    return _form(request, Category(), "Nouvelle catégorie", reverse("tickets:categories"))


@require_http_methods(FORM)
def edit_category(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one: tickets already declared keep their sort, their priority and their answers."""
    found = _kept(request, pk)
    return _form(request, found, f"Modifier « {found} »", found.get_absolute_url())


@require_POST
def withdraw_category(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no more, or again; its tickets stay."""
    found = _kept(request, pk)
    found.withdrawn_on = None if found.withdrawn_on else clock.today()
    found.save()
    said = "n’est plus proposée" if found.withdrawn_on else "est de nouveau proposée"
    messages.success(request, f"La catégorie {said}.")
    return redirect(found)


@require_http_methods(FORM)
def new_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it ask something more."""
    return _field_form(request, CategoryField(), _kept(request, pk), "Nouvelle question")


@require_http_methods(FORM)
def edit_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a question; the answers already given keep the words that were asked."""
    found = _kept_field(request, pk)
    return _field_form(request, found, found.category, f"Modifier « {found} »")


@require_POST
def remove_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it no more; the answers already given stay in their tickets."""
    found = _kept_field(request, pk)
    found.delete()
    messages.success(request, "La question n’est plus posée.")
    return redirect(found.category)


def _kept(request: HttpRequest, pk: int) -> Category:
    """The category, for who keeps the desk."""
    insist(may_keep_desk(request.user), TO_KEEP)
    return get_object_or_404(Category.objects.visible_to(request.user), pk=pk)


def _kept_field(request: HttpRequest, pk: int) -> CategoryField:
    insist(may_keep_desk(request.user), TO_KEEP)
    seen = Category.objects.visible_to(request.user)
    return get_object_or_404(CategoryField.objects.filter(category__in=seen).select_related("category"), pk=pk)


def _form(request: HttpRequest, instance: Category, title: str, back: str) -> HttpResponse:
    return edit_page(
        request,
        CategoryForm(sent(request), instance=instance),
        title=title,
        back=back,
        saved="La catégorie est enregistrée.",
        trail=_trail(),
        then=lambda form: form.instance.get_absolute_url(),
    )


def _field_form(request: HttpRequest, instance: CategoryField, about: Category, title: str) -> HttpResponse:
    return edit_page(
        request,
        CategoryFieldForm(sent(request), instance=instance, category=about),
        title=title,
        back=about.get_absolute_url(),
        saved="La question est enregistrée.",
        trail=(*_trail(), about.name, about.get_absolute_url()),
    )


def _trail() -> tuple[str, ...]:
    return ("Catégories", reverse("tickets:categories"))


def _buttons(found: Category) -> list[Button]:
    label = "Proposer de nouveau" if found.withdrawn_on else "Ne plus proposer"
    return [
        Button("Modifier", reverse("tickets:edit_category", args=[found.pk]), primary=True, icon="pencil"),
        Button("Nouvelle question", reverse("tickets:new_category_field", args=[found.pk]), icon="plus"),
        Button(label, reverse("tickets:withdraw_category", args=[found.pk]), method="post", icon="archive"),
        Button("Historique", reverse("foundation:life", args=["tickets", "category", found.pk]), icon="history"),
    ]


def _buttons_of(one: CategoryField) -> list[Button]:
    return [
        Button("Modifier", reverse("tickets:edit_category_field", args=[one.pk]), icon="pencil"),
        Button("Ne plus poser", reverse("tickets:remove_category_field", args=[one.pk]), method="post", icon="archive"),
    ]


def _facts(found: Category) -> list[tuple[str, Any]]:
    return [
        ("Famille", found.family),
        ("Sorte", str(found.get_kind_display())),
        ("Étendue habituelle", str(found.get_impact_display())),
        ("À la charge de", str(found.get_responsible_display())),
        ("Deuxième niveau", str(found.get_second_level_display())),
        ("Article", f"{found.article} : {found.article_text}"),
        ("Code", found.code),
        ("Rang", str(found.position)),
    ]
