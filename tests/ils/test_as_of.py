"""What was true of accesses on a day gone by, whatever has happened since (design: audit)."""

from datetime import timedelta

import pytest

from foundation import clock, privacy
from ils import access
from network.models import Assignment, Person
from tests.ils.factories import TODAY
from tests.ils.test_access import CIRCULATION, complete, missing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


def test_who_had_an_access_had_it_though_they_are_erased_since():
    held = complete()
    Assignment.objects.update(ends_on=TODAY - 2 * DAY)
    privacy.anonymise(held.person, by=None)
    erased = Person.objects.get()

    opened = access.opening(access.workplaces(), CIRCULATION, TODAY - 5 * DAY)

    assert missing(held, TODAY - 2 * DAY) == []
    assert [row.person for row in opened] == [erased]
    assert missing(held, TODAY - DAY) == missing(held) == ["function"]


def test_who_could_not_sign_in_on_a_day_had_no_access_that_day_whatever_they_have_now():
    with clock.frozen_at(TODAY - 9 * DAY):
        held = complete()
    for days, may in ((6, False), (3, True)):
        with clock.frozen_at(TODAY - days * DAY):
            held.person.is_active = may
            held.person.save()

    assert [missing(held, TODAY - n * DAY) for n in (7, 6, 4, 3, 0)] == [[], ["function"], ["function"], [], []]


def test_a_closed_account_opens_nothing_today_though_its_history_does_not_say_so():
    held = complete()
    Person.objects.update(is_active=False)

    assert missing(held) == missing(held, TODAY + DAY) == ["function"]
