"""Rows chosen in a list, to do one thing with each: ticked one by one, or all that the list shows.

The list shows a `Bar` at its foot (`foundation/_selection.html`, with the part `foundation/_chosen_results.html`) and
a `ChoiceColumn` whose boxes are `box(...)`. The view that receives them shows first what would be done, then starts a
job:

    found = selections.chosen(request, visible, ConventionFilter, name="conventions")

A page that shows rows before they are confirmed sends them back at once by `keys`, with the version of each where it
matters that nobody changed them meanwhile (`versions`): a form may not have a field for each of so many. With them it
sends back how the list stood (`criteria_of`), so that whoever gives up or has done finds it as it was (`way_back`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django_filters import FilterSet

from foundation.history import rows_of
from foundation.keys import is_key

MOST = 2000  # rows at once
FORM = "batch"  # the id of the form of the bar, to which the boxes belong
AT = "@"  # between a key and its version


@dataclass(frozen=True)
class Bar:
    """The foot of a list whose rows can be chosen: where they go, what counts them, what may be done."""

    url: str
    name: str  # of the boxes
    words: tuple[str, str, str]  # none ticked, one, {} of them
    all_of_list: str
    before: str  # what is said until one is ticked
    actions: Sequence[Any]  # each with `name`, `label` and `icon`

    @property
    def counted(self) -> str:
        """The words as the page’s module reads them."""
        return "|".join(self.words)


@dataclass(frozen=True)
class Chosen:
    """The rows chosen, up to `MOST`, and how many more there were."""

    rows: list[Any]
    beyond: int

    @property
    def most(self) -> int:
        """How many may be chosen at once."""
        return MOST


def box(name: str, value: Any, label: str) -> str:
    """The box that chooses a row."""
    tag = '<input type="checkbox" name="{}" value="{}" form="{}" aria-label="Choisir {}">'
    return format_html(tag, name, value, FORM, label)


def chosen(request: HttpRequest, visible: models.QuerySet, filterset_class: type[FilterSet], *, name: str) -> Chosen:
    """What was chosen among what this person may see: the boxes ticked, or all that the list shows with its filters."""
    if "all" in request.POST:
        found = filterset_class(QueryDict(request.POST.get("criteria", "")), queryset=visible, request=request).qs
    else:
        found = visible.filter(pk__in=shown_versions(request, name))
    rows = list(found[:MOST])
    return Chosen(rows, found.count() - MOST if len(rows) == MOST else 0)


def chosen_before(draft: Mapping[str, Sequence[str]], visible: models.QuerySet, *, name: str) -> Chosen:
    """What the page chose that left this draft, among what this person may see now."""
    return Chosen(list(visible.filter(pk__in=_versions(draft.get(name, [])))[:MOST]), 0)


def _versions(sent: Iterable[str]) -> dict[str, str]:
    """The keys sent, each with its version or nothing; boxes one by one, or the confirmed ones at once."""
    pairs = (one.partition(AT) for one in ",".join(sent).split(","))
    return {key: version for key, _, version in pairs if is_key(key)}


def criteria_of(request: HttpRequest) -> str:
    """How the list stood that they were chosen in, read and written again: nothing but a query."""
    return as_criteria(request.POST.get("criteria", ""))


def as_criteria(written: str) -> str:
    """The same, of what was written wherever it is read."""
    return QueryDict(written).urlencode()


def way_back(request: HttpRequest, path: str) -> str:
    """The address of that list at this path of ours, with its filters, its order and its page."""
    return with_criteria(path, criteria_of(request))


def with_criteria(path: str, criteria: str) -> str:
    """A path of ours with these criteria, if any."""
    return f"{path}?{criteria}" if criteria else path


def shown_versions(request: HttpRequest, name: str) -> dict[str, str]:
    """The version of each row that the page had shown when it was confirmed, by key."""
    return _versions(request.POST.getlist(name))


def keys(rows: Iterable[Any], versions: Mapping[int, str] | None = None) -> str:
    """The rows of a page, as it sends them back."""
    if versions is None:
        return ",".join(str(one.pk) for one in rows)
    return ",".join(f"{one.pk}{AT}{versions[one.pk]}" for one in rows)


def versions_of(model: type[models.Model], rows: Iterable[Any]) -> dict[int, str]:
    """The version of each of these rows (as `foundation.versions.version_of` says it), in one query for all."""
    wanted = [one.pk for one in rows]
    last = rows_of(model).filter(id__in=wanted).order_by().values("id").annotate(last=models.Max("history_id"))
    found = {row["id"]: f"h{row['last']}" for row in last}
    return {key: found.get(key, "h") for key in wanted}
