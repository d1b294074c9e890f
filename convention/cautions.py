"""What is said of a date before it is kept, which may be right all the same; empty when there is nothing to say.

Imports no models, as `rules`, which says what a date cannot be.
"""

from datetime import date
from typing import Any

from foundation import clock
from foundation.french import long_date
from foundation.legal_dates import notice_end

NOTICE = 1  # month, from the receipt of the registered letter (R40, art. 6)


def signed_after_effect(starts_on: date, signed_on: date | None, whose: str = "Cette signature") -> str:
    """What is odd in a signature of an old paper convention: it ran before it was signed (R45)."""
    return f"{whose} est après la date d’effet : à vérifier." if signed_on and signed_on > starts_on else ""


def short_notice(last_day: date, received_on: date) -> str:
    """What art. 6 asks that this last day does not leave: a month from the receipt of the letter (R40)."""
    ends_on = notice_end(received_on, NOTICE)
    if last_day >= ends_on:
        return ""
    return (
        "L’article 6 demande un préavis d’un mois, compté de la réception de la lettre. Reçue le "
        f"{long_date(received_on)}, elle met fin à la convention le {long_date(ends_on)}, et non le "
        f"{long_date(last_day)}."
    )


def never_in_force(convention: Any, last_day: date | None) -> str:
    """What a termination does before the first day: the convention is never in force (R40, art. 6)."""
    if last_day is None or last_day >= convention.starts_on:
        return ""
    return (
        f"La convention ne prend effet que le {long_date(convention.starts_on)} : dénoncée au {long_date(last_day)}, "
        "elle ne prendra jamais effet."
    )


def already_past(last_day: date) -> str:
    """What a termination does when its last day is past: it closes at once, and for good (R40)."""
    if last_day >= clock.today():
        return ""
    return (
        f"Le {long_date(last_day)} est passé : dès l’enregistrement, la convention n’est plus en vigueur, et la "
        "dénonciation ne peut plus être annulée."
    )
