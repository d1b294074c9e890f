"""Appointments in people’s own calendars, by mail and by feed (RFC 5545, RFC 5546).

    changed = appointments.keep(booking, booking.person, moments)
    for one in changed:
        outbox.write(..., appointment=one)

The object says which moments a person is expected at; `keep` finds what is new, moved or cancelled since they were
told, and gives each its next sequence. One message carries one appointment: iTIP allows one UID in a message, and mail
programs show the first only. A message that is older than what was told since does not leave (foundation.outbox).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import models, transaction
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from foundation import clock
from foundation.clock import PARIS
from foundation.models import Appointment

PRODUCT = "-//Maillage//Maillage//FR"
FEED_KEEPS = timedelta(days=90)  # what is over stays that long in a feed
REFRESH = timedelta(hours=6)  # how often a calendar program should ask the feed again


@dataclass(frozen=True)
class Moment:
    """When and where someone is expected; `key` tells the moments of one object apart, for as long as they live."""

    key: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    location: str = ""
    description: str = ""
    path: str = ""


def keep(about: models.Model, person: Any, moments: Iterable[Moment]) -> list[Appointment]:
    """Make this person’s appointments about an object these and no others; those that changed, by date.

    Within the caller’s transaction, which holds the object: two at once would give one sequence to two tellings.
    """
    now, wanted = clock.now(), {moment.key: moment for moment in moments}
    with transaction.atomic():
        found = Appointment.objects.about(about).filter(person=person).select_for_update(of=("self",))
        known = {one.key: one for one in found}
        gone = [_cancelled(one, now) for key, one in known.items() if key not in wanted and one.cancelled_at is None]
        told = [_told(about, person, known.get(key), moment, now) for key, moment in wanted.items()]
    changed = [*gone, *(one for one in told if one is not None)]
    return sorted(changed, key=lambda one: (one.cancelled_at is not None, one.starts_at))


def _cancelled(one: Appointment, now: datetime) -> Appointment:
    one.cancelled_at = one.told_at = now
    one.sequence += 1
    one.save()
    return one


def _told(about: models.Model, person: Any, one: Appointment | None, moment: Moment, now: datetime) -> Any:
    facts = {name: getattr(moment, name) for name in ("summary", "location", "description", "path")}
    facts |= {"summary": moment.summary[:200], "location": moment.location[:300]}
    facts |= {"starts_at": moment.starts_at, "ends_at": moment.ends_at, "cancelled_at": None}
    if one is None:
        host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        uid = f"{uuid.uuid4()}@{host}"
        return Appointment.objects.create(about=about, person=person, key=moment.key, uid=uid, told_at=now, **facts)
    if all(getattr(one, name) == value for name, value in facts.items()):
        return None
    for name, value in facts.items():
        setattr(one, name, value)
    one.sequence, one.told_at = one.sequence + 1, now
    one.save()
    return one


# --- as a calendar program reads it ----------------------------------------------------------------------------------


def method_of(appointment: Appointment) -> str:
    """What a message does to the calendar of its reader (RFC 5546, 1.4)."""
    return "CANCEL" if appointment.cancelled_at else "REQUEST"


def invitation(appointment: Appointment) -> str:
    """The text of one convocation, or of its cancellation, for the person alone."""
    calendar = _calendar(method_of(appointment))
    event = _event(appointment)
    event.add("organizer", _address(*parseaddr(settings.DEFAULT_FROM_EMAIL)), encode=False)
    invited = _address(str(appointment.person), appointment.person.email or "")
    # The place is theirs already: the calendar takes note, and does not answer for them.
    invited.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    event.add("attendee", invited, encode=False)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def feed(person: Any) -> str:
    """All the appointments of a person as one calendar that a program subscribes to."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", "Maillage")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for appointment in Appointment.objects.for_feed(person, clock.now() - FEED_KEEPS):
        calendar.add_component(_event(appointment))
    return calendar.to_ical().decode()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_paris())
    return calendar


def _event(appointment: Appointment) -> Event:
    url = f"{settings.BASE_URL.rstrip('/')}{appointment.path}" if appointment.path else ""
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.told_at)
    event.add("dtstart", appointment.starts_at.astimezone(PARIS))
    event.add("dtend", appointment.ends_at.astimezone(PARIS))
    event.add("summary", appointment.summary)
    event.add("status", "CANCELLED" if appointment.cancelled_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if appointment.cancelled_at else "OPAQUE")
    if appointment.location:
        event.add("location", appointment.location)
    if words := "\n\n".join(filter(None, [appointment.description, url])):
        event.add("description", words)
    if url:
        event.add("url", url)
    return event


def _address(name: str, address: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = vText(name)
    return found


def _paris() -> Timezone:
    """Europe/Paris by the rule of the Union since 1996 (directive 2000/84/CE), so that no program has to know it."""
    hour, zone = timedelta(hours=1), Timezone()
    zone.add("tzid", "Europe/Paris")
    for kind, name, begins, before, after, month in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), hour, 2 * hour, 3),  # noqa: DTZ001 - local time, as RFC 5545 3.6.5 has it
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 2 * hour, hour, 10),  # noqa: DTZ001 - local time, as RFC 5545 3.6.5 has it
    ):
        kind.add("dtstart", begins)
        kind.add("tzoffsetfrom", before)
        kind.add("tzoffsetto", after)
        kind.add("tzname", name)
        kind.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(kind)
    return zone
