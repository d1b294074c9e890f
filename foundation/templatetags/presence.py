"""Who else is here, in the page."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

from foundation import drafts

register = template.Library()


@register.simple_tag(takes_context=True)
def presence(context: Any, key: str) -> str:
    """`{% presence key %}`: where presence.js says who else reads the page or writes; empty until its first sign."""
    return format_html(
        '<p class="form-hint no-print" role="status" data-presence-url="{}" data-presence-proof="{}"></p>',
        reverse("foundation:presence"),
        drafts.token(context.request.user, key),
    )
