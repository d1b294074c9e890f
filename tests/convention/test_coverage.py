"""The boards: what each commune is worth on a day, and what ends when."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from convention import coverage
from convention.charts import timeline
from convention.end_dates import MANDATE, TERM
from convention.models import Convention
from convention.states import Situation, State
from foundation import clock
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, territory
from tests.factories import AssignmentFactory, CommuneFactory, PresidentMandateFactory, person_as

pytestmark = pytest.mark.django_db
DAY = date(2027, 6, 1)


@pytest.fixture
def coordinator():
    territory()
    return person_as(Role.COORDINATOR)


def worth(person, on=DAY) -> dict[str, str]:
    return {one.commune.name: one.situation for one in coverage.coverage(person, on)}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 12, 31), Situation.UPCOMING),
        (date(2027, 1, 1), Situation.IN_FORCE),
        (date(2028, 7, 3), Situation.IN_FORCE),
        (date(2028, 7, 4), Situation.TO_RENEW),
        (date(2028, 12, 31), Situation.TO_RENEW),
        (date(2029, 1, 1), Situation.EXPIRED),
    ],
)
def test_a_commune_is_worth_what_its_convention_is_that_day(coordinator, on, expected):
    convention = convention_in(State.NOTIFIED)
    assert worth(coordinator, on) == {convention.commune.name: expected}


def test_a_commune_without_any_is_shown(coordinator):
    commune = CommuneFactory()
    assert worth(coordinator) == {commune.name: coverage.NONE}


def test_a_discarded_convention_covers_nothing_and_follows_nothing(coordinator):
    running = convention_in(State.NOTIFIED)
    convention_in(State.DISCARDED, commune=running.commune, starts_on=date(2029, 1, 1))
    other = convention_in(State.DISCARDED).commune

    covered = {one.commune: one for one in coverage.coverage(coordinator, DAY)}

    assert not covered[running.commune].is_being_renewed
    assert (covered[other].convention, covered[other].situation) == (None, coverage.NONE)


def test_the_best_convention_counts_and_its_successor_is_told(coordinator):
    running = convention_in(State.NOTIFIED)
    ConventionFactory(commune=running.commune, starts_on=date(2029, 1, 1))

    (covered,) = coverage.coverage(coordinator, DAY)

    assert covered.convention == running
    assert covered.is_being_renewed


@pytest.mark.parametrize(
    ("starts_on", "takes_over"),
    [
        (date(2026, 6, 1), False),  # begins before it
        (date(2027, 1, 2), True),
        (date(2029, 1, 1), True),
        (date(2029, 6, 29), True),  # 180 days after the last day
        (date(2029, 6, 30), False),
        (date(2031, 1, 1), False),
    ],
)
def test_a_draft_takes_over_when_it_begins_soon_enough_after(coordinator, starts_on, takes_over):
    running = convention_in(State.NOTIFIED)  # from 1 January 2027 to 31 December 2028
    ConventionFactory(commune=running.commune, starts_on=starts_on)
    (covered,) = coverage.coverage(coordinator, DAY)
    assert (covered.convention, covered.is_being_renewed) == (running, takes_over)
    assert next_state(running) == (State.DRAFT if takes_over else None)


def next_state(convention, on=DAY) -> str | None:
    """What the database says takes over from it."""
    return Convention.objects.with_next(on).get(pk=convention.pk).next_state


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"state": State.SIGNED}, State.SIGNED),
        ({"state": State.NOTIFIED}, State.NOTIFIED),
        ({"state": State.DISCARDED, "discarded_on": DAY}, None),
        ({"starts_on": None}, None),
        ({"starts_on": date(2027, 1, 2), "state": State.NOTIFIED}, None),  # it has begun: it is the one that counts
        ({"commune": None}, None),
    ],
)
def test_the_database_finds_the_next_one_as_the_boards_do(coordinator, facts, expected):
    running = convention_in(State.NOTIFIED)
    commune = CommuneFactory() if "commune" in facts else running.commune
    ConventionFactory(**{"starts_on": date(2029, 1, 1), **facts, "commune": commune})
    assert next_state(running) == expected


def test_what_the_mandate_ends_before_it_begins_takes_over_from_nothing(coordinator):
    PresidentMandateFactory(starts_on=date(2026, 12, 1), estimated_end=date(2028, 12, 31))
    running = convention_in(State.NOTIFIED)
    ConventionFactory(commune=running.commune, starts_on=date(2029, 1, 1))
    assert next_state(running) is None
    assert not coverage.coverage(coordinator, DAY)[0].is_being_renewed


def test_of_two_next_ones_the_first_counts(coordinator):
    running = convention_in(State.NOTIFIED)
    for starts_on, state in ((date(2029, 3, 1), State.DRAFT), (date(2029, 1, 1), State.SIGNING)):
        ConventionFactory(commune=running.commune, starts_on=starts_on, state=state)
    assert next_state(running) == State.SIGNING


@pytest.mark.parametrize(
    ("starts_on", "expected"),
    [
        (date(2029, 7, 1), Situation.IN_PATH),
        (date(2029, 11, 28), Situation.IN_PATH),  # 180 days after that day
        (date(2029, 11, 29), Situation.EXPIRED),
        (date(2032, 1, 1), Situation.EXPIRED),
    ],
)
def test_a_distant_draft_does_not_hide_that_a_convention_is_over(coordinator, starts_on, expected):
    over = convention_in(State.NOTIFIED)
    ConventionFactory(commune=over.commune, starts_on=starts_on)
    assert worth(coordinator, date(2029, 6, 1)) == {over.commune.name: expected}


def test_a_draft_that_is_over_itself_takes_over_from_nothing(coordinator):
    over = convention_in(State.NOTIFIED)
    ConventionFactory(commune=over.commune, starts_on=date(2029, 1, 1))
    assert worth(coordinator, date(2031, 6, 1)) == {over.commune.name: Situation.EXPIRED}


def test_every_situation_is_counted_even_at_nought(coordinator):
    convention_in(State.NOTIFIED)
    CommuneFactory()
    found = coverage.counts(coverage.coverage(coordinator, DAY))
    assert found[Situation.IN_FORCE] == 1
    assert found[coverage.NONE] == 1
    assert found[Situation.EXPIRED] == 0


def test_the_coverage_of_ten_communes_costs_three_queries(coordinator, django_assert_max_num_queries):
    for _ in range(10):
        convention_in(State.NOTIFIED)
    coordinator.current_assignments(clock.today())
    with django_assert_max_num_queries(2):
        assert len(coverage.coverage(coordinator, DAY)) == 10


def test_the_calendar_puts_each_end_in_its_month_with_its_reason(coordinator):
    convention_in(State.NOTIFIED)
    (month,) = [one for one in coverage.calendar(coordinator, DAY, months=24) if one.conventions]
    assert month.first == date(2028, 12, 1)
    assert coverage.reasons(month.conventions[0]) == [TERM]
    assert month.mandate_count == 0


def test_the_calendar_counts_the_ends_by_mandate(coordinator):
    PresidentMandateFactory(starts_on=date(2026, 12, 1), estimated_end=date(2028, 3, 20))
    convention_in(State.NOTIFIED)
    (month,) = [one for one in coverage.calendar(coordinator, DAY, months=24) if one.conventions]
    assert month.first == date(2028, 3, 1)
    assert month.mandate_count == 1
    assert coverage.reasons(month.conventions[0]) == [MANDATE]


def test_the_calendar_ends_where_it_says(coordinator):
    convention_in(State.NOTIFIED)  # ends on 31 December 2028
    assert not any(one.conventions for one in coverage.calendar(coordinator, date(2028, 1, 15), months=11))
    assert any(one.conventions for one in coverage.calendar(coordinator, date(2028, 1, 15), months=12))


def test_a_contact_sees_the_own_commune_alone(client, coordinator):
    own, other = convention_in(State.NOTIFIED), convention_in(State.NOTIFIED)
    client.force_login(person_as(Role.COMMUNE_CONTACT, own.commune))

    page = client.get(reverse("convention:coverage"))

    assert [one.commune for one in page.context["covered"]] == [own.commune]
    assert other.commune.name not in page.content.decode()


def test_the_board_is_narrowed_by_situation(client, coordinator):
    convention_in(State.NOTIFIED)
    bare = CommuneFactory()
    client.force_login(coordinator)
    page = client.get(reverse("convention:coverage"), {"situation": coverage.NONE})
    assert [one.commune for one in page.context["covered"]] == [bare]


def test_the_board_shows_all_that_is_not_in_force_whatever_is_prepared(client, coordinator):
    with clock.frozen_at(DAY):
        convention_in(State.NOTIFIED)
        bare, prepared = CommuneFactory(name="Aa"), CommuneFactory(name="Bb")
        ConventionFactory(commune=prepared, starts_on=date(2027, 9, 1))
        client.force_login(coordinator)
        page = client.get(reverse("convention:coverage"), {"situation": coverage.UNCOVERED})
    assert [one.commune for one in page.context["covered"]] == [bare, prepared]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (coverage.COVERED, "Couvertes · 1"),
        (coverage.UNCOVERED, "Non couvertes · 2"),
        (coverage.LAPSED, "Plus couvertes · 2"),
        (Situation.EXPIRED, "Échue · 1, et 1 autre qui a déjà une suite"),
    ],
)
def test_the_board_names_what_it_is_narrowed_to_and_those_over_that_count_elsewhere(client, coordinator, asked, told):
    over, _ = convention_in(State.NOTIFIED), convention_in(State.NOTIFIED)  # both end on 31 December 2028
    with clock.frozen_at(date(2029, 1, 31)):
        ConventionFactory(commune=over.commune, starts_on=date(2029, 3, 1))
        convention_in(State.NOTIFIED, starts_on=date(2028, 1, 1))
        client.force_login(coordinator)
        page = client.get(reverse("convention:coverage"), {"situation": asked})

    assert f'<a aria-current="true" href="?situation={asked}">{told}</a>' in page.text
    assert page.text.count('aria-current="true"') == 1
    assert "Cette situation n’existe pas" not in page.text


def test_the_board_says_that_a_situation_does_not_exist_and_shows_all(client, coordinator):
    convention_in(State.NOTIFIED)
    client.force_login(coordinator)
    page = client.get(reverse("convention:coverage"), {"situation": "XX"})

    assert "Cette situation n’existe pas&nbsp;: voici toutes les communes." in page.text
    assert len(page.context["covered"]) == page.context["total"] == 1


@pytest.mark.parametrize(
    ("own", "title", "subtitle"),
    [
        (1, "Votre commune", "Ce que vaut aujourd’hui sa convention"),
        (2, "Vos communes", "2 communes, ce que vaut aujourd’hui la convention de chacune"),
    ],
)
def test_the_board_of_a_commune_is_of_that_commune_and_has_nothing_to_choose(client, coordinator, own, title, subtitle):
    communes = [convention_in(State.NOTIFIED).commune for _ in range(3)]
    contact = person_as(Role.COMMUNE_CONTACT, communes[0])
    for other in communes[1:own]:
        AssignmentFactory(person=contact, role=Role.COMMUNE_CONTACT, commune=other)
    client.force_login(contact)

    with clock.frozen_at(DAY):
        page = client.get(reverse("convention:coverage")).text

    assert f"<h1>{title}</h1>" in page
    assert subtitle in page
    assert "territoire" not in page
    assert ('<nav aria-label="Situation">' in page) is (own > 1)


def test_an_unknown_situation_shows_all(client, coordinator):
    CommuneFactory()
    client.force_login(coordinator)
    assert len(client.get(reverse("convention:coverage"), {"situation": "???"}).context["covered"]) == 1


def test_the_calendar_page_says_why_each_ends(client, coordinator):
    with clock.frozen_at(DAY):
        convention = convention_in(State.NOTIFIED)
        client.force_login(coordinator)
        page = client.get(reverse("convention:calendar")).content.decode()
    assert convention.commune.name in page
    assert "31 décembre 2028" in page
    assert "fin des deux ans" in page


def test_the_calendar_page_counts_as_its_rows_do(client, coordinator):
    with clock.frozen_at(date(2028, 12, 1)):
        followed = convention_in(State.NOTIFIED)
        ConventionFactory(commune=followed.commune, starts_on=date(2029, 1, 1))
        convention_in(State.NOTIFIED)
        convention_in(State.NOTIFIED, starts_on=date(2027, 8, 1))  # ends in eight months
        client.force_login(coordinator)
        page = client.get(reverse("convention:calendar"))

    rows = [next_words for _, _, (next_words, _) in page.context["rows"]]
    assert sorted(rows) == ["", "suite en préparation", "à renouveler"]
    assert page.context["summary"] == (
        "3 conventions prennent fin dans les deux ans\u00a0: "
        "1 à renouveler dès maintenant et 1 avec une suite en préparation ou notifiée"
    )


def test_a_tile_says_how_far_the_next_one_is(client, coordinator):
    with clock.frozen_at(date(2028, 12, 1)):
        running = convention_in(State.NOTIFIED)
        ConventionFactory(commune=running.commune, starts_on=date(2029, 1, 1), state=State.NOTIFIED)
        client.force_login(coordinator)
        page = client.get(reverse("convention:coverage")).text

    assert "suite notifiée" in page
    assert "À renouveler · 1, dont 1 avec une suite en préparation" in page


def test_a_trainer_reads_no_board_nor_sees_a_way_to_one(client):
    boards = [reverse("convention:coverage"), reverse("convention:calendar")]
    client.force_login(person_as(Role.COORDINATOR))
    assert [client.get(board).status_code for board in boards] == [200, 200]

    client.force_login(person_as(Role.TRAINER))
    assert [client.get(board).status_code for board in boards] == [403, 403]
    assert reverse("convention:list") not in client.get("/").content.decode()


def test_the_window_of_renewal_is_half_a_year():
    assert timedelta(days=180) == date(2028, 12, 31) - date(2028, 7, 4)


def test_each_month_of_the_timeline_leads_to_as_many_conventions_as_it_says(client, coordinator):
    with clock.frozen_at(DAY):
        for starts_on in (date(2027, 1, 1), date(2027, 1, 1), date(2027, 2, 1)):
            convention_in(State.NOTIFIED, starts_on=starts_on)
        client.force_login(coordinator)
        drawn = client.get(reverse("convention:calendar")).context["chart"].drawn
        shown = [one.moment for one in drawn if one.moment.value]
        listed = [client.get(one.url).context["listing"].total for one in shown]

    assert [one.words for one in shown] == ["décembre 2028\u00a0: 2 conventions", "janvier 2029\u00a0: 1 convention"]
    assert listed == [2, 1]


@pytest.mark.parametrize(("on", "mark"), [(date(2027, 6, 1), 0.4), (date(2027, 6, 30), 25.6)])
def test_today_stands_in_its_month(coordinator, on, mark):
    assert timeline(coverage.calendar(coordinator, on, months=24), on).mark == mark
