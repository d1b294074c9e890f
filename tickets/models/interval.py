"""The append-only life of a ticket: what every clock is derived from."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from django.db import models

from tickets.clocks.history import History, Interval, instant
from tickets.priorities import Priority
from tickets.states import Level, State, WaitingReason


class TicketInterval(models.Model):
    """From this moment until the next row, a ticket was in this state, at this level, waiting for this, so pressing.

    The rows are added and never changed: a trigger of the table refuses it. There is no end to write, for it is the
    beginning of the next one.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="intervals", verbose_name="ticket")
    at = models.DateTimeField("à partir du")
    state = models.CharField("état", max_length=12, choices=State)
    level = models.CharField("niveau", max_length=20, choices=Level)
    waiting_reason = models.CharField("attend", max_length=20, choices=WaitingReason, blank=True)
    resumes_at = models.DateTimeField("reprend le", null=True, blank=True)
    priority = models.CharField("priorité", max_length=2, choices=Priority)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "intervalle"
        verbose_name_plural = "intervalles"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="WAITING") | ~models.Q(waiting_reason=""),
                name="interval_waits_for_something",
                violation_error_message="Une attente dit ce qu’elle attend.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.get_level_display()}"


def history_of(rows: Iterable[TicketInterval]) -> History:
    """What the clocks read, from the rows of one ticket in order. Raises ValueError when there is none.

    A row earlier than the one before it (the clock of a server put back) counts from that one: time never runs back.
    """
    kept = list(rows)
    starts: list[datetime] = []
    for row in kept:
        starts.append(max(instant(row.at), starts[-1]) if starts else instant(row.at))
    intervals = [
        Interval(start, end, row.state, row.level, row.waiting_reason, row.resumes_at)
        for row, start, end in zip(kept, starts, [*starts[1:], None], strict=True)
    ]
    first = [(starts[0], kept[0].priority)] if kept else []
    changes = [
        (start, after.priority)
        for start, (before, after) in zip(starts[1:], pairwise(kept), strict=True)
        if before.priority != after.priority
    ]
    return History(tuple(intervals), tuple([*first, *changes]))
