"""What someone typed in a form that is refused as a whole: the page that says so gives it back.

A form says which of its fields are texts that one types (`NAMES_FIELD`, written by `{% draft_field %}`). Of one that
does not say, what a page sends by itself is told by its look: proofs, keys, codes of choices.
"""

import re
from typing import Any

from django import forms
from django.http import HttpRequest

from foundation import drafts
from foundation.workflow import Refused

NAMES_FIELD = "_typed"  # of a hidden field: the names of those where one types
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}  # what a person sends; scripts send JSON
_BY_ITSELF = re.compile(r"(^|[-_])(confirmed|token|once_key|version|criteria|batch|page|key)$")
_NO_WORDS = re.compile(
    r"[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a proof
    r"|(?:\d+(?:@h?\d*)?,?)+|h\d*"  # keys, with their versions
    r"|\d{4}-\d\d-\d\d(?:T[\d:]+)?|on|[A-Z]+(?:_[A-Z0-9]+)+"  # a date, a box, the code of a choice
)


def names_of(form: Any) -> list[str]:
    """The fields of a form where one types words, as they are sent."""
    typed = forms.TextInput | forms.Textarea
    return [field.html_name for field in form.visible_fields() if isinstance(field.field.widget, typed)]


def texts_of(request: HttpRequest) -> list[str]:
    """The texts typed in the form that was sent, in its order; none of an address that no view answers."""
    is_form = request.method == "POST" and request.content_type in FORM_TYPES and request.resolver_match
    if not is_form:
        return []
    try:
        content = drafts.content_of(request.POST)
    except Refused:
        return []
    said = request.POST.get(NAMES_FIELD)
    names = said.split() if said is not None else [name for name in content if not _BY_ITSELF.search(name)]
    texts = [text for name in names for text in content.get(name, []) if text.strip()]
    return texts if said is not None else [text for text in texts if not _NO_WORDS.fullmatch(text)]
