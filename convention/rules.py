"""Who may act on a convention, and what each step still waits for. Imports no models."""

from datetime import date
from typing import Any

from convention.states import Situation, State, situation_of
from foundation import clock
from foundation.french import enumerate_fr, long_date
from network.roles import Right, Scope, roles_seeing
from network.rules import has_right

# --- who may ---------------------------------------------------------------------------------------------------------


def may_prepare(convention: Any, person: Any) -> bool:
    """The SCLP’s coordination prepares, sends, records and notifies; the commune’s own steps come with its side."""
    return may_manage(person)


def may_manage(person: Any) -> bool:
    """Make conventions and follow all of them (design: functions)."""
    return has_right(person, Right.MANAGE_CONVENTIONS)


def sees_all_conventions(person: Any) -> bool:
    """Reads those of the whole territory, and is not asked about one as if it were the own commune’s."""
    return bool(person.roles(clock.today()) & set(roles_seeing("conventions", Scope.NETWORK)))


def may_read_conventions(person: Any) -> bool:
    """Coordination, direction, chef de projet, administrator; heads and contacts, those of their own commune."""
    return has_right(person, Right.READ_CONVENTION)


def may_read_models(person: Any) -> bool:
    """Model texts are the coordination’s working papers."""
    return has_right(person, Right.MANAGE_CONVENTIONS)


# --- what is missing -------------------------------------------------------------------------------------------------


def missing_to_validate(convention: Any) -> list[str]:
    """What prevents the text from being frozen (R01, R40)."""
    missing = missing_dates(convention)
    if not convention.version_id:
        return [*missing, "le modèle de convention"]
    if values := convention.missing_values():
        return [*missing, *values]
    if not convention.document_id:
        missing.append("le PDF de la convention")
    elif convention.text_changed_since_pdf():
        missing.append("un PDF à jour : le texte, une date ou un nom a changé depuis le dernier")
    return missing


def missing_dates(convention: Any) -> list[str]:
    """What is wrong with the dates: no effect date, outside every mandate, or on top of another convention (R40)."""
    if convention.starts_on is None:
        return ["la date d’effet"]
    missing = []
    if convention.mandate is None or convention.mandate.ends_on < convention.starts_on:
        missing.append("un mandat du Président qui couvre la date d’effet")
    if clash := convention.overlapping():
        missing.append(
            f"une date d’effet hors de la convention {clash.number}, "
            f"qui court du {long_date(clash.starts_on)} au {long_date(clash.end.date)}"
        )
    return missing


def missing_to_sign(convention: Any) -> list[str]:
    """Both signatures, each with a possible date (R45: the Maire, then the Président)."""
    missing = []
    for who, signed_on in (("du Maire", convention.mayor_signed_on), ("du Président", convention.president_signed_on)):
        if not signed_on:
            missing.append(f"la date de signature {who}")
        elif wrong_signature_date(convention, signed_on):
            missing.append(f"une date de signature {who} entre la validation et aujourd’hui")
    if not missing and wrong_order(convention.mayor_signed_on, convention.president_signed_on):
        missing.append("une signature du Président qui ne précède pas celle du Maire")
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


def awaited(convention: Any, ends_on: date | None, on: date) -> str:
    """What a convention waits for, in the few words of a list; empty when it waits for nothing."""
    unsigned = [
        who
        for who, signed_on in (("Maire", convention.mayor_signed_on), ("Président", convention.president_signed_on))
        if not signed_on
    ]
    by_state = {
        State.DRAFT: "la validation du texte",
        State.VALIDATED: "l’envoi en signature",
        State.SIGNING: f"la signature du {enumerate_fr(unsigned, 'et du')}" if unsigned else "le constat de signature",
        State.SIGNED: "la notification" if convention.scan_id else "le scan signé",
    }
    if convention.state in by_state:
        return by_state[convention.state]
    to_renew = situation_of(convention.state, convention.starts_on, ends_on, on) is Situation.TO_RENEW
    return "son renouvellement" if to_renew else ""


# --- what a date cannot be, in French; empty when it can -------------------------------------------------------------


def wrong_start(mandate: Any, starts_on: date) -> str:
    """Why a convention cannot take effect that day: it ends with the President’s mandate (R40, art. 6).

    `mandate` is the last one begun by that day.
    """
    if mandate is None:
        return f"Aucun mandat du Président n’est enregistré au {long_date(starts_on)}."
    if mandate.ends_on < starts_on:
        known = "finit" if mandate.is_estimated else "a fini"
        return (
            f"Le mandat de {mandate.president} {known} le {long_date(mandate.ends_on)} : "
            "la convention serait échue avant d’avoir pris effet (art. 6)."
        )
    return ""


def wrong_signature_date(convention: Any, signed_on: date) -> str:
    """Why this day cannot be a signature’s: in the future, or before the text was what it is."""
    validated_on = convention.validated_on
    if signed_on > clock.today():
        return "Cette date est dans l’avenir."
    if validated_on and signed_on < validated_on:
        return f"Le texte n’a été validé que le {long_date(validated_on)}."
    return ""


def president_alone(mayor_signed_on: date | None, president_signed_on: date | None) -> str:
    """Why the Président’s signature cannot be recorded yet: the Maire signs before him (R45).

    Of an old paper convention one date may be all that is known: there this is no reason.
    """
    return "Le Maire signe d’abord : donnez aussi sa date." if president_signed_on and not mayor_signed_on else ""


def wrong_order(mayor_signed_on: date | None, president_signed_on: date | None) -> str:
    """Why the two signatures cannot have these dates: the Président signs what the Maire has signed (R45)."""
    if mayor_signed_on and president_signed_on and president_signed_on < mayor_signed_on:
        return f"Le Président signe après le Maire, qui a signé le {long_date(mayor_signed_on)}."
    return ""


def wrong_original_date(convention: Any, since: date) -> str:
    """Why an original cannot be somewhere since that day: in the future, or before it was printed to be signed."""
    if since > clock.today():
        return "Cette date est dans l’avenir."
    if convention.sent_on and since < convention.sent_on:
        return f"Les exemplaires n’existent que depuis l’envoi en signature, le {long_date(convention.sent_on)}."
    return ""


def wrong_notification_date(convention: Any, notified_on: date) -> str:
    """Why this day cannot be the notification’s: in the future, or before both have signed."""
    signed_on = max(filter(None, (convention.mayor_signed_on, convention.president_signed_on)), default=None)
    if notified_on > clock.today():
        return "Cette date est dans l’avenir."
    if signed_on and notified_on < signed_on:
        return f"La convention n’a été signée que le {long_date(signed_on)}."
    return ""


def already_terminated(convention: Any) -> str:
    """Why a termination cannot be recorded: one is, and what it ended is not revived by another (R40, art. 6)."""
    if convention.terminated_on is None:
        return ""
    if convention.terminated_on < clock.today():
        return "la dénonciation a déjà pris effet : il faut une nouvelle convention"
    return f"une dénonciation au {long_date(convention.terminated_on)} est déjà enregistrée : annulez-la d’abord"


def wrong_last_day(convention: Any, last_day: date) -> str:
    """Why a termination cannot have this last day: outside the convention’s own dates (R40, art. 6)."""
    otherwise = convention.end_without_termination()
    if last_day < convention.starts_on:
        return f"La convention ne prend effet que le {long_date(convention.starts_on)}."
    if otherwise and last_day >= otherwise:
        return f"Sans dénonciation, la convention finit déjà le {long_date(otherwise)}."
    return ""
