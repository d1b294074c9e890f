"""Functions, their place, what they see and may do: the table of rights, as data (design: functions).

An administrator reads this very table on `/reseau/droits/`; `rules.py` asks it, nothing else decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models


class PlaceKind(models.TextChoices):
    """Where a function is held."""

    SCLP = "SCLP", "Service communautaire de la lecture publique"
    DSINUM = "DSINUM", "Direction des systèmes d’information"
    COMMUNE = "COMMUNE", "commune"
    LIBRARY = "LIBRARY", "bibliothèque"
    VENDOR = "VENDOR", "titulaire du marché"


class Role(models.TextChoices):
    """The functions of the network; one person may hold several, in several places, at different dates."""

    ADMINISTRATOR = "ADMINISTRATOR", "administrateur"
    COORDINATOR = "COORDINATOR", "coordinateur"
    SCLP_DIRECTOR = "SCLP_DIRECTOR", "direction du SCLP"
    SIGB_REFERENT = "SIGB_REFERENT", "référent SIGB"
    TRAINER = "TRAINER", "formateur"
    PROJECT_MANAGER = "PROJECT_MANAGER", "chef de projet"
    TECHNICIAN = "TECHNICIAN", "technicien"
    LIBRARY_HEAD = "LIBRARY_HEAD", "responsable de bibliothèque"
    IT_CORRESPONDENT = "IT_CORRESPONDENT", "référent informatique"
    LIBRARIAN = "LIBRARIAN", "bibliothécaire"
    VOLUNTEER = "VOLUNTEER", "bénévole"
    COMMUNE_CONTACT = "COMMUNE_CONTACT", "contact de la commune"
    MEMBER = "MEMBER", "membre de comité"
    SECRETARY = "SECRETARY", "secrétaire de comité"
    VENDOR_CONTACT = "VENDOR_CONTACT", "contact du titulaire"
    DPO = "DPO", "délégué à la protection des données"


class Scope(models.TextChoices):
    """How far a function sees."""

    NETWORK = "NETWORK", "tout le réseau"
    OWN_COMMUNE = "OWN_COMMUNE", "sa commune"
    OWN_LIBRARY = "OWN_LIBRARY", "sa bibliothèque"
    NOTHING = "NOTHING", "ce qui lui est adressé"


class Right(models.TextChoices):
    """What a function may do, each asked by one rule."""

    MANAGE_NETWORK = "MANAGE_NETWORK", "gérer les communes, les bibliothèques et les personnes"
    READ_RIGHTS = "READ_RIGHTS", "lire la table des droits et les registres techniques"
    MANAGE_CONVENTIONS = "MANAGE_CONVENTIONS", "préparer et suivre les conventions"
    READ_CONVENTION = "READ_CONVENTION", "lire la convention de sa commune"
    RECORD_MANDATE = "RECORD_MANDATE", "tenir les mandats du Président"
    DESIGNATE_CORRESPONDENT = "DESIGNATE_CORRESPONDENT", "désigner les référents de sa bibliothèque"
    APPOINT_ADMINISTRATOR = "APPOINT_ADMINISTRATOR", "donner la fonction d’administrateur"
    ERASE_PERSON = "ERASE_PERSON", "effacer les données d’une personne"


@dataclass(frozen=True)
class Function:
    """One line of the table of rights."""

    role: Role
    places: frozenset[PlaceKind]
    conventions: Scope  # which communes’ conventions it sees
    network: Scope  # which communes, libraries and people it sees
    rights: frozenset[Right]
    needs_second_factor: bool = False

    @property
    def places_in_order(self) -> list[PlaceKind]:
        """Where it is held, as the page lists it."""
        return [place for place in PlaceKind if place in self.places]

    @property
    def rights_in_order(self) -> list[Right]:
        """What it may do, as the page lists it."""
        return [right for right in Right if right in self.rights]


def _function(
    role: Role,
    places: set[PlaceKind],
    *,
    conventions: Scope,
    network: Scope,
    rights: Iterable[Right] = (),
    second_factor: bool = False,
) -> tuple[Role, Function]:
    return role, Function(role, frozenset(places), conventions, network, frozenset(rights), second_factor)


_SCLP, _DSINUM = {PlaceKind.SCLP}, {PlaceKind.DSINUM}
_LIBRARY, _COMMUNE, _VENDOR = {PlaceKind.LIBRARY}, {PlaceKind.COMMUNE}, {PlaceKind.VENDOR}
_STEERING = {Right.MANAGE_CONVENTIONS, Right.READ_CONVENTION, Right.RECORD_MANDATE, Right.MANAGE_NETWORK}

FUNCTIONS: dict[Role, Function] = dict(
    [
        _function(
            Role.ADMINISTRATOR,
            _SCLP,
            conventions=Scope.NETWORK,
            network=Scope.NETWORK,
            rights={
                Right.MANAGE_NETWORK,
                Right.READ_RIGHTS,
                Right.READ_CONVENTION,
                Right.APPOINT_ADMINISTRATOR,
                Right.ERASE_PERSON,
            },
            second_factor=True,
        ),
        _function(
            Role.COORDINATOR,
            _SCLP,
            conventions=Scope.NETWORK,
            network=Scope.NETWORK,
            rights=_STEERING,
            second_factor=True,
        ),
        _function(
            Role.SCLP_DIRECTOR,
            _SCLP,
            conventions=Scope.NETWORK,
            network=Scope.NETWORK,
            rights=_STEERING,
            second_factor=True,
        ),
        _function(
            Role.SIGB_REFERENT,
            _SCLP | _VENDOR,
            conventions=Scope.NOTHING,
            network=Scope.NETWORK,
            second_factor=True,
        ),
        _function(Role.TRAINER, _SCLP | _VENDOR, conventions=Scope.NOTHING, network=Scope.NOTHING, second_factor=True),
        _function(
            Role.PROJECT_MANAGER,
            _DSINUM,
            conventions=Scope.NETWORK,
            network=Scope.NETWORK,
            rights={Right.READ_CONVENTION},
            second_factor=True,
        ),
        _function(
            Role.TECHNICIAN,
            _DSINUM,
            conventions=Scope.NOTHING,
            network=Scope.NETWORK,
            second_factor=True,
        ),
        _function(
            Role.LIBRARY_HEAD,
            _LIBRARY,
            conventions=Scope.OWN_COMMUNE,
            network=Scope.OWN_LIBRARY,
            rights={Right.READ_CONVENTION, Right.DESIGNATE_CORRESPONDENT},
        ),
        _function(Role.IT_CORRESPONDENT, _LIBRARY, conventions=Scope.NOTHING, network=Scope.OWN_LIBRARY),
        _function(Role.LIBRARIAN, _LIBRARY, conventions=Scope.NOTHING, network=Scope.OWN_LIBRARY),
        _function(Role.VOLUNTEER, _LIBRARY, conventions=Scope.NOTHING, network=Scope.OWN_LIBRARY),
        _function(
            Role.COMMUNE_CONTACT,
            _COMMUNE,
            conventions=Scope.OWN_COMMUNE,
            network=Scope.OWN_COMMUNE,
            rights={Right.READ_CONVENTION},
        ),
        _function(Role.MEMBER, _COMMUNE | _LIBRARY, conventions=Scope.NOTHING, network=Scope.OWN_COMMUNE),
        _function(Role.SECRETARY, _SCLP | _COMMUNE | _LIBRARY, conventions=Scope.NOTHING, network=Scope.OWN_COMMUNE),
        _function(Role.VENDOR_CONTACT, _VENDOR, conventions=Scope.NOTHING, network=Scope.NOTHING),
        _function(Role.DPO, _SCLP | _DSINUM | _COMMUNE, conventions=Scope.NOTHING, network=Scope.NOTHING),
    ]
)


def roles_with(right: Right) -> list[Role]:
    """The functions that hold a right."""
    return [role for role, function in FUNCTIONS.items() if right in function.rights]


def roles_seeing(field: str, scope: Scope) -> list[Role]:
    """The functions whose view of `conventions` or `network` reaches that far."""
    return [role for role, function in FUNCTIONS.items() if getattr(function, field) == scope]
