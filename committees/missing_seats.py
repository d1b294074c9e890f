"""The seats that the convention gives a body and that are not open yet: foreseen, then opened one by one as a job.

Art. 4.1: the services, a head and a référent for each library that takes part, a participant for each commune (R18,
R37). Whoever holds the function today is designated at once. Asked again, it opens what is missing then: nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from committees import bodies, rules, seating
from committees.capacities import BY_COMMUNE, BY_LIBRARY, ONCE, SITTINGS
from committees.models import Committee, Seat
from committees.states import Capacity, Kind
from convention.models import Convention
from foundation import clock, job_runs, jobs
from foundation.french import count, typography
from foundation.models import Job, JobLine
from foundation.workflow import Refused
from network.models import Assignment, Commune, Library, Person, Service

KIND = "committees.missing_seats"
AT_ONCE = 30  # seats opened while one waits for the page; more are opened by a worker
NO_CONVENTION = "pas de convention en vigueur"


@dataclass(frozen=True)
class Missing:
    """A seat to open: in what capacity, of which place, and who is designated there."""

    capacity: Capacity
    place: Any = None
    person: Person | None = None
    others: int = 0  # who hold the same function there, and are not designated

    @property
    def key(self) -> str:
        """What the line of the job finds it by: « LIBRARY_HEAD library 12 », « DGA »."""
        return f"{self.capacity} {self.field} {self.place.pk}" if self.place else str(self.capacity)

    @property
    def field(self) -> str:
        """The field of the seat that holds its place."""
        return str(self.place._meta.model_name) if self.place else ""

    @property
    def label(self) -> str:
        """« responsable de bibliothèque, Médiathèque des Tilleuls, Poissy »."""
        place = getattr(self.place, "name_and_commune", None) or self.place
        is_said = not place or self.field == "service"
        return str(self.capacity.label) if is_said else f"{self.capacity.label}, {place}"

    def seat(self, committee: Committee, on: date) -> Seat:
        """The seat itself, not saved."""
        there = {self.field: self.place} if self.place else {}
        return Seat(
            committee=committee, capacity=self.capacity, voice=SITTINGS[self.capacity].voice, opened_on=on, **there
        )


@dataclass
class Plan:
    """What would be opened, how many are there already, and what is left out, each with its reason."""

    missing: list[Missing] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    already: int = 0

    @property
    def designated(self) -> int:
        """How many of them would have somebody at once."""
        return sum(one.person is not None for one in self.missing)


def plan(committee: Committee, on: date, *, within: Commune | None = None) -> Plan:
    """The seats of the convention that this body lacks that day; `within` one commune alone, when it is given."""
    found, there, held = Plan(), _there(committee, on, within), _held(committee, on, within)
    for capacity, place in _wanted(committee, on, found, within):
        key = (capacity, *_key_of(place))
        if key in there:
            found.already += 1
            continue
        people = held.get(key, [])
        found.missing.append(Missing(capacity, place, people[0] if people else None, max(len(people) - 1, 0)))
    return found


def _wanted(committee: Committee, on: date, found: Plan, within: Commune | None) -> Iterator[tuple[Capacity, Any]]:
    kind = Kind(committee.kind)
    if within is None:
        yield from _once(kind, found)
    communes = Commune.objects.filter(pk=within.pk) if within else Commune.objects.all()
    covered = communes.filter(pk__in=Convention.objects.in_force(on).filter(commune__in=communes).values("commune"))
    keys = {one.pk for one in covered}
    if kind in BY_LIBRARY:
        libraries = Library.objects.open_on(on).filter(commune__in=communes).select_related("commune")
        for library in (one for one in libraries if one.commune_id in keys):
            yield from ((capacity, library) for capacity in BY_LIBRARY[kind])
        _leave_out([one for one in libraries if one.commune_id not in keys], found)
    for capacity in BY_COMMUNE.get(kind, ()):
        yield from ((capacity, commune) for commune in covered)


def _once(kind: Kind, found: Plan) -> Iterator[tuple[Capacity, Any]]:
    services = {one.code: one for one in Service.objects.all()}
    for capacity in ONCE.get(kind, ()):
        code = SITTINGS[capacity].service
        if code and code not in services:
            found.left_out.append((str(capacity.label), f"le service {code} n’est pas enregistré"))
        else:
            yield capacity, services.get(code)


def _leave_out(libraries: list[Library], found: Plan) -> None:
    by_commune: dict[Commune, int] = {}
    for one in libraries:
        by_commune[one.commune] = by_commune.get(one.commune, 0) + 1
    for commune, number in by_commune.items():
        found.left_out.append((f"{commune} ({count(number, 'bibliothèque')})", NO_CONVENTION))


Key = tuple[str, str, int | None]  # a capacity, and the field and key of a place


def _there(committee: Committee, on: date, within: Commune | None) -> set[Key]:
    """The seats open that day or later; one that a body has once is there whatever service it was given to."""
    seats = committee.seats.with_place().exclude(closed_on__lt=on)
    if within:
        seats = seats.of_communes([within.pk])
    once = ONCE.get(Kind(committee.kind), ())
    found: set[Key] = set()
    services = {one.code: one for one in Service.objects.all()}
    for seat in seats:
        place = services.get(SITTINGS[Capacity(seat.capacity)].service) if seat.capacity in once else seat.place
        found.add((seat.capacity, *_key_of(place)))
    return found


def _key_of(place: Any) -> tuple[str, int | None]:
    return (place._meta.model_name, place.pk) if place else ("", None)


def _held(committee: Committee, on: date, within: Commune | None) -> dict[Key, list[Person]]:
    """Who holds that day the function proposed for each capacity and place, the longest there first."""
    kind = Kind(committee.kind)
    wanted = [*ONCE.get(kind, ()), *BY_LIBRARY.get(kind, ()), *BY_COMMUNE.get(kind, ())]
    roles = {role for capacity in wanted for role in SITTINGS[capacity].proposed}
    current = Assignment.objects.current(on).filter(role__in=roles, person__anonymised_at=None)
    if within:
        current = current.filter(Q(commune=within) | Q(library__commune=within))
    found: dict[Key, list[Person]] = {}
    for one in current.with_place().select_related("person").order_by("starts_on", "pk"):
        for capacity in (capacity for capacity in wanted if one.role in SITTINGS[capacity].proposed):
            for name, key in _places_of(one, SITTINGS[capacity].places):
                people = found.setdefault((capacity, name, key), [])
                people += [one.person] if one.person not in people else []
    return found


def _places_of(held: Assignment, kinds: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The places of such seats that a function speaks for: its own; its commune, for those of communes."""
    if "commune" in kinds and held.place_commune_id:
        yield "commune", held.place_commune_id
    if "library" in kinds and held.library_id:
        yield "library", held.library_id
    if "service" in kinds and held.service_id:
        yield "service", held.service_id


