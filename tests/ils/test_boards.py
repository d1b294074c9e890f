"""The boards of accesses: the team, what will close, the coverage of the network."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation import clock
from ils import boards
from ils.states import GrantState
from network.modules import Module
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.ils.factories import TODAY, grant_of
from tests.ils.test_access import complete, covered
from tests.training.factories import agent, booking_in, certified, course_for, session_at
from training.states import BookingState

pytestmark = pytest.mark.django_db
CIRCULATION = reverse("ils:module", args=["circulation"])
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


def text_of(client, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status
    return " ".join(page.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


def cells(page) -> dict[str, list[str]]:
    return {str(row.person): [cell.label for cell in row.cells] for row in page.context["rows"]}


def test_the_team_is_people_by_modules(client):
    held = complete()
    asked = agent(held.library)
    grant_of(asked, state=GrantState.REQUESTED)
    untrained = agent(held.library)
    grant_of(untrained)
    refused, never = agent(held.library), agent(held.library)
    grant_of(refused, state=GrantState.REFUSED)
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))

    page = client.get(reverse("ils:team"))

    column = list(Module).index(Module.CIRCULATION)
    found = cells(page)
    assert found[str(held.person)][column] == "ouvert"
    assert found[str(asked.person)][column] == "demandé"
    assert found[str(untrained.person)][column] == "fermé"
    told = {str(row.person): (row.cells[column].label, row.cells[column].detail) for row in page.context["rows"]}
    assert told[str(refused.person)] == ("sans accès", "refusé")
    assert told[str(never.person)] == ("sans accès", "")


def test_the_team_costs_the_same_queries_whatever_its_number(client, django_assert_max_num_queries):
    library = LibraryFactory()
    client.force_login(person_as(Role.LIBRARY_HEAD, library))
    client.get(reverse("ils:team"))
    for _ in range(12):
        agent(library)

    with django_assert_max_num_queries(22):
        page = client.get(reverse("ils:team"))
    assert len(page.context["rows"]) == 13  # the head, and the twelve


def test_the_team_of_a_past_day_is_the_one_of_then(client):
    held = complete()
    held.ends_on = TODAY - 5 * DAY
    held.save()
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))

    then = client.get(reverse("ils:team"), {"library": held.library.pk, "on": "20/02/2027"})
    now = client.get(reverse("ils:team"))

    assert "ouvert" in cells(then)[str(held.person)]
    assert str(held.person) not in cells(now)


def test_a_day_to_come_is_refused_in_words(client):
    held = complete()
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))

    page = text_of(client, reverse("ils:team") + f"?library={held.library.pk}&on=01/01/2099")

    assert "Donnez aujourd’hui ou un jour passé" in page


def test_two_libraries_of_the_same_name_are_told_apart_by_their_commune(client):
    one, other = LibraryFactory(name="Médiathèque des Tilleuls"), LibraryFactory(name="Médiathèque des Tilleuls")
    client.force_login(person_as(Role.COORDINATOR))

    page = client.get(reverse("ils:team"), {"library": other.pk})

    groups = dict(page.context["form"].fields["library"].choices)
    assert groups["Bibliothèques"] == [
        (str(found.pk), f"Médiathèque des Tilleuls, {found.commune}") for found in (one, other)
    ]
    assert page.context["place"] == f"Médiathèque des Tilleuls, {other.commune}"


def test_the_library_of_another_is_not_offered(client):
    held = complete()
    client.force_login(person_as(Role.LIBRARY_HEAD, LibraryFactory()))

    page = client.get(reverse("ils:team"), {"library": held.library.pk})

    assert cells(page) == {}
    assert "Sélectionnez un choix valide" in page.text


def test_closings_are_told_by_nearness_and_for_the_own_team_alone(client):
    held = agent()
    covered(held.library.commune)
    grant_of(held)
    certified(held.person, Module.CIRCULATION, issued_on=date(2027, 1, 1), expires_on=TODAY + 9 * DAY)
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))
    page = client.get(reverse("ils:closings"))
    assert [len(band.losses) for band in page.context["bands"]] == [0, 1, 0]

    client.force_login(person_as(Role.LIBRARY_HEAD, LibraryFactory()))
    assert client.get(reverse("ils:closings")).context["total"] == 0


def test_modules_that_close_together_are_one_row(client):
    held = agent()
    covered(held.library.commune)
    for module in (Module.CIRCULATION, Module.PATRONS):
        grant_of(held, module)
    modules = (Module.CIRCULATION, Module.PATRONS)
    certified(held.person, *modules, issued_on=date(2027, 1, 1), expires_on=TODAY + 9 * DAY)
    client.force_login(person_as(Role.COORDINATOR))

    page = client.get(reverse("ils:closings"))

    [row] = page.context["bands"][1].closings
    assert row.modules == list(modules)
    assert row.loss.lacking == "une formation attestée"
    assert page.context["total"] == 2


def test_a_closed_door_says_what_is_already_there_too(client):
    held = agent()
    covered(held.library.commune)
    grant_of(held)
    client.force_login(held.person)

    there = text_of(client, CIRCULATION, 403).partition("Ce qui est déjà réuni")[2]

    assert "Une convention en vigueur" in there
    assert "L’accord du SCLP" in there
    assert "Une formation attestée" not in there


def test_the_coverage_counts_who_is_trained_who_has_access_and_the_seats(client):
    held = complete()
    waiting = agent(held.library)
    grant_of(waiting, state=GrantState.REQUESTED)
    session_at(course=course_for(Module.CIRCULATION), maximum=5)
    client.force_login(person_as(Role.COORDINATOR))

    page = client.get(reverse("ils:coverage"))

    [commune] = page.context["communes"]
    assert len(commune.people) == 2
    assert next(cell for cell in commune.cells if cell[0] == Module.CIRCULATION)[1:] == (1, 1)
    demand = {one.module: (one.waiting, one.seats, one.lacking) for one in page.context["demand"]}
    assert demand[Module.CIRCULATION] == (1, 5, 0)
    assert demand[Module.PATRONS] == (0, 0, 0)


def test_who_has_a_seat_no_longer_waits_for_one_and_is_counted_once():
    held = agent()
    session = session_at(course=course_for(Module.CIRCULATION), maximum=1)
    elsewhere = session_at(course=course_for(Module.PATRONS), maximum=2)
    for one in (held, agent(held.library), agent(held.library)):
        grant_of(one, state=GrantState.REQUESTED)

    def circulation() -> tuple[int, int, int]:
        [found] = [one for one in boards.demand(clock.today()) if one.module == Module.CIRCULATION]
        return found.waiting, found.seats, found.lacking

    assert circulation() == (3, 1, 2)
    booking_in(BookingState.CONFIRMED, session=elsewhere, assignment=held)
    booking_in(BookingState.WAITING, session=session, assignment=agent(held.library))
    assert circulation() == (3, 1, 2)
    booking_in(BookingState.CONFIRMED, session=session, assignment=held)
    assert circulation() == (2, 0, 2)
    with clock.frozen_at(session.ends_at):
        assert circulation() == (3, 0, 3)  # it is over, and has certified nobody yet
