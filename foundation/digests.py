"""One mail a working day for who prefers it: all that happened since the last one, told once.

A message that its reader wants in a digest is a row of the outbox kept until 8:00 of the next working day. Then one
transaction writes the digest, itself a row of the outbox, and marks those that it carries: a worker killed before that
has done nothing, killed after has done all. A reader has one digest a day; what comes too late for it is in the next.

What a row tells is looked at again when the digest is made (`outbox.only_while`): what is no longer so, or no longer
the reader’s to know, is withdrawn. A row whose check breaks leaves the digest, to be tried by itself up to the dead
letters, and keeps no other waiting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from foundation import clock, mail_preferences, outbox
from foundation.clock import PARIS
from foundation.faults import contained
from foundation.french import count, near_date, typography
from foundation.mail_preferences import Family, choose, families_of, register
from foundation.models import MailMode, OutboxMessage
from foundation.workcalendar import next_digest, quiet_until

__all__ = ["Family", "choose", "families_of", "make_due", "register"]

KIND = "digest"
READERS_AT_ONCE = 100
MOST_LOOKED_AT = 2000  # messages of one reader; the others wait for the next digest
MOST_TOLD = 50  # messages; the latest ones, the others are counted
MOST_LINES, LONGEST_LINE = 5, 400  # of one message: the rest is behind its link


@dataclass
class News:
    """One message as a digest tells it, or why it does not."""

    row: OutboxMessage
    subject: str = ""
    gist: dict[str, Any] = field(default_factory=dict)
    why_not: str = ""
    is_released: bool = False

    @property
    def lines(self) -> list[str]:
        """What it says, shortened."""
        lines = self.gist.get("lines", [])[:MOST_LINES]
        return [f"{line[: LONGEST_LINE - 1].rstrip()}…" if len(line) > LONGEST_LINE else line for line in lines]

    @property
    def link(self) -> tuple[str, str]:
        """Label and path of its page; two blanks when it has none."""
        path = self.gist.get("path", "")
        return (self.gist.get("label") or "Ouvrir", path) if path else ("", "")


def make_due(now: datetime | None = None, *, limit: int = READERS_AT_ONCE) -> int:
    """Make the digests due at that moment; how many. As often as one likes: none is made twice, none at a quiet hour.

    A reader whose digest cannot be made is logged, keeps no other waiting, and is tried again next time.
    """
    now = now or clock.now()
    if quiet_until(now) > now:
        return 0
    due = OutboxMessage.objects.for_digest(now)
    mail_preferences.withdraw(due.filter(recipient=None), outbox.NO_ADDRESS)
    readers = list(due.exclude(recipient=None).order_by().values_list("recipient", flat=True).distinct())
    made = 0
    for reader in readers:
        if made == limit:
            break
        with contained("digest not made", reader=reader):
            made += _make(reader, now)
    return made


def _make(reader: int, now: datetime) -> bool:
    """Make the digest of one reader, of what is still to be told; whether there was any."""
    news = _looked_at(reader, now)
    with transaction.atomic():
        person = get_user_model()._base_manager.select_for_update(no_key=True, of=("self",)).get(pk=reader)
        due = OutboxMessage.objects.for_digest(now).filter(recipient=person)
        still_due = set(due.values_list("pk", flat=True))  # another worker may have made it meanwhile
        told = _put_aside([one for one in news if one.row.pk in still_due])
        if not told:
            return False
        day = now.astimezone(PARIS).date().isoformat()
        if OutboxMessage.objects.about(person).filter(kind=KIND, due_key=day).exists():
            later = next_digest(now)
            due.update(digest_at=later, due_at=later)
            return False
        digest = _write(person, day, told, now)
        if digest is None:  # the address went between two lines: the next round withdraws
            return False
        _rows(told).update(carried_by=digest, gist={})
    return True


def _looked_at(reader: int, now: datetime) -> list[News]:
    """What waits for a reader, each looked at again: told in the words of the day, withdrawn, or left to itself."""
    rows = OutboxMessage.objects.for_digest(now).filter(recipient=reader).order_by("pk")
    rows = rows.select_related("recipient", "appointment").prefetch_related("about").defer("text", "html")
    modes = mail_preferences.modes_of(reader)
    news = []
    for row in rows[:MOST_LOOKED_AT]:
        one = News(row, row.subject, row.gist)
        with contained("outbox message not looked at again", message=row.pk) as fault:
            one.why_not = _why_not(row, modes)
            words = {} if one.why_not else outbox.words_of_the_day(row)
            one.subject, one.gist = words.get("subject", row.subject), words.get("gist", row.gist)
        one.is_released = bool(fault.error) or modes.get(row.family) == MailMode.EACH
        news.append(one)
    return news


def _why_not(row: OutboxMessage, modes: dict[str, MailMode]) -> str:
    if modes.get(row.family) == MailMode.NEVER:
        return mail_preferences.UNWANTED
    return "" if row.recipient is None else unreachable(row.recipient) or outbox.outdated(row)


def unreachable(person: Any) -> str:
    """Why this person receives nothing, or nothing."""
    if not person.is_active:
        return outbox.CLOSED
    return "" if person.email else outbox.NO_ADDRESS


def why_not(digest: OutboxMessage) -> str:
    """Why a digest that has waited for the mail server must not leave any more."""
    return unreachable(digest.about)


def _put_aside(news: Iterable[News]) -> list[News]:
    """Withdraw what is no longer so and release what goes by itself; what remains to be told."""
    told: list[News] = []
    refused: dict[str, list[News]] = {}
    released = []
    for one in news:
        if one.why_not:
            refused.setdefault(one.why_not, []).append(one)
        elif one.is_released:
            released.append(one)
        else:
            told.append(one)
    for why, those in refused.items():
        mail_preferences.withdraw(_rows(those), why)
    if released:
        mail_preferences.release(_rows(released))
    return told


def _rows(news: Iterable[News]) -> Any:
    return OutboxMessage.objects.filter(pk__in=[one.row.pk for one in news])


# --- what is read ----------------------------------------------------------------------------------------------------


def _write(person: Any, day: str, told: Sequence[News], now: datetime) -> OutboxMessage | None:
    others = len(told) - MOST_TOLD
    context = {
        "is_chosen": True,
        "groups": _groups(told[-MOST_TOLD:]),
        "others": typography(f"Et {count(others, 'autre')}.") if others > 0 else "",
        "others_path": _where_all_is(told) if others > 0 else "",
    }
    title = f"Votre résumé du {near_date(now.astimezone(PARIS))} : {count(len(told), 'nouvelle')}"
    return outbox.write(
        KIND,
        about=person,
        to=person,
        subject=typography(title),
        template="digest",
        context=context,
        due_key=day,
        due_at=now,
        respect_quiet_hours=True,
    )


def _groups(told: Iterable[News]) -> list[list[dict[str, Any]]]:
    """What is told of each object together, in the order in which they come; a link given twice is given once."""
    by_object: dict[tuple[int | None, int | None], list[News]] = {}
    for one in told:
        by_object.setdefault((one.row.about_type_id, one.row.about_id), []).append(one)
    groups = []
    for those in by_object.values():
        following = [*(one.link for one in those[1:]), ("", "")]
        links = [one.link if one.link != after else ("", "") for one, after in zip(those, following, strict=True)]
        groups.append(
            [
                {"subject": one.subject, "lines": one.lines, "label": label, "path": path}
                for one, (label, path) in zip(those, links, strict=True)
            ]
        )
    return groups


def _where_all_is(told: Iterable[News]) -> str:
    """The page of what is not told: that of the family when all are of one, else the reader’s home."""
    keys = {one.row.family for one in told}
    family = mail_preferences.families.get(keys.pop()) if len(keys) == 1 else None
    return reverse(family.page) if family and family.page else "/"
