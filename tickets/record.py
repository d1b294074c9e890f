"""What each event of a ticket writes beside its state: the interval, the hand-over, the copies of its delays."""

from typing import Any

from foundation import clock
from foundation.fulltext import entries
from tickets import delays
from tickets.models import Handover, Ticket, TicketInterval
from tickets.rules import TOO_MANY_RETURNS
from tickets.states import HandoverReason

AXES = ("state", "level", "waiting_reason", "resumes_at", "priority")


def settle(ticket: Ticket, *, said: str = "") -> Ticket:
    """Add an interval if one of the axes has changed, and write the copies of the delays again; gives back the ticket.

    Called once at the end of every act, in its transaction. What was `said` with it is found by the search.
    """
    if said:
        entries.index(ticket)
    lived = list(ticket.intervals.all())
    last = lived[-1] if lived else None
    if last is None or any(getattr(last, name) != getattr(ticket, name) for name in AXES):
        now = {name: getattr(ticket, name) for name in AXES}
        lived.append(TicketInterval.objects.create(ticket=ticket, at=clock.now(), **now))
    delays.refresh(ticket, lived=lived)
    return ticket


def begin(ticket: Ticket, reason: str, *, by: Any, diagnosis: str = "") -> None:
    """Write the first hop and the first interval of a ticket that was just made, and the copies of its delays."""
    first = {"number": 1, "to_level": ticket.level, "reason": reason, "diagnosis": diagnosis}
    Handover.objects.create(ticket=ticket, by=by, at=clock.now(), **first)
    axes = {name: getattr(ticket, name) for name in AXES}
    delays.write_first(ticket, TicketInterval.objects.create(ticket=ticket, at=clock.now(), **axes))


def hand_over(ticket: Ticket, reason: str, *, by: Any, diagnosis: str = "") -> Handover:
    """Write the hop of a ticket that has just changed level."""
    last = ticket.handovers.last()
    return Handover.objects.create(
        ticket=ticket,
        number=last.number + 1 if last else 1,
        from_level=last.to_level if last else "",
        to_level=ticket.level,
        reason=reason,
        diagnosis=diagnosis,
        by=by,
        at=clock.now(),
    )


def accept(ticket: Ticket, by: Any) -> None:
    """Note who took it, on its last hop."""
    last = ticket.handovers.last()
    if last is not None and last.accepted_at is None:
        last.accepted_by, last.accepted_at = by, clock.now()
        last.save(update_fields=["accepted_by", "accepted_at"])


def is_once_too_many(ticket: Ticket, to: str) -> bool:
    """Whether this passage would be the third from this level to that one: the supervision decides instead (R17).

    Counted since the supervision last decided.
    """
    hops = list(ticket.handovers.all())
    rulings = [
        rank for rank, one in enumerate(hops) if one.reason in (HandoverReason.PING_PONG, HandoverReason.CONTESTED)
    ]
    since = hops[rulings[-1] + 1 :] if rulings else hops
    same = sum((one.from_level, one.to_level) == (ticket.level, to) for one in since)
    return same + 1 >= TOO_MANY_RETURNS
