"""Who may keep, read and designate; who may sit where: yes, no, and why."""

from datetime import date, timedelta

import pytest

from committees import rules
from committees.models import Committee, Designation, Seat
from committees.states import Capacity, Kind, Rank
from network.models import Assignment
from network.roles import Role
from tests.access import COORDINATION, IN_COMMUNE, IN_LIBRARY, World
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
from tests.factories import CommuneFactory, LibraryFactory, PersonFactory, ServiceFactory, VendorFactory, person_as

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KEEPERS = COORDINATION | {Role.SECRETARY}
READERS = KEEPERS | {Role.ADMINISTRATOR, Role.PROJECT_MANAGER}


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_who_keeps_and_who_reads_every_body(role):
    person = person_as(role, World().place_of(role))

    assert rules.may_keep(person) is (role in KEEPERS)
    assert rules.may_read_all(person) is (role in READERS)


@pytest.mark.parametrize("role", Role)
def test_who_designates_where(role):
    world = World()
    person = person_as(role, world.place_of(role))
    own, beside = SeatFactory(commune=world.commune), SeatFactory(commune=world.other_commune)
    member = SeatFactory(commune=world.commune, capacity=Capacity.GROUP_MEMBER)
    head = library_seat(world.library)

    found = [rules.may_designate(seat, person) for seat in (own, beside, member, head)]

    if role in KEEPERS:
        assert found == [True] * 4
    else:
        assert found == [role == Role.COMMUNE_CONTACT, False, False, False]


@pytest.mark.parametrize("role", Role)
def test_who_sees_which_seats_without_sitting_anywhere(role):
    world = World()
    own = {SeatFactory(commune=world.commune), library_seat(world.library)}
    far = {SeatFactory(commune=world.other_commune), office_seat()}
    person = person_as(role, world.place_of(role))

    seats = set(Seat.objects.visible_to(person))
    bodies = set(Committee.objects.visible_to(person))

    if role in READERS:
        assert seats == own | far
        assert bodies == set(Committee.objects.all())
    else:
        seen = own if role in {Role.COMMUNE_CONTACT, Role.LIBRARY_HEAD} else set()
        assert seats == seen
        assert bodies == {seat.committee for seat in seen}


@pytest.mark.parametrize("role", sorted((IN_LIBRARY | IN_COMMUNE) - {Role.COMMUNE_CONTACT, Role.LIBRARY_HEAD}))
@pytest.mark.parametrize("rank", Rank)
def test_who_sits_sees_the_whole_body_and_no_other_as_long_as_they_do(role, rank):
    world = World()
    person = person_as(role, world.place_of(role))
    body = CommitteeFactory()
    own, beside = SeatFactory(committee=body, commune=world.commune), office_seat(committee=body)
    SeatFactory(commune=world.commune)
    one = sitting(own, person, rank=rank)

    assert set(Seat.objects.visible_to(person)) == {own, beside}
    assert set(Designation.objects.visible_to(person)) == {one}
    one.ends_on = TODAY - DAY
    one.save()
    assert set(Committee.objects.visible_to(person)) == set()


def test_who_has_lost_the_function_of_their_seat_sees_the_body_no_more():
    held = holding(ends_on=TODAY)
    seat = SeatFactory(commune=held.commune)
    sitting(seat, held.person)

    assert list(Committee.objects.visible_to(held.person)) == [seat.committee]
    held.ends_on = TODAY - DAY
    held.save()
    person = type(held.person).objects.get(pk=held.person.pk)
    assert list(Committee.objects.visible_to(person)) == []


def test_a_closed_account_and_a_vendor_see_nothing():
    seat = SeatFactory()
    person = holding(commune=seat.commune).person
    sitting(seat, person)
    person.is_active = False
    person.save()

    assert not Seat.objects.visible_to(person).exists()
    assert not Committee.objects.visible_to(person_as(Role.VENDOR_CONTACT, VendorFactory())).exists()


# --- bodies ----------------------------------------------------------------------------------------------------------


def test_the_bodies_of_the_convention_are_not_closed_and_a_group_once():
    group = CommitteeFactory()

    assert rules.refusal_to_close(technical()) == "la convention le prévoit (art. 4.1)"
    assert rules.refusal_to_close(group) == ""
    group.closed_on = date(2027, 2, 1)
    assert "déjà fermé" in rules.refusal_to_close(group)


def test_the_convention_says_which_seats_two_bodies_have():
    said = {one.kind: rules.refusal_to_open_seats(one, TODAY) for one in Committee.objects.all()}

    assert {kind for kind, refusal in said.items() if not refusal} == {Kind.TECHNICAL, Kind.COORDINATION}
    assert "un par un" in said[Kind.STRATEGIC]
    assert "pas ouvert" in rules.refusal_to_open_seats(technical(), date(2019, 12, 31))


# --- who may sit -----------------------------------------------------------------------------------------------------


