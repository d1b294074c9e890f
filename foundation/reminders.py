"""Ladders of reminders: each rung once for each object and due date, whatever the workers’ nights off.

    reminders.register(Ladder("convention.expiry", rungs=expiry_rungs, due=ends, make=write_reminder))

A rung is a number of days before the due date: 90, 30, 0 on the day itself, −15 a fortnight after it. A ladder may
climb it on a day near by (`day_of`): on the Friday, when the due date is a Sunday and no mail leaves before the Monday.

When the worker was off, only the latest rung passed is made: five mails on one morning that say 60, 30 and 15 days
would all be wrong but one, and be read by nobody. A rung passed for longer than `stale_after` is not made either: a
follow-up imported with conventions that ended two years ago sends nothing, and the boards show them anyway.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from foundation import clock
from foundation.faults import contained
from foundation.models import Reminder


def plain_day(due: date, rung: int) -> date:
    """The very day of a rung, whatever it is."""
    return due - timedelta(days=rung)


@dataclass(frozen=True)
class Ladder:
    """One sort of reminder: when (`rungs`, read each time: they are settings), of what (`due`), and how (`make`).

    `due(today)` gives (object, due date) of whatever may need reminding; the ladder chooses among them.
    `make(object, rung, due)` writes the messages, in the transaction that notes the rung as climbed.
    `withdrawn(since)` gives the (object key, rung, due date) whose messages were all withdrawn before they left, of due
    dates since then: those rungs are owed again, if their time has not passed.
    `day_of(due, rung)` is the day from which a rung is owed; of two rungs, the later one is never owed first.
    """

    kind: str
    rungs: Callable[[], Sequence[int]]
    due: Callable[[date], Iterable[tuple[Any, date]]]
    make: Callable[[Any, int, date], None]
    stale_after: int = 30
    withdrawn: Callable[[date], set[tuple[int, int, date]]] | None = None
    day_of: Callable[[date, int], date] = plain_day


ladders: dict[str, Ladder] = {}


def register(ladder: Ladder) -> None:
    """Have a ladder climbed every day, from `AppConfig.ready`; the same kind again replaces."""
    ladders[ladder.kind] = ladder


def plan(on: date) -> int:
    """Make what every ladder owes that day; how many. As often as one likes: nothing is made twice.

    An object whose reminder cannot be written is logged and does not keep the others waiting; it is tried again next
    time.
    """
    return sum(_climb(ladder, on) for ladder in ladders.values())


def rung_owed(
    rungs: Iterable[int],
    due: date,
    on: date,
    *,
    made: Iterable[int] = (),
    stale_after: int,
    day_of: Callable[[date, int], date] = plain_day,
) -> int | None:
    """The rung to make that day: the latest one passed, unless it or a later one was made, or it is too old."""
    passed = [rung for rung in rungs if day_of(due, rung) <= on]
    if not passed:
        return None
    latest = min(passed)
    is_stale = (on - plain_day(due, latest)).days > stale_after
    return None if is_stale or any(rung <= latest for rung in made) else latest


def _climb(ladder: Ladder, on: date) -> int:
    rungs = ladder.rungs()
    if not rungs:
        return 0
    since = on - timedelta(days=ladder.stale_after - min(rungs))
    made, void = _already_made(ladder, since=since), ladder.withdrawn(since) if ladder.withdrawn else set()
    count = 0
    for obj, due in ladder.due(on):
        key = (ContentType.objects.get_for_model(obj).pk, obj.pk, due)
        standing = {rung for rung in made.get(key, ()) if (obj.pk, rung, due) not in void}
        rung = rung_owed(rungs, due, on, made=standing, stale_after=ladder.stale_after, day_of=ladder.day_of)
        if rung is not None:
            count += _make_once(ladder, obj, rung, due, is_void=(obj.pk, rung, due) in void)
    return count


def _already_made(ladder: Ladder, *, since: date) -> dict[tuple[int | None, int | None, date], set[int]]:
    """Rungs climbed for due dates that can still owe one, in one query."""
    found: dict[tuple[int | None, int | None, date], set[int]] = {}
    rows = Reminder.objects.filter(kind=ladder.kind, due__gte=since).order_by()
    for about_type, about_id, due, rung in rows.values_list("about_type", "about_id", "due", "rung"):
        found.setdefault((about_type, about_id, due), set()).add(rung)
    return found


def _make_once(ladder: Ladder, obj: models.Model, rung: int, due: date, *, is_void: bool = False) -> bool:
    is_new = False
    with contained("reminder not made", kind=ladder.kind, object=str(obj.pk), rung=rung) as fault, transaction.atomic():
        which = {"about_type": ContentType.objects.get_for_model(obj), "about_id": obj.pk, "kind": ladder.kind}
        if is_void:
            Reminder.objects.filter(**which, rung=rung, due=due).delete()
        _, is_new = Reminder.objects.get_or_create(**which, rung=rung, due=due, defaults={"made_at": clock.now()})
        if is_new:
            ladder.make(obj, rung, due)
    return is_new and fault.error is None
