"""Which value each variable of a model text takes for one convention, and who knows it (R01).

The commune, the network and the convention itself each know theirs; the others are asked of whoever prepares it.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from convention.end_dates import YEARS
from convention.text.render import Rendered
from convention.text.structure import Text
from convention.text.variables import Source, Value, Variable, by_name, is_missing, placeholders, used_in
from foundation.french import enumerate_fr
from network.models import UrbanCommunity, Vendor

# What each source can say, with its label: a variable of that source must bear one of these names.
KNOWN: Mapping[Source, Mapping[str, str]] = {
    "commune": {
        "commune": "Nom de la commune",
        "siren_commune": "SIREN de la commune",
        "maire": "Nom du Maire",
        "qualite_maire": "Titre du Maire",
    },
    "network": {
        "communaute": "Nom de la Communauté, sans « Communauté urbaine »",
        "sigle_communaute": "Sigle de la Communauté",
        "siren_communaute": "SIREN de la Communauté",
        "president": "Nom du Président",
        "qualite_president": "Titre du Président",
        "lieu_signature": "Siège de la Communauté",
        "tribunal": "Siège du tribunal administratif",
        "hebergeur": "Titulaire du marché, qui héberge",
        "prestataire_maintenance": "Titulaire du marché, qui maintient",
    },
    "convention": {
        "date_effet": "Date d’effet",
        "duree": "Durée",
        "date_signature": "Date de signature, laissée à la main",
    },
}

_MANDATE = "Le mandat enregistré à la date d’effet l’emporte : cette valeur ne sert que s’il n’y en a pas."
_VENDOR = "Le titulaire du marché enregistré, s’il est le seul, l’emporte sur cette valeur."
_COMMUNITY = "La fiche de la Communauté urbaine l’emporte : cette valeur ne sert que si elle n’est pas enregistrée."
_COMMUNE = "La fiche de la commune l’emporte : cette valeur ne sert que si elle n’y est pas."
_CONVENTION = "Chaque convention dit la sienne : cette valeur n’est pas imprimée telle quelle."

_KIND_OF_COMMUNITY = "Communauté urbaine "


def values_of(convention: Any) -> dict[str, Value]:
    """The value of each variable of the convention’s model; those nobody knows are absent."""
    variables = convention.version.variables
    facts: dict[Source, Mapping[str, Value]] = {
        "commune": commune_facts(convention.commune),
        "network": network_facts(convention.mandate),
        "convention": convention_facts(convention, variables),
        "asked": convention.given_values,
    }
    found = {variable.name: facts[variable.source].get(variable.name, "") for variable in variables}
    return {name: value for name, value in found.items() if value}


def prevails(name: str, source: str) -> str:
    """What takes the place of the value that the model gives to a variable; empty when nothing does."""
    if source == "network":
        named = {"president": _MANDATE, "qualite_president": _MANDATE}
        return named.get(name) or (_VENDOR if name in ("hebergeur", "prestataire_maintenance") else _COMMUNITY)
    if source == "convention":
        return "" if name == "date_signature" else _CONVENTION
    return _COMMUNE if source == "commune" else ""


def commune_facts(commune: Any) -> dict[str, Value]:
    """What the network knows of the commune that signs."""
    return {
        "commune": commune.name,
        "siren_commune": commune.siren,
        "maire": commune.mayor,
        "qualite_maire": commune.mayor_title,
    }


def network_facts(mandate: Any) -> dict[str, Value]:
    """What the network knows of the Communauté at the effect date: its President is that of the mandate of that day.

    The vendor is named only where there is one: between several, nobody but the user can choose.
    """
    community = UrbanCommunity.objects.first()
    vendors = list(Vendor.objects.all()[:2])
    vendor = vendors[0].name if len(vendors) == 1 else ""
    facts: dict[str, Value] = {"hebergeur": vendor, "prestataire_maintenance": vendor}
    if community:
        facts |= {
            "communaute": community.name.removeprefix(_KIND_OF_COMMUNITY),
            "sigle_communaute": community.short_name,
            "siren_communaute": community.siren,
            "lieu_signature": community.seat,
            "tribunal": community.court,
        }
    if mandate:
        facts |= {"president": mandate.president, "qualite_president": mandate.title}
    return facts


def convention_facts(convention: Any, variables: tuple[Variable, ...]) -> dict[str, Value]:
    """What the convention itself says; the day of signature stays to be written by hand (R45)."""
    in_figures = any(variable.name == "duree" and variable.default[:1].isdigit() for variable in variables)
    duration = f"{YEARS} ans" if in_figures else "deux ans"
    return {"date_effet": convention.starts_on or "", "duree": duration}


def asked_of_user(text: Text, variables: tuple[Variable, ...]) -> list[Variable]:
    """The variables that the text calls for and that only the user can give, in the order they were declared."""
    used = used_in(text, variables)
    return [variable for variable in variables if variable.source == "asked" and variable.name in used]


def missing_values(convention: Any) -> list[str]:
    """Each value that the text calls for and that nobody has given: its label, and the places that wait for it."""
    text, declared = convention.version.text, by_name(convention.version.variables)
    found = values_of(convention)
    missing = {variable.name for variable in declared.values() if is_missing(variable, found)}
    places: dict[str, list[str]] = {}
    for part in text.parts() if missing else ():
        for hole in placeholders(part.content):
            resolved = hole.resolve(declared)
            if resolved and resolved[0].name in missing:
                places.setdefault(resolved[0].label, []).append(part.label)
    return [f"« {label} », attendu dans {enumerate_fr(list(dict.fromkeys(where)))}" for label, where in places.items()]


def fingerprint(rendered: Rendered) -> str:
    """SHA-256 of the text as it is read, signatures included: another word, another fingerprint."""
    return hashlib.sha256(rendered.plain().encode()).hexdigest()
