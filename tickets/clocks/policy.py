"""What was promised: the targets of each priority or severity, what pauses each clock, which version of it binds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.workcalendar import Hours
from tickets.clocks.axes import BY_PRIORITY, Axis
from tickets.clocks.history import instant
from tickets.states import Clock, Target, WaitingReason


@dataclass(frozen=True)
class Policy:
    """One version of what a party promises: working minutes by code and target, and the reasons that pause a clock.

    The codes are those of the axis of its clock: the vendor’s are severities. A target that is absent is not promised:
    nothing is due. Raises ValueError for a code that is unknown or of another axis, and for a target under one minute.
    """

    version: int
    applies_from: datetime
    targets: Mapping[str, Mapping[str, int]]
    pauses: Mapping[str, frozenset[str]]
    axis: Axis = BY_PRIORITY

    def __post_init__(self) -> None:
        object.__setattr__(self, "applies_from", instant(self.applies_from))
        for code, promised in self.targets.items():
            self.axis.checked(code)
            if any(Target(target) and minutes < 1 for target, minutes in promised.items()):
                raise ValueError("a target is one working minute at least")
        for clock, reasons in self.pauses.items():
            Clock(clock)
            for reason in reasons:
                WaitingReason(reason)

    def allowed(self, code: str, target: str) -> timedelta | None:
        """The working time promised, or None when nothing is. Raises ValueError for a code of another axis."""
        minutes = self.targets.get(self.axis.checked(code), {}).get(target)
        return None if minutes is None else timedelta(minutes=minutes)

    def pausing(self, clock: str) -> frozenset[str]:
        """The reasons that pause that clock."""
        return self.pauses.get(clock, frozenset())


@dataclass(frozen=True)
class Terms:
    """What a clock is read against: the versions of one party’s policy, and the hours in which it works (R35).

    The library’s clock, a level’s and the vendor’s each have their own: support days for the first two, those of the
    market for the third.
    """

    versions: Sequence[Policy]
    hours: Hours

    def binding(self, moment: datetime) -> Policy:
        """The version in force when a clock begins, which binds it until its end.

        The ticket keeps the version of its creation, a hop that of its arrival, the vendor’s clock that of the proof of
        receipt. A promise is made once: were a new version to apply to what already runs, publishing it would turn a
        delay that was kept into a breach, or would erase one, and a penalty is claimed on the terms of the market as
        they stood when the request was received. A reopened ticket goes on under its own version for the same reason.

        Raises ValueError when no version was in force yet.
        """
        in_force = [version for version in self.versions if version.applies_from <= instant(moment)]
        if not in_force:
            raise ValueError(f"no policy was in force on {moment}")
        return max(in_force, key=lambda version: (version.applies_from, version.version))
