"""The starting values, to confirm with the convention and the market (R35): plain data, until they are rows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from foundation.workcalendar import Hours, Interval
from tickets.priorities import Priority
from tickets.states import Clock, Severity, Target, WaitingReason

MINUTE = timedelta(minutes=1)
SOME_DAY = date(2000, 1, 1)  # two times of a day subtract only on a date


@dataclass(frozen=True)
class Delay:
    """So many working hours, or so many days of the calendar: a day lasts what the service is open on one."""

    hours: int = 0
    days: int = 0


DELAYS: Mapping[Priority, Mapping[Target, Delay]] = MappingProxyType(
    {
        priority: MappingProxyType(dict(zip((Target.TAKE, Target.NEXT_UPDATE, Target.RESOLVE), delays, strict=True)))
        for priority, delays in {
            Priority.P1: (Delay(hours=1), Delay(hours=2), Delay(days=1)),
            Priority.P2: (Delay(hours=2), Delay(days=1), Delay(days=2)),
            Priority.P3: (Delay(hours=4), Delay(days=2), Delay(days=5)),
            Priority.P4: (Delay(days=1), Delay(days=5), Delay(days=10)),
            Priority.P5: (Delay(days=2), Delay(days=10), Delay(days=20)),
        }.items()
    }
)

# Until the market is read: what it grades, with the delays of the priority that the same trouble has in the network.
AS_GRAVE: Mapping[Severity, Priority] = MappingProxyType(
    {Severity.BLOCKING: Priority.P1, Severity.MAJOR: Priority.P2, Severity.MINOR: Priority.P3}
)

# The Communauté answers for its supplier: the vendor’s silence pauses the level that asked, never the library’s clock.
# What is the town’s to do stops both clocks of the Communauté (R29).
INCIDENT_PAUSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        Clock.SLA: frozenset({WaitingReason.REQUESTER, WaitingReason.PLANNED_DATE, WaitingReason.COMMUNE}),
        Clock.OLA: frozenset({WaitingReason.REQUESTER, WaitingReason.VENDOR, WaitingReason.COMMUNE}),
        Clock.UC: frozenset({WaitingReason.BUYER}),
    }
)
# A request may have to be approved; an incident does not wait for anybody’s leave.
REQUEST_PAUSES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        clock: reasons if clock == Clock.UC else reasons | {WaitingReason.APPROVAL}
        for clock, reasons in INCIDENT_PAUSES.items()
    }
)


def usual_day(hours: Hours) -> int:
    """The minutes of the calendar’s day: the length most of its open weekdays have, the longest of several."""
    lengths = Counter(sum(_length(interval) // MINUTE for interval in day) for day in hours.week if day)
    return max(lengths, key=lambda minutes: (lengths[minutes], minutes))


def default_targets(hours: Hours) -> dict[str, dict[str, int]]:
    """The starting targets in working minutes, for a service with these hours."""
    day = usual_day(hours)
    return {
        priority: {target: delay.hours * 60 + delay.days * day for target, delay in delays.items()}
        for priority, delays in DELAYS.items()
    }


def default_level_targets(hours: Hours) -> dict[str, dict[str, int]]:
    """The starting targets of one level: half of the whole to solve it or pass it on, the same to take it."""
    found = default_targets(hours)
    for promised in found.values():
        promised[Target.RESOLVE] = promised[Target.RESOLVE] // 2
    return found


def default_vendor_targets(hours: Hours) -> dict[str, dict[str, int]]:
    """The starting targets of the vendor by severity, for a market with these hours: to confirm with the market."""
    found = default_targets(hours)
    return {severity: found[priority] for severity, priority in AS_GRAVE.items()}


def _length(interval: Interval) -> timedelta:
    opens, closes = interval
    end = datetime.combine(SOME_DAY + timedelta(days=closes == time(0)), closes)
    return end - datetime.combine(SOME_DAY, opens)
