"""The last day a convention is in force, and why: the earliest of three (R40, art. 6)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.french import long_date

YEARS = 2  # art. 6: « une durée de 2 ans »


@dataclass(frozen=True)
class EndCandidate:
    """One reason for a convention to end, with its last day when it is known."""

    key: str
    label: str
    day: date | None
    why: str
    source: str


@dataclass(frozen=True)
class End:
    """The last day in force, the reason that bites, and all the candidates it won against."""

    day: date
    reason: EndCandidate
    candidates: tuple[EndCandidate, ...]


def candidates(convention: Any) -> tuple[EndCandidate, ...]:
    """The three possible ends, in the order of article 6."""
    mandate = convention.mandate
    return (
        EndCandidate(
            "term",
            "fin des deux ans",
            convention.term_ends_on,
            f"deux ans à compter du {long_date(convention.starts_on)}, dernier jour compris",
            "art. 6",
        ),
        EndCandidate(
            "mandate",
            "fin du mandat du Président",
            mandate.ends_on if mandate else None,
            _mandate_reason(mandate),
            "art. 6",
        ),
        EndCandidate(
            "termination",
            "dénonciation",
            convention.terminated_on,
            convention.termination_reason or "aucune dénonciation enregistrée",
            "art. 6",
        ),
    )


def end_of(convention: Any) -> End:
    """The earliest candidate; on equal days, the first of article 6. Needs an effect date (ValueError without)."""
    if convention.starts_on is None:
        raise ValueError("A convention without an effect date has no end.")
    found = candidates(convention)
    reason = min((one for one in found if one.day), key=lambda one: one.day)
    assert reason.day is not None
    return End(reason.day, reason, found)


def _mandate_reason(mandate: Any) -> str:
    if mandate is None:
        return "aucun mandat enregistré à la date d’effet"
    known = "date estimée" if mandate.is_estimated else "date réelle"
    return f"mandat commencé le {long_date(mandate.starts_on)}, dernier jour : {known}"
