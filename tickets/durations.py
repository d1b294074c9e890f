"""Working time as people write a delay: « 30 min », « 4 h », « 1 h 30 », « 2 j », « 1 j 2 h ».

A day is that of the service: so many minutes as it is open on its usual one. Imports no models.
"""

import re

from foundation.french import NBSP, typography

LONGEST_DAYS = 250  # a year of work: beyond, a delay was mistyped
NOT_A_DELAY = typography("Donnez un délai comme « 30 min », « 4 h », « 1 h 30 » ou « 2 j ».")
TOO_SHORT = typography("Un délai dure une minute au moins ; laissez vide ce qui n’est pas promis.")
MORE_THAN_AN_HOUR = typography("Après les heures, 59 minutes au plus : écrivez « 2 h 15 », et non « 1 h 75 ».")
TOO_LONG = typography(f"Un délai dure {LONGEST_DAYS} jours ouvrés au plus.")
_WRITTEN = re.compile(
    r"(?:(?P<days>\d{1,4})\s*j(?:ours?)?)?\s*(?:(?P<hours>\d{1,4})\s*h(?:eures?)?)?\s*"
    r"(?:(?P<minutes>\d{1,4})\s*(?:min(?:utes?)?)?)?",
    re.IGNORECASE,
)


def written(minutes: int, day: int) -> str:
    """So many working minutes, in whole days and hours of the service; no line breaks it."""
    days, left = divmod(minutes, day)
    hours, rest = divmod(left, 60)
    parts = [f"{days} j"] if days else []
    if hours:
        parts.append(f"{hours} h {rest:02}" if rest else f"{hours} h")
    elif rest:
        parts.append(f"{rest} min")
    return " ".join(parts).replace(" ", NBSP)


def read(text: str, day: int) -> int:
    """The working minutes of a delay as it was typed. Raises ValueError, in French, for what is none."""
    tidy = " ".join(text.split())
    found = _WRITTEN.fullmatch(tidy)
    if not tidy or found is None or _is_bare(tidy):
        raise ValueError(NOT_A_DELAY)
    days, hours, minutes = (int(found[name] or 0) for name in ("days", "hours", "minutes"))
    if found["hours"] and minutes > 59:
        raise ValueError(MORE_THAN_AN_HOUR)
    total = days * day + hours * 60 + minutes
    if total < 1:
        raise ValueError(TOO_SHORT)
    if total > LONGEST_DAYS * day:
        raise ValueError(TOO_LONG)
    return total


def _is_bare(text: str) -> bool:
    """A number alone, or a day and a number: minutes or hours, nobody knows."""
    return text[-1].isdigit() and "h" not in text.lower()
