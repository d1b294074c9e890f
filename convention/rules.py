"""Who may act on a convention, and what each step still waits for. Imports no models."""

from datetime import date
from typing import Any

from foundation import clock
from foundation.french import long_date
from network.roles import Right
from network.rules import has_right


def may_prepare(convention: Any, person: Any) -> bool:
    """The SCLP’s coordination prepares, sends, records and notifies; the commune’s own steps come with its side."""
    return has_right(person, Right.MANAGE_CONVENTIONS)


def may_read_models(person: Any) -> bool:
    """Model texts are the coordination’s working papers."""
    return has_right(person, Right.MANAGE_CONVENTIONS)


def missing_to_validate(convention: Any) -> list[str]:
    """What prevents the text from being frozen (R01, R40)."""
    missing = missing_dates(convention)
    if not convention.version_id:
        missing.append("le modèle de convention")
    elif not convention.document_id:
        missing.append("le PDF de la convention")
    elif convention.text_changed_since_pdf():
        missing.append("un PDF à jour : le texte ou les dates ont changé depuis le dernier")
    return missing


def missing_dates(convention: Any) -> list[str]:
    """What is wrong with the dates: no effect date, outside every mandate, or on top of another convention (R40)."""
    if convention.starts_on is None:
        return ["la date d’effet"]
    missing = []
    if convention.mandate is None or convention.mandate.ends_on < convention.starts_on:
        missing.append("un mandat du Président qui couvre la date d’effet (page des mandats)")
    overlapping = convention.overlapping()
    if overlapping:
        missing.append(
            f"une date d’effet après la fin de la convention {overlapping.number}, "
            f"en vigueur jusqu’au {long_date(overlapping.end.date)}"
        )
    return missing


def missing_to_sign(convention: Any) -> list[str]:
    """Both signatures, each with its date (R45: the Maire and the Président)."""
    missing = []
    if not convention.mayor_signed_on:
        missing.append("la date de signature du Maire")
    if not convention.president_signed_on:
        missing.append("la date de signature du Président")
    return missing


def missing_to_notify(convention: Any) -> list[str]:
    """The signed scan, kept unaltered, proves what is notified (R45)."""
    return [] if convention.scan_id else ["le scan de la convention signée"]


def missing_to_adopt(convention: Any) -> list[str]:
    """What an old paper convention needs to enter the follow-up: its effect date and one signature date."""
    missing = missing_dates(convention)
    if not (convention.mayor_signed_on or convention.president_signed_on):
        missing.append("une date de signature")
    return missing


def wrong_signature_date(convention: Any, signed_on: date) -> str:
    """Why this day cannot be a signature’s, in French; empty when it can."""
    validated_on = convention.validated_on
    if signed_on > clock.today():
        return "Cette date est dans l’avenir."
    if validated_on and signed_on < validated_on:
        return f"Le texte n’a été validé que le {long_date(validated_on)}."
    return ""