class Place:
    """Two communes, each with libraries; the services and a vendor."""

    def __init__(self):
        self.commune, self.other = CommuneFactory(name="Ici"), CommuneFactory(name="Ailleurs")
        self.library, self.beside = LibraryFactory(commune=self.commune), LibraryFactory(commune=self.commune)
        self.far = LibraryFactory(commune=self.other)
        self.sclp, self.dsinum = ServiceFactory(code="SCLP"), ServiceFactory(code="DSINUM")
        self.vendor = VendorFactory()


SEATS = {
    "participant": (Capacity.PARTICIPANT, "commune"),
    "head": (Capacity.LIBRARY_HEAD, "library"),
    "correspondent": (Capacity.IT_CORRESPONDENT, "library"),
    "dsinum": (Capacity.DSINUM, "dsinum"),
    "direction": (Capacity.SCLP_DIRECTION, "sclp"),
    "referent": (Capacity.SIGB_REFERENT, "sclp"),
    "vendor referent": (Capacity.SIGB_REFERENT, "vendor"),
    "group commune": (Capacity.GROUP_MEMBER, "commune"),
    "group library": (Capacity.GROUP_MEMBER, "library"),
    "group vendor": (Capacity.GROUP_MEMBER, "vendor"),
}
HELD = [
    (Role.MEMBER, "commune"),
    (Role.COMMUNE_CONTACT, "commune"),
    (Role.MEMBER, "other"),
    (Role.LIBRARY_HEAD, "library"),
    (Role.IT_CORRESPONDENT, "library"),
    (Role.VOLUNTEER, "library"),
    (Role.LIBRARY_HEAD, "beside"),
    (Role.LIBRARY_HEAD, "far"),
    (Role.COORDINATOR, "sclp"),
    (Role.SIGB_REFERENT, "sclp"),
    (Role.TECHNICIAN, "dsinum"),
    (Role.SIGB_REFERENT, "vendor"),
    (Role.VENDOR_CONTACT, "vendor"),
]
IN_COMMUNE_A = {pair for pair in HELD if pair[1] in ("commune", "library", "beside")}
IN_LIBRARY_A = {pair for pair in HELD if pair[1] == "library"}
OF_VENDOR = {pair for pair in HELD if pair[1] == "vendor"}
AS_HOLDER = {
    "participant": IN_COMMUNE_A,
    "head": {(Role.LIBRARY_HEAD, "library")},
    "correspondent": {(Role.IT_CORRESPONDENT, "library")},
    "dsinum": {(Role.TECHNICIAN, "dsinum")},
    "direction": {(Role.COORDINATOR, "sclp"), (Role.SIGB_REFERENT, "sclp")},
    "referent": {(Role.SIGB_REFERENT, "sclp")},
    "vendor referent": {(Role.SIGB_REFERENT, "vendor")},
    "group commune": IN_COMMUNE_A,
    "group library": IN_LIBRARY_A,
    "group vendor": OF_VENDOR,
}
AS_SUBSTITUTE = AS_HOLDER | {
    "head": IN_LIBRARY_A,
    "correspondent": IN_LIBRARY_A,
    "referent": AS_HOLDER["direction"],
    "vendor referent": OF_VENDOR,
}


@pytest.mark.parametrize("name", SEATS)
@pytest.mark.parametrize(("rank", "table"), [(Rank.HOLDER, AS_HOLDER), (Rank.SUBSTITUTE, AS_SUBSTITUTE)])
def test_who_may_sit_where_by_the_rule_and_by_the_database_alike(name, rank, table):
    place = Place()
    capacity, where = SEATS[name]
    there = getattr(place, where)
    seat = SeatFactory(capacity=capacity, **{"commune": None, there._meta.model_name: there})
    by_rule, by_database = set(), set()
    for role, kept_at in HELD:
        at = getattr(place, kept_at)
        held = holding(role, **{at._meta.model_name: at})
        if rules.suits(seat, held, rank):
            by_rule.add((role, kept_at))
        one = sitting(seat, held.person, rank=rank, ends_on=date(2027, 12, 31))
        if Designation.objects.sitting(TODAY).filter(pk=one.pk).exists():
            by_database.add((role, kept_at))
        one.delete()

    assert by_rule == by_database == table[name]


def refusal(seat, person, rank=Rank.HOLDER, on=TODAY) -> str:
    held = Assignment.objects.current(on).filter(person=person).with_place()
    return rules.refusal_to_sit(Designation(seat=seat, person=person, rank=rank, starts_on=on), held)


def test_someone_of_another_commune_is_told_what_is_missing_and_what_to_do():
    stranger = holding(commune=CommuneFactory(name="Ailleurs")).person
    seat = SeatFactory(commune=CommuneFactory(name="Les Mureaux"))

    told = refusal(seat, stranger)

    assert told.startswith(f"{stranger} ne tient pas une fonction aux Mureaux le 1er mars 2027 : ")
    assert "« membre de comité » est pour qui n’en a pas d’autre" in told
    assert refusal(office_seat(), stranger) == ""


def test_a_head_s_seat_asks_the_function_of_its_holder_alone():
    seat = library_seat()
    librarian = holding(Role.LIBRARIAN, library=seat.library).person

    assert "« responsable de bibliothèque »" in refusal(seat, librarian)
    assert refusal(seat, librarian, Rank.SUBSTITUTE) == ""


