"""The last day a convention is in force, and why: the earliest of three (R40, art. 6)."""

from datetime import date, timedelta
from typing import Any

from convention.states import RENEWAL_WINDOW, is_void
from foundation.french import enumerate_fr, long_date
from foundation.legal_dates import Candidate, Verdict, earliest

YEARS = 2  # art. 6 of the convention: two years
ARTICLE = "art. 6"

TERM = "fin des deux ans"
MANDATE = "fin du mandat du Président"
TERMINATION = "dénonciation"


def end_of(convention: Any) -> Verdict:
    """The earliest of the three ends, with the one that bites; ValueError without an effect date.

    The last day in force is included: a convention that ends on the 31st works until midnight.
    """
    if convention.starts_on is None:
        raise ValueError("A convention without an effect date has no end.")
    return earliest(candidates(convention))


def candidates(convention: Any) -> tuple[Candidate, ...]:
    """The three possible ends, in the order of article 6."""
    mandate = convention.mandate
    return (
        Candidate(TERM, convention.term_ends_on, f"prise d’effet le {long_date(convention.starts_on)}", ARTICLE),
        Candidate(MANDATE, mandate.ends_on if mandate else None, _mandate_reason(mandate), ARTICLE),
        Candidate(
            TERMINATION, convention.terminated_on, convention.termination_reason or "aucune n’est enregistrée", ARTICLE
        ),
    )


def follows(later: Any, earlier: Any, on: date) -> bool:
    """Whether `later` takes over from `earlier`: it begins after it and soon enough, and is not over before it begins.

    Soon enough: within the time of a renewal after the last day of `earlier`, or after `on` once that day is past. Both
    have the `ends_on` that the query brought. A draft for a distant year replaces nothing.
    """
    if later.starts_on is None or earlier.starts_on is None or later.ends_on is None or earlier.ends_on is None:
        return False
    latest_start = max(earlier.ends_on, on) + timedelta(days=RENEWAL_WINDOW)
    return earlier.starts_on < later.starts_on <= latest_start and later.ends_on >= max(later.starts_on, on)


def biting(ends_on: date | None, term: date | None, mandate: date | None, terminated: date | None) -> list[str]:
    """Which ends fall on the last day, by name, for a list that knows the four dates and no more."""
    named = ((TERM, term), (MANDATE, mandate), (TERMINATION, terminated))
    return [label for label, day in named if ends_on is not None and day == ends_on]


def days_told(convention: Any) -> str:
    """« du 1er mars 2027 au 28 février 2029 »; of one that is never in force, what keeps it from it (R40)."""
    if convention.starts_on is None:
        return ""
    first, last = long_date(convention.starts_on), long_date(convention.ends_on)
    if is_void(convention.starts_on, convention.ends_on):
        return f"prise d’effet le {first}, {_void_because(convention)}"
    return f"du {first} au {last}"


def end_told(convention: Any, before: str) -> str:
    """« jusqu’au 28 février 2029 » with what stands `before` the day; of one that is never in force, why (R40)."""
    if convention.ends_on is None:
        return ""
    if is_void(convention.starts_on, convention.ends_on):
        return _void_because(convention)
    return f"{before}{long_date(convention.ends_on)}"


def _void_because(convention: Any) -> str:
    ends = (convention.ends_on, convention.term_ends_on, convention.mandate_ends_on, convention.terminated_on)
    return f"sans effet : {enumerate_fr(biting(*ends))} avant ce jour, le {long_date(convention.ends_on)}"


def _mandate_reason(mandate: Any) -> str:
    if mandate is None:
        return "aucun mandat enregistré à la date d’effet"
    known = "date estimée" if mandate.is_estimated else "date réelle"
    return f"mandat de {mandate.president}, commencé le {long_date(mandate.starts_on)}, {known}"
