"""The pages of accesses: the door and its remedies, asking and answering."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation import clock
from ils import door
from ils.models import Grant
from ils.states import GrantState
from network.modules import Module
from network.roles import Role
from tests.factories import AssignmentFactory, LibraryFactory, PersonFactory, ServiceFactory, person_as
from tests.ils.factories import TODAY, grant_of
from tests.ils.test_access import complete, covered
from tests.training.factories import agent, booking_in, certified, course_for, session_at
from training.states import BookingState, CertificationState

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


# --- the door --------------------------------------------------------------------------------------------------------


def test_the_door_opens_to_whoever_lacks_nothing(client):
    held = complete()
    client.force_login(held.person)

    page = text_of(client, CIRCULATION)

    assert "ouvert pour vous" in page
    assert str(held.library) in page


def test_a_closed_door_lists_what_is_missing_with_a_remedy_for_each(client):
    held = agent()
    session = session_at(course=course_for(Module.CIRCULATION, title="Le prêt"))
    head = person_as(Role.LIBRARY_HEAD, held.library)
    client.force_login(held.person)

    page = text_of(client, CIRCULATION, 403)

    assert "Aucune convention de la commune" in page
    assert f"Demandez où elle en est à {head}." in page
    assert held.library.commune.get_absolute_url() not in page
    assert f"Demandez-le à {head}." in page
    assert reverse("training:book", args=[session.pk]) in page
    assert "S’inscrire à la session du 16 mars 2027" in page


def test_a_training_followed_elsewhere_may_be_declared_from_the_door(client):
    held = agent()
    client.force_login(held.person)
    declare = f"{reverse('training:declare_equivalence')}?person={held.person_id}&amp;module=CIRCULATION"

    page = text_of(client, CIRCULATION, 403)

    assert f'href="{declare}"' in page
    assert "Déclarer une équivalence" in page


def test_an_equivalence_that_waits_is_told_and_not_declared_again(client):
    held = agent()
    waits = certified(held.person, Module.CIRCULATION, state=CertificationState.DECLARED, issued_on=TODAY)
    client.force_login(held.person)

    page = text_of(client, CIRCULATION, 403)

    assert "Une équivalence, déclarée le 1er mars 2027, attend la réponse du SCLP." in page
    assert waits.get_absolute_url() in page
    assert "Déclarer une équivalence" not in page


def test_an_equivalence_is_declared_for_ones_team_and_not_for_others(client):
    held = agent()
    grant = grant_of(held)
    declare = reverse("training:declare_equivalence")
    for reader, is_offered in ((person_as(Role.LIBRARY_HEAD, held.library), True), (effective_referent(held), False)):
        client.force_login(reader)
        assert (declare in text_of(client, grant.get_absolute_url())) == is_offered


def effective_referent(held):
    """Who asks for accesses in that library without answering for its training."""
    referent = person_as(Role.IT_CORRESPONDENT, held.library)
    certified(referent, trains_correspondent=True, issued_on=TODAY)
    return referent


def test_who_is_already_booked_is_told_so(client):
    held = agent()
    session = session_at(course=course_for(Module.CIRCULATION))
    booked = booking_in(BookingState.CONFIRMED, session=session, assignment=held)
    client.force_login(held.person)

    page = text_of(client, CIRCULATION, 403)

    assert "inscription confirmée" in page
    assert booked.get_absolute_url() in page
    assert reverse("training:book", args=[session.pk]) not in page


def test_a_convention_that_has_ended_is_named_by_its_last_day(client):
    held = complete()
    client.force_login(held.person)

    with clock.frozen_at(date(2029, 1, 1)):
        page = text_of(client, CIRCULATION, 403)

    assert "a pris fin le 31 décembre 2028" in page


def test_a_request_that_waits_is_told(client):
    held = agent()
    grant_of(held, state=GrantState.REQUESTED)
    client.force_login(held.person)

    assert "L’accès a été demandé le 1er janvier 2027" in text_of(client, CIRCULATION, 403)


def test_what_a_closed_module_lacks_is_read_without_pushing_its_door(client):
    held, complete_one = agent(), complete()
    address = reverse("ils:missing", args=["circulation"])

    client.force_login(held.person)
    assert "Aucune convention de la commune" in text_of(client, address)

    client.force_login(complete_one.person)
    assert client.get(address).url == CIRCULATION


def test_a_module_that_does_not_exist_is_absent(client):
    client.force_login(agent().person)

    page = client.get(reverse("ils:module", args=["comptabilite"]))

    assert page.status_code == 404
    assert "Cette page n’existe pas" in page.text


@pytest.mark.parametrize("module", Module)
def test_every_module_has_an_address_of_its_own(module):
    assert door.module_of(door.slug_of(module)) == module


def test_an_access_that_will_close_says_when(client):
    held = agent()
    covered(held.library.commune)
    grant_of(held)
    certified(held.person, Module.CIRCULATION, issued_on=date(2027, 1, 1), expires_on=TODAY + 9 * DAY)
    client.force_login(held.person)

    page = text_of(client, CIRCULATION)

    assert "Cet accès se ferme le" in page
    assert "11 mars 2027" in page
    assert "une formation attestée" in page


# --- one’s own -------------------------------------------------------------------------------------------------------


def test_one_s_own_accesses_are_told_place_by_place(client, django_assert_max_num_queries):
    held = complete()
    elsewhere = agent(person=held.person)
    client.force_login(held.person)

    with django_assert_max_num_queries(25):
        page = text_of(client, reverse("ils:home"))

    first, second = page.index(str(held.library)), page.index(str(elsewhere.library))
    assert page.count("ouvert</span>") == 1
    assert page.count("fermé</span>") == 13
    assert first < second


# --- asking ----------------------------------------------------------------------------------------------------------


def test_a_head_asks_from_the_page_for_the_own_team_alone(client):
    held, stranger = agent(), agent()
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))

    page = text_of(client, reverse("ils:ask"))
    assert str(held.person) in page
    assert str(stranger.person) not in page
    refused = client.post(reverse("ils:ask"), {"people": [str(stranger.pk)], "modules": ["CIRCULATION"]})
    assert refused.status_code == 422
    assert not Grant.objects.exists()
    done = client.post(reverse("ils:ask"), {"people": [str(held.pk)], "modules": ["CIRCULATION"]}, follow=True)

    assert "1 accès demandé" in " ".join(done.content.decode().replace("\xa0", " ").split())
    assert Grant.objects.get().person == held.person


def test_the_remedy_of_a_head_fills_the_form(client):
    held = agent()
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))

    page = client.get(reverse("ils:ask"), {"person": held.pk, "module": "CIRCULATION"})

    assert page.context["form"]["people"].value() == [str(held.pk)]
    assert page.context["form"]["modules"].value() == ["CIRCULATION"]


def test_the_sclp_gives_from_the_page(client):
    grant = grant_of(agent(), state=GrantState.REQUESTED)
    client.force_login(person_as(Role.COORDINATOR))

    page = text_of(client, grant.get_absolute_url())
    assert reverse("ils:give", args=[grant.pk]) in page
    client.post(reverse("ils:give", args=[grant.pk]))

    grant.refresh_from_db()
    assert grant.state == GrantState.GRANTED


def test_what_was_taken_back_keeps_its_reason_in_its_life(client):
    grant = grant_of(agent())
    client.force_login(person_as(Role.COORDINATOR))

    client.post(reverse("ils:revoke", args=[grant.pk]), {"reason": "Ne travaille plus au prêt."})

    page = text_of(client, grant.get_absolute_url())
    assert "a retiré l’accès" in page
    assert "Ne travaille plus au prêt." in page


def test_many_people_are_searched_by_name_and_few_are_ticked(client):
    held = agent()
    client.force_login(person_as(Role.LIBRARY_HEAD, held.library))
    assert 'type="checkbox" name="people"' in text_of(client, reverse("ils:ask"))
    for _ in range(20):
        agent(held.library)

    page = text_of(client, reverse("ils:ask"))

    assert 'type="checkbox" name="people"' not in page
    assert '<select name="people" data-choice' in page
    assert "Demander l’accès" in page


def test_the_page_of_a_request_does_not_lead_to_itself(client):
    grant = grant_of(agent(), state=GrantState.REQUESTED)
    client.force_login(person_as(Role.COORDINATOR))

    page = client.get(grant.get_absolute_url())

    [waiting] = [one for one in page.context["lacks"] if one.code == "grant"]
    assert "Le SCLP n’a pas encore répondu." in waiting.text
    assert waiting.title == "L’accord du SCLP"
    assert waiting.buttons == ()


def test_accesses_are_found_by_the_name_of_the_library(client):
    held, other = agent(LibraryFactory(name="Le Phare")), agent()
    found = grant_of(held)
    grant_of(other)
    client.force_login(person_as(Role.COORDINATOR))

    page = client.get(reverse("ils:grants"), {"q": "phare"})

    assert list(page.context["listing"].table.records) == [found]


# --- elsewhere -------------------------------------------------------------------------------------------------------


def test_a_person_s_page_shows_their_accesses_to_who_may_read_them(client):
    held = complete()
    grant = Grant.objects.get()
    client.force_login(held.person)
    assert grant.get_absolute_url() in text_of(client, held.person.get_absolute_url())

    client.force_login(agent(held.library).person)
    assert grant.get_absolute_url() not in text_of(client, held.person.get_absolute_url())


def test_the_home_tells_the_requests_to_who_answers_them(client):
    grant = grant_of(agent(), state=GrantState.REQUESTED)
    client.force_login(person_as(Role.COORDINATOR))

    assert grant.get_absolute_url() in text_of(client, "/")


def test_a_service_of_the_community_is_given_modules_too(client):
    held = AssignmentFactory(role=Role.SIGB_REFERENT, service=ServiceFactory(), person=PersonFactory())
    client.force_login(person_as(Role.COORDINATOR))

    client.post(reverse("ils:ask"), {"people": [str(held.pk)], "modules": ["CATALOGUING_1"]})

    assert Grant.objects.get().service == held.service
