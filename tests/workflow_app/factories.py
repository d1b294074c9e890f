"""Demands for tests."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories import PersonFactory
from tests.workflow_app.models import Demand


class DemandFactory(DjangoModelFactory):
    """A demand ready to be sent."""

    class Meta:
        model = Demand

    owner = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Demande {n}")
    starts_on = date(2027, 1, 1)
