"""What the tests of the desk share: its people, and a clock that stands still where a file says NOW."""

from contextlib import nullcontext

import pytest

from foundation import clock
from tests.tickets.factories import Desk


@pytest.fixture(autouse=True)
def frozen(request):
    now = getattr(request.module, "NOW", None)
    with clock.frozen_at(now) if now else nullcontext():
        yield


@pytest.fixture
def desk() -> Desk:
    return Desk()
