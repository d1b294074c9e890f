"""What says about the same: the rows that answer to the most of the words, where a search wants them all.

For suggestions while one types: each word more makes them better, and none makes them vanish.
"""

import math
from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from foundation.fulltext.fields import kind_word
from foundation.fulltext.query import Clause, parse
from foundation.fulltext.search import matching
from foundation.fulltext.words import STOP, terms
from foundation.models import SearchEntry

FEW = 300  # rows that hold a word that tells something
SHARE = 3  # of the words that are known, one in so many, at least, must be there


def alike(queryset: models.QuerySet, text: str, *, most: int, prefix_last: bool = False) -> list[Any]:
    """The rows of this queryset that answer best to this text, the best first, then in the order of the queryset.

    A word counts the more, the fewer rows hold it; of those that any row holds, one in three must be there: what nobody
    ever wrote tells nothing. Words that more than `FEW` rows hold only help to choose; when there is no other, all of
    them must be there. Only the entries of the rows themselves are read. Raises LookupError for a model that registered
    nothing.
    """
    if all(part in STOP for placed in terms(text) for part in placed.term.parts):
        return []  # the little words tell nothing
    clauses = parse(text, prefix_last=prefix_last).wanted
    held = {clause: keys for clause in clauses if (keys := _holding(queryset.model, clause)) is not None}
    known = [clause for clause in clauses if held.get(clause) != set()]
    if not held:
        return list(matching(queryset, text, prefix_last=prefix_last)[:most]) if clauses else []
    scores: dict[Any, float] = defaultdict(float)
    numbers: dict[Any, int] = defaultdict(int)
    among: set[Any] = set().union(*held.values())
    for clause in known:
        keys = held.get(clause)
        found = _holding(queryset.model, clause, among) if keys is None else keys
        for key in found or ():
            scores[key] += math.log((FEW + 2) / (len(found or ()) + 1))
            numbers[key] += 1
    enough = [key for key in among if numbers[key] * SHARE >= len(known)]
    rows = list(queryset.filter(pk__in=enough))
    return sorted(rows, key=lambda row: -scores[row.pk])[:most]


def _holding(model: type[models.Model], clause: Clause, among: set[Any] | None = None) -> set[Any] | None:
    """The keys of the rows of which an entry holds this, of all or among some; None when more than `FEW` do."""
    kind = ContentType.objects.get_for_model(model)
    entries = SearchEntry.objects.order_by().filter(words__holds=([kind_word(kind.pk)], [clause], ""))
    if among is not None:
        return set(entries.filter(about_id__in=among).values_list("about_id", flat=True))
    found = list(entries.values_list("about_id", flat=True)[: FEW + 1])
    return set(found) if len(found) <= FEW else None
