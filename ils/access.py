"""Who may use which module of the SIGB, where, on which day: one list of requirements (design: access).

Each requirement is one condition on the assignments, that is on someone’s function in a place. The list yields the
yes/no of a request and its reasons (`decide`), the bulk query (`opening`) and the day on which an access will be lost
(`ils.losses`). Nothing is stored but the grant: a convention that ends at midnight closes the door at midnight.

A day gone by is judged by the dates as they are known now; whether someone could sign in, by their history.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from convention.models import Convention
from foundation import clock
from foundation.french import enumerate_fr
from foundation.history import rows_of
from foundation.models import PaperVersion
from foundation.reading import acknowledged
from ils.models import Grant
from network.models import Assignment, Library, Person
from network.models.assignment import AssignmentQuerySet, running
from network.modules import Module
from network.roles import Right, roles_with
from training.models import Certification
from training.papers import USAGE_CHARTER

FOREVER = date.max
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Requirement:
    """One thing that must hold, asked of an assignment for a module and a day.

    `met` is the condition; `last_day`, for what is met, the last day on which it still is (null: no end is known).
    """

    code: str
    label: str
    met: Callable[[str, date], Any]
    last_day: Callable[[str, date], Any] | None = None


# --- the conditions --------------------------------------------------------------------------------------------------


def _in_function(module: str, on: date) -> Q:
    """The function runs that day, in a library not closed for good, and its holder may sign in."""
    is_open = Q(library__isnull=True) | Q(library__closed_on__isnull=True) | Q(library__closed_on__gt=on)
    return running(on) & is_open & _may_sign_in(on)


def _may_sign_in(on: date) -> Q:
    """Today and later, what the person’s row says; at the end of a day gone by, what it said then (design: audit).

    Closed or erased since, they had their access. Before the first trace of them, nothing says that they could not.
    """
    if on >= clock.today():
        return Q(person__is_active=True)
    by_then = rows_of(Person).filter(id=OuterRef("person"), history_date__lt=_midnight_after(on))
    last = Subquery(by_then.order_by("-history_date", "-history_id").values("is_active")[:1])
    return Q(Coalesce(last, Value(True), output_field=models.BooleanField()))


def _under_convention(module: str, on: date) -> Q:
    """A convention of the library’s commune is in force (R40); the Communauté’s own services need none."""
    return Q(library__isnull=True) | Q(Exists(_conventions(on)))


def _granted(module: str, on: date) -> Q:
    """The SCLP gave it there, and has not taken it back (R09)."""
    return Q(Exists(_grants(module, on)))


def _certified(module: str, on: date) -> Q:
    """Trained for the module, by an attestation valid that day: services too (R09, art. 2.2, « toute personne »)."""
    return Q(Exists(_certifications(module, on)))


def _conventions(on: date) -> QuerySet:
    return Convention.objects.in_force(on).filter(commune=OuterRef("library__commune"))


def _grants(module: str, on: date) -> QuerySet:
    there = Q(library=OuterRef("library")) | Q(service=OuterRef("service"))
    return Grant.objects.given_on(on).filter(there, person=OuterRef("person"), module=module)


def _certifications(module: str, on: date) -> QuerySet:
    return Certification.objects.valid(on).filter(person=OuterRef("person"), modules__module=module)


def _last_in_function(module: str, on: date) -> Any:
    """The end of the function; a library that closes for good ends it the day before (`ils.losses` looks again)."""
    return Least(Coalesce("ends_on", Value(FOREVER)), Coalesce("library__closed_on", Value(FOREVER)))


def _last_convention(module: str, on: date) -> Any:
    return Subquery(_conventions(on).values("ends_on")[:1])


def _last_certification(module: str, on: date) -> Any:
    longest = _certifications(module, on).order_by(F("expires_on").desc(nulls_first=True), "pk")
    return Subquery(longest.values("expires_on")[:1])


def _accepted(module: str, on: date) -> Q:
    """The version of the usage charter that counts that day is accepted, or a later one (R09)."""
    return acknowledged(USAGE_CHARTER, "person", on)


def why_nothing_to_accept(on: date) -> str:
    """Why nobody has a charter to accept that day, or nothing: while none counts, it keeps no door closed."""
    versions = PaperVersion.objects.filter(paper__key=USAGE_CHARTER)
    if versions.counting(on).exists():
        return ""
    if versions.published().filter(paper__withdrawn_on=None).exists():
        return "la charte d’usage est publiée, mais pas encore exigée"
    return "aucune charte d’usage n’est publiée : il n’y a rien à accepter"


def _last_accepted(module: str, on: date) -> Any:
    """The eve of the day from which the next version counts: who has read it already stays up to date."""
    coming = PaperVersion.objects.published().filter(paper__key=USAGE_CHARTER, required_on__gt=on)
    return Value(min((one.required_on - DAY for one in coming), default=FOREVER))


REQUIREMENTS = [
    Requirement("function", "une fonction en cours", _in_function, _last_in_function),
    Requirement("convention", "une convention en vigueur", _under_convention, _last_convention),
    Requirement("grant", "l’accord du SCLP", _granted),
    Requirement("certification", "une formation attestée", _certified, _last_certification),
    Requirement("charter", "l’acceptation de la charte d’usage", _accepted, _last_accepted),
]


# --- what they yield -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Access:
    """Whether someone may use a module in a place on a day, and what is missing."""

    person: Person
    module: Module
    on: date
    assignment: Assignment | None  # none: they work nowhere on the shared tools
    missing: tuple[Requirement, ...]

    @property
    def is_open(self) -> bool:
        """The yes or no."""
        return not self.missing

    @property
    def met(self) -> list[Requirement]:
        """What does not lack; of a charter that nobody has to accept, see `why_nothing_to_accept`."""
        return [one for one in REQUIREMENTS if one not in self.missing]

    @property
    def lacking(self) -> str:
        """« une formation attestée et l’acceptation de la charte d’usage »."""
        return spoken(self.missing)

    @property
    def place(self) -> Any:
        """The library or the service."""
        return self.assignment.place if self.assignment else None


def workplaces() -> AssignmentQuerySet:
    """The assignments that access is asked of: whoever works on the shared tools, in a library or a service."""
    at_work = Assignment.objects.filter(role__in=roles_with(Right.TAKE_TRAINING))
    return at_work.filter(Q(library__isnull=False) | Q(service__isnull=False))


def workplaces_in(place: Any) -> AssignmentQuerySet:
    """Those of one library, or of one service."""
    library, service = _key_of(place)
    return workplaces().filter(library=library, service=service)


def judged(assignments: AssignmentQuerySet, module: str, on: date) -> AssignmentQuerySet:
    """Each assignment with a truth per requirement: `meets_function`, `meets_convention`…"""
    truths = {
        f"meets_{one.code}": Case(
            When(one.met(module, on), then=Value(True)), default=Value(False), output_field=models.BooleanField()
        )
        for one in REQUIREMENTS
    }
    return assignments.annotate(**truths)


def opening(assignments: AssignmentQuerySet, module: str, on: date) -> AssignmentQuerySet:
    """Those of the assignments that open the module that day."""
    for one in REQUIREMENTS:
        assignments = assignments.filter(one.met(module, on))
    return assignments


def with_last_day(assignments: AssignmentQuerySet, module: str, on: date) -> AssignmentQuerySet:
    """Each of those that open it that day with `last_day`, the last one that is sure: FOREVER where no end is known."""
    ends = [
        Coalesce(one.last_day(module, on), Value(FOREVER), output_field=models.DateField())
        for one in REQUIREMENTS
        if one.last_day
    ]
    return opening(assignments, module, on).annotate(last_day=Least(*ends))


def decide(person: Person, module: str, on: date | None = None, *, place: Any = None) -> Access:
    """Whether this person may use the module today, in the place (wherever, without one); in one query.

    Where several functions could open it, the one that does, else the one that lacks the least.
    """
    found = decide_everywhere(person, module, on, place=place)
    if found:
        return found[0]
    return Access(person, Module(module), on or clock.today(), None, (REQUIREMENTS[0],))


def decide_everywhere(person: Person, module: str, on: date | None = None, *, place: Any = None) -> list[Access]:
    """The same for each place where this person works or has worked, the best first; in one query."""
    day = on or clock.today()
    rows = grouped(_judged_of(person, module, day))
    if place is not None:
        rows = {key: same for key, same in rows.items() if key[1:] == _key_of(place)}
    best = [max((access_of(row, module, day, person=person) for row in same), key=worth) for same in rows.values()]
    return sorted(best, key=worth, reverse=True)


def _key_of(place: Any) -> tuple[int | None, int | None]:
    return (place.pk, None) if isinstance(place, Library) else (None, place.pk)


# A decision is asked at each page of the SIGB, and Django takes longer to write its query (9 ms) than a database to
# answer it: it is written once, for a person, a module and a day that do not exist, which are then put in their places.
# A day gone by and a day to come ask it differently (`_may_sign_in`): one of each.
_NOBODY, _NO_MODULE, _LONG_AGO, _SOME_DAY = -1, "no module", date.min, date(9000, 1, 1)


@cache
def _statement(vendor: str, no_day: date) -> tuple[str, tuple[Any, ...]]:
    rows = judged(workplaces().filter(person=_NOBODY), _NO_MODULE, no_day).order_by("-starts_on", "pk")
    return rows.query.sql_with_params()


def _midnight_after(on: date) -> datetime:
    return datetime.combine(on + DAY, time.min, tzinfo=clock.PARIS)


def _days(on: date) -> tuple[Any, Any]:
    """A day as the database is given it, and the midnight that ends it."""
    midnight = connection.ops.adapt_datetimefield_value(_midnight_after(on))
    return connection.ops.adapt_datefield_value(on), midnight


def _judged_of(person: Person, module: str, on: date) -> Iterable[Any]:
    """The same as `judged(workplaces().filter(person=person), module, on)`, the latest function first."""
    no_day = _SOME_DAY if on >= clock.today() else _LONG_AGO
    sql, blank = _statement(connection.vendor, no_day)
    facts = {_NOBODY: person.pk, _NO_MODULE: str(module), **dict(zip(_days(no_day), _days(on), strict=True))}
    return Assignment.objects.raw(sql, [facts.get(one, one) for one in blank])


def access_of(row: Any, module: str, on: date, *, person: Person | None = None) -> Access:
    """What a judged assignment says."""
    missing = tuple(one for one in REQUIREMENTS if not getattr(row, f"meets_{one.code}"))
    if person is not None:
        row.person = person
    return Access(row.person, Module(module), on, row, missing)


def worth(access: Access) -> tuple[bool, int]:
    """A function that runs before one that does not, then the one that lacks the least."""
    is_current = all(one.code != "function" for one in access.missing)
    return is_current, -len(access.missing)


def is_open(person: Person, module: str, *, place: Any = None) -> bool:
    """The yes or no of a request, now."""
    return decide(person, module, place=place).is_open


def spoken(requirements: Iterable[Requirement]) -> str:
    """Requirements as a sentence says them."""
    return enumerate_fr([one.label for one in requirements])


def requirement(code: str) -> Requirement:
    """The one of this code. Raises StopIteration for none."""
    return next(one for one in REQUIREMENTS if one.code == code)


def grouped(rows: Iterable[Any]) -> dict[tuple[int, int | None, int | None], list[Any]]:
    """Assignments by person and place: two functions of one person in one place are one access."""
    found: dict[tuple[int, int | None, int | None], list[Any]] = {}
    for row in rows:
        found.setdefault((row.person_id, row.library_id, row.service_id), []).append(row)
    return found
