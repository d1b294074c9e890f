"""What the homes show of conventions: what waits, the figures, and each person’s own."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from convention import panels
from convention.states import State
from foundation import clock
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, territory
from tests.factories import CommuneFactory, person_as

pytestmark = pytest.mark.django_db
END = date(2028, 12, 31)


@pytest.fixture
def coordinator():
    territory()
    return person_as(Role.COORDINATOR)


def rows_of(page) -> int:
    """How many communes or conventions a page shows."""
    if "covered" in page.context:
        return len(page.context["covered"])
    return page.context["listing"].total


def texts(person, on) -> list[tuple[str, str]]:
    with clock.frozen_at(on):
        return [(item.tone, item.text) for item in panels.todo(person)]


@pytest.mark.parametrize(
    ("left", "tones"), [(91, []), (90, ["warn"]), (31, ["warn"]), (30, ["late"]), (0, ["late"]), (-1, ["late"])]
)
def test_an_end_that_nothing_follows_waits_for_the_coordination(coordinator, left, tones):
    convention_in(State.NOTIFIED)
    assert [tone for tone, _ in texts(coordinator, END - timedelta(days=left))] == tones


def test_an_end_that_something_follows_waits_for_its_own_steps_only(coordinator):
    running = convention_in(State.NOTIFIED)
    convention_in(State.SIGNED, commune=running.commune, starts_on=date(2029, 1, 1))

    (item,) = texts(coordinator, date(2028, 12, 1))

    assert "à notifier à la commune" in item[1]


def test_those_past_are_one_line_that_opens_on_their_list(coordinator):
    for _ in range(5):
        convention_in(State.NOTIFIED)
    with clock.frozen_at(END + timedelta(days=30)):
        (item,) = panels.todo(coordinator)
    assert item.text.startswith("5 communes n’ont plus de convention en vigueur : ")
    assert item.text.endswith("et d’autres")
    assert item.url == f"{reverse('convention:coverage')}?situation=EXPIRED"


@pytest.mark.parametrize(("waited", "tone"), [(14, "info"), (15, "late")])
def test_a_step_that_waits_a_fortnight_is_late(coordinator, waited, tone):
    convention_in(State.SIGNING)  # sent on 22 November 2026
    assert [item[0] for item in texts(coordinator, date(2026, 11, 22) + timedelta(days=waited))] == [tone]


def test_the_figures_count_communes_and_open_on_them(coordinator):
    convention_in(State.NOTIFIED)
    CommuneFactory()
    with clock.frozen_at(date(2028, 12, 1)):
        covered, ending, in_path, without = panels.figures(coordinator)
    assert (covered.value, covered.total) == ("1", "2")
    assert (ending.value, in_path.value, without.value) == ("1", "0", "1")


def test_each_figure_opens_on_as_many_rows_as_it_counts(client, coordinator):
    on = date(2028, 12, 1)
    ConventionFactory(commune=convention_in(State.NOTIFIED).commune, starts_on=date(2029, 1, 1))  # to renew, followed
    convention_in(State.NOTIFIED, starts_on=date(2027, 8, 1))  # in force for long
    convention_in(State.NOTIFIED, starts_on=date(2026, 11, 23))  # over
    ConventionFactory(starts_on=date(2029, 1, 1))
    CommuneFactory()
    with clock.frozen_at(on):
        client.force_login(coordinator)
        figures = panels.figures(coordinator)
        pages = [client.get(figure.url) for figure in figures]

    counted = [int(figure.value) for figure in figures]
    assert counted == [2, 1, 1, 3]
    assert counted == [rows_of(page) for page in pages]


def test_what_is_prepared_is_not_in_force_and_counts_as_such(coordinator):
    ConventionFactory(commune=CommuneFactory(), starts_on=date(2027, 1, 1))
    covered, _, in_path, without = panels.figures(coordinator)
    assert (covered.value, in_path.value, without.value) == ("0", "1", "1")
    assert without.url == f"{reverse('convention:coverage')}?situation=UNCOVERED"


@pytest.mark.parametrize("role", [Role.PROJECT_MANAGER, Role.ADMINISTRATOR])
def test_who_reads_all_without_following_them_sees_the_boards_and_is_asked_nothing(coordinator, role):
    convention_in(State.NOTIFIED)
    reader = person_as(role)
    assert texts(reader, date(2028, 12, 1)) == []
    titles = [panel.title for panel in panels.home_panels(reader)]
    assert titles == ["Échéances des conventions", "Couverture du territoire"]


def test_what_was_made_today_waits_since_today(coordinator):
    with clock.frozen_at("2026-11-22T10:00"):
        convention_in(State.DRAFT)
        (item,) = panels.todo(coordinator)
    assert item.text.endswith("texte à valider, depuis aujourd’hui")


def test_a_commune_sees_its_own_end_coming(coordinator):
    convention = convention_in(State.NOTIFIED)
    contact = person_as(Role.COMMUNE_CONTACT, convention.commune)
    assert texts(contact, date(2028, 12, 1)) == [("warn", "Votre convention prend fin le 31 décembre 2028")]
    with clock.frozen_at(date(2028, 12, 1)):
        assert [panel.title for panel in panels.home_panels(contact)] == ["Votre convention"]
        assert panels.figures(contact) == []


def test_a_volunteer_sees_nothing_of_conventions(coordinator):
    convention_in(State.NOTIFIED)
    trainer = person_as(Role.TRAINER)
    assert texts(trainer, END) == []
    assert panels.home_panels(trainer) == []


def test_the_months_are_named_as_they_are_abbreviated():
    labels = [panels.month_label(date(2027, month, 1)) for month in (1, 2, 7, 9, 12)]
    assert labels == ["janv. 27", "févr.", "juil.", "sept.", "déc."]


def test_the_home_of_the_coordination_is_drawn(client, coordinator):
    with clock.frozen_at(date(2028, 12, 1)):
        convention_in(State.NOTIFIED)
        client.force_login(coordinator)
        page = client.get("/").content.decode()
    assert "Échéances des conventions" in page
    assert "déc. : 1" in page
