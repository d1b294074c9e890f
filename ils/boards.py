"""What the boards of accesses say: a team’s matrix, the closings by nearness, the coverage of the network."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from foundation import clock
from ils import access
from ils.access import Access
from ils.losses import Loss
from ils.models import Grant
from ils.states import GrantState
from network.models.assignment import AssignmentQuerySet
from network.modules import Module
from training.models import Booking, Session
from training.states import SEATED, SessionState


@dataclass(frozen=True)
class Cell:
    """One person and one module: in a word, its ground, and where it leads."""

    module: Module
    label: str
    tone: str
    detail: str = ""
    url: str = ""


@dataclass
class Row:
    """One person of the team: a cell per module."""

    person: Any
    role: str
    cells: list[Cell] = field(default_factory=list)


def matrix(assignments: AssignmentQuerySet, on: date) -> list[Row]:
    """A row for each who works there that day, a cell for each module; so many queries whatever the team."""
    there = assignments.current(on).with_place().select_related("person").order_by("person__sort_name", "pk")
    rows: dict[int, Row] = {}
    grants = _grants_of(there)
    for module in Module:
        for (person, *_), same in access.grouped(access.judged(there, module, on)).items():
            best = max((access.access_of(row, module, on) for row in same), key=access.worth)
            first = same[0]
            rows.setdefault(person, Row(first.person, str(first.get_role_display())))
            rows[person].cells.append(_cell(best, grants.get((person, module))))
    return list(rows.values())


def _grants_of(assignments: AssignmentQuerySet) -> dict[tuple[int, str], Grant]:
    """The latest grant of each person and module, in one query."""
    there = Q(library__in=assignments.values("library")) | Q(service__in=assignments.values("service"))
    found = Grant.objects.filter(there, person__in=assignments.values("person"))
    return {(one.person_id, one.module): one for one in found.order_by("asked_on", "pk")}


def _cell(one: Access, grant: Grant | None) -> Cell:
    url = grant.get_absolute_url() if grant else ""
    codes = {requirement.code for requirement in one.missing}
    if one.is_open:
        return Cell(one.module, "ouvert", "ok", url=url)
    is_asked = grant is not None and grant.state == GrantState.REQUESTED
    others = [requirement for requirement in one.missing if requirement.code != "grant"]
    lacking = f"Il manque {access.spoken(others)}." if others else ""
    if "grant" not in codes:
        return Cell(one.module, "fermé", "late", lacking, url)
    if is_asked:
        return Cell(one.module, "demandé", "warn", lacking, url)
    known = [str(grant.get_state_display()).lower()] if grant else []  # what was answered: the word leads to it
    known += [] if "certification" in codes else ["déjà formé"]
    return Cell(one.module, "sans accès", "neutral", ", ".join(known), url)


@dataclass(frozen=True)
class Closing:
    """What someone loses in a place on a day, for the same reason."""

    loss: Loss  # the first of them
    modules: list[Module]


@dataclass(frozen=True)
class Band:
    """The closings between two distances: within 7 days, then 30, then 60."""

    title: str
    losses: list[Loss]

    @property
    def closings(self) -> list[Closing]:
        """The same, one row for the modules that close together."""
        rows: dict[Any, Closing] = {}
        for one in self.losses:
            held = one.assignment
            key = (one.on, held.person_id, held.library_id, held.service_id, one.missing)
            rows.setdefault(key, Closing(one, [])).modules.append(one.module)
        return list(rows.values())


def bands(losses: Iterable[Loss], today: date) -> list[Band]:
    """The closings, the nearest band first; one that is empty is kept, for nothing in it is good news."""
    found, edges = [], [(0, 7, "Dans les 7 jours"), (7, 30, "De 8 à 30 jours"), (30, 60, "De 31 à 60 jours")]
    waiting = list(losses)
    for after, until, title in edges:
        inside = [one for one in waiting if after < (one.on - today).days <= until]
        found.append(Band(title, inside))
    return found


@dataclass
class Covered:
    """A commune: how many work on the shared tools there, and by module how many are trained and have access."""

    commune: Any
    people: set[int] = field(default_factory=set)
    trained: dict[str, set[int]] = field(default_factory=dict)
    opened: dict[str, set[int]] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[Module, int, int]]:
        """By module, how many are trained and how many have access."""
        return [(one, len(self.trained.get(one, ())), len(self.opened.get(one, ()))) for one in Module]


def by_commune(on: date) -> list[Covered]:
    """The communes that have a library with people, by name; so many queries whatever the network."""
    at_work = access.workplaces().current(on).filter(library__isnull=False).with_place()
    found: dict[int, Covered] = {}
    for module in Module:
        for row in access.judged(at_work, module, on):
            commune = row.library.commune
            covered = found.setdefault(commune.pk, Covered(commune))
            covered.people.add(row.person_id)
            if row.meets_certification:
                covered.trained.setdefault(module, set()).add(row.person_id)
            if access.access_of(row, module, on, person=row.person).is_open:
                covered.opened.setdefault(module, set()).add(row.person_id)
    return sorted(found.values(), key=lambda one: one.commune.sort_name)


@dataclass(frozen=True)
class Demand:
    """A module: how many wait for a seat to be trained, and the seats left in the sessions to come."""

    module: Module
    waiting: int
    seats: int

    @property
    def lacking(self) -> int:
        """How many seats are missing."""
        return max(0, self.waiting - self.seats)


def demand(on: date) -> list[Demand]:
    """Demand against seats: who has asked for a module, or been given it, is not trained for it and has no seat yet."""
    return [Demand(module, _waiting(module, on), _seats_left(module)) for module in Module]


def _waiting(module: Module, on: date) -> int:
    alive = Grant.objects.alive().filter(module=module).values("person")
    at_work = access.judged(access.workplaces().current(on).filter(person__in=alive), module, on)
    waiting = at_work.filter(meets_certification=False).exclude(person__in=_seated(module))
    return waiting.values("person").distinct().count()


def _seated(module: Module) -> QuerySet:
    """Who has a seat in a session not over yet: they are counted among its seats, not among those who wait for one."""
    coming = Session.objects.with_dates().filter(state=SessionState.PUBLISHED, last_at__gt=clock.now())
    return Booking.objects.seated().filter(session__in=coming.filter(course__modules__module=module)).values("person")


def _seats_left(module: Module) -> int:
    """The seats neither taken nor offered, held for a commune or not, in one query."""
    coming = Session.objects.to_come(clock.now()).filter(course__modules__module=module)
    coming = coming.annotate(seated=Count("bookings", filter=Q(bookings__state__in=SEATED), distinct=True))
    return sum(max(0, session.maximum - session.seated) for session in coming)
