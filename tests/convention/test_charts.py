"""The ends of conventions as pictures: what their colours mean is written beside them."""

from datetime import date

import pytest
from django.urls import reverse

from convention.charts import chart, timeline
from convention.coverage import calendar
from convention.states import State
from foundation import clock
from network.roles import Role
from tests.convention.factories import convention_in, territory
from tests.factories import PresidentMandateFactory, person_as

pytestmark = pytest.mark.django_db
DAY = date(2027, 6, 1)
NEAR, LATER = "ce mois-ci et les deux suivants", "les mois d’après"
MANDATE = "« mandat » : une au moins prend fin avec le mandat du Président"


@pytest.fixture
def coordinator():
    territory()
    return person_as(Role.COORDINATOR)


def months(person, on=DAY):
    return calendar(person, on, months=24)


def words(drawn) -> list[str]:
    return [key.words for key in drawn.legend]


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2028, 10, 1), [NEAR]), (date(2028, 9, 30), [LATER]), (date(2029, 1, 1), [])],
)
def test_the_legend_tells_the_colours_that_are_drawn(coordinator, on, expected):
    convention_in(State.NOTIFIED)  # ends on 31 December 2028
    found = months(coordinator, on)
    assert words(chart(found)) == words(timeline(found, on)) == expected


def test_every_colour_drawn_has_its_words(coordinator):
    PresidentMandateFactory(starts_on=date(2026, 12, 1), estimated_end=date(2028, 3, 20))
    convention_in(State.NOTIFIED)  # ends with that mandate
    convention_in(State.NOTIFIED, starts_on=date(2026, 5, 1))
    convention_in(State.NOTIFIED, starts_on=date(2026, 11, 1))
    found = months(coordinator, date(2028, 3, 1))
    drawn = chart(found)
    assert {bar.fill for bar in drawn.bars if bar.value} == {key.fill for key in drawn.legend}
    assert words(drawn) == [NEAR, LATER, MANDATE]


def test_what_a_screen_reader_says_counts_the_ends_by_mandate(coordinator):
    PresidentMandateFactory(starts_on=date(2026, 12, 1), estimated_end=date(2028, 3, 20))
    convention_in(State.NOTIFIED)
    found = months(coordinator)
    (moment,) = [one for one in timeline(found, DAY).moments if one.value]
    assert chart(found).text == "mars : 1, dont 1 par la fin du mandat"
    assert moment.words == "mars 2028\u00a0: 1 convention, dont 1 par la fin du mandat"


@pytest.mark.parametrize("page", ["reporting:home", "convention:calendar"])
def test_the_legend_is_text_on_the_page(client, coordinator, page):
    with clock.frozen_at(date(2028, 5, 1)):
        convention_in(State.NOTIFIED)
        client.force_login(coordinator)
        shown = client.get(reverse(page)).text
    assert LATER in shown
    assert NEAR not in shown


def test_the_bars_of_the_coverage_say_what_they_are_a_share_of(client, coordinator):
    convention_in(State.NOTIFIED)
    client.force_login(coordinator)
    shown = client.get(reverse("reporting:home")).text
    assert "Chaque barre : les communes dans cette situation, sur 1 commune." in shown.replace("\u00a0", " ")
