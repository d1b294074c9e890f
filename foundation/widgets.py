"""How the parts of a form are drawn: by the templates of Django and our own, but for the choice.

A list has several choices of a hundred lines: a template asks much of each of them (docs/performance.md).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import Select
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

DASHES = BLANK_CHOICE_DASH[0][1]
NOTHING = {True: "Choisir…", False: "Non précisé"}  # what choosing nothing says, where something is asked for or not


class Renderer(TemplatesSetting):
    """FORM_RENDERER."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The HTML of a form, of a field or of a widget."""
        if template_name == Select.template_name:
            return choice(context["widget"])
        return super().render(template_name, context, request)


def choice(widget: Mapping[str, Any]) -> SafeString:
    """A `<select>`; the dashes that Django shows for nothing are told in words."""
    parts = []
    for group, options, _ in widget["optgroups"]:
        lines = _options(options, is_required=bool(widget["required"]))
        parts.append(format_html('<optgroup label="{}">{}</optgroup>', group, lines) if group else lines)
    opening = '<select name="{}"{}>{}</select>'
    return format_html(
        opening, widget["name"], _attributes(widget["attrs"]), format_html_join("", "{}", ((one,) for one in parts))
    )


def _options(options: Iterable[Mapping[str, Any]], *, is_required: bool) -> SafeString:
    found = []
    for option in options:
        is_nothing = option["label"] == DASHES
        value, label = ("", NOTHING[is_required]) if is_nothing else (str(option["value"]), option["label"])
        found.append((value, _attributes(option["attrs"]), label))
    return format_html_join("", '<option value="{}"{}>{}</option>', found)


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    """As Django writes them: True is a name alone, False nothing."""
    if not attributes:  # most options
        return SafeString("")
    written = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))
        for name, value in attributes.items()
        if value is not False
    ]
    return format_html_join("", "{}", ((one,) for one in written))
