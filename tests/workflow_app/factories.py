"""Demands for tests."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories import PersonFactory
from tests.workflow_app.models import Demand, Remark


class DemandFactory(DjangoModelFactory):
    """A demand ready to be sent."""

    class Meta:
        model = Demand

    owner = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Demande {n}")
    starts_on = date(2027, 1, 1)


class RemarkFactory(DjangoModelFactory):
    """A remark that the owner of the demand may read."""

    class Meta:
        model = Remark

    demand = factory.SubFactory(DemandFactory)
    author = factory.SubFactory(PersonFactory)
    text = factory.Sequence(lambda n: f"Remarque {n}")
