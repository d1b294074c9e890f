"""The numbers of the side bar are counted together."""

import pytest

from foundation import sidebar
from foundation.models import Draft, SavedView
from network.models import Commune
from network.roles import Role
from tests.factories import CommuneFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db


def test_several_querysets_are_counted_in_one_query(django_assert_num_queries):
    CommuneFactory.create_batch(3, population=10)
    CommuneFactory(population=20_000)
    SavedView.objects.create(person=PersonFactory(), list_name="x", name="Vue « d’ici »")
    querysets = [
        Commune.objects.filter(population__lt=100).order_by("name"),
        Commune.objects.none(),
        SavedView.objects.filter(name__contains="d’ici"),
        Draft.objects.all(),
    ]

    with django_assert_num_queries(1):
        found = sidebar.counts(querysets)

    assert found == [one.count() for one in querysets] == [3, 0, 1, 0]


def test_nothing_to_count_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert sidebar.counts([]) == []
        assert sidebar.counts([Commune.objects.none()]) == [0]


def test_each_section_bears_its_own_number():
    entries = sidebar.entries_of(person_as(Role.ADMINISTRATOR))

    assert {one.label: one.count for one in entries if one.rows is not None} == {"Messages": 0}
