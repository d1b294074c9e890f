"""What the database refuses, and what dates make of a body, a seat and a designation."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from committees.models import Committee, Designation, Seat
from committees.states import Capacity, Kind, Quorum, Rank, Standing
from foundation.french import fold
from network.roles import PlaceKind, Role
from tests.committees.factories import (
    FIRST,
    TODAY,
    CommitteeFactory,
    SeatFactory,
    holding,
    library_seat,
    office_seat,
    sitting,
    technical,
)
from tests.factories import CommuneFactory, LibraryFactory, PersonFactory, ServiceFactory, VendorFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refused(make) -> str:
    """The name of the constraint that the database opposes."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make()
    return str(refusal.value)


# --- bodies ----------------------------------------------------------------------------------------------------------


def test_the_three_bodies_of_the_convention_are_there_their_rules_to_be_confirmed():
    bodies = Committee.objects.all()

    assert [(one.code, one.kind, one.article) for one in bodies] == [
        ("CT", Kind.TECHNICAL, "art. 4.1"),
        ("ECG", Kind.COORDINATION, "art. 4.2"),
        ("CS", Kind.STRATEGIC, "art. 4.4"),
    ]
    assert [one.counts_hours for one in bodies] == [True, False, False]
    assert {one.rules_confirmed_on for one in bodies} == {None}
    assert (technical().meetings_a_year, technical().usual_minutes) == (6, 120)  # 12 h a year (R20)


QUORUMS = [
    ({"quorum": Quorum.NONE}, True),
    ({"quorum": Quorum.NONE, "quorum_number": 3}, False),
    ({"quorum": Quorum.NUMBER, "quorum_number": 1}, True),
    ({"quorum": Quorum.NUMBER, "quorum_number": 0}, False),
    ({"quorum": Quorum.NUMBER}, False),
    ({"quorum": Quorum.NUMBER, "quorum_number": 3, "quorum_numerator": 1, "quorum_denominator": 2}, False),
    ({"quorum": Quorum.SHARE, "quorum_numerator": 1, "quorum_denominator": 2}, True),
    ({"quorum": Quorum.SHARE, "quorum_numerator": 2, "quorum_denominator": 2}, True),
    ({"quorum": Quorum.SHARE, "quorum_numerator": 3, "quorum_denominator": 2}, False),
    ({"quorum": Quorum.SHARE, "quorum_numerator": 0, "quorum_denominator": 2}, False),
    ({"quorum": Quorum.SHARE, "quorum_numerator": 1}, False),
    ({"quorum": Quorum.SHARE}, False),
    ({"quorum": Quorum.SHARE, "quorum_number": 3, "quorum_numerator": 1, "quorum_denominator": 2}, False),
]


@pytest.mark.parametrize(("facts", "is_kept"), QUORUMS, ids=str)
def test_a_quorum_is_whole_or_is_not_kept(facts, is_kept):
    if is_kept:
        assert CommitteeFactory(**facts).pk
    else:
        assert "committee_quorum_whole" in refused(lambda: CommitteeFactory(**facts))


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"closed_on": FIRST - DAY}, "committee_closed_after_opened"),
        ({"usual_minutes": 14}, "committee_usual_minutes"),
        ({"usual_minutes": 601}, "committee_usual_minutes"),
        ({"meetings_a_year": 0}, "committee_meetings_a_year"),
        ({"meetings_a_year": 53}, "committee_meetings_a_year"),
        ({"proxies_per_person": 6}, "committee_few_proxies_and_substitutes"),
        ({"substitutes_per_seat": 6}, "committee_few_proxies_and_substitutes"),
        ({"summons_days": 91}, "committee_delays_in_days"),
        ({"observation_days": 91}, "committee_delays_in_days"),
    ],
)
def test_rules_that_make_no_sense_are_refused(facts, name):
    assert name in refused(lambda: CommitteeFactory(**facts))


OPENED, CLOSED = date(2027, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("on", "expected"), [(OPENED - DAY, False), (OPENED, True), (CLOSED, True), (CLOSED + DAY, False)]
)
def test_the_first_and_the_last_day_of_a_body_and_of_a_seat_count(on, expected):
    body = CommitteeFactory(opened_on=OPENED, closed_on=CLOSED)
    seat = SeatFactory(committee=body, opened_on=OPENED, closed_on=CLOSED)

    assert Committee.objects.open_on(on).filter(pk=body.pk).exists() is expected
    assert Seat.objects.open_on(on).filter(pk=seat.pk).exists() is expected


# --- seats -----------------------------------------------------------------------------------------------------------


def places() -> dict:
    """One place of each kind, and none."""
    return {
        "commune": {"commune": CommuneFactory()},
        "library": {"library": LibraryFactory()},
        "service": {"service": ServiceFactory(code=PlaceKind.SCLP)},
        "dsinum": {"service": ServiceFactory(code=PlaceKind.DSINUM)},
        "vendor": {"vendor": VendorFactory()},
        "nothing": {},
    }


SUITED = {
    Capacity.DSINUM: {"dsinum"},
    Capacity.SCLP_DIRECTION: {"service"},
    Capacity.DIGITAL_PROJECTS: {"service"},
    Capacity.SIGB_REFERENT: {"service", "vendor"},
    Capacity.SOLUTIONS_MANAGER: {"dsinum"},
    Capacity.LIBRARY_HEAD: {"library"},
    Capacity.IT_CORRESPONDENT: {"library"},
    Capacity.PARTICIPANT: {"commune"},
    Capacity.OFFICE: {"nothing"},
    Capacity.DGA: {"nothing"},
    Capacity.DAC: {"nothing"},
    Capacity.GROUP_MEMBER: {"commune", "library", "service", "dsinum", "vendor"},
}


