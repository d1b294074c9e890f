"""What the tests of the desk share: its people, and a clock that stands still, at the NOW of the file if it has one."""

from contextlib import nullcontext

import pytest

from foundation import clock
from tests.tickets.factories import NOW, Desk


@pytest.fixture(autouse=True)
def frozen(request):
    now = getattr(request.module, "NOW", NOW)
    with clock.frozen_at(now) if now else nullcontext():
        yield


@pytest.fixture
def desk() -> Desk:
    return Desk()
