"""Asking, giving, refusing, taking back: who may, what follows, who is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation import clock, outbox
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from ils import asking
from ils.models import Grant
from ils.states import GrantState
from network.models import Library, Person
from network.modules import Module
from network.roles import Role
from tests.factories import AssignmentFactory, LibraryFactory, ServiceFactory, person_as
from tests.ils.factories import TODAY, grant_of
from tests.training.factories import agent, certified

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def library():
    return LibraryFactory()


@pytest.fixture
def head(library):
    return person_as(Role.LIBRARY_HEAD, library)


@pytest.fixture
def coordinator():
    return person_as(Role.COORDINATOR)


def told(kind: str) -> set[str]:
    return {row.recipient.get_full_name() for row in OutboxMessage.objects.filter(kind=kind)}


# --- asking ----------------------------------------------------------------------------------------------------------


def test_a_head_asks_and_the_coordination_is_told(library, head, coordinator):
    held = agent(library)

    [outcome] = asking.ask_all([held], [Module.CIRCULATION], by=head)

    assert outcome.grant.state == GrantState.REQUESTED
    assert (outcome.grant.library, outcome.grant.asked_by, outcome.grant.asked_on) == (library, head, TODAY)
    assert told("ils-asked") == {str(coordinator)}


def test_what_is_asked_twice_is_refused_by_name_and_stops_nothing_else(library, head):
    held = agent(library)
    grant_of(held, Module.CIRCULATION, state=GrantState.REQUESTED)

    outcomes = asking.ask_all([held], [Module.CIRCULATION, Module.PATRONS], by=head)

    assert [one.grant is not None for one in outcomes] == [False, True]
    assert str(held.person) in outcomes[0].refusal
    assert "déjà demandé" in outcomes[0].refusal


def test_what_was_refused_may_be_asked_for_again(library, head):
    held = agent(library)
    grant_of(held, state=GrantState.REFUSED)

    [outcome] = asking.ask_all([held], [Module.CIRCULATION], by=head)

    assert outcome.grant.state == GrantState.REQUESTED


def test_nobody_asks_for_another_library(head):
    with pytest.raises(PermissionDenied):
        asking.ask_all([agent()], [Module.CIRCULATION], by=head)

    assert not Grant.objects.exists()


def test_a_librarian_does_not_ask_even_for_oneself(library):
    held = agent(library)

    with pytest.raises(PermissionDenied):
        asking.ask_all([held], [Module.CIRCULATION], by=held.person)


def test_a_correspondent_asks_once_trained(library):
    correspondent = person_as(Role.IT_CORRESPONDENT, library)
    held = agent(library)

    with pytest.raises(PermissionDenied):
        asking.ask_all([held], [Module.CIRCULATION], by=correspondent)
    certified(correspondent, Module.LOCAL_SETTINGS, trains_correspondent=True, issued_on=TODAY)
    [outcome] = asking.ask_all([held], [Module.CIRCULATION], by=correspondent)

    assert outcome.grant.asked_by == correspondent


def test_what_the_sclp_asks_for_is_given_at_once(coordinator):
    held = AssignmentFactory(role=Role.SIGB_REFERENT, service=ServiceFactory())

    [outcome] = asking.ask_all([held], [Module.CATALOGUING_1], by=coordinator)

    assert (outcome.grant.state, outcome.grant.granted_on) == (GrantState.GRANTED, TODAY)
    assert told("ils-given") == {str(held.person), str(coordinator)}
    assert told("ils-asked") == set()


# --- the answer ------------------------------------------------------------------------------------------------------


@pytest.fixture
def requested(library, head):
    return grant_of(agent(library), state=GrantState.REQUESTED, asked_by=head)


def test_the_sclp_gives_and_both_are_told(requested, coordinator, head):
    given = asking.give(requested, by=coordinator)

    assert (given.state, given.granted_on) == (GrantState.GRANTED, TODAY)
    assert told("ils-given") == {str(requested.person), str(head)}


def left(requested):
    requested.person.assignments.update(ends_on=TODAY - DAY)


def closed_account(requested):
    Person.objects.filter(pk=requested.person_id).update(is_active=False)


def closed_library(requested):
    Library.objects.filter(pk=requested.library_id).update(closed_on=TODAY)


def elsewhere(requested):
    requested.person.assignments.update(library=LibraryFactory())


def no_longer_a_trainee(requested):
    requested.person.assignments.update(role=Role.MEMBER)


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        (left, "une fonction en cours ou à venir dans ce lieu"),
        (elsewhere, "une fonction en cours ou à venir dans ce lieu"),
        (no_longer_a_trainee, "une fonction en cours ou à venir dans ce lieu"),
        (closed_account, "un compte ouvert"),
        (closed_library, "une bibliothèque encore ouverte"),
    ],
)
def test_an_access_is_not_given_to_who_has_left_and_the_page_says_why(client, requested, coordinator, gone, why):
    gone(requested)
    client.force_login(coordinator)

    page = client.get(requested.get_absolute_url())
    refused = client.post(reverse("ils:give", args=[requested.pk]))

    [button] = [one for one in page.context["buttons"] if one.label == "Accorder l’accès"]
    assert button.refusal == f"il manque {why}"
    assert refused.status_code == 409
    assert why in refused.text
    assert Grant.objects.get().state == GrantState.REQUESTED
    assert told("ils-given") == set()
    assert asking.refuse(requested, by=coordinator, reason="Partie.").state == GrantState.REFUSED


@pytest.mark.parametrize("facts", [{"ends_on": TODAY}, {"starts_on": TODAY + DAY}])
def test_an_access_is_given_on_the_last_day_of_a_function_and_before_the_first(requested, coordinator, facts):
    requested.person.assignments.update(**facts)

    assert asking.give(requested, by=coordinator).state == GrantState.GRANTED


def test_the_sclp_refuses_and_says_why(requested, coordinator, head):
    asking.refuse(requested, by=coordinator, reason="Pas prévu dans ses tâches.")

    assert told("ils-refused") == {str(requested.person), str(head)}
    assert "Pas prévu dans ses tâches." in OutboxMessage.objects.filter(kind="ils-refused").first().text


def test_the_sclp_takes_back_from_today(requested, coordinator):
    given = asking.give(requested, by=coordinator)
    revoked = asking.revoke(given, by=coordinator, reason="Départ.")

    assert (revoked.state, revoked.revoked_on) == (GrantState.REVOKED, TODAY)


def test_a_mail_of_a_gift_taken_back_before_it_left_is_no_longer_true(requested, coordinator):
    given = asking.give(requested, by=coordinator)
    asking.revoke(given, by=coordinator, reason="Erreur.")
    outbox.send_due()

    withdrawn = OutboxMessage.objects.filter(kind="ils-given", withdrawn_at__isnull=False)
    assert withdrawn.count() == 2
    assert "Retiré" in withdrawn.first().last_error


def test_a_head_takes_their_request_back_but_gives_nothing(requested, head):
    with pytest.raises(PermissionDenied):
        asking.give(requested, by=head)

    assert asking.cancel(requested, by=head).state == GrantState.CANCELLED


def test_what_is_no_longer_asked_for_is_not_given(requested, head, coordinator):
    asking.cancel(requested, by=head)

    with pytest.raises(Refused, match="Demande annulée"):
        asking.give(requested, by=coordinator)


def test_the_neighbour_head_neither_sees_nor_cancels(requested):
    neighbour = person_as(Role.LIBRARY_HEAD, LibraryFactory())

    assert not Grant.objects.visible_to(neighbour).exists()
    with pytest.raises(PermissionDenied):
        asking.cancel(requested, by=neighbour)


def test_a_correspondent_takes_a_request_back_once_trained_alone(client, requested, library):
    correspondent = person_as(Role.IT_CORRESPONDENT, library)
    client.force_login(correspondent)
    button = reverse("ils:cancel", args=[requested.pk])

    with pytest.raises(PermissionDenied):
        asking.cancel(requested, by=correspondent)
    assert button not in client.get(requested.get_absolute_url()).text
    assert Grant.objects.get().state == GrantState.REQUESTED
    certified(correspondent, Module.LOCAL_SETTINGS, trains_correspondent=True, issued_on=TODAY)

    assert button in client.get(requested.get_absolute_url()).text
    assert asking.cancel(requested, by=correspondent).state == GrantState.CANCELLED


def test_who_asked_takes_the_request_back_though_they_head_the_library_no_more(requested, head):
    head.assignments.update(role=Role.LIBRARIAN)

    assert asking.cancel(requested, by=head).state == GrantState.CANCELLED
