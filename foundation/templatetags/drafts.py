"""The draft of a form, in its page: filled again, said so, and kept while one types."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

from foundation import drafts

register = template.Library()


@register.inclusion_tag("foundation/_draft.html", takes_context=True)
def draft_notice(context: Any, form: Any, key: str) -> dict[str, Any]:
    """`{% draft_notice form key %}`, above the form: fills it with what was typed, and offers to begin again."""
    draft = None if form.is_bound else drafts.find(context.request.user, key)
    if draft is not None:
        drafts.restore(form, draft)
    return {
        "saved_at": draft.saved_at if draft else None,
        "has_files": form.is_multipart(),
        "key": key,
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def draft_attributes(key: str) -> str:
    """`<form {% draft_attributes key %}>`: tells drafts.js where to keep what is typed."""
    return format_html('data-draft-url="{}" data-draft-key="{}"', reverse("foundation:draft"), key)


@register.simple_tag(takes_context=True)
def draft_field(context: Any, key: str) -> str:
    """`{% draft_field key %}`, in the form: the proof by which an expired session finds its author again."""
    proof = drafts.token(context.request.user, key)
    return format_html('<input type="hidden" name="{}" value="{}">', drafts.TOKEN_FIELD, proof)
