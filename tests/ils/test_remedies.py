"""What a closed module proposes: a remedy that this reader can use, or whom to ask."""

from datetime import timedelta

import pytest
from django.urls import reverse

from convention.models import Convention
from foundation import clock, reading
from ils import access
from ils.remedies import Lack, lacks
from network.modules import Module
from network.roles import Role
from tests.factories import AssignmentFactory, ServiceFactory, person_as
from tests.ils.factories import TODAY
from tests.ils.test_access import charter, complete
from tests.ils.test_screens import effective_referent
from tests.training.factories import MORNING, CourseFactory, agent, booking_in, certified, course_for, session_at
from training.models import Session
from training.states import BookingState

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


def lack(code: str, held, reader=None, module: str = Module.CATALOGUING_2) -> Lack:
    found = lacks(access.decide(held.person, module), reader or held.person)
    return next(one for one in found if one.code == code)


def addresses(found: Lack) -> list[str]:
    return [one.url for one in found.buttons if "equivalence" not in one.url]


# --- the course that comes first -------------------------------------------------------------------------------------


@pytest.fixture
def first():
    """Two levels: the session of the second comes first in time, and asks for the first."""
    before, after = course_for(Module.CATALOGUING_1, title="Niveau 1"), course_for(Module.CATALOGUING_2)
    after.prerequisites.add(before)
    session_at(MORNING, course=after)
    return session_at(MORNING + 7 * DAY, course=before)


def test_who_lacks_a_prerequisite_is_sent_to_its_session_and_told_why(first):
    held = agent()

    found = lack("certification", held)

    assert addresses(found) == [reverse("training:book", args=[first.pk])]
    assert found.buttons[0].label == "S’inscrire à « Niveau 1 », session du 23 mars 2027"
    assert "Suivez d’abord « Niveau 1 » : la prochaine session a lieu le mardi 23 mars 2027 à 9\u00a0h." in found.text


def test_who_has_passed_the_prerequisite_is_sent_to_the_session_itself(first):
    held = agent()
    certified(held.person, Module.CATALOGUING_1, issued_on=TODAY)

    found = lack("certification", held)

    assert found.buttons[0].label == "S’inscrire à la session du 16 mars 2027"
    assert "Suivez d’abord" not in found.text


def test_who_is_booked_for_the_prerequisite_is_led_to_that_booking(first):
    held = agent()
    booked = booking_in(BookingState.CONFIRMED, session=first, assignment=held)

    found = lack("certification", held)

    assert addresses(found) == [booked.get_absolute_url()]
    assert (
        "Suivez d’abord « Niveau 1 » : session du mardi 23 mars 2027 à 9\u00a0h, inscription confirmée." in found.text
    )


def test_of_two_courses_the_one_that_asks_for_nothing_before_is_proposed(first):
    held = agent()
    direct = session_at(MORNING + 30 * DAY, course=course_for(Module.CATALOGUING_2))

    assert addresses(lack("certification", held)) == [reverse("training:book", args=[direct.pk])]


def test_courses_that_ask_for_each_other_lead_nowhere_and_do_not_loop():
    held, course, other = agent(), course_for(Module.CATALOGUING_2), CourseFactory()
    course.prerequisites.add(other)
    other.prerequisites.add(course)

    assert addresses(lack("certification", held)) == []


def test_a_course_without_a_session_says_so():
    course_for(Module.CATALOGUING_2)

    assert lack("certification", agent()).text.endswith("Aucune session n’est encore prévue.")


# --- what is there already --------------------------------------------------------------------------------------------


def test_no_one_is_said_to_have_accepted_a_charter_that_is_not_published(client):
    held = complete()
    client.force_login(held.person)
    door = reverse("ils:module", args=["circulation"])
    coming = charter(TODAY + DAY)

    before = client.get(door).text.replace("\xa0", " ")
    reading.acknowledge(coming, held.person)
    with clock.frozen_at(TODAY + DAY):
        after = client.get(door).text.replace("\xa0", " ")

    assert "La charte d’usage est publiée, mais pas encore exigée" in before
    assert "L’acceptation de la charte d’usage" not in before
    assert "L’acceptation de la charte d’usage" in after
    assert "pas encore exigée" not in after


def test_a_closed_door_says_as_well_that_no_charter_is_published(client):
    held = agent()
    client.force_login(held.person)

    page = client.get(reverse("ils:module", args=["circulation"])).text.replace("\xa0", " ")

    assert "Aucune charte d’usage n’est publiée : il n’y a rien à accepter" in page
    assert "L’acceptation de la charte d’usage" not in page


# --- on the access of someone else -----------------------------------------------------------------------------------


def test_on_the_access_of_someone_else_it_is_they_who_are_booked(first):
    held = agent()
    certified(held.person, Module.CATALOGUING_1, issued_on=TODAY)
    session = Session.objects.get(course__prerequisites__isnull=False)
    url = reverse("training:book", args=[session.pk])

    for reader in (person_as(Role.COORDINATOR), person_as(Role.LIBRARY_HEAD, held.library)):
        assert addresses(lack("certification", held, reader)) == [f"{url}?person={held.person_id}"]
    assert addresses(lack("certification", held)) == [url]


def test_who_answers_for_nobody_s_training_reads_of_the_course_and_books_nobody(first):
    held = agent()

    found = lack("certification", held, effective_referent(held))

    assert [one.label for one in found.buttons] == ["Voir « Niveau 1 »"]


# --- whom to ask -----------------------------------------------------------------------------------------------------


def test_someone_of_a_service_is_told_which_coordinator_gives_the_access():
    held = AssignmentFactory(role=Role.PROJECT_MANAGER, service=ServiceFactory(code="DSINUM", name="DSINum"))
    coordinator = person_as(Role.COORDINATOR)

    assert lack("grant", held).text == f"Cet accès n’a pas été demandé. Demandez-le à {coordinator}."


@pytest.fixture
def ended():
    """Someone whose commune’s convention ended yesterday."""
    held = complete()
    Convention.objects.update(terminated_on=TODAY - DAY)
    return held


def test_who_may_not_read_conventions_is_told_whom_to_ask_and_has_no_link(ended):
    coordinator = person_as(Role.COORDINATOR)
    without_head = lack("convention", ended, module=Module.CIRCULATION)
    head = person_as(Role.LIBRARY_HEAD, ended.library)
    with_head = lack("convention", ended, module=Module.CIRCULATION)

    assert "a pris fin le 28 février 2027." in with_head.text
    assert with_head.text.endswith(f"Demandez où elle en est à {head}.")
    assert without_head.text.endswith(f"Demandez où elle en est à {coordinator}.")
    assert addresses(with_head) == addresses(without_head) == []


def test_who_may_read_the_convention_opens_it(ended):
    head = person_as(Role.LIBRARY_HEAD, ended.library)

    found = lack("convention", ended, head, Module.CIRCULATION)

    assert addresses(found) == [Convention.objects.get().get_absolute_url()]
    assert "Demandez" not in found.text
