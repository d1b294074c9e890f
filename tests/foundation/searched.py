"""Demands and their remarks, registered for the search in one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from foundation.fulltext import entries
from tests.workflow_app.models import Demand, Remark


@contextmanager
def search_demands() -> Iterator[None]:
    """Nothing is searched but the titles of demands, and what is said of them."""
    with mock.patch.dict(entries.sources, clear=True):
        entries.register(Demand, lambda one: {"A": one.title})
        entries.register(
            Remark,
            lambda one: {"B": one.text, "D": one.demand.title},
            leads_to="demand",
            rows=lambda: Remark._base_manager.select_related("demand"),
        )
        yield
