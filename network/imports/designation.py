"""What a line about a person says of their place and functions."""

from foundation import clock
from foundation.french import at_place, commune_of, enumerate_fr
from foundation.imports.lines import Line
from network.imports import functions
from network.imports.functions import Function
from network.imports.places import Place
from network.models import Commune, Library, Service
from network.roles import FUNCTIONS, SERVICES, PlaceKind, Role


def place_of(line: Line) -> Place | None:
    """The one place where the line’s functions are held; None when it names none. Refuses what is unknown or double."""
    commune = line.lookup.commune_of(line)
    name = line.values.get("place")
    roles = [Role(role) for role in line.values.get("roles") or []]
    if line.is_refused:
        return None
    if not name:
        return _implied(roles, commune)
    named = line.lookup.named(name, commune)
    suitable = [one for one in named if all(functions.kind_of(one) in FUNCTIONS[role].places for role in roles)]
    if len(suitable) == 1:
        return suitable[0]
    if suitable:
        told = enumerate_fr([_told(one) for one in suitable], last="ou")
        line.refuse("place", f"« {name} » peut être {told} : donnez son code, ou la commune.")
    elif named:
        role = next(role for role in roles if functions.kind_of(named[0]) not in FUNCTIONS[role].places)
        line.refuse("place", f"La fonction « {role.label} » s’exerce ici : {functions.held_in(role)}.")
    else:
        where = f" {at_place(commune.name)}" if commune else ""
        line.refuse("place", f"Aucun lieu du réseau ne s’appelle « {name} »{where}.")
    return None


def functions_of(line: Line, place: Place | None) -> list[Function]:
    """The functions that the line gives. Refuses one without a place, or whose dates are the wrong way round."""
    roles = [Role(role) for role in line.values.get("roles") or []]
    if line.is_refused:
        return []
    if not roles:
        if line.values.get("place"):
            line.warn("place", "Sans fonction, le lieu sert seulement à reconnaître la personne.")
        return []
    if place is None:
        line.refuse("place", f"Dites où s’exerce la fonction « {roles[0].label} » : {functions.held_in(roles[0])}.")
        return []
    if line.is_unread("starts_on"):
        line.warn("starts_on", "Sans jour précis, la fonction commence aujourd’hui.")
    starts_on, ends_on = line.values.get("starts_on") or clock.today(), line.values.get("ends_on")
    if ends_on and ends_on < starts_on:
        line.refuse("ends_on", "La fin ne peut pas précéder le début.")
        return []
    return [Function(role, place, starts_on, ends_on) for role in roles]


def _implied(roles: list[Role], commune: Commune | None) -> Place | None:
    """The place that the function leaves no choice of: the commune of a contact, the only service of a coordinator."""
    kinds = set.intersection(*(set(FUNCTIONS[role].places) for role in roles)) if roles else set()
    if commune and PlaceKind.COMMUNE in kinds:
        return commune
    if len(kinds) == 1 and kinds <= SERVICES:
        return Service.objects.filter(code=next(iter(kinds))).first()
    return None


def _told(place: Place) -> str:
    if isinstance(place, Library):
        return f"{place}, {at_place(place.commune.name)} ({place.code})"
    return commune_of(place.name) if isinstance(place, Commune) else str(place)
