"""Finding by words: one condition added to a queryset that is already visible to whoever asks.

    matching(Ticket.objects.visible_to(person), "imprimante -toner", also=[Message.objects.visible_to(person)])

finds the tickets that say so themselves or whose message, among those this person reads, says so. The queryset keeps
its filters and its order. What few entries hold is looked up at once, and leaves a list of keys; what many hold is
tried row by row, in the order asked for: where a date with an index gives it, the first page comes soon
(docs/performance.md). The database’s planner cannot tell one from the other: it takes every rare word for frequent.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q

from foundation.fulltext.entries import sources_of
from foundation.fulltext.fields import Asked, kind_word
from foundation.fulltext.query import Clause, parse
from foundation.models import SearchEntry

FEW = 1000  # entries looked up at once


def matching(
    queryset: models.QuerySet,
    text: str,
    *,
    also: Sequence[models.QuerySet] = (),
    prefix_last: bool = False,
    weights: str = "",
) -> models.QuerySet:
    """The rows of this queryset that the text finds; all of them for an empty text, none where it has no word.

    `also` are querysets of what leads to these rows, visible to the same person. `weights` are the fields searched
    ("A": the title alone). Raises LookupError for a model that registered nothing.
    """
    if not text.strip():
        return queryset
    query = parse(text, prefix_last=prefix_last)
    if not query:
        return queryset.none()
    keys = _few_keys(queryset.model, query.wanted, also, weights)
    if keys is None:
        found = queryset.filter(Exists(entries_with(queryset.model, query.wanted, also, weights)[0]))
    else:
        found = queryset.filter(pk__in=keys)
    for clause in query.unwanted:
        found = found.exclude(Exists(entries_with(queryset.model, [clause], also, weights)[0]))
    return found


def entries_with(
    model: type[models.Model], clauses: Sequence[Clause], also: Sequence[models.QuerySet], weights: str
) -> tuple[models.QuerySet, Asked]:
    """The entries that lead to the row asked about, may be read, and hold every clause; and how that was asked."""
    kind = ContentType.objects.get_for_model(model)
    readable, asked = Q(about_type=kind), _asked(model, clauses, also, weights)
    for others in also:
        other = ContentType.objects.get_for_model(others.model)
        readable |= Q(Exists(others.filter(pk=OuterRef("about_id")).order_by()), about_type=other)
    entries = SearchEntry.objects.order_by().filter(readable, **{_key_of(model): OuterRef("pk")})
    return entries.filter(words__holds=asked), asked


def _few_keys(
    model: type[models.Model], clauses: Sequence[Clause], also: Sequence[models.QuerySet], weights: str
) -> set[Any] | None:
    """The keys of the rows that are found; None when too many entries hold the clauses to list them."""
    entries = SearchEntry.objects.order_by().filter(words__holds=_asked(model, clauses, also, weights))
    own = ContentType.objects.get_for_model(model).pk
    found = list(entries.values_list("about_type", "about_id", _key_of(model))[: FEW + 1])
    if len(found) > FEW:
        return None
    keys = {key for kind, _, key in found if kind == own}
    for others in also:
        other = ContentType.objects.get_for_model(others.model).pk
        led = {about: key for kind, about, key in found if kind == other}
        readable = others.filter(pk__in=led).order_by().values_list("pk", flat=True) if led else ()
        keys |= {led[about] for about in readable}
    return keys


def _key_of(model: type[models.Model]) -> str:
    """The column of an entry that holds the key of this model’s rows."""
    return "about_id" if sources_of(model)[0].leads_to else "leads_to"


def _asked(
    model: type[models.Model], clauses: Sequence[Clause], also: Sequence[models.QuerySet], weights: str
) -> Asked:
    kinds = ContentType.objects.get_for_models(model, *(others.model for others in also)).values()
    return sorted(kind_word(kind.pk) for kind in kinds), clauses, weights
