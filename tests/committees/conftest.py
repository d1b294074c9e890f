"""What most tests of the committees begin with."""

import pytest

from foundation import clock
from network.roles import Role
from tests.committees.factories import TODAY
from tests.factories import PresidentMandateFactory, person_as


@pytest.fixture(autouse=True)
def _today():
    """The first of March 2027."""
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def mandate(db):
    """A President, on whom the end of conventions depends."""
    return PresidentMandateFactory()


@pytest.fixture
def keeper(client, db):
    """A coordinator, signed in."""
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person
