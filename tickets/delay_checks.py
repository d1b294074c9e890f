"""Each night the delays are derived again from the history of the tickets, and compared with their copies (R35).

Nothing is mended in silence: a difference is logged, kept on its check and told to who keeps the desk; then the copies
are made again. A killed worker’s check is taken up an hour later, and a check made is not made twice.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from foundation import clock, outbox
from foundation.clock import PARIS
from foundation.faults import contained
from foundation.french import count, long_date
from tickets import mails, moves, teams
from tickets.delays import Promises, differences, refresh, with_what_delays_read
from tickets.models import DelayCheck, Ticket
from tickets.models.delay_check import LASTS_AT_MOST
from tickets.states import OPEN

logger = structlog.get_logger(__name__)

KIND = "delay-differences"
NOT_BEFORE = time(2)  # at night, when nobody writes in the tickets
AT_ONCE = 200  # tickets, read with the same queries
LATELY = timedelta(days=1)  # what ended since the check before
MOST_TOLD = 20  # tickets, in the mail; the page has them all


def check(now: datetime) -> DelayCheck | None:
    """Make the check of the day, unless it is made or being made; None then, and before two in the morning."""
    found = _claimed(now)
    if found is None:
        return None
    promises = Promises()
    suspects: list[int] = []
    found.tickets = 0
    for ticket in _to_read(now):
        found.tickets += 1
        suspects += _suspect(found, ticket, now, promises)
    for key in suspects:
        _confirm(found, key, promises)
    with transaction.atomic():
        found.ended_at = clock.now()
        found.save()
        if not found.is_clean:
            _tell(found)
    logger.info("delays checked", tickets=found.tickets, different=len(found.differences), unread=len(found.unread))
    return found


def _claimed(now: datetime) -> DelayCheck | None:
    """The check of the day, for the one worker that makes it."""
    today = now.astimezone(PARIS)
    if today.time() < NOT_BEFORE:
        return None
    found, is_new = DelayCheck.objects.get_or_create(day=today.date(), defaults={"started_at": now})
    if is_new:
        return found
    left = DelayCheck.objects.filter(pk=found.pk, ended_at=None, started_at__lt=now - LASTS_AT_MOST)
    return DelayCheck.objects.get(pk=found.pk) if left.update(started_at=now, differences=[], unread=[]) else None


def _to_read(now: datetime) -> Iterator[Ticket]:
    """The tickets that are open, and those that ended lately, each with all that its delays read."""
    since = now - LATELY
    seen = Ticket.objects.filter(Q(state__in=OPEN) | Q(resolved_at__gt=since) | Q(closed_at__gt=since)).order_by("pk")
    keys = list(seen.values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        yield from with_what_delays_read(Ticket.objects.filter(pk__in=keys[first : first + AT_ONCE])).order_by("pk")


def _suspect(found: DelayCheck, ticket: Ticket, now: datetime, promises: Promises) -> list[int]:
    """The key of a ticket whose copies seem wrong: perhaps somebody was moving it just then."""
    with contained("delays not read", ticket=ticket.pk) as fault:
        return [ticket.pk] if differences(ticket, now, promises) else []
    found.unread.append([ticket.pk, ticket.number, fault.message])
    return []


def _confirm(found: DelayCheck, key: int, promises: Promises) -> None:
    """Compare again with the ticket held; what still differs is kept and logged before the copies are made again."""
    with contained("delays not mended", ticket=key) as fault, transaction.atomic():
        ticket, now = moves.locked(Ticket(pk=key)), clock.now()
        words = differences(ticket, now, promises)
        if words:
            logger.error("delays differ", ticket=ticket.number, differences=words)
            refresh(ticket, now=now, promises=promises)
            found.differences.append([key, ticket.number, words])
    if fault.error:
        found.unread.append([key, Ticket.objects.get(pk=key).number, fault.message])


def _tell(found: DelayCheck) -> None:
    """One mail to each person who keeps the desk."""
    rows: list[Any] = [*found.differences, *([key, number, [words]] for key, number, words in found.unread)]
    lines = [
        f"Le contrôle du {long_date(found.day)} a relu {count(found.tickets, 'ticket')} : "
        f"{count(len(rows), 'ticket n’a pas', 'tickets n’ont pas')} les délais que donne son histoire.",
        *(f"{number} : {' ; '.join(words)}." for _, number, words in rows[:MOST_TOLD]),
    ]
    if len(rows) > MOST_TOLD:
        lines.append(f"{count(len(rows) - MOST_TOLD, 'autre')} : voir la page du contrôle.")
    for reader in teams.keepers():
        outbox.write_lines(
            KIND,
            about=found,
            to=reader,
            subject="Des délais de tickets à vérifier",
            lines=[*lines, "Les échéances affichées ont été recalculées. Cherchez pourquoi elles différaient."],
            label="Voir le contrôle",
            respect_quiet_hours=True,
            family=mails.FAMILY,
            urgent=True,
        )
