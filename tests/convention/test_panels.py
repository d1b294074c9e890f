"""What the homes show of conventions: what waits, the figures, and each person’s own."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from convention import coverage, panels, path
from convention.charts import month_label
from convention.states import Situation, State
from foundation import clock, sidebar
from foundation.todo import waiting
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, territory
from tests.factories import CommuneFactory, LibraryFactory, person_as

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
    ("left", "tones"), [(91, []), (90, ["warn"]), (30, ["warn"]), (1, ["warn"]), (0, ["warn"]), (-1, ["late"])]
)
def test_an_end_that_nothing_follows_waits_for_the_coordination_and_is_late_once_it_is_past(coordinator, left, tones):
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
    assert item.text.endswith(" et 2 autres")
    assert item.url == f"{reverse('convention:coverage')}?situation=LAPSED"


def test_those_past_are_counted_until_something_is_in_force_again(coordinator, client):
    lapsed = convention_in(State.NOTIFIED)
    convention_in(State.NOTIFIED)
    with clock.frozen_at(END + timedelta(days=30)):
        ConventionFactory(commune=lapsed.commune, starts_on=END + timedelta(days=60))
        item = next(one for one in panels.todo(coordinator) if "n’ont plus" in one.text)
        client.force_login(coordinator)
        board = client.get(item.url)
    assert item.text.startswith("2 communes n’ont plus de convention en vigueur")
    assert item.text.endswith("la suivante est en préparation pour 1")
    assert len(board.context["covered"]) == 2


@pytest.mark.parametrize(
    ("starts_in", "state", "told"),
    [
        (1, State.DRAFT, "la suivante est « Brouillon »"),
        (1, State.SIGNING, "la suivante est « En signature »"),
        (1, State.SIGNED, None),
        (2, State.SIGNED, "1 jour sans convention"),
        (80, State.DRAFT, "79 jours sans convention"),
    ],
)
def test_a_next_one_hides_an_end_only_if_it_is_signed_and_leaves_no_day(coordinator, starts_in, state, told):
    running = convention_in(State.NOTIFIED)
    convention_in(state, commune=running.commune, starts_on=END + timedelta(days=starts_in))
    found = [text for _, text in texts(coordinator, END - timedelta(days=16)) if "prend fin" in text]
    assert len(found) == (1 if told else 0)
    assert not told or told in found[0]


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.DRAFT, "3 brouillons à valider : "),
        (State.VALIDATED, "3 conventions à envoyer en signature : "),
        (State.SIGNING, "3 conventions dont les signatures sont attendues : "),
        (State.SIGNED, "3 conventions à notifier : "),
    ],
)
def test_those_in_one_state_are_one_line_that_opens_on_as_many(client, coordinator, state, told):
    with clock.frozen_at(date(2026, 11, 23)):
        for _ in range(3):
            convention_in(state)
        convention_in(State.SIGNED if state != State.SIGNED else State.DRAFT)
        client.force_login(coordinator)
        lines = [one for one in waiting(coordinator) if one.text.startswith(told)]
        assert len(waiting(coordinator)) == 2
        assert [rows_of(client.get(line.url)) for line in lines] == [3]


def test_those_that_end_on_one_day_are_renewed_by_one_wish(client, coordinator):
    ended = [convention_in(State.NOTIFIED).commune for _ in range(4)]
    convention_in(State.NOTIFIED, starts_on=date(2027, 1, 15))
    with clock.frozen_at(END - timedelta(days=10)):
        client.force_login(coordinator)
        together, alone = waiting(coordinator)
        page = client.get(together.url)

    assert together.text.startswith("4 conventions prennent fin le 31 décembre 2028, rien ne les suit : ")
    assert alone.subject.startswith("Convention ")
    assert {row.covered.commune for row in page.context["board"].rows if row.is_ticked} == set(ended)
    assert page.context["form"].initial["starts_on"] == "2029-01-01"


def test_an_end_by_termination_is_not_to_renew(coordinator):
    convention = convention_in(State.NOTIFIED)
    path.terminate(convention, by=coordinator, last_day=date(2027, 6, 30), reason="Demande de la commune")
    with clock.frozen_at(date(2027, 6, 1)):
        (item,) = panels.todo(coordinator)
    assert "par dénonciation" in item.text
    assert (item.label, item.url) == ("Voir", convention.get_absolute_url())


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


def test_a_commune_whose_convention_is_over_sees_it_so_and_the_next_one_once(client, coordinator):
    over = convention_in(State.NOTIFIED)
    after = ConventionFactory(commune=over.commune, starts_on=date(2029, 3, 1))
    contact = person_as(Role.COMMUNE_CONTACT, over.commune)

    with clock.frozen_at(date(2029, 1, 31)):
        ((tone, text),) = [(one.tone, one.text) for one in panels.todo(contact)]
        (panel,) = panels.home_panels(contact)
        client.force_login(contact)
        page = client.get(reverse("reporting:home")).text

    assert (tone, text) == ("late", "Votre convention a pris fin le 31 décembre 2028, la suivante est en préparation")
    assert [(one.convention, one.situation) for one in panel.context["covered"]] == [(over, Situation.EXPIRED)]
    assert [one for one, _ in panel.context["in_path"]] == [after]
    shown = page.partition("Votre convention</h2>")[2].partition("</section>")[0]
    assert (shown.count(over.number), shown.count(after.number)) == (1, 1)


def test_a_volunteer_sees_nothing_of_conventions(coordinator):
    convention_in(State.NOTIFIED)
    trainer = person_as(Role.TRAINER)
    assert texts(trainer, END) == []
    assert panels.home_panels(trainer) == []


def test_the_months_are_named_as_they_are_abbreviated():
    labels = [month_label(date(2027, month, 1)) for month in (1, 2, 7, 9, 12)]
    assert labels == ["janv. 27", "févr.", "juil.", "sept.", "déc."]


def test_the_home_of_the_coordination_is_drawn(client, coordinator):
    with clock.frozen_at(date(2028, 12, 1)):
        convention_in(State.NOTIFIED)
        client.force_login(coordinator)
        page = client.get("/").content.decode()
    assert "Échéances des conventions" in page
    assert "déc. : 1" in page


@pytest.mark.parametrize("left", [181, 180, 0, -1])
def test_the_badge_of_the_menu_says_what_it_counts_and_counts_as_the_home_does(client, coordinator, left):
    followed = convention_in(State.NOTIFIED)
    convention_in(State.NOTIFIED)
    convention_in(State.SIGNED, commune=followed.commune, starts_on=date(2029, 1, 1))
    client.force_login(coordinator)

    with clock.frozen_at(END - timedelta(days=left)):
        entry = next(one for one in sidebar.entries_of(coordinator) if one.label == "Conventions")
        covered = coverage.coverage(coordinator, clock.today())
        page = client.get(reverse("convention:list")).text

    is_time = 0 <= left <= 180
    assert entry.count == sum(one.is_awaiting_next for one in covered) == is_time
    assert coverage.counts(covered)[Situation.TO_RENEW] == 2 * is_time
    told = {Situation.TO_RENEW: "dont 1 avec une suite en préparation"} if is_time else {}
    over = {Situation.EXPIRED: "et 1 autre qui a déjà une suite"} if left < 0 else {}
    assert coverage.notes(covered) == {**told, **over}
    assert (f'title="{entry.count} à renouveler"' in page) is bool(entry.count)


@pytest.mark.parametrize(("waited", "tone"), [(0, "warn"), (14, "warn"), (15, "late")])
def test_what_the_mayor_has_to_sign_waits_for_the_contact_until_it_is_signed(coordinator, waited, tone):
    convention = convention_in(State.SIGNING)  # sent on 22 November 2026
    contact = person_as(Role.COMMUNE_CONTACT, convention.commune)
    on = date(2026, 11, 22) + timedelta(days=waited)

    (waiting,) = texts(contact, on)
    assert waiting[0] == tone
    assert waiting[1].startswith(f"Votre convention {convention.number} attend la signature du Maire")

    with clock.frozen_at(on):
        path.record_mayor_signature(convention, by=contact, mayor_signed_on=on)
    assert texts(contact, on) == []


def test_who_reads_the_convention_of_the_commune_is_not_asked_to_sign_it(coordinator):
    convention = convention_in(State.SIGNING)
    head = person_as(Role.LIBRARY_HEAD, LibraryFactory(commune=convention.commune))
    assert texts(head, date(2026, 11, 22)) == []


def test_the_own_panel_shows_what_prepares_the_next_and_what_it_waits_for(client, coordinator):
    running = convention_in(State.NOTIFIED)
    following = convention_in(State.SIGNING, commune=running.commune, starts_on=date(2029, 1, 1))
    with clock.frozen_at(date(2028, 12, 1)):
        client.force_login(person_as(Role.COMMUNE_CONTACT, running.commune))
        page = client.get("/").content.decode()
    assert "31 décembre 2028, fin des deux ans" in page
    assert following.number in page
    assert "attend la signature du Maire et du Président" in page
    assert following.document.get_absolute_url() in page
    assert "la suivante est en préparation" in page
