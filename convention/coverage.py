"""Which commune is covered that day, and when what covers it ends: the boards of the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from convention.end_dates import MANDATE, biting, follows
from convention.models import Convention
from convention.states import RUNNING, Situation, State, is_void, situation_of
from foundation.french import count, number
from foundation.legal_dates import add_months
from network.models import Commune

NONE = "NONE"
LABELS = {
    Situation.IN_FORCE: "en vigueur",
    Situation.TO_RENEW: "à renouveler",
    Situation.TERMINATED: "dénoncée",
    Situation.UPCOMING: "à venir",
    Situation.IN_PATH: "en préparation",
    Situation.EXPIRED: "échue",
    Situation.VOID: "sans effet",
    NONE: "sans convention",
}
ORDER = list(LABELS)  # the best one first: it is what the commune is worth
BEGUN = (*RUNNING, Situation.EXPIRED)
AHEAD = (Situation.UPCOMING, Situation.IN_PATH)
COVERED = "COVERED"  # all that is in force today, to renew or not
UNCOVERED = "UNCOVERED"  # all that is not in force today, whatever is being prepared
LAPSED = "LAPSED"  # all that was covered and is no more, whatever is being prepared
UNIONS = {COVERED: "couvertes", UNCOVERED: "non couvertes", LAPSED: "plus couvertes"}  # of communes in any situation


@dataclass(frozen=True)
class Covered:
    """One commune, the convention that counts for it, and what that is worth."""

    commune: Commune
    convention: Any
    situation: str
    next_one: Any = None  # another convention, in preparation or signed, that takes over from it
    is_lapsed: bool = False  # something covered it once, and nothing does that day
    over: Any = None  # what covered it, where that which takes over counts already

    @property
    def label(self) -> str:
        """In words."""
        return LABELS[self.situation]

    @property
    def is_being_renewed(self) -> bool:
        """Whether another convention takes over."""
        return self.next_one is not None

    @property
    def is_awaiting_next(self) -> bool:
        """Whether it is to renew and nothing takes over from it yet: what is left to do."""
        return self.situation == Situation.TO_RENEW and not self.is_being_renewed

    @property
    def next_label(self) -> str:
        """What takes over, in words."""
        return next_words(self.next_one.state) if self.next_one else ""

    @property
    def days_uncovered(self) -> int:
        """How many days lie between the last day of what runs and the first of what takes over."""
        return max(0, (self.next_one.starts_on - self.convention.ends_on).days - 1) if self.next_one else 0

    @property
    def last_held(self) -> Covered:
        """The same from where the commune stands: what it had until now, and what takes over from it."""
        if self.over is None:
            return self
        return Covered(self.commune, self.over, Situation.EXPIRED, self.convention, is_lapsed=True)

    @property
    def is_void(self) -> bool:
        """Whether the convention that counts is never in force, notified or still being prepared."""
        return self.convention is not None and is_void(self.convention.starts_on, self.convention.ends_on)

    @property
    def is_in_force(self) -> bool:
        """Whether a convention runs that day."""
        return self.situation in RUNNING

    def is_in(self, asked: str) -> bool:
        """Whether the commune is in this situation, or among those that something, or nothing, covers today."""
        unions = {COVERED: self.is_in_force, UNCOVERED: not self.is_in_force, LAPSED: self.is_lapsed}
        return unions.get(asked, self.situation == asked)


@dataclass(frozen=True)
class Month:
    """The ends of one month."""

    first: date
    conventions: tuple[Any, ...]

    @property
    def mandate_count(self) -> int:
        """How many end with the President’s mandate rather than with their two years."""
        return sum(MANDATE in reasons(one) for one in self.conventions)


def worth(convention: Any, on: date) -> Situation:
    """What it is worth that day, from the `ends_on` that the query brought."""
    is_terminated = convention.terminated_on is not None
    return situation_of(convention.state, convention.starts_on, convention.ends_on, on, is_terminated=is_terminated)


def reasons(convention: Any) -> list[str]:
    """Which of the three ends bite (R40), from what the query brought; several when they fall on one day."""
    return biting(convention.ends_on, convention.term_ends_on, convention.mandate_ends_on, convention.terminated_on)


def coverage(person: Any, on: date) -> list[Covered]:
    """Every commune whose conventions this person may read, with the one that counts that day; in two queries."""
    by_commune: dict[int, list[Any]] = {}
    for convention in Convention.objects.visible_to(person).not_discarded().with_end():
        by_commune.setdefault(convention.commune_id, []).append(convention)
    communes = Commune.objects.with_conventions_visible_to(person)
    return [_covered(commune, by_commune.get(commune.pk, []), on) for commune in communes]


def of_commune(commune: Commune, on: date) -> Covered:
    """The same of one commune, whoever asks; in one query."""
    conventions = Convention.objects.filter(commune=commune).not_discarded().with_end()
    return _covered(commune, list(conventions), on)


def _covered(commune: Commune, conventions: Sequence[Any], on: date) -> Covered:
    ranked = sorted(conventions, key=lambda one: (ORDER.index(worth(one, on)), -_ordinal(one)))
    begun = next((one for one in ranked if worth(one, on) in BEGUN), None)
    if begun is None:
        return Covered(commune, ranked[0], worth(ranked[0], on)) if ranked else Covered(commune, None, NONE)
    next_ones = [one for one in ranked if worth(one, on) in AHEAD and follows(one, begun, on)]
    if worth(begun, on) == Situation.EXPIRED and next_ones:
        return Covered(commune, next_ones[0], worth(next_ones[0], on), is_lapsed=True, over=begun)
    first = min(next_ones, key=_ordinal, default=None)
    return Covered(commune, begun, worth(begun, on), first, is_lapsed=worth(begun, on) == Situation.EXPIRED)


def _ordinal(convention: Any) -> int:
    return convention.starts_on.toordinal() if convention.starts_on else 0


def counts(covered: Iterable[Covered]) -> dict[str, int]:
    """How many communes are in each situation, the best first; those at nought are kept, but the one that is rare."""
    found = Counter(one.situation for one in covered)
    return {situation: found[situation] for situation in ORDER if found[situation] or situation != Situation.VOID}


def next_words(state: str) -> str:
    """What is said of a convention that another in this state takes over from."""
    return "suite notifiée" if state == State.NOTIFIED else "suite en préparation"


def notes(covered: Iterable[Covered]) -> dict[str, str]:
    """What is said beside the number of a situation, so that it adds up with what the home and the list count.

    Among those to renew, which have their next one already; beside those that are over, the communes that something
    covered once and whose next one counts as in preparation or to come.
    """
    covered = list(covered)
    followed = sum(one.situation == Situation.TO_RENEW and one.is_being_renewed for one in covered)
    taken_up = sum(one.is_lapsed and one.situation != Situation.EXPIRED for one in covered)
    found: dict[str, str] = {}
    if followed:
        found[Situation.TO_RENEW] = f"dont {number(followed)} avec une suite en préparation"
    if taken_up:
        found[Situation.EXPIRED] = f"et {count(taken_up, 'autre')} qui {'a' if taken_up == 1 else 'ont'} déjà une suite"
    return found


def calendar(person: Any, on: date, *, months: int) -> list[Month]:
    """The ends of the conventions in force, month by month from this one; months without any are kept."""
    first = on.replace(day=1)
    starts = [add_months(first, n) for n in range(months + 1)]
    running = Convention.objects.visible_to(person).in_force(on).with_next(on).filter(ends_on__lt=starts[-1])
    ending = list(running.select_related("commune").order_by("ends_on", "commune__sort_name"))
    return [
        Month(start, tuple(one for one in ending if start <= one.ends_on < after))
        for start, after in zip(starts[:-1], starts[1:], strict=True)
    ]
