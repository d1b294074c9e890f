"""What most tests of training begin with."""

import pytest

from foundation import clock
from network.roles import Role
from tests.factories import person_as
from tests.training.factories import NOW


@pytest.fixture
def now():
    """The clock stands at `NOW`, some weeks before the sessions of the factories."""
    with clock.frozen_at(NOW):
        yield


@pytest.fixture
def coordinator(client):
    """A coordinator, signed in."""
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person
