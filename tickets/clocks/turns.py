"""What one interval does to one clock: it runs, it is paused, it is stopped, and the words that say why."""

from dataclasses import dataclass
from datetime import datetime

from tickets.clocks.history import Interval
from tickets.clocks.policy import Policy
from tickets.states import FINISHED, Clock, ClockState, Level, State, WaitingReason

RUNS = "le délai court"
TOWN = "arrêté : la commune s’en charge"
VENDOR_APART = "arrêté : l’éditeur a son propre délai"
HANDED_BACK = "arrêté : le dossier n’est pas chez l’éditeur"

_FINISHED = {
    State.RESOLVED: "arrêté : {it} est résolu",
    State.CLOSED: "arrêté : {it} est clos",
    State.CANCELLED: "arrêté : la demande est annulée",
    State.REFUSED: "arrêté : la demande est refusée",
    State.MERGED: "arrêté : {it} est joint à un autre",
}
_AWAITED = {
    WaitingReason.REQUESTER: "réponse du demandeur attendue",
    WaitingReason.PLANNED_DATE: "date convenue avec la bibliothèque",
    WaitingReason.VENDOR: "réponse de l’éditeur attendue",
    WaitingReason.BUYER: "l’éditeur attend la Communauté urbaine",
    WaitingReason.COMMUNE: "intervention de la commune attendue",
    WaitingReason.APPROVAL: "validation attendue",
}
WITH_VENDOR = (WaitingReason.VENDOR, WaitingReason.BUYER)


@dataclass(frozen=True)
class Turn:
    """What a clock does during an interval, and why.

    `until` is the known end of a pause. `is_over` means that there is nothing left to do for who made the promise: the
    due moment then stays what it was.
    """

    state: ClockState
    why: str
    until: datetime | None = None
    is_over: bool = False

    @property
    def runs(self) -> bool:
        """Whether working time counts."""
        return self.state == ClockState.RUNNING


# A pause ends at its date by itself, whether or not a job has noticed.
RESUMED = Turn(ClockState.RUNNING, f"{RUNS} : la date de reprise est passée")


def turn_of(clock: Clock, interval: Interval, policy: Policy) -> Turn:
    """What an interval does to a clock under a policy; a pause may have a known end, past which the clock runs."""
    if interval.state in FINISHED:
        it = "le dossier" if clock == Clock.UC else "le ticket"  # the vendor’s is a case
        return Turn(ClockState.STOPPED, _FINISHED[State(interval.state)].format(it=it), is_over=True)
    return _elsewhere(clock, interval) or _waiting(interval, policy.pausing(clock))


def _elsewhere(clock: Clock, interval: Interval) -> Turn | None:
    """A ticket that is not with the party the clock binds: with the town (R29), with the vendor, or back from it."""
    if clock == Clock.UC:
        is_with_vendor = interval.level == Level.VENDOR or interval.waits_for in WITH_VENDOR
        return None if is_with_vendor else Turn(ClockState.STOPPED, HANDED_BACK, is_over=True)
    if interval.level == Level.COMMUNE:
        return Turn(ClockState.STOPPED, TOWN)
    if clock == Clock.OLA and interval.level == Level.VENDOR:
        return Turn(ClockState.STOPPED, VENDOR_APART)
    return None


def _waiting(interval: Interval, pausing: frozenset[str]) -> Turn:
    """A wait that the policy counts as a pause, or work: a wait that pauses nothing runs, and says it."""
    if not interval.waits_for:
        return Turn(ClockState.RUNNING, RUNS)
    awaited = _AWAITED[WaitingReason(interval.waits_for)]
    if interval.waits_for not in pausing:
        return Turn(ClockState.RUNNING, f"{RUNS} : {awaited}, sans pause")
    if interval.waits_for == WaitingReason.COMMUNE:
        return Turn(ClockState.STOPPED, f"arrêté : {awaited}", interval.resumes_at)
    return Turn(ClockState.PAUSED, f"en pause : {awaited}", interval.resumes_at)
