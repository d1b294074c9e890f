"""The reminders of one convention, as its page tells them: those written, then those to come."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from convention.mails import recipients
from convention.models import Convention
from convention.reminders import KIND, day_of, due_key, ends, leaves_on, rungs
from convention.states import State
from foundation.clock import PARIS
from foundation.french import count, enumerate_fr
from foundation.models import OutboxMessage
from foundation.reminders import plain_day
from network.models import Person

ERASED = "quelqu’un dont le nom est effacé"


@dataclass(frozen=True)
class Reminded:
    """One rung: its day, when that is from the end, and what became of the mails, by who gets them."""

    day: date
    when: str
    told: tuple[str, ...]


def of(convention: Convention, on: date) -> list[Reminded]:
    """The rungs written for the last day as it stands, and those to come unless another convention takes over.

    Names only, no address: everyone who reads the convention reads them in its life too.
    """
    due = convention.end.date if convention.end else None
    if convention.state != State.NOTIFIED or due is None:
        return []
    written = _written(convention, due)
    is_awaited = any(one.pk == convention.pk for one, _ in ends(on, commune=convention.commune_id))
    awaited = rungs() if is_awaited else []
    to_come = [rung for rung in awaited if day_of(due, rung) >= on and due_key(rung, due) not in written]
    people = recipients(convention, on, with_coordination=True) if to_come else []
    rows = [Reminded(left_on, _when(due, rung, left_on), told) for rung, left_on, told in written.values()]
    to_leave = [(rung, leaves_on(due, rung)) for rung in to_come]
    rows += [Reminded(day, _when(due, rung, day), _planned(people)) for rung, day in to_leave]
    return sorted(rows, key=lambda row: row.day)


def _written(convention: Convention, due: date) -> dict[str, tuple[int, date, tuple[str, ...]]]:
    """By key, the rung, the day when its mails left or will, and what became of them; in one query."""
    found: dict[str, list[OutboxMessage]] = {}
    mails = OutboxMessage.objects.about(convention).filter(kind=KIND, due_key__startswith=due.isoformat())
    for mail in mails.select_related("recipient").order_by("pk"):
        found.setdefault(mail.due_key, []).append(mail)
    return {
        key: (_rung_of(key), _moment_of(group), tuple(told for told in _fates(group) if told))
        for key, group in found.items()
    }


def _moment_of(mails: list[OutboxMessage]) -> date:
    return min(mail.due_at for mail in mails).astimezone(PARIS).date()


def _rung_of(key: str) -> int:
    return -int(key.rpartition("J")[2])


def _fates(mails: list[OutboxMessage]) -> list[str]:
    sent = [mail for mail in mails if mail.sent_at]
    dead = [mail for mail in mails if mail.dead_at]
    withdrawn = [mail for mail in mails if mail.withdrawn_at]
    waiting = [mail for mail in mails if mail not in (*sent, *dead, *withdrawn)]
    return [
        _to("envoyé à", sent),
        _to("en attente d’envoi à", waiting),
        _to("n’a pas pu être remis à", dead),
        _to("n’avait plus lieu d’être envoyé à", withdrawn),
    ]


def _to(words: str, mails: list[OutboxMessage]) -> str:
    return f"{words} {enumerate_fr([str(mail.recipient or ERASED) for mail in mails])}" if mails else ""


def _planned(people: list[Person]) -> tuple[str, ...]:
    names: list[Any] = [str(person) for person in people]
    return (f"prévu pour {enumerate_fr(names)}",) if names else ("personne à qui écrire pour l’instant",)


def _when(due: date, rung: int, day: date) -> str:
    """How far from the end its mails leave; and the rung, when a week-end, a holiday or a night off moved them."""
    told = _from_end((due - day).days)
    return told if day == plain_day(due, rung) else f"{told} (rappel prévu {_from_end(rung)})"


def _from_end(left: int) -> str:
    if left == 0:
        return "le dernier jour"
    return f"{count(abs(left), 'jour')} {'avant' if left > 0 else 'après'} la fin"
