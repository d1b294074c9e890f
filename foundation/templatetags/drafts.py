"""The draft of a form, in its page: filled again, said so, and kept while one types."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from foundation import drafts, typed

register = template.Library()


@register.inclusion_tag("foundation/_draft.html", takes_context=True)
def draft_notice(context: Any, form: Any, key: str) -> dict[str, Any]:
    """`{% draft_notice form key %}`, above the form: fills it with what was typed, and offers to begin again.

    Above what was just sent and is shown again, the draft follows what was sent.
    """
    if form.is_bound and context.request.method == "POST":
        drafts.follow(context.request, key, context.request.POST)
    return _notice(context, form, key, drafts.fill(context.request, form, key))


@register.inclusion_tag("foundation/_draft.html", takes_context=True)
def draft_found(context: Any, form: Any, key: str, draft: Any) -> dict[str, Any]:
    """`{% draft_found form key draft %}`: the same notice, where the view has filled the form from its draft itself."""
    return _notice(context, form, key, draft)


def _notice(context: Any, form: Any, key: str, draft: Any) -> dict[str, Any]:
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
    """`{% draft_field key %}`, in the form: the proof by which an expired session finds its author, the page’s name.

    And the names of the fields where one types. A browser gives back a name to no other tab: `autocomplete="off"`.
    """
    sent = [
        (drafts.TOKEN_FIELD, drafts.token(context.request.user, key)),
        (drafts.PAGE_FIELD, drafts.page_name(context.request, key)),
    ]
    if form := context.get("form"):
        sent.append((typed.NAMES_FIELD, " ".join(typed.names_of(form))))
    return format_html_join("", '<input type="hidden" name="{}" value="{}" autocomplete="off">', sent)
