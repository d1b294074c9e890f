"""The one rule of access: a convention, a function, a grant, a training (art. 2.2, R09, R40)."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from convention.models import Convention
from convention.states import State
from foundation import clock, reading
from foundation.clock import PARIS
from foundation.models import Acknowledgement, Paper, PaperVersion
from ils import access
from ils.losses import losses
from ils.models import Grant
from ils.states import GrantState
from network.models import Assignment
from network.modules import Module
from network.roles import Role
from tests.convention.factories import ConventionFactory, territory
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory, PersonFactory, ServiceFactory
from tests.ils.factories import TODAY, grant_of
from tests.training.factories import agent, certified
from training.models import Certification
from training.papers import SHELF, USAGE_CHARTER

CIRCULATION = Module.CIRCULATION
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


def covered(commune, starts_on: date = date(2027, 1, 1)) -> Convention:
    """A convention in force for two years from that day."""
    return ConventionFactory(commune=commune, state=State.NOTIFIED, starts_on=starts_on)


def complete() -> Assignment:
    """Someone to whom nothing is missing for circulation."""
    held = agent()
    covered(held.library.commune)
    certified(held.person, CIRCULATION, issued_on=date(2027, 1, 1))
    grant_of(held)
    return held


def missing(held: Assignment, on: date = TODAY, module: str = CIRCULATION) -> list[str]:
    return [one.code for one in access.decide(held.person, module, on).missing]


# --- each requirement ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_whoever_lacks_nothing_may_use_the_module_and_no_other():
    held = complete()

    assert access.is_open(held.person, CIRCULATION)
    assert missing(held, module=Module.PATRONS) == ["grant", "certification"]


@pytest.mark.django_db
def test_one_without_any_function_lacks_a_function():
    decided = access.decide(PersonFactory(), CIRCULATION)

    assert not decided.is_open
    assert [one.code for one in decided.missing] == ["function"]


@pytest.mark.django_db
def test_it_closes_when_the_convention_ends_at_midnight_in_paris():
    held = complete()
    last = Convention.objects.with_end().get().ends_on

    with clock.frozen_at(datetime.combine(last, time(23, 59, 59), tzinfo=PARIS)):
        assert access.is_open(held.person, CIRCULATION)
    with clock.frozen_at(datetime.combine(last + DAY, time(0, 0), tzinfo=PARIS)):
        assert missing(held, clock.today()) == ["convention"]


@pytest.mark.django_db
def test_an_access_comes_back_by_itself_with_the_next_convention():
    held = complete()
    last = Convention.objects.with_end().get().ends_on
    covered(held.library.commune, last + 10 * DAY)

    assert missing(held, last + 9 * DAY) == ["convention"]
    assert missing(held, last + 10 * DAY) == []


@pytest.mark.django_db
def test_a_service_of_the_community_needs_no_convention_but_the_training():
    held = AssignmentFactory(role=Role.SIGB_REFERENT, service=ServiceFactory())
    grant_of(held)

    assert missing(held) == ["certification"]
    certified(held.person, CIRCULATION, issued_on=TODAY)
    assert missing(held) == []


@pytest.mark.django_db
def test_an_attestation_opens_on_its_days_both_included():
    held = agent()
    covered(held.library.commune)
    grant_of(held)
    certified(held.person, CIRCULATION, issued_on=date(2027, 2, 1), expires_on=date(2027, 3, 1))

    assert missing(held, date(2027, 1, 31)) == ["certification"]
    assert missing(held, date(2027, 2, 1)) == []
    assert missing(held, date(2027, 3, 1)) == []
    assert missing(held, date(2027, 3, 2)) == ["certification"]


@pytest.mark.django_db
def test_what_was_taken_back_opens_nothing_from_that_day():
    held = agent()
    covered(held.library.commune)
    certified(held.person, CIRCULATION, issued_on=date(2027, 1, 1))
    grant_of(held, state=GrantState.REVOKED, revoked_on=date(2027, 2, 10))

    assert missing(held, date(2027, 2, 9)) == []
    assert missing(held, date(2027, 2, 10)) == ["grant"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [GrantState.REQUESTED, GrantState.REFUSED, GrantState.CANCELLED])
def test_what_was_not_given_opens_nothing(state):
    held = agent()
    covered(held.library.commune)
    certified(held.person, CIRCULATION, issued_on=date(2027, 1, 1))
    grant_of(held, state=state)

    assert missing(held) == ["grant"]


@pytest.mark.django_db
def test_a_grant_holds_where_it_was_given_alone():
    held = complete()
    elsewhere = agent(person=held.person)
    covered(elsewhere.library.commune)

    assert access.is_open(held.person, CIRCULATION, place=held.library)
    assert not access.is_open(held.person, CIRCULATION, place=elsewhere.library)
    assert access.is_open(held.person, CIRCULATION)


@pytest.mark.django_db
def test_who_moves_to_another_library_leaves_their_access_behind():
    held = complete()
    held.ends_on = TODAY - DAY
    held.save()
    elsewhere = agent(person=held.person, starts_on=TODAY)
    covered(elsewhere.library.commune)

    assert access.decide(held.person, CIRCULATION).place == elsewhere.library
    assert missing(held) == ["grant"]


@pytest.mark.django_db
def test_who_changes_function_in_the_same_library_keeps_it():
    held = complete()
    held.ends_on = TODAY - DAY
    held.save()
    agent(held.library, role=Role.LIBRARY_HEAD, person=held.person, starts_on=TODAY)

    assert missing(held) == []


@pytest.mark.django_db
def test_who_can_no_longer_sign_in_has_no_access():
    held = complete()
    held.person.is_active = False
    held.person.save()

    assert missing(held) == ["function"]


@pytest.mark.django_db
def test_a_library_closed_for_good_opens_nothing():
    held = complete()
    held.library.closed_on = TODAY
    held.library.save()

    assert missing(held, TODAY - DAY) == []
    assert missing(held) == ["function"]


@pytest.mark.django_db
def test_a_member_of_a_committee_does_not_use_the_sigb():
    held = agent(role=Role.MEMBER)
    covered(held.library.commune)
    certified(held.person, CIRCULATION, issued_on=date(2027, 1, 1))
    grant_of(held)

    assert missing(held) == ["function"]


@pytest.mark.django_db
def test_one_access_is_decided_in_one_query(django_assert_num_queries):
    held = complete()

    with django_assert_num_queries(1):
        assert access.is_open(held.person, CIRCULATION)


# --- the charter -----------------------------------------------------------------------------------------------------


def charter(required_on: date, number: int = 1):
    """A version of the usage charter that counts from that day."""
    paper, _ = Paper.objects.get_or_create(
        key=USAGE_CHARTER, defaults={"shelf": SHELF, "title": "Charte", "asks_acceptance": True}
    )
    dates = {"published_on": date(2027, 1, 1), "required_on": required_on}
    return PaperVersion.objects.create(
        paper=paper, number=number, text="Lisez.", state=PaperVersion.State.PUBLISHED, **dates
    )


@pytest.mark.django_db
def test_the_charter_is_asked_for_from_the_day_it_counts_until_it_is_accepted():
    held = complete()
    version = charter(TODAY)

    assert missing(held, TODAY - DAY) == []
    assert missing(held) == ["charter"]
    reading.acknowledge(version, held.person)
    assert missing(held) == []


@pytest.mark.django_db
def test_a_new_version_of_the_charter_closes_when_it_counts_and_is_told_before():
    held = complete()
    reading.acknowledge(charter(date(2027, 2, 1)), held.person)
    charter(TODAY + 10 * DAY, number=2)

    assert missing(held) == []
    [loss] = losses(access.workplaces(), TODAY)
    assert (loss.on, [one.code for one in loss.missing]) == (TODAY + 10 * DAY, ["charter"])


@pytest.mark.django_db
def test_one_access_takes_one_query_with_the_charter_too(django_assert_num_queries):
    held = complete()
    charter(TODAY)
    access.is_open(held.person, CIRCULATION)

    with django_assert_num_queries(1):
        assert not access.is_open(held.person, CIRCULATION)


# --- the yes, the reasons and the bulk query agree -------------------------------------------------------------------

PERSON = st.integers(0, 2)
CHARTERS = st.lists(st.integers(0, 3).map(lambda n: TODAY + n * DAY), max_size=2)
READINGS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 1), st.integers(0, 3)), max_size=4, unique_by=lambda one: one[:2]
)
WHEN = st.integers(-3, 3).map(lambda n: TODAY + n * DAY)
ENDS = st.none() | WHEN
MODULES = st.sampled_from([Module.CIRCULATION, Module.PATRONS])
FUNCTIONS = st.lists(
    st.tuples(PERSON, st.integers(0, 3), WHEN, ENDS, st.sampled_from([Role.LIBRARIAN, Role.LIBRARY_HEAD, Role.MEMBER])),
    max_size=6,
)
CONVENTIONS = st.lists(st.tuples(st.integers(0, 1), WHEN, ENDS), max_size=2, unique_by=lambda one: one[0])
CERTIFICATIONS = st.lists(st.tuples(PERSON, MODULES, WHEN, ENDS, ENDS), max_size=4)
GRANTS = st.lists(st.tuples(PERSON, MODULES, st.integers(0, 3), WHEN, ENDS), max_size=5, unique_by=lambda one: one[:3])


class Agreement(TestCase):
    """Every combination of a function, a convention, an attestation and a grant, against a slow oracle."""

    @given(
        functions=FUNCTIONS,
        conventions=CONVENTIONS,
        certifications=CERTIFICATIONS,
        grants=GRANTS,
        on=WHEN,
        charters=CHARTERS,
        readings=READINGS,
    )
    def test_the_yes_the_reasons_and_the_bulk_query_agree(
        self, functions, conventions, certifications, grants, on, charters, readings
    ):
        with clock.frozen_at(TODAY):
            people = self._world(functions, conventions, certifications, grants)
            versions = [charter(day, number) for number, day in enumerate(charters, start=1)]
            for who, number, days in readings:
                if number < len(versions):
                    with clock.frozen_at(TODAY + (days - 1) * DAY):
                        Acknowledgement.objects.create(version=versions[number], person=people[who], at=clock.now())
            for module in (Module.CIRCULATION, Module.PATRONS):
                bulk = access.opening(access.workplaces(), module, on)
                opened = {(row.person_id, row.library_id, row.service_id) for row in bulk}
                for person in people:
                    for found in access.decide_everywhere(person, module, on):
                        held = found.assignment
                        key = (person.pk, held.library_id, held.service_id)
                        assert found.is_open == (key in opened) == (not found.missing)
                        assert found.is_open == _oracle(person, found.place, module, on)
                    assert access.decide(person, module, on).is_open == any(key[0] == person.pk for key in opened)

    def _world(self, functions, conventions, certifications, grants):
        territory()
        communes = [CommuneFactory(), CommuneFactory()]
        places = [LibraryFactory(commune=communes[n % 2]) for n in range(3)] + [ServiceFactory()]
        people = [PersonFactory() for _ in range(3)]
        for who, where, starts_on, ends_on, role in functions:
            if ends_on is None or ends_on >= starts_on:
                agent_in(people[who], places[where], role, starts_on, ends_on)
        for where, starts_on, terminated_on in conventions:
            last = terminated_on if terminated_on and terminated_on >= starts_on else None
            ConventionFactory(commune=communes[where], state=State.NOTIFIED, starts_on=starts_on, terminated_on=last)
        for who, module, issued_on, expires_on, revoked_on in certifications:
            ends = expires_on if expires_on and expires_on >= issued_on else None
            back = revoked_on if revoked_on and revoked_on >= issued_on else None
            certified(people[who], module, issued_on=issued_on, expires_on=ends, revoked_on=back)
        for who, module, where, granted_on, revoked_on in grants:
            back = revoked_on if revoked_on and revoked_on >= granted_on else None
            place = places[where]
            Grant.objects.create(
                person=people[who],
                asked_by=people[who],
                module=module,
                library=place if where < len(places) - 1 else None,
                service=place if where == len(places) - 1 else None,
                asked_on=granted_on,
                granted_on=granted_on,
                revoked_on=back,
                state=GrantState.REVOKED if back else GrantState.GRANTED,
            )
        return people


def agent_in(person, place, role, starts_on, ends_on) -> Assignment:
    kind = type(place).__name__.lower()
    if kind == "service":
        role = Role.SIGB_REFERENT
    return AssignmentFactory(person=person, role=role, starts_on=starts_on, ends_on=ends_on, **{kind: place})


def _oracle(person, place, module, on: date) -> bool:
    """The same rule, row by row, as one would check it by hand."""
    works = any(one.runs_on(on) and one.role != Role.MEMBER for one in person.assignments.all() if one.place == place)
    is_service = type(place).__name__ == "Service"
    has_convention = is_service or any(
        one.starts_on <= on <= one.end.date for one in Convention.objects.filter(commune=place.commune)
    )
    is_given = any(
        one.granted_on <= on and (one.revoked_on is None or on < one.revoked_on)
        for one in Grant.objects.filter(person=person, module=module)
        if one.place == place
    )
    is_trained = any(
        one.issued_on <= on
        and (one.expires_on is None or on <= one.expires_on)
        and (one.revoked_on is None or on < one.revoked_on)
        for one in Certification.objects.filter(person=person, modules__module=module)
    )
    counting = [one.number for one in PaperVersion.objects.all() if one.required_on <= on]
    read = [
        one.version.number
        for one in Acknowledgement.objects.filter(person=person).select_related("version")
        if one.at.astimezone(PARIS).date() <= on
    ]
    has_accepted = not counting or max(read, default=0) >= max(counting)
    return works and has_convention and is_given and is_trained and has_accepted
