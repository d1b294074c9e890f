"""How the worth of a convention is shown, everywhere the same."""

from django import template
from django.urls import reverse

from convention.coverage import LABELS, NONE
from convention.rules import may_manage, may_read_conventions, may_read_models
from convention.states import TONES
from foundation.templatetags.maillage import badge

register = template.Library()


@register.simple_tag
def situation_badge(situation):
    """« en vigueur », « à renouveler », … on its ground; « sans convention » where there is none."""
    return badge(LABELS[situation], "neutral" if situation == NONE else TONES[situation])


@register.inclusion_tag("components/tabs.html", takes_context=True)
def convention_tabs(context):
    """The pages of conventions that this person may open, above each of them."""
    person = context["request"].user
    pages = [
        ("Liste", "list", True),
        ("Couverture", "coverage", may_read_conventions(person)),
        ("Échéances", "calendar", may_read_conventions(person)),
        ("Modèles", "models", may_read_models(person)),
        ("Rappels", "rungs", may_manage(person)),
    ]
    items = [(label, reverse(f"convention:{name}")) for label, name, allowed in pages if allowed]
    if may_manage(person):
        items.append(("Reprise d’un suivi", reverse("foundation:import_new", args=["conventions"])))
    return {"items": items, "label": "Conventions", "path": context["request"].path}
