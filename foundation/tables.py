"""The one table of every list (design: tables): columns are declared, the page and the exports are drawn from them.

An app author writes:

    class ConventionTable(Table):
        number = Column(verbose_name="numéro")
        commune = Column(accessor="commune__name", order_by="commune__sort_name")
        state = StateColumn(tones={State.SIGNED: "ok"})
        ends_on = Column()

        def render_commune(self, value, record): ...   # HTML of a cell, when the plain value is not enough
        def value_commune(self, record): ...           # the same cell in an export
        def order_commune(self, queryset, is_descending): ...

The queryset brings everything that the columns show (style 14). The first column leads to the row’s page, after a
`ChoiceColumn` if there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import django_tables2
from django.db import models
from django.db.models import F
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django_tables2 import Column

from foundation.cells import caller_of, exported, field_at, getter_of, html_of, may_be_empty
from foundation.templatetags.maillage import badge


class StateColumn(Column):
    """A state as a badge. `tones` says which pale ground each state has; the word alone must suffice."""

    def __init__(self, *args: Any, tones: dict[str, str] | None = None, **kwargs: Any) -> None:
        self.tones = tones or {}
        super().__init__(*args, **kwargs)

    def render(self, value: Any, record: Any, bound_column: Any) -> Any:
        *links, name = bound_column.accessor.split("__")
        for link in links:
            record = getattr(record, link)
        return badge(value, self.tones.get(getattr(record, name), "neutral"))


MINOR = {"td": {"class": "is-minor"}}  # attrs of a column that a card leaves out on a phone until all is asked for


class ChoiceColumn(Column):
    """A box that chooses the row: it comes before all that the row says, and the column after it leads to its page."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"orderable": False, "exclude_from_export": True, "attrs": {"td": {"class": "is-choice"}}, **kwargs}
        super().__init__(**given)


class Cells:
    """One column, made ready: how to read, show, export and sort it."""

    def __init__(self, table: Table, bound: Any, *, is_head: bool) -> None:
        self.name, self.column, self.path = bound.name, bound.column, str(bound.accessor)
        self.is_head = is_head  # it names the row, and leads to its page
        self.field = field_at(table.model, self.path)
        self.kind = self.field or getattr(table.annotations.get(self.path), "output_field", None)
        self.label = capfirst(self.column.verbose_name or getattr(self.field, "verbose_name", self.name))
        given_css = (self.column.attrs.get("td") or {}).get("class", "")
        self.css = " ".join(name for name in (given_css, "is-number" if self._counts() else "") if name)
        self.empty = html_of(self.column.default)
        self.read = bound.accessor if callable(bound.accessor) else getter_of(table.model, self.path)
        given = {"table": table, "column": self.column, "bound_column": bound}
        self.render = self._own(table, "render", given)
        self.value = self._own(table, "value", given)
        self.link = caller_of(self.column.link.compose_url, **given) if self.column.link else None
        if is_head and self.link is None:
            self.link = lambda value, record: table.row_url(record)

    def _counts(self) -> bool:
        numeric = isinstance(self.kind, models.IntegerField | models.FloatField | models.DecimalField)
        return numeric and not self.kind.choices and not self.kind.primary_key

    def _own(self, table: Table, verb: str, given: dict[str, Any]):
        """The function of the table (`render_x`), else of the column’s class, else nothing."""
        function = getattr(table, f"{verb}_{self.name}", None)
        if function is None and getattr(type(self.column), verb) is not getattr(Column, verb):
            function = getattr(self.column, verb)
        return caller_of(function, **given) if function else None

    def html(self, record: Any) -> Any:
        """The cell on the page."""
        value = self.read(record)
        if value in self.column.empty_values:
            return self.empty
        content = html_of(self.render(value, record) if self.render else value)
        url = self.link(value, record) if self.link else None
        return format_html('<a href="{}">{}</a>', url, content) if url else content

    @cached_property
    def around(self) -> tuple[str, str]:
        """The tags of every cell of this column: each says its name (for a phone), the first one names its row."""
        if self.is_head:
            return format_html('<th scope="row" data-label="{}">', self.label), "</th>"
        css = format_html(' class="{}"', self.css) if self.css else ""
        return format_html('<td data-label="{}"{}>', self.label, css), "</td>"

    def drawn(self, record: Any) -> str:
        """The cell with its tags."""
        opening, closing = self.around
        return f"{opening}{conditional_escape(self.html(record))}{closing}"

    def plain(self, record: Any) -> Any:
        """The cell in an export: dates and numbers as such, else the words of the page."""
        value = self.read(record)
        if self.value:
            return self.value(value, record)
        if value in self.column.empty_values:
            return None
        return exported(value, (lambda: self.render(value, record)) if self.render else (lambda: value))

    def order_paths(self, queryset: models.QuerySet) -> list[str] | None:
        """The paths to sort by, or None when this column cannot be sorted by the database."""
        if self.column.orderable is False:
            return None
        paths = [str(path) for path in self.column.order_by or (self.path,)]
        known = queryset.query.annotations
        is_sortable = all(p.lstrip("-") in known or field_at(queryset.model, p.lstrip("-")) for p in paths)
        return paths if is_sortable else None