# --- done --------------------------------------------------------------------------------------------------------


def register() -> None:
    """Say how the job is done."""
    jobs.register(KIND, apply=do_line)


def launch(committee: Committee, *, by: Any, once_key: str) -> Job:
    """Open them all, each a line with its result; the same page sent twice is one job."""
    if already := jobs.asked_before(once_key, by=by, kinds=[KIND]):
        return already
    missing = plan(committee, clock.today()).missing
    if not missing:
        raise Refused(f"Rien à ouvrir : {NOTHING}", about=committee)
    job = jobs.start(
        KIND,
        label=f"Ouvrir {count(len(missing), 'siège')} : {committee}",
        lines=[(one.key, one.label) for one in missing],
        by=by,
        parameters={"committee": committee.pk},
        next_url=reverse("committees:committee", args=[committee.pk]),
        once_key=once_key,
    )
    if len(missing) <= AT_ONCE:
        job_runs.run(job.pk)
    return job


NOTHING = "tous les sièges que la convention prévoit le sont déjà."


def do_line(job: Job, line: JobLine, _: None) -> jobs.LineResult:
    """One seat, unless it has been opened meanwhile; who holds its function today is designated."""
    by: Any = job.created_by
    committee = Committee.objects.visible_to(by).filter(pk=job.parameters["committee"]).first()
    if committee is None:
        raise Refused("Ce comité n’est plus là, ou vous ne pouvez plus le lire.")
    return open_one(committee, line.target, by=by)


def open_one(committee: Committee, key: str, *, by: Any) -> jobs.LineResult:
    """Open the seat of this key in the transaction of the caller, with the body held, and say what became of it."""
    today = clock.today()
    held = Committee.objects.select_for_update().get(pk=committee.pk)
    if refusal := rules.refusal_to_open_seats(held, today):
        raise Refused(typography(refusal), about=held)
    missing = plan(held, today, within=_commune_of(key)).missing
    one = next((one for one in missing if one.key == key), None)
    if one is None:
        return jobs.LineResult(JobLine.Status.SKIPPED, "Déjà ouvert.")
    seat = bodies.open_seat(one.seat(held, today), by=by)
    said = f"Siège {seat.number} ouvert"
    if one.person is None:
        return jobs.LineResult(message=f"{said}, vacant.", url=seat.get_absolute_url())
    seating.designate(seat, one.person, by=by, starts_on=today)
    return jobs.LineResult(message=f"{said} : {one.person}{_and_others(one.others)}.", url=seat.get_absolute_url())


def _commune_of(key: str) -> Commune | None:
    """The commune that the place of this key is in: all that has to be looked at for one seat."""
    _, field, pk = (*key.split(), "", "0")[:3]
    if field == "library":
        return Commune.objects.filter(libraries__pk=int(pk)).first()
    return Commune.objects.filter(pk=int(pk)).first() if field == "commune" else None


def _and_others(others: int) -> str:
    if not others:
        return ""
    hold = "tient" if others == 1 else "tiennent"
    return f" ({count(others, 'autre personne', 'autres personnes')} y {hold} la même fonction)"
