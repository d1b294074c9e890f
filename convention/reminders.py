"""Reminders of the end of a convention, at rungs that the coordination sets (R16, R40)."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse

from convention.end_dates import follows
from convention.mails import recipients
from convention.models import Convention, ReminderRung
from convention.models.convention_queryset import IS_VOID
from convention.states import State
from foundation import clock, outbox, reminders
from foundation.french import commune_of, duration, long_date, of_place
from foundation.models import OutboxMessage, Reminder
from foundation.workcalendar import last_working_day, quiet_until

KIND, TEMPLATE = "convention.expiry", "convention_expiry"


def rungs() -> list[int]:
    """The days before the end at which a reminder leaves; negative: after it."""
    return list(ReminderRung.objects.values_list("days", flat=True))


def ends(today: date, *, commune: int | None = None) -> Iterator[tuple[Convention, date]]:
    """Notified conventions with their last day, but for those that another of the same commune takes over from.

    One that is over before its first day gave nothing that ends. Of one commune when it is named.
    """
    standing = Convention.objects.with_end().filter(state=State.NOTIFIED).exclude(IS_VOID).select_related("commune")
    notified: list[Any] = list(standing.filter(commune=commune) if commune else standing)
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

    It tells the days from when it leaves: one written late, on a Saturday, is read on Monday.
    """
    leaves_at = quiet_until(clock.now())
    left = (due - leaves_at.astimezone(clock.PARIS).date()).days
    context = content(convention, left, due)
    for person in recipients(convention, clock.today(), with_coordination=True):
        outbox.write(
            KIND,
            about=convention,
            to=person,
            subject=subject(convention, left, due),
            template=TEMPLATE,
            context=context,
            due_key=due_key(rung, due),
            due_at=leaves_at,
            respect_quiet_hours=True,
        )


def content(convention: Convention, left: int, due: date) -> dict[str, Any]:
    """What the text of a reminder says, so many days before the last one."""
    return {
        "convention": convention,
        "commune": commune_of(convention.commune.name),
        "end": long_date(due),
        "is_over": left < 0,
        "is_terminated": convention.terminated_on == due,
        "when": duration(left),
        "path": convention.get_absolute_url() if convention.pk else reverse("convention:list"),
    }


def day_of(due: date, rung: int) -> date:
    """The day from which a rung is owed: its own or, as no mail leaves on a week-end or a public holiday, one before.

    So that what says « prend fin » is never read after the end. A rung of after the end keeps its day, and waits.
    """
    day = reminders.plain_day(due, rung)
    return last_working_day(day) if rung >= 0 else day


def leaves_on(due: date, rung: int) -> date:
    """The day its mails leave: none does on a week-end or a public holiday."""
    return quiet_until(datetime.combine(day_of(due, rung), time(12), tzinfo=clock.PARIS)).date()


def why_not(message: OutboxMessage) -> str:
    """Why a reminder that has waited is not to leave: another end, another convention, another contact."""
    convention: Any = message.about
    due = message.due_key.partition(" ")[0]
    standing = {found.pk: end for found, end in ends(clock.today(), commune=convention.commune_id)}
    if convention.pk not in standing:
        return "Une autre convention prend la suite, ou celle-ci ne compte plus."
    if standing[convention.pk].isoformat() != due:
        return f"La convention finit maintenant le {long_date(standing[convention.pk])}."
    _, rung, due_on = _parsed(convention.pk, message.due_key)
    if Reminder.objects.about(convention).filter(kind=KIND, due=due_on, rung__lt=rung).exists():
        return "Un rappel plus proche de la fin le remplace."
    people = recipients(convention, clock.today(), with_coordination=True)
    return "" if message.recipient in people else "Le destinataire n’est plus concerné."


def again(message: OutboxMessage) -> dict[str, str]:
    """What a reminder says on the day it leaves: it counts the days from then."""
    convention: Any = message.about
    due = date.fromisoformat(message.due_key.partition(" ")[0])
    left = (due - clock.today()).days
    told = subject(convention, left, due)
    context = content(convention, left, due) | {"recipient": message.recipient, "subject": told}
    return {"subject": told, **outbox.rendered(TEMPLATE, context)}


def withdrawn(due_from: date) -> set[tuple[int, int, date]]:
    """The reminders none of whose mails left, all withdrawn: convention, rung, last day. Each is owed again."""
    fates: dict[tuple[Any, str], set[bool]] = {}
    rows = OutboxMessage.objects.filter(kind=KIND, due_key__gte=due_from.isoformat())
    for key, due_key_, is_withdrawn in rows.values_list("about_id", "due_key", "withdrawn_at"):
        fates.setdefault((key, due_key_), set()).add(is_withdrawn is not None)
    return {_parsed(key, told) for (key, told), found in fates.items() if found == {True}}


def _parsed(key: int, told: str) -> tuple[int, int, date]:
    due, _, rung = told.partition(" J")
    return key, -int(rung), date.fromisoformat(due)


def due_key(rung: int, due: date) -> str:
    """What tells one rung’s mails from another’s: « 2028-12-31 J-90 ». Of another end, a rung tells another date."""
    return f"{due.isoformat()} J{-rung:+d}"


def subject(convention: Convention, left: int, due: date) -> str:
    """« Convention d’Achères : prend fin le 12 mars 2027 »."""
    verb = "a pris fin" if left < 0 else "prend fin"
    return f"Convention {of_place(convention.commune.name)} : {verb} le {long_date(due)}"


LADDER = reminders.Ladder(KIND, rungs=rungs, due=ends, make=write, withdrawn=withdrawn, day_of=day_of)
