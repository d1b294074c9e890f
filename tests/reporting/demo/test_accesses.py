"""The demo’s accesses: some of each sort, and none that is open without each of its causes (design: access)."""

from datetime import date, timedelta

import pytest

from convention.models import Convention
from convention.states import State
from foundation import clock
from foundation.models import Acknowledgement, OutboxMessage, PaperVersion
from ils import access
from ils.losses import losses
from ils.models import Grant
from ils.states import GrantState
from network.models import Assignment, Person
from network.modules import Module
from network.roles import Role
from tests.reporting.demo.day import DAY
from training.correspondents import effective_correspondents, way_to_effect
from training.models import Certification, Session
from training.papers import USAGE_CHARTER
from training.states import CertificationState

pytestmark = [pytest.mark.long, pytest.mark.django_db]

# --- the five causes, told again without a query of the product ------------------------------------------------------


def has_function(held: Assignment) -> bool:
    ended = held.ends_on is not None and held.ends_on < DAY
    closed = held.library is not None and held.library.closed_on is not None and held.library.closed_on <= DAY
    return held.starts_on <= DAY and not ended and not closed and held.person.is_active


def has_convention(held: Assignment) -> bool:
    if held.library is None:
        return True
    signed = Convention.objects.with_end().filter(commune=held.library.commune_id, state=State.NOTIFIED)
    return any(one.starts_on <= DAY <= one.ends_on for one in signed)


def has_grant(held: Assignment, module: Module) -> bool:
    given = Grant.objects.filter(person=held.person, module=module, library=held.library, service=held.service)
    return any(one.state == GrantState.GRANTED and one.granted_on <= DAY for one in given)


def has_training(held: Assignment, module: Module) -> bool:
    found = Certification.objects.filter(person=held.person, modules__module=module, state=CertificationState.ISSUED)
    return any(one.issued_on <= DAY and (one.expires_on is None or one.expires_on >= DAY) for one in found)


def has_accepted(held: Assignment) -> bool:
    counting = PaperVersion.objects.filter(paper__key=USAGE_CHARTER, required_on__lte=DAY)
    newest = max(counting, key=lambda one: one.number)
    return Acknowledgement.objects.filter(person=held.person, version=newest).exists()


def test_no_access_of_the_demo_is_open_without_each_of_its_causes(demo):
    """One decision, one query and the five causes agree, for each person, module and place."""
    opened = 0
    people = Person.objects.filter(pk__in=access.workplaces().values("person"))
    for person in people:
        for module in Module:
            for decided in access.decide_everywhere(person, module, DAY):
                held = decided.assignment
                there = access.workplaces().filter(person=person, library=held.library, service=held.service)
                causes = [
                    has_function(held),
                    has_convention(held),
                    has_grant(held, module),
                    has_training(held, module),
                    has_accepted(held),
                ]
                assert decided.is_open == access.opening(there, module, DAY).exists() == all(causes), (person, module)
                opened += decided.is_open
    assert opened > 100


def test_it_shows_accesses_of_each_sort_and_the_personas_their_own(demo):
    """One loading for all: it is long."""
    _shows_each_sort()
    _writes_to_nobody_about_the_past()
    _has_a_persona_who_lacks_a_course_and_the_charter_alone()
    _has_a_correspondent_designated_and_not_effective()


def _shows_each_sort() -> None:
    given = Grant.objects.given_on(DAY)
    opened = {(row.person_id, module) for module in Module for row in access.opening(access.workplaces(), module, DAY)}
    coming = losses(access.workplaces(), DAY)

    assert set(Grant.objects.values_list("state", flat=True)) == set(GrantState.values) - {GrantState.CANCELLED}
    assert len(opened) > given.count() / 2
    assert given.count() - len(opened) > 20
    assert coming[0].on - DAY < timedelta(days=7)
    assert {one.missing[0].code for one in coming} == {"convention", "certification"}


def _writes_to_nobody_about_the_past() -> None:
    assert OutboxMessage.objects.filter(kind="ils-given").exists()
    assert not OutboxMessage.objects.waiting().filter(kind__startswith="ils-").exists()


def _has_a_persona_who_lacks_a_course_and_the_charter_alone() -> None:
    agent = Person.objects.get(email="agent@demo.example")
    granted = Grant.objects.filter(person=agent).order_by("pk").values_list("module", "granted_on")

    assert missing(agent, Module.CATALOGUING_1) == ["certification", "charter"]
    assert missing(agent, Module.CIRCULATION) == ["charter"]
    assert not agent.bookings.filter(session__course__modules__module=Module.CATALOGUING_1).exists()
    assert list(granted) == [  # each day follows from today’s: no chance
        (Module.CIRCULATION, date(2025, 1, 13)),
        (Module.PATRONS, date(2025, 1, 13)),
        (Module.CATALOGUING_1, date(2026, 11, 16)),
    ]


def _has_a_correspondent_designated_and_not_effective() -> None:
    referent, dsinum = (Person.objects.get(email=f"{name}@demo.example") for name in ("referent", "dsinum"))
    assert missing(referent, Module.LOCAL_SETTINGS) == missing(dsinum, Module.LOCAL_SETTINGS) == []

    designated = Assignment.objects.current(DAY).filter(role=Role.IT_CORRESPONDENT)
    effective = effective_correspondents(DAY)
    assert designated.count() / 2 < effective.count() < designated.count()
    assert effective.filter(person=referent).exists()
    untrained = designated.exclude(pk__in=effective).filter(library__isnull=False).first().person
    coming = Session.objects.to_come(clock.now()).get(course__trains_correspondents=True)
    assert f"{coming.pk}/" in way_to_effect(untrained).buttons[0].url


def missing(person: Person, module: Module) -> list[str]:
    return [one.code for one in access.decide(person, module, DAY).missing]
