"""How the worth of a convention is shown, everywhere the same."""

from django import template
from django.urls import reverse

from convention import end_dates
from convention.coverage import LABELS, NONE, reasons
from convention.rules import may_manage, may_read_conventions, may_read_models, sees_all_conventions
from convention.states import TONES
from foundation.french import enumerate_fr, typography
from foundation.templatetags.maillage import badge

register = template.Library()


@register.simple_tag
def situation_badge(situation):
    """« en vigueur », « à renouveler », … on its ground; « sans convention » where there is none."""
    return badge(LABELS[situation], "neutral" if situation == NONE else TONES[situation])


@register.filter
def end_reasons(convention):
    """Which end bites, in words, of a convention that the query brought with its ends (R40)."""
    return enumerate_fr(reasons(convention))


@register.filter
def days_told(convention):
    """« du … au … », or why it is never in force, of a convention that the query brought with its ends."""
    return typography(end_dates.days_told(convention))


@register.filter
def end_told(convention, situation):
    """Its last day as its situation says it, or why it is never in force."""
    before = {"EXPIRED": "dernier jour : ", "IN_PATH": "dernier jour prévu : ", "UPCOMING": "dernier jour prévu : "}
    return typography(end_dates.end_told(convention, before.get(situation, "jusqu’au ")))


@register.inclusion_tag("components/tabs.html", takes_context=True)
def convention_tabs(context):
    """The pages of conventions that this person may open, above each of them."""
    person = context["request"].user
    pages = [
        ("Liste", "list", True),
        ("Couverture" if sees_all_conventions(person) else "Situation", "coverage", may_read_conventions(person)),
        ("Échéances", "calendar", may_read_conventions(person)),
        ("Modèles", "models", may_read_models(person)),
        ("Rappels", "rungs", may_manage(person)),
    ]
    items = [(label, reverse(f"convention:{name}")) for label, name, allowed in pages if allowed]
    if may_manage(person):
        items.append(("Conventions déjà signées", reverse("foundation:import_new", args=["conventions"])))
    return {"items": items, "label": "Conventions", "path": context["request"].path}
