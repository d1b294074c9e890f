"""The days when a place is closed although its week is open: as one types them, as they are kept, and in words.

One a line: « 24/12/2026 fermeture de Noël », « du 03/08/2026 au 21/08/2026 congés d’été ». Public holidays are closed
anyway (`foundation.workcalendar`). Imports no models.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foundation.french import long_date, short_date
from foundation.one_line import one_line

MOST = 100  # lines
LONGEST = 366  # days in a row: a place closed for longer has other hours, or is closed for good
LONGEST_LABEL = 80
UNNAMED = "fermeture exceptionnelle"
EXAMPLE = "« 24/12/2026 fermeture de Noël » ou « du 03/08/2026 au 21/08/2026 congés d’été »"

_DAY = r"(\d{1,2}/\d{1,2}/\d{4})"
_LINE = re.compile(rf"(?:{_DAY}|du {_DAY} au {_DAY})(?!\S)[ :,–—-]*(.*)", re.IGNORECASE)


class Unreadable(ValueError):
    """What is wrong with a line, in the words that its form shows."""


@dataclass(frozen=True)
class Closure:
    """Days in a row when a place is closed, both included, and why."""

    first: date
    last: date
    label: str

    @property
    def days(self) -> list[date]:
        """Each of them."""
        return [self.first + timedelta(days=rank) for rank in range((self.last - self.first).days + 1)]

    @property
    def typed(self) -> str:
        """The line that one types for it."""
        days = short_date(self.first)
        if self.last != self.first:
            days = f"du {days} au {short_date(self.last)}"
        return f"{days} {self.label}"

    @property
    def kept(self) -> list[str]:
        """As a JSON column keeps it."""
        return [self.first.isoformat(), self.last.isoformat(), self.label]

    def __str__(self) -> str:
        if self.last == self.first:
            return f"{long_date(self.first)}, {self.label}"
        return f"du {long_date(self.first)} au {long_date(self.last)}, {self.label}"


def read_kept(rows: Iterable[Sequence[str]]) -> list[Closure]:
    """The closures that a JSON column keeps."""
    return [Closure(date.fromisoformat(first), date.fromisoformat(last), label) for first, last, label in rows]


def closed_days(closures: Iterable[Closure]) -> frozenset[date]:
    """Each day of each."""
    return frozenset(day for closure in closures for day in closure.days)


def closure_on(closures: Iterable[Closure], day: date) -> Closure | None:
    """The closure of that day, if any."""
    return next((one for one in closures if one.first <= day <= one.last), None)


def read(text: str, *, since: date | None, until: date) -> tuple[list[Closure], list[str]]:
    """The closures typed, in the order of their days, and what is wrong with the lines, each by its number.

    None may begin before `since`, the day from which the hours apply, nor end after `until`.
    """
    lines = [(number, one_line(line)) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    if len(lines) > MOST:
        return [], [f"{MOST} lignes au plus : il y en a {len(lines)}. Plusieurs jours de suite tiennent en une ligne."]
    found: list[Closure] = []
    wrong: list[str] = []
    for number, line in lines:
        try:
            found.append(_within(_read_line(line), found, since, until))
        except Unreadable as why:
            wrong.append(f"Ligne {number} : {why}")
    return sorted(found, key=lambda one: one.first), wrong


def _read_line(line: str) -> Closure:
    match = _LINE.fullmatch(line)
    if not match:
        raise Unreadable(f"« {line[:40]} » ne commence pas par une date. Écrivez par exemple {EXAMPLE}.")
    alone, first, last, label = match.groups()
    if len(label) > LONGEST_LABEL:
        raise Unreadable(f"le motif a {len(label)} caractères, {LONGEST_LABEL} au plus.")
    return Closure(_day(alone or first), _day(alone or last), label or UNNAMED)


def _day(typed: str) -> date:
    day, month, year = map(int, typed.split("/"))
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"« {typed} » n’est pas une date du calendrier.") from None


def _within(closure: Closure, others: Iterable[Closure], since: date | None, until: date) -> Closure:
    """The closure, if its days are in order, follow the day of effect and are not closed already."""
    if closure.last < closure.first:
        raise Unreadable("le dernier jour précède le premier.")
    if since and closure.first < since:
        raise Unreadable(f"le {long_date(closure.first)} précède la date d’effet.")
    if closure.last > until:
        raise Unreadable(f"l’année {closure.last.year} est trop lointaine.")
    if (closure.last - closure.first).days >= LONGEST:
        raise Unreadable(f"la fermeture dure plus de {LONGEST} jours.")
    if any(one.first <= closure.last and closure.first <= one.last for one in others):
        raise Unreadable("une autre ligne ferme déjà un de ces jours.")
    return closure
