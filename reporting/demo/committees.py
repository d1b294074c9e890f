"""The demo’s committees: the three bodies of the convention with their seats, a working group, some seats to fill."""

from datetime import date, timedelta

from committees import bodies, missing_seats, seating
from committees.models import Committee, Seat
from committees.states import Capacity, Kind, Rank, Standing, Voice
from foundation import clock
from network.models import Assignment, Library, Person
from network.roles import Role
from reporting.demo.names import person_name
from reporting.demo.personas import PERSONAS

OPENED, DESIGNATED = 150, 120  # days ago
UNDESIGNATED = 4  # one commune in so many has nobody yet
LEFT = 2  # communes whose participant has left since
FIRST_NAME = 900  # of those who left, in the list of names
REFERENCE = "Courrier du Maire"


def load(today: date) -> None:
    """Seats opened as the coordination opens them; the people of the network sit there, some have left since."""
    people = {persona.account: Person.objects.get(email=persona.email) for persona in PERSONAS}
    by = people["coordinatrice"]
    technical, coordination, strategic = (Committee.objects.get(kind=kind) for kind in list(Kind)[:3])
    with clock.frozen_at(today - timedelta(days=OPENED)):
        for body in (technical, coordination):
            for one in missing_seats.plan(body, clock.today()).missing:
                missing_seats.open_one(body, one.key, by=by)
        _open(strategic, Capacity.OFFICE, by, title="Vice-présidence à la culture")
        _open(strategic, Capacity.DGA, by, voice=Voice.DELIBERATIVE)
        _open(strategic, Capacity.DAC, by, voice=Voice.DELIBERATIVE)
    with clock.frozen_at(today - timedelta(days=DESIGNATED)):
        _participants(technical, by)
        _substitutes(technical, by)
        _group(people, by)


def _participants(technical: Committee, by: Person) -> None:
    """Most communes designate the person who follows their convention; two of them, somebody who has left since."""
    today = clock.today()
    vacant = Seat.objects.filter(committee=technical, capacity=Capacity.PARTICIPANT).with_place().with_standing(today)
    for rank, seat in enumerate(vacant.filter(standing=Standing.VACANT).order_by("commune__insee")):
        if rank < LEFT:
            seating.designate(seat, _leaver(seat, rank), by=by, starts_on=today, reference=REFERENCE)
        elif rank % UNDESIGNATED:
            contact = Assignment.objects.current(today).filter(commune=seat.commune).earliest("pk")
            seating.designate(seat, contact.person, by=by, starts_on=today, reference=REFERENCE)


def _leaver(seat: Seat, rank: int) -> Person:
    """Someone designated by the commune for the committees alone, until a month ago."""
    first, last = person_name(FIRST_NAME + rank)
    person = Person.objects.create_user(None, None, first_name=first, last_name=last, is_fictional=True)
    today = clock.today()
    ends_on = today + timedelta(days=DESIGNATED - 30)
    Assignment.objects.create(
        person=person, role=Role.MEMBER, commune=seat.commune, starts_on=today - timedelta(days=200), ends_on=ends_on
    )
    return person


def _substitutes(technical: Committee, by: Person) -> None:
    """Three heads of library have a substitute in their team."""
    today = clock.today()
    heads = Seat.objects.filter(committee=technical, capacity=Capacity.LIBRARY_HEAD).with_place()
    for seat in heads.order_by("library__code")[:3]:
        team = Assignment.objects.current(today).filter(library=seat.library).exclude(role=Role.LIBRARY_HEAD)
        seating.designate(seat, team.earliest("pk").person, by=by, starts_on=today, rank=Rank.SUBSTITUTE)


def _group(people: dict[str, Person], by: Person) -> None:
    """A working group of three libraries; one of its seats waits for somebody."""
    group = Committee(
        code="GT-PORTAIL",
        name="Groupe de travail « Portail »",
        kind=Kind.WORKING_GROUP,
        purpose="Prépare les évolutions du portail documentaire : page d’accueil, coups de cœur, agenda.",
        article="art. 5.1",
        opened_on=clock.today(),
        is_fictional=True,
    )
    group._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    group.save()
    own = Assignment.objects.current(clock.today()).get(person=people["agent"])
    others = Library.objects.exclude(pk=own.library_id).order_by("-commune__population", "code")[:2]
    seats = [_open(group, Capacity.GROUP_MEMBER, by, library=one) for one in (own.library, *others)]
    seating.designate(seats[0], people["responsable"], by=by, starts_on=clock.today())
    there = Assignment.objects.current(clock.today()).filter(library=others[0]).earliest("pk")
    seating.designate(seats[1], there.person, by=by, starts_on=clock.today())


def _open(committee: Committee, capacity: Capacity, by: Person, **facts: object) -> Seat:
    return bodies.open_seat(Seat(committee=committee, capacity=capacity, opened_on=clock.today(), **facts), by=by)
