"""The page of a list: which rows, how many in all, where one may go. Two queries at most, one for a short list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from foundation.french import NBSP, number

SIZES = (25, 50, 100)
DEEPEST = 10_000  # rows: beyond, an offset costs more than a filter, and nobody reads page 400


@dataclass
class Page:
    """Rows `first` to `last` of `total`; when `is_capped`, there are more than `total`."""

    records: list[Any]
    number: int
    size: int
    total: int
    is_capped: bool = False
    notices: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many pages one may leaf through."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The rank of the first row shown, from 1; 0 when there is none."""
        return (self.number - 1) * self.size + 1 if self.records else 0

    @property
    def last(self) -> int:
        """The rank of the last row shown."""
        return (self.number - 1) * self.size + len(self.records)

    @property
    def total_text(self) -> str:
        """« 1 250 », « plus de 10 000 »."""
        return f"plus de{NBSP}{number(self.total)}" if self.is_capped else number(self.total)

    def around(self) -> list[int | None]:
        """The page numbers to offer: the first, the last, those around this one; None where some are left out."""
        near = {1, self.count, *range(self.number - 1, self.number + 2)}
        shown = sorted(n for n in near if 1 <= n <= self.count)
        offered: list[int | None] = []
        for n in shown:
            if offered and offered[-1] != n - 1:
                offered.append(n - 1 if offered[-1] == n - 2 else None)
            offered.append(n)
        return offered


def fetch(queryset: models.QuerySet, asked: str, size: int, most: int | None = None) -> Page:
    """The page asked for, or the nearest one that exists, with a notice that says so.

    `most` is how many rows are counted and leafed through, where counting them costs more than it tells.
    """
    deepest_row = min(most or DEEPEST, DEEPEST)
    notices: list[str] = []
    wanted = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 9 else 0
    if wanted < 1:
        if asked:
            notices.append("Cette page n’existe pas. Voici la première.")
        wanted = 1
    deepest = deepest_row // size
    if wanted > deepest:
        notices.append(f"On feuillette une liste jusqu’à la page {number(deepest)}. Affinez les filtres, ou exportez.")
        wanted = deepest
    page = _first(queryset, size, deepest_row) if wanted == 1 else _beyond(queryset, wanted, size, deepest_row)
    if page.number < wanted:
        notices.append(f"La liste s’arrête à la page {number(page.number)}. La voici.")
    page.notices = notices
    return page


def _first(queryset: models.QuerySet, size: int, most: int) -> Page:
    """One row more than shown tells whether there are others to count."""
    rows = list(queryset[: size + 1])
    if len(rows) <= size:
        return Page(rows, 1, size, len(rows))
    return Page(rows[:size], 1, size, *_counted(queryset, most))


def _beyond(queryset: models.QuerySet, wanted: int, size: int, most: int) -> Page:
    """The page, or the last one: counted first, so that a page too far costs no more than another."""
    total, is_capped = _counted(queryset, most)
    n = min(wanted, max(1, -(-total // size)))
    return Page(list(queryset[(n - 1) * size : n * size]), n, size, total, is_capped)


def _counted(queryset: models.QuerySet, most: int) -> tuple[int, bool]:
    """How many rows one may leaf through, and whether there are more."""
    total = queryset.order_by().values("pk")[: most + 1].count()
    return min(total, most), total > most
