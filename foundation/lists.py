"""A list screen = queryset + filter form + table (style 14); the address holds the whole state (design: screens).

A view is five lines:

    @require_safe
    def conventions(request):
        return list_page(
            request, name="conventions", title="Conventions", noun="convention",
            queryset=Convention.objects.visible_to(request.user).select_related("commune"),
            filterset_class=ConventionFilter, table_class=ConventionTable,
            primary_action=Button("Nouvelle convention", reverse("convention:create"), primary=True),
            empty="Aucune convention pour l’instant.", first_step=Button("Générer", reverse("convention:generate")),
        )

What the templates `foundation/list.html` and `foundation/_results.html` receive, besides the view’s own context:
`title`, `buttons` (the primary action), `empty_text` and `first_step` (for a list that has nothing yet), `filter` (its
`form` is the filter form) and `listing` (below).
What depends on the address is drawn in `_results.html`, because htmx fetches that part alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django_filters import FilterSet

from foundation import pages, saved_views
from foundation.exports import export
from foundation.french import count, enumerate_fr, number, typography
from foundation.pages import SIZES, Page
from foundation.parts import Button
from foundation.tables import Table

PAGE_ONLY = {"page", "export"}  # what a link of the list never carries over
EXPORTS = {"csv": "CSV", "xlsx": "Excel (XLSX)"}


@dataclass
class Query:
    """What the address asks: filters as they stand, a sort of the table’s whitelist, a page, a size."""

    filters: list[tuple[str, str]]
    sort: str
    page: str
    size: int
    export: str
    notices: list[str]

    def url(self, **changes: Any) -> str:
        """The same list with other values; the page falls back to the first unless given; `None` removes."""
        asked = {"sort": self.sort, "per_page": self.size if self.size != SIZES[0] else "", **changes}
        pairs = [*self.filters, *((name, value) for name, value in asked.items() if value)]
        return f"?{urlencode(pairs)}"


def read_query(get: QueryDict, sortable: set[str]) -> Query:
    """Read the address; what it says wrongly is left out, with a notice in French."""
    notices = []
    sort, size, kind = get.get("sort", ""), get.get("per_page", ""), get.get("export", "")
    if sort and sort.removeprefix("-") not in sortable:
        notices.append("Ce tri n’existe pas ici. La liste est dans son ordre habituel.")
        sort = ""
    if size and size not in {str(one) for one in SIZES}:
        notices.append(f"Une page compte {enumerate_fr([str(one) for one in SIZES], 'ou')} lignes.")
        size = ""
    if kind and kind not in EXPORTS:
        notices.append("L’export se fait en CSV ou en XLSX.")
        kind = ""
    kept = {"sort", "per_page", *PAGE_ONLY}
    filters = [(name, value) for name, values in get.lists() if name not in kept for value in values if value]
    return Query(filters, sort, get.get("page", ""), int(size or SIZES[0]), kind, notices)


@dataclass
class Listing:
    """One page of a list, ready to be drawn: rows, headers, and the address of every other state."""

    name: str
    path: str
    query: Query
    table: Table
    page: Page
    sortable: set[str]
    noun: tuple[str, str | None]
    saved: list[Any]

    @property
    def total(self) -> int:
        """How many rows answer, up to the deepest page."""
        return self.page.total

    @property
    def notices(self) -> list[str]:
        """What the address asked and cannot be, in French."""
        return [typography(notice) for notice in (*self.query.notices, *self.page.notices)]

    @cached_property
    def total_text(self) -> str:
        """« 1 250 conventions », « plus de 10 000 conventions »."""
        if self.page.is_capped:
            return f"{self.page.total_text} {self.noun[1] or count(2, self.noun[0]).split(maxsplit=1)[1]}"
        return count(self.page.total, *self.noun)

    @property
    def range_text(self) -> str:
        """« lignes 26 à 50 »; empty when one page holds all."""
        return f"lignes {number(self.page.first)} à {number(self.page.last)}" if self.page.count > 1 else ""

    @property
    def rows(self) -> Iterator[str]:
        """The rows, each the HTML of its cells."""
        return self.table.light_rows

    @property
    def headers(self) -> list[dict[str, str]]:
        """The columns: `name`, `label`, `css`; where it can be sorted, `url` and `direction` (ascending…)."""
        return [self._header(cells) for cells in self.table.cells]

    def _header(self, cells: Any) -> dict[str, str]:
        header = {"name": cells.name, "label": cells.label, "css": cells.css, "url": "", "direction": ""}
        if cells.name in self.sortable:
            up, down = cells.name, f"-{cells.name}"
            header["direction"] = {up: "ascending", down: "descending"}.get(self.query.sort, "")
            next_sort = down if cells.column.initial_sort_descending else up
            if header["direction"]:
                next_sort = down if self.query.sort == up else up
            header["url"] = self.query.url(sort=next_sort)
        return header

    @property
    def has_minor(self) -> bool:
        """Whether the cards of a phone leave something out."""
        return any("is-minor" in cells.css.split() for cells in self.table.cells)

    @property
    def is_long(self) -> bool:
        """Whether one scrolls: the cards of a phone are as high as a hand."""
        return len(self.page.records) > 5

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the filter form must carry so that filtering keeps the order and the size of the page."""
        asked = {"sort": self.query.sort, "per_page": str(self.query.size) if self.query.size != SIZES[0] else ""}
        return [(name, value) for name, value in asked.items() if value]

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked beyond the order and the page."""
        return bool(self.query.filters)

    @property
    def reset_url(self) -> str:
        """The list without filters."""
        return self.path

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The page links: `number`, `url`, `is_current`; a gap has no number."""
        current = self.page.number
        return [
            {"number": n, "url": self._page_url(n) if n else "", "is_current": n == current} for n in self.page.around()
        ]

    @property
    def previous_url(self) -> str:
        """The page before, or ""."""
        return self._page_url(self.page.number - 1) if self.page.number > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, or ""."""
        return self._page_url(self.page.number + 1) if self.page.number < self.page.count else ""

    def _page_url(self, n: int) -> str:
        return self.query.url(page=n if n > 1 else None)

    @property
    def sizes(self) -> list[dict[str, Any]]:
        """Rows per page: `size`, `url`, `is_current`; nothing to choose when the smallest size holds all."""
        if self.page.total <= SIZES[0]:
            return []
        return [
            {"size": n, "url": self.query.url(per_page=n if n != SIZES[0] else ""), "is_current": n == self.query.size}
            for n in SIZES
        ]

    @property
    def exports(self) -> list[dict[str, str]]:
        """The filtered rows as a file: `label`, `url`."""
        return [{"label": label, "url": self.query.url(export=kind)} for kind, label in EXPORTS.items()]

    @property
    def current_query(self) -> str:
        """The state that « enregistrer cette vue » keeps: filters, order, size."""
        return self.query.url().removeprefix("?")

    @property
    def here(self) -> str:
        """The whole state, its page included: what leads back to these very rows."""
        return self._page_url(self.page.number).removeprefix("?")

    @property
    def may_save(self) -> bool:
        """Whether there is a state worth a name that has none yet."""
        return bool(self.current_query) and all(view.query != self.current_query for view in self.saved)

    @property
    def views(self) -> list[dict[str, Any]]:
        """The saved views of this person: `name`, `url`, `pk`, `is_current`."""
        return [
            {"name": v.name, "pk": v.pk, "url": f"{self.path}?{v.query}", "is_current": v.query == self.current_query}
            for v in self.saved
        ]


def list_page(
    request: HttpRequest,
    *,
    name: str,
    queryset: models.QuerySet,
    filterset_class: type[FilterSet],
    table_class: type[Table],
    title: str,
    noun: str | tuple[str, str] = "ligne",
    template: str = "foundation/list.html",
    partial: str = "foundation/_results.html",
    primary_action: Button | None = None,
    empty: str = "Rien ici pour l’instant.",
    first_step: Button | None = None,
    exclude: tuple[str, ...] = (),
    most: int | None = None,
    **context: Any,
) -> HttpResponseBase:
    """The page of a list, its part for htmx, or its export: all from the same address and the same rows.

    `queryset` is already what this person may see. `noun` counts the rows, with its plural when the school rules do
    not find it. `exclude` hides columns, in the export too; a table that shows to each what they may read asks its
    own `reader`. A filter that is not understood is shown in the form, and the export waits.
    `empty` and `first_step` say what to do while there is nothing, whatever the criteria. `most` is how many rows are
    counted and leafed through where each costs to find (foundation.pages); the export has them all.
    """
    table = table_class(queryset, exclude=exclude, reader=request.user)
    sortable = set(table.sortable(queryset))
    query = read_query(request.GET, sortable)
    filterset = filterset_class(request.GET, queryset=queryset, request=request)
    query.notices.extend([*_unknown(query, filterset), *_misunderstood(filterset)])
    rows = table.sorted(filterset.qs, query.sort)
    if query.export and filterset.is_valid():
        return export(query.export, table, rows, name)
    page = pages.fetch(rows, query.page, query.size, most)
    table.records = page.records
    words = noun if isinstance(noun, tuple) else (noun, None)
    listing = Listing(name, request.path, query, table, page, sortable, words, saved_views.of(request.user, name))
    buttons = [primary_action] if primary_action else []
    nothing = {"empty_text": empty, "first_step": first_step}
    folded = list(filterset.form.fields)[1:]  # on a phone: all but the first, which is the search
    active = len({name for name, _ in query.filters} & set(folded))
    context.update(folded_filters=folded, active_filters=active)
    shown = {"title": title, "buttons": buttons, **nothing, "filter": filterset, "listing": listing}
    is_part = wants_part(request)
    response = render(request, partial if is_part else template, {**context, **shown})
    if is_part:  # the address that the browser shows is the one the list understood
        response["HX-Push-Url"] = f"{request.path}?{listing.here}"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _unknown(query: Query, filterset: FilterSet) -> list[str]:
    """Leave out the criteria that this list does not have, and say which."""
    unknown = dict.fromkeys(name for name, _ in query.filters if name not in filterset.form.fields)
    query.filters = [(name, value) for name, value in query.filters if name not in unknown]
    told = enumerate_fr([f"« {name} »" for name in unknown])
    exist = "Ce filtre n’existe pas ici" if len(unknown) == 1 else "Ces filtres n’existent pas ici"
    return [f"{exist} : {told}."] if unknown else []


def _misunderstood(filterset: FilterSet) -> list[str]:
    if filterset.is_valid():
        return []
    labels = [str(filterset.form[name].label) if name in filterset.form.fields else name for name in filterset.errors]
    return [f"Un critère n’a pas été compris et n’est pas appliqué : {enumerate_fr([f'« {one} »' for one in labels])}."]


def wants_part(request: HttpRequest) -> bool:
    """htmx asks for the results alone, unless it follows an ordinary link or restores the page from the history."""
    htmx = request.htmx  # type: ignore[attr-defined]  # set by django_htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
