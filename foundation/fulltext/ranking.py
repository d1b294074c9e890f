"""The best first, among the first rows that match: where what is searched is better known than when it was written."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import F, FloatField, Func, Subquery

from foundation.fulltext.fields import TABLE, Asked, match, tsquery
from foundation.fulltext.query import parse
from foundation.fulltext.search import entries_with, matching

AMONG = 500  # rows compared: to rank all those that hold a common word would take seconds
IMPORTANCE = "0, 10, 4, 2, 1, 10, 4, 2, 1"  # of the columns of the table of words: the kind, A to D, their forms


class Rank(Func):
    """How well an entry answers: PostgreSQL’s `ts_rank` or FTS5’s bm25, the greater the better."""

    output_field = FloatField()

    def __init__(self, *expressions: Any, asked: Asked, **extra: Any) -> None:
        super().__init__(*expressions, **extra)
        self.asked = asked

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"ts_rank({column}, %s::tsquery)", [*params, tsquery(*self.asked)]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        alias = compiler.quote_name_unless_alias(self.get_source_expressions()[0].alias)
        score = f"SELECT -bm25({TABLE}, {IMPORTANCE}) FROM {TABLE} WHERE {TABLE} MATCH %s"
        return f'({score} AND rowid = {alias}."id")', (match(*self.asked),)


def ranked(
    queryset: models.QuerySet,
    text: str,
    *,
    also: Sequence[models.QuerySet] = (),
    prefix_last: bool = False,
    weights: str = "",
    among: int = AMONG,
) -> models.QuerySet:
    """The rows that the text finds, the best first, with their `rank`; the first `among` of the queryset’s own order.

    As `matching` for the rest. What is equal keeps the last written first.
    """
    query = parse(text, prefix_last=prefix_last)
    first = matching(queryset, text, also=also, prefix_last=prefix_last, weights=weights)
    if not query:
        return first.annotate(rank=models.Value(0.0, output_field=FloatField()))
    keys = list(first.values_list("pk", flat=True)[:among])
    entries, asked = entries_with(queryset.model, query.wanted, also, weights)
    best = entries.annotate(score=Rank(F("words"), asked=asked)).order_by("-score").values("score")[:1]
    return queryset.filter(pk__in=keys).annotate(rank=Subquery(best)).order_by("-rank", "-pk")
