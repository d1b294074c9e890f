"""One’s own accesses: each place where one works, with the modules that are open there, and what the others lack."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from foundation.french import long_date
from ils import access, door
from ils.access import Access
from ils.losses import Loss, losses
from ils.models import Grant
from ils.states import ALIVE, GrantState
from network.modules import Module

Key = tuple[int | None, int | None, str]  # library, service, module


@dataclass(frozen=True)
class OwnModule:
    """A module as one finds it in a place today: open and until when, or closed and why."""

    access: Access
    state: str  # that of the grant that is asked for or given; nothing without one
    closes_on: date | None = None  # the first day without it, within the horizon

    @property
    def module(self) -> Module:
        """Which one."""
        return self.access.module

    @property
    def url(self) -> str:
        """Its door; of a closed one, what is missing."""
        return reverse("ils:module" if self.access.is_open else "ils:missing", args=[door.slug_of(self.module)])

    @property
    def label(self) -> str:
        """In a word."""
        return "ouvert" if self.access.is_open else "fermé"

    @property
    def tone(self) -> str:
        """Open, given and closed, not given."""
        if self.access.is_open:
            return "warn" if self.closes_on else "ok"
        return "late" if self.state == GrantState.GRANTED else "neutral"

    @property
    def why(self) -> str:
        """What the word does not say: until when, or what is missing."""
        if self.access.is_open:
            return f"Se ferme le {long_date(self.closes_on)}." if self.closes_on else ""
        if self.state:
            return f"Il manque {self.access.lacking}."
        return "Aucun accès n’est accordé pour ce module."

    @property
    def rank(self) -> tuple[bool, bool]:
        """What was asked for first, what is closed before what is open."""
        return not self.state, self.access.is_open


@dataclass
class OwnPlace:
    """A library or a service where one works today, with its modules."""

    place: Any
    modules: list[OwnModule] = field(default_factory=list)


def places_of(person: Any, on: date, *, asked_only: bool = False) -> list[OwnPlace]:
    """Where this person works, the modules asked for first; so many queries whatever the places.

    `asked_only`, for a summary: without the modules that nobody asked for them, nor the days on which they close.
    """
    at_work = access.workplaces().current(on).filter(person=person).with_place().order_by("starts_on", "pk")
    found = {(one.library_id, one.service_id): OwnPlace(one.place) for one in at_work}
    states = _states(person) if found else {}
    closings = {} if asked_only else _closings(person, on)
    asked = {module for _, _, module in states}
    for module in (one for one in Module if found and (one in asked or not asked_only)):
        for decided in access.decide_everywhere(person, module, on):
            key = _key_of(decided)
            if key[:2] in found and (key in states or not asked_only):
                found[key[:2]].modules.append(OwnModule(decided, states.get(key, ""), closings.get(key)))
    for place in found.values():
        place.modules.sort(key=lambda one: one.rank)
    return list(found.values())


def own_losses(person: Any, on: date) -> list[Loss]:
    """Which of their accesses this person will lose, the nearest first; a query for each module given to them."""
    given = Grant.objects.given_on(on).filter(person=person).order_by("module").values_list("module", flat=True)
    return losses(access.workplaces().filter(person=person), on, modules=list(given.distinct()))


def _states(person: Any) -> dict[Key, str]:
    alive = Grant.objects.filter(person=person, state__in=ALIVE)
    return {
        (library, service, module): state
        for library, service, module, state in alive.values_list("library", "service", "module", "state")
    }


def _closings(person: Any, on: date) -> dict[Key, date]:
    return {
        (one.assignment.library_id, one.assignment.service_id, str(one.module.value)): one.on
        for one in own_losses(person, on)
    }


def _key_of(decided: Access) -> Key:
    held: Any = decided.assignment
    return held.library_id, held.service_id, str(decided.module.value)
