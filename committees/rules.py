"""Who may keep, read and designate, and why someone cannot sit somewhere. Imports no models."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from committees.capacities import ANYWHERE, PLACES, SITTINGS, has_convention_seats
from committees.states import Capacity, Kind, Rank
from foundation.articles import at_institution
from foundation.french import at_place, count, long_date
from network.roles import Right, roles_with
from network.rules import has_right

# --- who may ---------------------------------------------------------------------------------------------------------


def may_keep(person: Any) -> bool:
    """Open and close bodies and seats, set their rules, designate: the coordination, and the secretary."""
    return has_right(person, Right.KEEP_COMMITTEES)


def may_read_all(person: Any) -> bool:
    """Read every body and who sits there."""
    return has_right(person, Right.READ_COMMITTEES) or may_keep(person)


def communes_read_by(person: Any, on: date) -> set[int]:
    """The communes whose seats this person reads for the function they hold there: its contact, a head of library."""
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return set()
    roles = roles_with(Right.READ_COMMUNE_SEATS)
    return {a.place_commune_id for a in person.current_assignments(on) if a.role in roles and a.place_commune_id}


def may_sit(person: Any, on: date) -> bool:
    """Whether somebody works in a place that has seats: a commune, a library, a service of the Communauté (art. 4.1).

    What they then read is that of the bodies where they do sit.
    """
    if not getattr(person, "is_authenticated", False) or not person.is_active:
        return False
    return any(one.vendor_id is None for one in person.current_assignments(on))


def may_designate(seat: Any, person: Any) -> bool:
    """Whoever keeps the bodies; the commune itself for the participants that it owes (R37, art. 5.1)."""
    if may_keep(person):
        return True
    is_participant = seat.capacity == Capacity.PARTICIPANT and seat.commune_id is not None
    return is_participant and has_right(person, Right.DESIGNATE_MEMBERS, seat.commune)


# --- bodies and seats ------------------------------------------------------------------------------------------------


def is_open(one: Any, on: date) -> bool:
    """Whether a body or a seat is open that day, its first and last days included."""
    return one.opened_on <= on and (one.closed_on is None or on <= one.closed_on)


def refusal_to_close(committee: Any) -> str:
    """Why a body cannot be closed, or nothing."""
    if committee.closed_on is not None:
        return f"il est déjà fermé depuis le {long_date(committee.closed_on)}"
    return "" if committee.kind == Kind.WORKING_GROUP else f"la convention le prévoit ({committee.article})"


def refusal_to_open_seats(committee: Any, on: date) -> str:
    """Why the seats of the convention cannot be opened in this body, or nothing."""
    if not has_convention_seats(committee.kind):
        return "la convention ne dit pas quels sièges il a : ouvrez-les un par un"
    return "" if is_open(committee, on) else "il n’est pas ouvert aujourd’hui"


def refusal_of_place(seat: Any) -> str:
    """Why the place of a seat does not suit its capacity, or nothing: the sentence of the database constraint."""
    sitting = SITTINGS[Capacity(seat.capacity)]
    filled = [name for name in PLACES if getattr(seat, f"{name}_id") is not None]
    if not sitting.places:
        return "Ce siège n’est celui d’aucun lieu du réseau : laissez le lieu vide." if filled else ""
    if len(filled) != 1 or filled[0] not in sitting.places:
        return f"Choisissez {_kinds(sitting.places)}."
    if filled == ["service"] and sitting.service and seat.service.code != sitting.service:
        return f"Ce siège est celui du service {sitting.service}."
    return ""


def _kinds(places: Sequence[str]) -> str:
    words = {"commune": "une commune", "library": "une bibliothèque", "service": "un service", "vendor": "un titulaire"}
    return " ou ".join(words[name] for name in places)


# --- who may sit -----------------------------------------------------------------------------------------------------


def suits(seat: Any, held: Any, rank: str) -> bool:
    """Whether this function lets one sit there: in the place of the seat, of those that its capacity asks for.

    A commune is spoken for by whoever holds a function in it or in one of its libraries. The capacity asks its function
    of the holder alone: a head of library is replaced by somebody of the library, who is not its head.
    """
    roles = SITTINGS[Capacity(seat.capacity)].roles
    if rank == Rank.HOLDER and roles and held.role not in roles:
        return False
    if seat.commune_id is not None:
        return bool(held.place_commune_id == seat.commune_id)
    pairs = [(getattr(seat, f"{name}_id"), getattr(held, f"{name}_id")) for name in PLACES]
    return any(own is not None and own == theirs for own, theirs in pairs)


def where_of(seat: Any) -> str:
    """Where its function is held, in a sentence: « au Mesnil », « à la Médiathèque du Lavoir », « au service SCLP »."""
    if seat.commune_id:
        return at_place(str(seat.place))
    return f"au service {seat.place}" if seat.service_id else at_institution(str(seat.place))


def refusal_to_sit(designation: Any, held: Iterable[Any]) -> str:
    """Why this person cannot sit there from the first day, with what would remedy it, or nothing.

    `held` are the functions that they hold that day.
    """
    seat, person, on = designation.seat, designation.person, designation.starts_on
    if person.anonymised_at is not None:
        return "Les données de cette personne ont été effacées."
    if seat.place is None or any(suits(seat, one, designation.rank) for one in held):
        return ""
    needed = SITTINGS[Capacity(seat.capacity)].needed if designation.rank == Rank.HOLDER else ANYWHERE
    where = f"{needed} {where_of(seat)}"
    remedy = "enregistrez d’abord sa fonction, ou choisissez une autre personne"
    if seat.commune_id:
        remedy = "une commune n’est représentée que par quelqu’un qui y tient une fonction, ou dans une de ses " + (
            "bibliothèques ; la fonction « membre de comité » est pour qui n’en a pas d’autre"
        )
    return f"{person} ne tient pas {where} le {long_date(on)} : {remedy}."


def refusal_of_days(seat: Any, starts_on: date, ends_on: date | None) -> str:
    """Why a designation cannot have these days, or nothing: they are days of the seat."""
    if ends_on is not None and ends_on < starts_on:
        return "La fin ne peut pas précéder le début."
    if starts_on < seat.opened_on:
        return f"Le siège n’est ouvert que depuis le {long_date(seat.opened_on)}."
    if seat.closed_on is not None and (ends_on or date.max) > seat.closed_on:
        return f"Le siège est fermé après le {long_date(seat.closed_on)} : donnez une fin, ce jour-là au plus tard."
    return ""


def refusal_of_rank(wanted: Any, others: Sequence[Any], substitutes: int) -> str:
    """Why this designation cannot stand beside those of its seat, or nothing.

    One holder at a time; substitutes up to what the body allows on any one day; nobody twice on the same day.
    """
    beside = [one for one in others if overlap(one, wanted)]
    if own := next((one for one in beside if one.person_id == wanted.person_id), None):
        return f"{wanted.person} est déjà {own.get_rank_display()} de ce siège {_days(own)}."
    same = [one for one in beside if one.rank == wanted.rank]
    if wanted.rank == Rank.HOLDER:
        remedy = "mettez-y fin d’abord, ou remplacez cette personne"
        return f"{same[0].person} est titulaire de ce siège {_days(same[0])} : {remedy}." if same else ""
    if most_at_once(wanted, same) >= substitutes:
        if not substitutes:
            return "Les règles de ce comité ne prévoient pas de suppléant."
        return f"Ce siège a déjà {count(substitutes, 'suppléant')} à ces dates : les règles n’en permettent pas plus."
    return ""


def overlap(one: Any, other: Any) -> bool:
    """Whether two designations share a day, first and last days included."""
    return bool(one.starts_on <= (other.ends_on or date.max) and other.starts_on <= (one.ends_on or date.max))


def most_at_once(wanted: Any, beside: Sequence[Any]) -> int:
    """Of those that overlap it, how many run together on the fullest of its days."""
    days = [wanted.starts_on, *(one.starts_on for one in beside if one.starts_on > wanted.starts_on)]
    return max(len([one for one in beside if one.starts_on <= day <= (one.ends_on or date.max)]) for day in days)


def _days(one: Any) -> str:
    since = f"depuis le {long_date(one.starts_on)}"
    return f"du {long_date(one.starts_on)} au {long_date(one.ends_on)}" if one.ends_on else since


def refusal_to_end(designation: Any, ends_on: date) -> str:
    """Why a designation cannot end that day, or nothing."""
    if ends_on < designation.starts_on:
        return f"Elle ne commence que le {long_date(designation.starts_on)} : la fin ne peut pas précéder le début."
    if designation.ends_on is not None and designation.ends_on < ends_on:
        return f"Elle finit déjà le {long_date(designation.ends_on)}."
    return ""


def has_begun(designation: Any, on: date) -> bool:
    """Whether someone has sat by it: from then on it is ended, never taken back."""
    return bool(designation.starts_on <= on)
