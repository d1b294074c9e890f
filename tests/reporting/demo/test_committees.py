"""The demo’s committees: the bodies of the convention with their seats, some to fill, those of the personas."""

import pytest
from django.urls import reverse

from committees.models import Committee, Designation, Seat
from committees.states import Capacity, Kind, Rank, Standing
from foundation import clock
from network.models import Person
from tests.reporting.demo.day import DAY

pytestmark = [pytest.mark.long, pytest.mark.django_db]


def standings(kind: str) -> list[str]:
    return list(Seat.objects.filter(committee__kind=kind).with_standing(DAY).values_list("standing", flat=True))


def test_each_body_has_seats_and_some_are_to_fill(demo):
    assert standings(Kind.TECHNICAL).count(Standing.FILLED) > 50
    assert standings(Kind.TECHNICAL).count(Standing.TO_REPLACE) == 2
    assert standings(Kind.TECHNICAL).count(Standing.VACANT) > 2
    assert set(standings(Kind.COORDINATION)) == {Standing.FILLED, Standing.VACANT}
    assert set(standings(Kind.STRATEGIC)) == {Standing.VACANT}
    assert standings(Kind.WORKING_GROUP).count(Standing.FILLED) == 2
    assert Designation.objects.filter(rank=Rank.SUBSTITUTE).count() == 3


def test_the_personas_sit_where_they_say(demo, client):
    sitting = Designation.objects.sitting(DAY)
    found = {
        account: set(sitting.filter(person__email=f"{account}@demo.example").values_list("seat__capacity", flat=True))
        for account in ("membre", "responsable", "referent", "dsinum", "coordinatrice", "agent")
    }

    assert found == {
        "membre": {Capacity.PARTICIPANT},
        "responsable": {Capacity.GROUP_MEMBER, Capacity.LIBRARY_HEAD},
        "referent": {Capacity.IT_CORRESPONDENT},
        "dsinum": {Capacity.DSINUM, Capacity.SOLUTIONS_MANAGER},
        "coordinatrice": {Capacity.DIGITAL_PROJECTS},
        "agent": set(),
    }
    client.force_login(Person.objects.get(email="membre@demo.example"))
    with clock.frozen_at(DAY):
        page = client.get(reverse("committees:list"))
    assert [one.name for one in page.context["listing"].table.records] == ["Comité technique"]


def test_every_seat_was_opened_by_the_coordination_and_told_so(demo):
    coordinator = Person.objects.get(email="coordinatrice@demo.example")

    assert set(Seat.history.values_list("history_user", flat=True)) == {coordinator.pk}
    assert set(Designation.objects.values_list("designated_by", flat=True)) == {coordinator.pk}
    assert set(Committee.objects.values_list("is_fictional", flat=True)) == {False, True}