@pytest.mark.parametrize(
    ("on", "may"),
    [(date(2026, 12, 31), False), (date(2027, 1, 1), True), (date(2027, 12, 31), True), (date(2028, 1, 1), False)],
)
def test_the_function_is_asked_for_on_the_first_day(on, may):
    held = holding(starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))

    assert (refusal(SeatFactory(commune=held.commune), held.person, on=on) == "") is may


def test_nobody_erased_is_designated():
    person = PersonFactory(anonymised_at="2027-01-01T00:00:00Z")

    assert "effacées" in refusal(office_seat(), person)


# --- days and ranks --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "why"),
    [
        (date(2027, 1, 1), None, "donnez une fin"),
        (date(2027, 1, 1), date(2027, 12, 31), ""),
        (date(2027, 1, 1), date(2028, 1, 1), "donnez une fin"),
        (date(2026, 12, 31), date(2027, 12, 31), "n’est ouvert que depuis"),
        (date(2027, 2, 1), date(2027, 1, 31), "ne peut pas précéder"),
        (date(2027, 2, 1), date(2027, 2, 1), ""),
    ],
)
def test_a_designation_has_days_of_its_seat(starts_on, ends_on, why):
    seat = SeatFactory(opened_on=date(2027, 1, 1), closed_on=date(2027, 12, 31))

    told = rules.refusal_of_days(seat, starts_on, ends_on)

    assert why in told
    assert bool(told) is bool(why)


FROM, TO = date(2027, 4, 1), date(2027, 4, 30)
BESIDE = [
    ((date(2027, 1, 1), date(2027, 3, 31)), False),  # the day before
    ((date(2027, 1, 1), FROM), True),
    ((TO, None), True),
    ((TO + DAY, None), False),
    ((date(2027, 4, 10), date(2027, 4, 12)), True),
    ((date(2027, 1, 1), None), True),
]


@pytest.mark.parametrize(("days", "overlaps"), BESIDE)
def test_one_holder_at_a_time_first_and_last_days_included(days, overlaps):
    seat = SeatFactory()
    other = Designation(seat=seat, person=PersonFactory(), rank=Rank.HOLDER, starts_on=days[0], ends_on=days[1])
    wanted = Designation(seat=seat, person=PersonFactory(), rank=Rank.HOLDER, starts_on=FROM, ends_on=TO)

    told = rules.refusal_of_rank(wanted, [other], 1)

    assert bool(told) is overlaps
    assert ("remplacez cette personne" in told) is overlaps


def test_substitutes_are_counted_day_by_day():
    seat = SeatFactory()

    def substitute(starts_on, ends_on=None):
        return Designation(
            seat=seat, person=PersonFactory(), rank=Rank.SUBSTITUTE, starts_on=starts_on, ends_on=ends_on
        )

    one_after_the_other = [substitute(date(2027, 1, 1), FROM), substitute(FROM + DAY)]
    wanted = substitute(date(2027, 3, 1))

    assert rules.refusal_of_rank(wanted, one_after_the_other, 2) == ""
    assert "1 suppléant" in rules.refusal_of_rank(wanted, one_after_the_other, 1)
    assert "ne prévoient pas de suppléant" in rules.refusal_of_rank(wanted, [], 0)
    both = [substitute(date(2027, 1, 1)), substitute(FROM)]
    assert "2 suppléants" in rules.refusal_of_rank(wanted, both, 2)


def test_nobody_is_twice_on_one_seat():
    seat, person = SeatFactory(), PersonFactory()
    own = Designation(seat=seat, person=person, rank=Rank.HOLDER, starts_on=date(2027, 1, 1))
    wanted = Designation(seat=seat, person=person, rank=Rank.SUBSTITUTE, starts_on=FROM)

    assert "est déjà titulaire de ce siège depuis le 1er janvier 2027" in rules.refusal_of_rank(wanted, [own], 1)
    own.ends_on = FROM - DAY
    assert rules.refusal_of_rank(wanted, [own], 1) == ""


@pytest.mark.parametrize(
    ("ends_on", "why"),
    [(date(2027, 3, 31), "ne commence que"), (FROM, ""), (TO, ""), (TO + DAY, "finit déjà")],
)
def test_a_designation_ends_within_its_days(ends_on, why):
    one = Designation(starts_on=FROM, ends_on=TO)

    assert why in rules.refusal_to_end(one, ends_on)
    assert bool(rules.refusal_to_end(one, ends_on)) is bool(why)


def test_where_a_function_is_held_is_said_with_its_article():
    library = LibraryFactory(name="Médiathèque du Lavoir", commune=CommuneFactory(name="Le Mesnil"))

    assert rules.where_of(library_seat(library)) == "à la Médiathèque du Lavoir"
    assert rules.where_of(SeatFactory(commune=library.commune)) == "au Mesnil"
    assert rules.where_of(office_seat(capacity=Capacity.SCLP_DIRECTION, service=ServiceFactory())) == "au service SCLP"
