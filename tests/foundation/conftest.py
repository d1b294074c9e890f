"""What several modules of tests of the mechanisms start from."""

from collections.abc import Callable, Iterator

import pytest

from foundation import jobs
from tests.foundation.searched import search_demands


@pytest.fixture
def register(monkeypatch) -> Callable[..., None]:
    """Register the sort of job “trial”, and no other, for one test; `start` and `run` of trials.py are for it."""
    monkeypatch.setattr(jobs, "kinds", {})

    def declare(apply=lambda job, line, value: None, **how) -> None:
        jobs.register("trial", apply=apply, **how)

    return declare


@pytest.fixture
def searched() -> Iterator[None]:
    """The search knows demands and remarks, for one test."""
    with search_demands():
        yield
