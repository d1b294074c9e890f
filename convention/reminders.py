"""Reminders of the end of a convention, at rungs that the coordination sets (R16, R40)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models

from convention.end_dates import follows
from convention.models import Convention, ReminderRung
from convention.states import State
from foundation import clock, outbox, reminders
from foundation.french import commune_of, duration, long_date, of_place
from foundation.workcalendar import quiet_until
from network.models import Assignment, Person
from network.roles import Role

KIND = "convention.expiry"


def rungs() -> list[int]:
    """The days before the end at which a reminder leaves; negative: after it."""
    return list(ReminderRung.objects.values_list("days", flat=True))


def ends(today: date) -> Iterator[tuple[Convention, date]]:
    """Notified conventions with their last day, but for those that another of the same commune takes over from."""
    notified: list[Any] = list(Convention.objects.with_end().filter(state=State.NOTIFIED).select_related("commune"))
    by_commune: dict[int, list[Any]] = {}
    for convention in notified:
        by_commune.setdefault(convention.commune_id, []).append(convention)
    for convention in notified:
        others = by_commune[convention.commune_id]
        if not any(has_taken_over(other, convention, today) for other in others):
            yield convention, convention.ends_on


def has_taken_over(other: Any, convention: Any, today: date) -> bool:
    """Whether the other one follows, or has followed since: who was renewed is not reminded of the former one."""
    return follows(other, convention, min(today, convention.ends_on))


def write(convention: Convention, rung: int, due: date) -> None:
    """One mail to each coordinator and each contact of the commune, kept until a working hour.

    It tells the days from when it leaves: a rung passed on a Saturday is read on Monday.
    """
    leaves_at = quiet_until(clock.now())
    left = (due - leaves_at.astimezone(clock.PARIS).date()).days
    for person in recipients(convention):
        outbox.write(
            KIND,
            about=convention,
            to=person,
            subject=subject(convention, left, due),
            template="convention_expiry",
            context={
                "convention": convention,
                "commune": commune_of(convention.commune.name),
                "end": long_date(due),
                "is_over": left < 0,
                "when": duration(left),
                "path": convention.get_absolute_url(),
            },
            due_key=f"{due.isoformat()} J{-rung:+d}",
            due_at=leaves_at,
            respect_quiet_hours=True,
        )


def subject(convention: Convention, left: int, due: date) -> str:
    """« Convention d’Achères : prend fin le 12 mars 2027 »."""
    verb = "a pris fin" if left < 0 else "prend fin"
    return f"Convention {of_place(convention.commune.name)} : {verb} le {long_date(due)}"


def recipients(convention: Convention) -> list[Person]:
    """Coordinators, and the contacts of the commune, in post today; who has no address is told by the boards."""
    from_coordination = models.Q(role=Role.COORDINATOR)
    of_the_commune = models.Q(role=Role.COMMUNE_CONTACT, commune=convention.commune_id)
    held = Assignment.objects.current(clock.today()).filter(from_coordination | of_the_commune)
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True, email__isnull=False)
    return list(people.order_by("pk"))


LADDER = reminders.Ladder(KIND, rungs=rungs, due=ends, make=write)
