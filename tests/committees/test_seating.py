"""Designated, replaced, ended, taken back: each act, its refusals, and two at the same moment."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from committees import bodies, seating
from committees.models import Committee, Designation, Seat
from committees.states import Capacity, Rank, Standing
from foundation import clock
from foundation.workflow import Refused
from network.models import Person
from network.roles import Role
from tests.at_once import at_once
from tests.committees.factories import (
    TODAY,
    CommitteeFactory,
    SeatFactory,
    holding,
    library_seat,
    office_seat,
    sitting,
    technical,
)
from tests.factories import CommuneFactory, LibraryFactory, person_as

DAY = timedelta(days=1)
IS_POSTGRES = connection.vendor == "postgresql"


@pytest.fixture
def by(db):
    return person_as(Role.COORDINATOR)


@pytest.fixture
def seat(db):
    """The participant of a commune."""
    return SeatFactory()


def member(seat: Seat) -> Person:
    """Somebody who may sit there."""
    return holding(commune=seat.commune).person


def refused(act) -> str:
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value.message


# --- designate -------------------------------------------------------------------------------------------------------


def test_a_designation_keeps_who_when_by_which_act_and_who_recorded_it(seat, by):
    person = member(seat)

    one = seating.designate(seat, person, by=by, starts_on=TODAY, reference="Arrêté 12")

    assert (one.person, one.rank, one.starts_on, one.ends_on) == (person, Rank.HOLDER, TODAY, None)
    assert (one.reference, one.designated_by) == ("Arrêté 12", by)
    assert one.history.get().history_user == by
    assert Seat.objects.with_standing(TODAY).get().standing == Standing.FILLED


def test_one_may_hold_seats_of_several_bodies_and_communes(by):
    first, second = SeatFactory(), SeatFactory()
    person = member(first)
    holding(commune=second.commune, person=person)

    for seat in (first, second):
        seating.designate(seat, person, by=by, starts_on=TODAY)

    assert Designation.objects.sitting(TODAY).filter(person=person).count() == 2


def test_a_seat_is_not_given_to_a_person_of_another_commune(seat, by):
    stranger = holding().person

    told = refused(lambda: seating.designate(seat, stranger, by=by, starts_on=TODAY))

    assert "ne tient pas une fonction" in told
    assert "membre de comité" in told
    assert not Designation.objects.exists()


def test_a_second_holder_is_refused_until_the_first_ends(seat, by):
    first = seating.designate(seat, member(seat), by=by, starts_on=date(2027, 1, 1))
    second = member(seat)

    told = refused(lambda: seating.designate(seat, second, by=by, starts_on=TODAY))
    seating.end(first, by=by, ends_on=TODAY - DAY, reason="Départ")

    assert "est titulaire de ce siège" in told
    assert seating.designate(seat, second, by=by, starts_on=TODAY).pk


def test_a_body_says_how_many_substitutes_a_seat_has(seat, by):
    seating.designate(seat, member(seat), by=by, starts_on=TODAY)
    seating.designate(seat, member(seat), by=by, starts_on=TODAY, rank=Rank.SUBSTITUTE)
    third = member(seat)

    def designate():
        return seating.designate(seat, third, by=by, starts_on=TODAY, rank=Rank.SUBSTITUTE)

    assert "1 suppléant" in refused(designate)
    Committee.objects.filter(pk=seat.committee_id).update(substitutes_per_seat=2)
    assert designate().pk


def test_the_contact_of_a_commune_designates_its_participants_and_nothing_else(seat):
    contact = person_as(Role.COMMUNE_CONTACT, seat.commune)
    person = member(seat)
    others = [SeatFactory(), library_seat(LibraryFactory(commune=seat.commune)), office_seat()]

    one = seating.designate(seat, person, by=contact, starts_on=TODAY)
    assert seating.end(one, by=contact, ends_on=TODAY, reason="Départ").ends_on == TODAY
    for other in others:
        with pytest.raises(PermissionDenied):
            seating.designate(other, person, by=contact, starts_on=TODAY)


@pytest.mark.parametrize("role", [Role.LIBRARY_HEAD, Role.ADMINISTRATOR, Role.PROJECT_MANAGER, Role.MEMBER])
def test_who_only_reads_designates_nobody(seat, role):
    place = {Role.LIBRARY_HEAD: LibraryFactory(commune=seat.commune), Role.MEMBER: seat.commune}.get(role)
    one = sitting(seat)

    for act in (
        lambda by: seating.designate(seat, member(seat), by=by, starts_on=TODAY),
        lambda by: seating.replace(seat, member(seat), by=by, starts_on=TODAY),
        lambda by: seating.end(one, by=by, ends_on=TODAY),
        lambda by: seating.take_back(one, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act(person_as(role, place))


# --- replace ---------------------------------------------------------------------------------------------------------


def test_a_holder_is_replaced_in_one_act_without_a_day_between(seat, by):
    first = sitting(seat)

    second = seating.replace(seat, member(seat), by=by, starts_on=TODAY, reason="Mutation")

    first.refresh_from_db()
    assert (first.ends_on, first.end_reason) == (TODAY - DAY, "Mutation")
    assert (second.rank, second.starts_on, second.ends_on) == (Rank.HOLDER, TODAY, None)


def test_a_replacement_that_cannot_be_leaves_the_holder(seat, by):
    first = sitting(seat)

    refused(lambda: seating.replace(seat, holding().person, by=by, starts_on=TODAY))
    told = refused(lambda: seating.replace(seat, member(seat), by=by, starts_on=first.starts_on))

    assert "choisissez un jour après" in told
    first.refresh_from_db()
    assert first.ends_on is None


def test_a_vacant_seat_is_simply_filled(seat, by):
    assert seating.replace(seat, member(seat), by=by, starts_on=TODAY).is_holder


def test_a_substitute_becomes_the_holder_once_that_has_ended(seat, by):
    sitting(seat)
    substitute = sitting(seat, rank=Rank.SUBSTITUTE)

    told = refused(lambda: seating.replace(seat, substitute.person, by=by, starts_on=TODAY))
    seating.end(substitute, by=by, ends_on=TODAY - DAY, reason="Devient titulaire")

    assert "est déjà suppléant" in told
    assert seating.replace(seat, substitute.person, by=by, starts_on=TODAY).is_holder


# --- end, take back --------------------------------------------------------------------------------------------------


def test_an_end_before_the_start_is_refused(seat, by):
    one = sitting(seat)

    assert "précéder" in refused(lambda: seating.end(one, by=by, ends_on=one.starts_on - DAY))
    assert seating.end(one, by=by, ends_on=one.starts_on, reason="Erreur").ends_on == one.starts_on


def test_what_has_not_begun_is_taken_back_and_remembered(seat, by):
    one = seating.designate(seat, member(seat), by=by, starts_on=TODAY + DAY)

    seating.take_back(one, by=by)

    assert not Designation.objects.exists()
    assert Designation.history.filter(history_type="-").get().history_user == by


def test_what_has_begun_is_not_taken_back(seat, by):
    one = seating.designate(seat, member(seat), by=by, starts_on=TODAY)

    assert "mettez-y fin" in refused(lambda: seating.take_back(one, by=by))


def test_a_designation_taken_back_meanwhile_is_told(seat, by):
    one = seating.designate(seat, member(seat), by=by, starts_on=TODAY + DAY)
    seating.take_back(one, by=by)

    assert "n’existe plus" in refused(lambda: seating.end(Designation(pk=999, seat=seat), by=by, ends_on=TODAY))


# --- bodies and seats ------------------------------------------------------------------------------------------------


def test_seats_are_numbered_in_their_body_and_a_number_is_never_given_again(by):
    body = CommitteeFactory()

    def opened() -> Seat:
        return bodies.open_seat(Seat(committee=body, capacity=Capacity.DGA, opened_on=TODAY), by=by)

    first, second = opened(), opened()
    bodies.close_seat(second, by=by, last_day=TODAY)

    assert [first.number, second.number, opened().number] == [1, 2, 3]


def test_a_seat_is_opened_within_the_days_of_its_body_and_where_it_suits(by):
    body = CommitteeFactory(opened_on=TODAY, closed_on=TODAY)

    def opening(on, **facts):
        seat = Seat(committee=body, **{"capacity": Capacity.DGA, "opened_on": on, **facts})
        return lambda: bodies.open_seat(seat, by=by)

    assert "n’est pas ouvert" in refused(opening(TODAY - DAY))
    assert "n’est pas ouvert" in refused(opening(TODAY + DAY))
    assert "une commune" in refused(opening(TODAY, capacity=Capacity.PARTICIPANT))
    assert opening(TODAY)().pk


def test_a_seat_that_closes_ends_who_sits_there(seat, by):
    one, ended = sitting(seat), sitting(seat, ends_on=date(2026, 6, 1), rank=Rank.SUBSTITUTE)

    bodies.close_seat(seat, by=by, last_day=TODAY)

    one.refresh_from_db()
    ended.refresh_from_db()
    assert (one.ends_on, one.end_reason, ended.ends_on) == (TODAY, "Siège fermé", date(2026, 6, 1))
    assert "déjà fermé" in refused(lambda: bodies.close_seat(seat, by=by, last_day=TODAY))


def test_a_seat_is_not_closed_before_its_days_nor_over_what_begins_later(seat, by):
    assert "n’est ouvert que" in refused(lambda: bodies.close_seat(seat, by=by, last_day=date(2019, 1, 1)))
    later = seating.designate(seat, member(seat), by=by, starts_on=TODAY + 9 * DAY)

    assert "retirez-la" in refused(lambda: bodies.close_seat(seat, by=by, last_day=TODAY))
    seating.take_back(later, by=by)
    assert bodies.close_seat(seat, by=by, last_day=TODAY).closed_on == TODAY


def test_a_group_closes_with_its_seats_and_the_convention_s_bodies_do_not(by):
    seat = SeatFactory()
    one = sitting(seat)

    bodies.close_committee(seat.committee, by=by, last_day=TODAY)

    seat.refresh_from_db()
    one.refresh_from_db()
    assert (seat.closed_on, one.ends_on) == (TODAY, TODAY)
    assert "la convention le prévoit" in refused(lambda: bodies.close_committee(technical(), by=by, last_day=TODAY))
    group = CommitteeFactory()
    assert "n’est ouvert que" in refused(lambda: bodies.close_committee(group, by=by, last_day=date(2019, 1, 1)))


def test_who_does_not_keep_the_bodies_opens_and_closes_nothing(seat):
    contact = person_as(Role.COMMUNE_CONTACT, seat.commune)

    for act in (
        lambda: bodies.close_seat(seat, by=contact, last_day=TODAY),
        lambda: bodies.close_committee(seat.committee, by=contact, last_day=TODAY),
        lambda: bodies.open_seat(Seat(committee=seat.committee, capacity=Capacity.DGA, opened_on=TODAY), by=contact),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- at the same moment ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ends_on", [None, date(2100, 1, 1)], ids=["lasting", "ended: the database alone lets it"])
def test_two_designate_at_the_same_moment_and_one_is_told(ends_on):
    seat, by = SeatFactory(commune=CommuneFactory()), person_as(Role.COORDINATOR)
    people = [member(seat) for _ in range(6 if IS_POSTGRES else 3)]

    def designate(person):
        with clock.frozen_at(TODAY):
            return seating.designate(seat, person, by=by, starts_on=TODAY, ends_on=ends_on)

    found = at_once(*(lambda one=one: designate(one) for one in people))

    assert sum(isinstance(one, Designation) for one in found) == 1
    assert sum(isinstance(one, Refused) for one in found) == len(people) - 1
    assert seat.designations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_open_seats_at_the_same_moment_and_no_number_is_given_twice():
    body, by = CommitteeFactory(), person_as(Role.COORDINATOR)

    def opened():
        return bodies.open_seat(Seat(committee=body, capacity=Capacity.DGA, opened_on=TODAY), by=by).number

    found = at_once(*[opened] * 4)

    assert sorted(found) == [1, 2, 3, 4]
