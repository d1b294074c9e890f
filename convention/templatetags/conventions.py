"""How the worth of a convention is shown, everywhere the same."""

from django import template

from convention.coverage import LABELS, NONE
from convention.states import TONES
from foundation.templatetags.maillage import badge

register = template.Library()


@register.simple_tag
def situation_badge(situation):
    """« en vigueur », « à renouveler », … on its ground; « sans convention » where there is none."""
    return badge(LABELS[situation], "neutral" if situation == NONE else TONES[situation])
