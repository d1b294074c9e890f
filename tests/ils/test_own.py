"""One’s own accesses, on the page of the SIGB and on the home: what is closed first, and what closes soon."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from ils.contributions import home_panel, todo
from ils.own import places_of
from ils.states import GrantState
from network.modules import Module
from network.roles import Role
from tests.factories import AssignmentFactory, ServiceFactory, person_as
from tests.ils.factories import TODAY, grant_of
from tests.ils.test_access import complete, covered
from tests.training.factories import agent, certified

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOME = reverse("reporting:home")


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


def told(place) -> list[tuple[str, str, str]]:
    return [(one.module.value, one.label, one.why) for one in place.modules]


def test_what_is_given_and_closed_comes_first_then_what_is_open_then_the_rest():
    held = complete()
    grant_of(held, Module.PATRONS)

    [own] = places_of(held.person, TODAY)

    assert own.place == held.library
    assert told(own)[:2] == [
        ("PATRONS", "fermé", "Il manque une formation attestée."),
        ("CIRCULATION", "ouvert", ""),
    ]
    assert {one.tone for one in own.modules[2:]} == {"neutral"}
    assert {one.why for one in own.modules[2:]} == {"Aucun accès n’est accordé pour ce module."}


def test_a_request_that_waits_tells_that_the_sclp_has_not_agreed():
    held = complete()
    grant_of(held, Module.PATRONS, state=GrantState.REQUESTED)

    [own] = places_of(held.person, TODAY, asked_only=True)

    assert told(own)[0] == ("PATRONS", "fermé", "Il manque l’accord du SCLP et une formation attestée.")
    assert own.modules[0].tone == "neutral"
    assert [one.module for one in own.modules] == [Module.PATRONS, Module.CIRCULATION]


def test_an_open_module_says_on_which_day_it_closes():
    held = agent()
    covered(held.library.commune)
    grant_of(held)
    certified(held.person, Module.CIRCULATION, issued_on=date(2027, 1, 1), expires_on=TODAY + 9 * DAY)

    [own] = places_of(held.person, TODAY)

    assert told(own)[0] == ("CIRCULATION", "ouvert", "Se ferme le 11 mars 2027.")
    assert own.modules[0].tone == "warn"


def test_the_home_of_who_works_in_a_library_shows_what_is_closed_and_why(client):
    held = complete()
    grant_of(held, Module.PATRONS)
    client.force_login(held.person)

    page = client.get(HOME).content.decode()

    panel = page.partition("<h2>Mes accès</h2>")[2].partition("</section>")[0]
    assert panel.index("Lecteurs") < panel.index("Circulation")
    assert "Il manque une formation attestée." in panel
    assert reverse("ils:missing", args=["lecteurs"]) in panel
    assert reverse("ils:home") in panel
    assert "Catalogage" not in panel


def test_the_panel_of_a_head_leads_to_the_team_and_that_of_others_does_not():
    held = complete()
    head = person_as(Role.LIBRARY_HEAD, held.library)

    assert home_panel(head).link == ("Accès de l’équipe", reverse("ils:team"))
    assert home_panel(held.person).link == ("Mes accès au SIGB", reverse("ils:home"))


def test_nobody_asked_for_is_told_so(client):
    held = agent()
    client.force_login(held.person)

    assert "Aucun accès n’a été demandé pour vous." in client.get(HOME).content.decode()


def test_who_works_in_no_library_has_no_such_panel():
    held = AssignmentFactory(role=Role.COORDINATOR, service=ServiceFactory())

    assert home_panel(held.person) is None
    assert home_panel(person_as(Role.COMMUNE_CONTACT)) is None


def test_modules_that_close_on_one_day_are_one_thing_to_do():
    held = agent()
    covered(held.library.commune)
    for module in (Module.CIRCULATION, Module.PATRONS, Module.PORTAL):
        grant_of(held, module)
    end = TODAY + 9 * DAY
    certified(held.person, Module.CIRCULATION, Module.PATRONS, issued_on=date(2027, 1, 1), expires_on=end)
    certified(held.person, Module.PORTAL, issued_on=date(2027, 1, 1), expires_on=end + DAY)

    both, alone = todo(held.person)

    assert both.text == "Vos accès « circulation » et « lecteurs » se ferment le 11 mars 2027"
    assert both.url == reverse("ils:home")
    assert alone.text == "Votre accès « édition du portail » se ferme le 12 mars 2027"
    assert alone.url == reverse("ils:module", args=["edition-du-portail"])


def test_the_home_costs_as_many_queries_for_a_module_in_many_places_as_in_one(client):
    held = complete()
    client.force_login(held.person)
    client.get(HOME)

    few = queries_of_home(client)
    for _ in range(3):
        grant_of(agent(person=held.person))
    many = queries_of_home(client)

    assert many == few


def queries_of_home(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(HOME)
    return len(captured)
