"""The side bar of a person: the sections that the apps contribute, their numbers counted together in one query.

Every page pays for the side bar: an app gives the rows that its number counts, and not the number.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from foundation import registry
from foundation.registry import NavigationEntry


def entries_of(person: Any) -> list[NavigationEntry]:
    """The sections that this person may open, each with its number."""
    entries = registry.navigation.collect(person)
    counted = [one for one in entries if one.rows is not None]
    numbers = dict(zip(map(id, counted), counts([one.rows for one in counted]), strict=True))
    return [replace(one, count=numbers[id(one)]) if id(one) in numbers else one for one in entries]


def counts(querysets: Sequence[models.QuerySet]) -> list[int]:
    """How many rows each of these has, in one query; in none for what cannot hold any."""
    found = [0] * len(querysets)
    asked: list[tuple[int, str]] = []
    parameters: list[Any] = []
    for rank, rows in enumerate(querysets):
        try:
            sql, values = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        asked.append((rank, f"(SELECT COUNT(*) FROM ({sql}) AS counted_{rank})"))  # noqa: S608 - written by Django
        parameters += values
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(sql for _, sql in asked)}", parameters)  # noqa: S608 - idem
            row = cursor.fetchone()
        for (rank, _), number in zip(asked, row, strict=True):
            found[rank] = number
    return found
