"""What a cell of a list holds: the value found on the row, as HTML for the page and as a plain value for an export.

django_tables2 resolves the accessor, the signature of `render` and the HTML attributes again for each cell; here
that is done once per column, which is what makes a list cheap (docs/performance.md).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from html import unescape
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from foundation import clock, french

Getter = Callable[[Any], Any]
Html = SafeString | str
NUMBERS = (int, float, Decimal)
TYPED = (bool, date, Decimal, float, int)  # what a spreadsheet knows better than a text


def field_at(model: type[models.Model], path: str) -> models.Field | None:
    """The model field at the end of `commune__sort_name`; None for a property, an annotation or a reverse relation."""
    field = None
    for name in path.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        if not isinstance(found, models.Field):
            return None
        field = found
        model = found.related_model or model
    return field


def may_be_empty(model: type[models.Model], path: str) -> bool:
    """Whether a sort on this path may meet NULL: a nullable field or relation on the way, or not a field at all."""
    names = path.split("__")
    fields = [field_at(model, "__".join(names[: i + 1])) for i in range(len(names))]
    return any(field is None or field.null for field in fields)


def getter_of(model: type[models.Model], path: str) -> Getter:
    """A function of the row that reads `commune__name`, once and for all; the word of a choice, not its code.

    A missing link on the way gives None. A method at the end is called.
    """
    *links, last = path.split("__")
    field = field_at(model, path)
    words = dict(field.flatchoices) if field is not None and field.choices else None

    def read(record: Any) -> Any:
        for link in links:
            try:
                record = getattr(record, link)
            except ObjectDoesNotExist:  # a one-to-one that has no other side
                return None
            if record is None:
                return None
        value = getattr(record, last)
        if words is not None:
            return words.get(value, value)
        return value() if callable(value) else value

    return read


def html_of(value: Any) -> Html:
    """A value as French people read it in a table: « 12 mars 2027 », « 1 250 », « oui »; nothing for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, NUMBERS):
        return french.number(value) if isinstance(value, int) else str(value).replace(".", ",")
    if isinstance(value, date):
        return time_of(value)
    return conditional_escape(value)


def breakable(address: str) -> SafeString:
    """An e-mail address that a narrow column cuts before its @, and nowhere else if it can."""
    name, at, host = address.partition("@")
    return format_html("{}<wbr>{}{}", name, at, host)


def time_of(value: date) -> SafeString:
    """A date or a moment as a `<time>` element."""
    if not isinstance(value, datetime):
        return mark_safe(f'<time class="day" datetime="{value.isoformat()}">{french.long_date(value)}</time>')
    local = value.astimezone(clock.PARIS)
    words = f"{french.long_date(local)}, {local.hour}{french.NBSP}h{french.NBSP}{local.minute:02}"
    return mark_safe(f'<time class="moment" datetime="{value.isoformat()}">{words}</time>')


@lru_cache(maxsize=1024)
def _parameters(function: Callable[..., Any]) -> tuple[str, ...] | None:
    """The names that a `render` asks for; None when it takes whatever there is."""
    found = inspect.signature(function).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in found):
        return None
    return tuple(parameter.name for parameter in found if parameter.name != "self")


def caller_of(function: Callable[..., Any], **always: Any) -> Callable[[Any, Any], Any]:
    """Call a `render_x(value, record, …)` of django_tables2 with the arguments that it names, found once."""
    raw = getattr(function, "__func__", function)
    wanted = _parameters(raw)
    fixed = {name: given for name, given in always.items() if wanted is None or name in wanted}
    bound = partial(function, **fixed) if fixed else function
    takes_value = wanted is None or "value" in wanted
    takes_record = wanted is None or "record" in wanted
    if takes_value and takes_record:
        return lambda value, record: bound(value=value, record=record)
    if takes_value:
        return lambda value, record: bound(value=value)
    if takes_record:
        return lambda value, record: bound(record=record)
    return lambda value, record: bound()


def exported(value: Any, shown: Callable[[], Any] | None) -> Any:
    """What a spreadsheet receives: a date, a number or yes/no as such, else the text that the page shows.

    Only what a cell made as HTML loses its tags: in what people typed, « <14 jours » is no tag.
    """
    if isinstance(value, TYPED) or shown is None:
        return value
    words = shown()
    if isinstance(words, SafeString):
        return unescape(strip_tags(words)).strip()
    return str(words).strip()
