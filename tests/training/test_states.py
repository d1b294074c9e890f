"""Every transition of sessions, bookings and certifications, from every state: done, or refused with its words."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from foundation import clock
from foundation.workflow import Refused, perform
from network.modules import Module
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import (
    MORNING,
    NOW,
    SessionFactory,
    add_half_day,
    agent,
    booking_in,
    certified,
    session_at,
)
from training.models import Session
from training.states import ALIVE, BookingState, CertificationState, SessionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]

BOOKING_STEPS = {  # name: from which states, by whom (None is the system), with what
    "approve": ([BookingState.REQUESTED], Role.LIBRARY_HEAD, {}),
    "refuse": ([BookingState.REQUESTED], Role.LIBRARY_HEAD, {}),
    "seat": ([BookingState.WAITING], None, {}),
    "accept": ([BookingState.OFFERED], Role.LIBRARY_HEAD, {}),
    "offer": ([BookingState.WAITING], None, {"offered_until": NOW + timedelta(days=2)}),
    "lapse": ([BookingState.OFFERED], None, {}),
    "withdraw": (ALIVE, Role.LIBRARY_HEAD, {}),
    "drop": (ALIVE, None, {}),
}
CERTIFICATION_STEPS = {
    "accept": ([CertificationState.DECLARED], {"issued_on": date(2027, 4, 1)}),
    "refuse": ([CertificationState.DECLARED], {}),
    "revoke": ([CertificationState.ISSUED], {"revoked_on": date(2027, 4, 1)}),
}


@pytest.mark.parametrize("state", BookingState)
@pytest.mark.parametrize("name", BOOKING_STEPS)
def test_a_booking_takes_each_step_from_its_states_alone(name, state):
    states, role, facts = BOOKING_STEPS[name]
    library = LibraryFactory()
    booking = booking_in(state, session=session_at(), assignment=agent(library))
    by = person_as(role, library) if role else None
    if state in states:
        assert perform(getattr(booking, name), by=by, **facts).state != state
    else:
        with pytest.raises(Refused, match=f"l’état est maintenant « {state.label} »"):
            perform(getattr(booking, name), by=by, **facts)


@pytest.mark.parametrize("name", BOOKING_STEPS)
def test_a_stranger_takes_no_step_of_a_booking(name):
    states, _, facts = BOOKING_STEPS[name]
    booking = booking_in(states[0], session=session_at(), assignment=agent())
    with pytest.raises(PermissionDenied):
        perform(getattr(booking, name), by=person_as(Role.LIBRARY_HEAD, LibraryFactory()), **facts)


@pytest.mark.parametrize("state", CertificationState)
@pytest.mark.parametrize("name", CERTIFICATION_STEPS)
def test_a_certification_takes_each_step_from_its_states_alone(name, state):
    states, facts = CERTIFICATION_STEPS[name]
    certification = certified(agent().person, state=state)
    by = person_as(Role.COORDINATOR)
    if state in states:
        assert perform(getattr(certification, name), by=by, **facts).state != state
    else:
        with pytest.raises(Refused, match=f"l’état est maintenant « {state.label} »"):
            perform(getattr(certification, name), by=by, **facts)


@pytest.mark.parametrize("name", CERTIFICATION_STEPS)
def test_the_sclp_alone_judges_a_certification(name):
    states, facts = CERTIFICATION_STEPS[name]
    certification = certified(agent().person, state=states[0])
    with pytest.raises(PermissionDenied):
        perform(getattr(certification, name), by=person_as(Role.TRAINER), **facts)


def session_in(state: SessionState) -> Session:
    """A session of one morning in this state, with a trainer."""
    session = SessionFactory(state=state)
    add_half_day(session, MORNING)
    session.trainers.add(person_as(Role.TRAINER))
    return session


@pytest.mark.parametrize("state", SessionState)
@pytest.mark.parametrize(
    ("name", "states", "facts"),
    [
        ("publish", [SessionState.DRAFT], {}),
        ("cancel", [SessionState.DRAFT, SessionState.PUBLISHED], {"cancelled_on": NOW.date()}),
        ("close", [SessionState.PUBLISHED], {}),
    ],
)
def test_a_session_takes_each_step_from_its_states_alone(name, states, facts, state):
    session, by = session_in(state), person_as(Role.COORDINATOR)
    at = MORNING + timedelta(hours=3) if name == "close" else NOW
    with clock.frozen_at(at):
        if state in states:
            assert perform(getattr(session, name), by=by, **facts).state != state
        else:
            with pytest.raises(Refused, match=f"l’état est maintenant « {state.label} »"):
                perform(getattr(session, name), by=by, **facts)


def test_the_trainer_closes_and_does_not_cancel():
    session = session_at()
    trainer = session.trainers.get()
    with pytest.raises(PermissionDenied):
        perform(session.cancel, by=trainer, cancelled_on=NOW.date())
    with clock.frozen_at(MORNING + timedelta(hours=3)):
        assert perform(session.close, by=trainer).state == SessionState.CLOSED


def test_a_session_is_not_closed_before_its_end():
    session = session_at()
    with clock.frozen_at(MORNING + timedelta(hours=2)), pytest.raises(Refused, match="fin de la dernière demi-journée"):
        perform(session.close, by=person_as(Role.COORDINATOR))


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ({"place": ""}, "un lieu ou un lien"),
        ({"trainers": 0}, "un formateur"),
        ({"half_days": 0}, "une demi-journée au moins"),
        ({"at": MORNING}, "des dates à venir"),
        ({"withdrawn": True}, "une formation encore au catalogue"),
    ],
)
def test_what_a_session_lacks_is_named_before_it_is_published(lacking, told):
    session = SessionFactory(place=lacking.get("place", "Salle Demo"))
    if lacking.get("half_days", 1):
        add_half_day(session, MORNING)
    if lacking.get("trainers", 1):
        session.trainers.add(person_as(Role.TRAINER))
    if lacking.get("withdrawn"):
        session.course.withdrawn_on = NOW.date()
        session.course.save()
    with clock.frozen_at(lacking.get("at", NOW)), pytest.raises(Refused, match=told):
        perform(session.publish, by=person_as(Role.COORDINATOR))


# --- what a certification is worth on a day --------------------------------------------------------------------------

FIRST, LAST = date(2027, 1, 1), date(2028, 12, 31)


@pytest.mark.parametrize(
    ("on", "is_valid"),
    [(date(2026, 12, 31), False), (FIRST, True), (LAST, True), (date(2029, 1, 1), False)],
)
def test_a_certification_is_valid_from_its_first_day_to_its_last(on, is_valid):
    someone = agent().person
    certified(someone, Module.PATRONS, issued_on=FIRST, expires_on=LAST)
    assert someone.certifications.valid(on).exists() == is_valid


@pytest.mark.parametrize(("on", "is_valid"), [(date(2027, 3, 31), True), (date(2027, 4, 1), False)])
def test_one_revoked_is_valid_until_the_day_before(on, is_valid):
    someone = agent().person
    certification = certified(someone, issued_on=FIRST)
    perform(certification.revoke, by=person_as(Role.COORDINATOR), reason="Erreur", revoked_on=date(2027, 4, 1))
    assert someone.certifications.valid(on).exists() == is_valid


@pytest.mark.parametrize("state", [CertificationState.DECLARED, CertificationState.REFUSED])
def test_one_not_accepted_is_worth_nothing(state):
    someone = agent().person
    certified(someone, state=state, issued_on=FIRST)
    assert not someone.certifications.valid(FIRST).exists()