class Table(django_tables2.Table):
    """Base of every list. Sorting and paging are done by `foundation.lists`, on the queryset."""

    def __init__(self, data: Any, *, reader: Any = None, **kwargs: Any) -> None:
        self.model = data.model
        self.reader = reader  # for columns that show to each what they may read
        self.annotations = data.query.annotations
        self.records: list[Any] = []  # the rows of this page
        super().__init__(data, **kwargs)

    def row_url(self, record: Any) -> str | None:
        """Where the first column leads; None for nowhere."""
        get_url = getattr(record, "get_absolute_url", None)
        return get_url() if get_url else None

    @cached_property
    def cells(self) -> list[Cells]:
        """The visible columns, in order."""
        shown = list(self.columns.itervisible())
        head = next((bound for bound in shown if not isinstance(bound.column, ChoiceColumn)), None)
        return [Cells(self, bound, is_head=bound is head) for bound in shown]

    @property
    def light_rows(self) -> Iterator[str]:
        """The rows of this page, each the HTML of its cells: drawn here, as a template asks much of each of so many."""
        columns = self.cells
        for record in self.records:
            yield mark_safe("".join(cells.drawn(record) for cells in columns))  # noqa: S308 - each cell is escaped

    def sortable(self, queryset: models.QuerySet) -> dict[str, Cells]:
        """The columns that the database can sort, by name: the whitelist of `?sort=`."""
        has_own = {cells.name for cells in self.cells if hasattr(self, f"order_{cells.name}")}
        return {c.name: c for c in self.cells if c.name in has_own or c.order_paths(queryset) is not None}

    def sorted(self, queryset: models.QuerySet, sort: str) -> models.QuerySet:
        """The queryset in the order of `-ends_on`, empty values last, equal rows by key so that pages never overlap.

        `sort` is one of `sortable`; "" asks for the order of `Meta.order_by`, else of the queryset itself.
        """
        if not sort and self._meta.order_by:
            return _by_paths(queryset, [str(path) for path in self._meta.order_by], descending=False)
        if not sort:
            return _with_tiebreak(queryset)
        name, descending = sort.lstrip("-"), sort.startswith("-")
        if own := getattr(self, f"order_{name}", None):
            ordered, _ = own(queryset, descending)
            return _with_tiebreak(ordered)
        paths = next(cells for cells in self.cells if cells.name == name).order_paths(queryset)
        return _by_paths(queryset, paths, descending=descending)

    def exported_columns(self) -> list[Cells]:
        """The columns of an export: all but those that say `exclude_from_export`; hidden ones included."""
        kept = [bound for bound in self.columns.iterall() if not bound.column.exclude_from_export]
        return [Cells(self, bound, is_head=False) for bound in kept]


def _by_paths(queryset: models.QuerySet, paths: list[str], *, descending: bool) -> models.QuerySet:
    terms = []
    for path in paths:
        bare, down = path.lstrip("-"), path.startswith("-") != descending
        if may_be_empty(queryset.model, bare):
            terms.append(F(bare).desc(nulls_last=True) if down else F(bare).asc(nulls_last=True))
        else:  # without NULLS LAST, an index serves
            terms.append(f"-{bare}" if down else bare)
    return _with_tiebreak(queryset.order_by(*terms))


def _with_tiebreak(queryset: models.QuerySet) -> models.QuerySet:
    terms = queryset.query.order_by or queryset.model._meta.ordering
    if {"pk", "-pk", "id", "-id"} & {term for term in terms if isinstance(term, str)}:
        return queryset.order_by(*terms)
    return queryset.order_by(*terms, "pk")