@pytest.mark.parametrize("capacity", Capacity)
def test_each_capacity_takes_the_places_that_the_convention_gives_it(capacity, subtests):
    for name, place in places().items():
        with subtests.test(name):
            seat = SeatFactory.build(committee=technical(), capacity=capacity, **{"commune": None, **place})
            is_refused = False
            try:
                seat.clean()
            except ValidationError:
                is_refused = True
            assert is_refused is (name not in SUITED[capacity])


@pytest.mark.parametrize("capacity", Capacity)
def test_the_database_refuses_a_place_of_another_kind(capacity, subtests):
    kinds = {"service" if name == "dsinum" else name for name in SUITED[capacity]}
    for name, place in places().items():
        if name in kinds | {"dsinum"}:
            continue
        with subtests.test(name):
            there = {"commune": None, **place}
            assert "seat_place_suits_capacity" in refused(lambda: SeatFactory(capacity=capacity, **there))  # noqa: B023


def test_a_seat_has_one_place_and_a_number_of_its_own():
    seat = SeatFactory()

    assert "seat_" in refused(lambda: SeatFactory(capacity=Capacity.GROUP_MEMBER, library=LibraryFactory()))
    assert "seat" in refused(lambda: SeatFactory(committee=seat.committee, number=seat.number))
    assert SeatFactory(number=seat.number).pk  # in another body
    assert "seat_closed" in refused(lambda: SeatFactory(closed_on=FIRST - DAY))


def test_a_library_has_one_open_seat_of_its_head_in_a_body():
    seat = library_seat()
    again = {"library": seat.library, "committee": seat.committee}

    assert "seat" in refused(lambda: library_seat(**again))
    assert library_seat(**again, closed_on=FIRST).pk
    assert library_seat(**again, capacity=Capacity.IT_CORRESPONDENT).pk
    assert SeatFactory(commune=CommuneFactory(), committee=seat.committee).pk


# --- designations ----------------------------------------------------------------------------------------------------


def test_the_database_keeps_one_lasting_holder_and_each_person_once():
    one = sitting(SeatFactory())

    assert "designation" in refused(lambda: sitting(one.seat))
    assert "designation" in refused(lambda: sitting(one.seat, one.person, rank=Rank.SUBSTITUTE))
    assert sitting(one.seat, rank=Rank.SUBSTITUTE).pk
    assert sitting(one.seat, ends_on=date(2026, 1, 2)).pk
    assert sitting(SeatFactory(), one.person).pk


def test_an_end_comes_after_its_start_and_a_reason_with_an_end():
    seat = SeatFactory()

    assert "designation_ends_after_start" in refused(lambda: sitting(seat, ends_on=date(2025, 12, 31)))
    assert "designation_reason_with_its_end" in refused(lambda: sitting(seat, end_reason="Départ"))


LAST = date(2027, 6, 30)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (FIRST - DAY, Standing.COMING),
        (date(2025, 12, 31), Standing.VACANT),
        (date(2026, 1, 1), Standing.FILLED),
        (LAST, Standing.FILLED),
        (LAST + DAY, Standing.TO_REPLACE),
        (date(2027, 9, 30), Standing.TO_REPLACE),
        (date(2027, 10, 1), Standing.VACANT),
        (date(2028, 1, 1), Standing.VACANT),
        (date(2028, 1, 2), Standing.CLOSED),
    ],
)
def test_how_a_seat_stands_follows_from_its_days_those_of_its_holder_and_of_their_function(on, expected):
    seat = SeatFactory(closed_on=date(2028, 1, 1))
    person = holding(commune=seat.commune, ends_on=LAST).person
    sitting(seat, person, ends_on=date(2027, 9, 30))

    assert Seat.objects.with_standing(on).get().standing == expected


def test_a_substitute_alone_does_not_fill_a_seat():
    seat = SeatFactory()
    sitting(seat, rank=Rank.SUBSTITUTE)

    assert Seat.objects.with_standing(TODAY).get().standing == Standing.VACANT


def test_the_seat_of_an_office_is_filled_by_whoever_is_designated_until_their_data_are_erased():
    seat, person = office_seat(), PersonFactory()
    sitting(seat, person)

    assert Seat.objects.with_standing(TODAY).get().standing == Standing.FILLED
    person.anonymised_at = "2027-02-01T00:00:00Z"
    person.save()
    assert Seat.objects.with_standing(TODAY).get().standing == Standing.TO_REPLACE


def test_a_composition_shows_what_is_to_be_done_first_then_by_capacity_and_place():
    body = CommitteeFactory()
    filled = [SeatFactory(committee=body, commune=CommuneFactory(name=name, sort_name=fold(name))) for name in "ZA"]
    for seat in filled:
        sitting(seat)
    vacant = library_seat(committee=body)
    left = SeatFactory(committee=body)
    sitting(left, PersonFactory())

    found = Seat.objects.with_standing(TODAY).in_order()

    assert list(found) == [left, vacant, filled[1], filled[0]]


def test_what_they_are_called():
    seat = library_seat(library=LibraryFactory(name="Phare", commune=CommuneFactory(name="Limay")), number=7)
    own = SeatFactory(capacity=Capacity.DSINUM, commune=None, service=ServiceFactory(code="DSINUM"))
    titled = office_seat(title="Vice-présidence")

    assert str(seat) == "siège 7, responsable de bibliothèque, Phare, Limay"
    assert own.label == "DSINum"
    assert titled.label == "Vice-présidence"
    assert str(seat.committee) == seat.committee.name
    assert str(Designation(seat=seat, person=PersonFactory(last_name="Roy"))).startswith("Camille Roy, titulaire")
    assert (seat.commune_id_of_place, titled.commune_id_of_place) == (seat.library.commune_id, None)
    assert Role.MEMBER.label == "membre de comité"
