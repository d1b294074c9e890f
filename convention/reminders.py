"""Reminders of the end of a convention, at rungs that the coordination sets (R16, R40)."""

from collections.abc import Iterator
from datetime import date

from django.db import models

from convention.models import Convention, ReminderRung
from convention.states import State
from foundation import clock, outbox, reminders
from foundation.french import commune_of, duration, long_date, of_place
from network.models import Assignment, Person
from network.roles import Role

KIND = "convention.expiry"


def rungs() -> list[int]:
    """The days before the end at which a reminder leaves; negative: after it."""
    return list(ReminderRung.objects.values_list("days", flat=True))


def ends(today: date) -> Iterator[tuple[Convention, date]]:
    """Notified conventions with their last day, but for those that a later one of the same commune follows."""
    later = Convention.objects.filter(
        commune=models.OuterRef("commune"), state=State.NOTIFIED, starts_on__gt=models.OuterRef("starts_on")
    )
    notified = Convention.objects.with_end().filter(~models.Exists(later), state=State.NOTIFIED)
    for convention in notified.select_related("commune"):
        yield convention, convention.ends_on


def write(convention: Convention, rung: int, due: date) -> None:
    """One mail to each coordinator and each contact of the commune, kept until a working hour."""
    for person in recipients(convention):
        outbox.write(
            KIND,
            about=convention,
            to=person,
            subject=subject(convention, rung, due),
            template="convention_expiry",
            context={
                "convention": convention,
                "commune": commune_of(convention.commune.name),
                "end": long_date(due),
                "is_over": rung < 0,
                "when": duration(rung),
                "path": convention.get_absolute_url(),
            },
            due_key=f"{due.isoformat()} J{-rung:+d}",
            respect_quiet_hours=True,
        )


def subject(convention: Convention, rung: int, due: date) -> str:
    """« Convention d’Achères : prend fin le 12 mars 2027 »."""
    verb = "a pris fin" if rung < 0 else "prend fin"
    return f"Convention {of_place(convention.commune.name)} : {verb} le {long_date(due)}"


def recipients(convention: Convention) -> list[Person]:
    """Coordinators, and the contacts of the commune, in post today; who has no address is told by the boards."""
    from_coordination = models.Q(role=Role.COORDINATOR)
    of_the_commune = models.Q(role=Role.COMMUNE_CONTACT, commune=convention.commune_id)
    held = Assignment.objects.current(clock.today()).filter(from_coordination | of_the_commune)
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True, email__isnull=False)
    return list(people.order_by("pk"))


LADDER = reminders.Ladder(KIND, rungs=rungs, due=ends, make=write)
