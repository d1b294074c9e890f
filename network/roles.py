"""Functions, their place, what they see and may do: the table of rights, as data (design: functions).

Who gives functions reads this very table on `/reseau/droits/`; `rules.py` asks it, nothing else decides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.db import models


class PlaceKind(models.TextChoices):
    """Where a function is held."""

    SCLP = "SCLP", "Service communautaire de la lecture publique"
    DSINUM = "DSINUM", "Direction des systèmes d’information"
    COMMUNE = "COMMUNE", "commune"
    LIBRARY = "LIBRARY", "bibliothèque"
    VENDOR = "VENDOR", "titulaire du marché"


class Role(models.TextChoices):
    """The functions of the network; one person may hold several, in several places, at different dates.

    Each is named for the work, not for who does it: « coordination » suits everyone. « Référent » is the convention’s
    own word (art. 4.1).
    """

    ADMINISTRATOR = "ADMINISTRATOR", "administration"
    COORDINATOR = "COORDINATOR", "coordination"
    SCLP_DIRECTOR = "SCLP_DIRECTOR", "direction du SCLP"
    SIGB_REFERENT = "SIGB_REFERENT", "référent SIGB"
    TRAINER = "TRAINER", "formation"
    PROJECT_MANAGER = "PROJECT_MANAGER", "conduite de projet"
    TECHNICIAN = "TECHNICIAN", "appui technique"
    LIBRARY_HEAD = "LIBRARY_HEAD", "responsable de bibliothèque"
    IT_CORRESPONDENT = "IT_CORRESPONDENT", "référent informatique"
    LIBRARIAN = "LIBRARIAN", "bibliothécaire"
    VOLUNTEER = "VOLUNTEER", "bénévole"
    COMMUNE_CONTACT = "COMMUNE_CONTACT", "contact de la commune"
    MEMBER = "MEMBER", "membre de comité"
    SECRETARY = "SECRETARY", "secrétaire de comité"
    VENDOR_CONTACT = "VENDOR_CONTACT", "contact du titulaire"
    DPO = "DPO", "protection des données"


class Scope(models.TextChoices):
    """How far a function sees."""

    NETWORK = "NETWORK", "tout le réseau"
    OWN_COMMUNE = "OWN_COMMUNE", "sa commune"
    OWN_LIBRARY = "OWN_LIBRARY", "sa bibliothèque"
    NOTHING = "NOTHING", "seulement sa fiche"


class Right(models.TextChoices):
    """What a function may do, each asked by one rule."""

    MANAGE_NETWORK = "MANAGE_NETWORK", "gérer les communes, les bibliothèques et les personnes"
    READ_RIGHTS = "READ_RIGHTS", "lire la table des droits"
    READ_REGISTERS = "READ_REGISTERS", "lire les registres des messages et des travaux"
    MANAGE_CONVENTIONS = "MANAGE_CONVENTIONS", "préparer et suivre les conventions"
    READ_CONVENTION = "READ_CONVENTION", "lire les conventions visibles"
    SIGN_FOR_COMMUNE = "SIGN_FOR_COMMUNE", "noter la signature du Maire et où sont les exemplaires de sa commune"
    RECORD_MANDATE = "RECORD_MANDATE", "tenir les mandats du Président"
    KEEP_REGISTERS = "KEEP_REGISTERS", "tenir la fiche de la Communauté urbaine, de ses services et des titulaires"
    DESIGNATE_CORRESPONDENT = "DESIGNATE_CORRESPONDENT", "désigner les référents de sa bibliothèque"
    APPOINT_ADMINISTRATOR = "APPOINT_ADMINISTRATOR", "donner la fonction d’administration"
    ERASE_PERSON = "ERASE_PERSON", "effacer les données d’une personne"
    KEEP_LIBRARY_HOURS = "KEEP_LIBRARY_HOURS", "tenir les horaires de sa bibliothèque"
    REACH_TEAM = "REACH_TEAM", "lire l’adresse et le téléphone des personnes de sa bibliothèque"
    TAKE_TRAINING = "TAKE_TRAINING", "lire le catalogue des formations et s’y inscrire"
    APPROVE_BOOKING = (
        "APPROVE_BOOKING",
        "inscrire son équipe, approuver ses demandes, suivre ses lectures",
    )
    MANAGE_TRAINING = "MANAGE_TRAINING", "tenir le catalogue, les sessions, les attestations, les guides et la charte"
    REQUEST_ACCESS = "REQUEST_ACCESS", "demander les accès au SIGB de sa bibliothèque"
    GRANT_ACCESS = "GRANT_ACCESS", "accorder et retirer les accès au SIGB"
    DECLARE_TICKETS = "DECLARE_TICKETS", "déclarer un incident ou une demande"
    READ_LIBRARY_TICKETS = "READ_LIBRARY_TICKETS", "lire les tickets de sa bibliothèque"
    READ_ALL_TICKETS = "READ_ALL_TICKETS", "lire les tickets de tout le réseau"
    WORK_FIRST_LEVEL = "WORK_FIRST_LEVEL", "traiter les tickets de sa bibliothèque, une fois formé"
    WORK_TICKETS = "WORK_TICKETS", "traiter les tickets au deuxième niveau, lire les notes internes"
    SUPERVISE_TICKETS = "SUPERVISE_TICKETS", "trancher les contestations et les allers-retours des tickets"
    OPEN_VENDOR_CASES = "OPEN_VENDOR_CASES", "saisir l’éditeur"
    ANSWER_VENDOR_CASES = "ANSWER_VENDOR_CASES", "répondre aux dossiers que l’éditeur a reçus"
    WORK_COMMUNE_TICKETS = "WORK_COMMUNE_TICKETS", "traiter les tickets renvoyés à sa commune"
    CONFIRM_TICKETS = "CONFIRM_TICKETS", "confirmer les solutions et contester les renvois pour sa bibliothèque"
    KEEP_DESK = "KEEP_DESK", "tenir les catégories, les délais et les réponses types du guichet"
    KEEP_COMMITTEES = "KEEP_COMMITTEES", "tenir les comités, leurs règles, leurs sièges et les désignations"
    READ_COMMITTEES = "READ_COMMITTEES", "lire tous les comités et leur composition"
    READ_COMMUNE_SEATS = "READ_COMMUNE_SEATS", "lire qui siège pour sa commune dans les comités"
    DESIGNATE_MEMBERS = "DESIGNATE_MEMBERS", "désigner les participants de sa commune aux comités"
    READ_SIGN_INS = "READ_SIGN_INS", "lire la dernière connexion des personnes et leurs messages de sécurité"


SERVICES = frozenset({PlaceKind.SCLP, PlaceKind.DSINUM})  # the places of the Communauté itself


@dataclass(frozen=True)
class Function:
    """One line of the table of rights."""

    role: Role
    places: frozenset[PlaceKind]
    conventions: Scope  # which communes’ conventions it sees
    network: Scope  # which communes, libraries and people it sees
    rights: frozenset[Right]
    is_contact: bool = False  # whoever sees the person reads their address: one writes to this function (art. 5-1-c)

    @property
    def places_in_order(self) -> list[PlaceKind]:
        """Where it is held, as the page lists it."""
        return [place for place in PlaceKind if place in self.places]

    @property
    def conventions_seen(self) -> str:
        """Which conventions it sees, as the page says it."""
        words = {Scope.NETWORK: "toutes", Scope.OWN_COMMUNE: "celles de sa commune", Scope.NOTHING: "aucune"}
        return words[self.conventions]

    @property
    def network_seen(self) -> str:
        """Which communes, libraries and people it sees, as the page says it; a service is in no commune."""
        services = self.places & SERVICES
        if self.network != Scope.OWN_COMMUNE or not services:
            return str(self.network.label)
        return f"{self.network.label} ; au {' ou au '.join(sorted(services))}, seulement sa fiche"

    @property
    def second_factor(self) -> str:
        """Whether it signs in with a second factor, as the page says it: wherever it is held at a service."""
        if not self.places & SERVICES:
            return "non"
        return "oui" if self.places <= SERVICES else "oui, s’il est tenu à la Communauté urbaine"

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
    contact: bool = False,
) -> tuple[Role, Function]:
    return role, Function(role, frozenset(places), conventions, network, frozenset(rights), contact)


_SCLP, _DSINUM = {PlaceKind.SCLP}, {PlaceKind.DSINUM}
_LIBRARY, _COMMUNE, _VENDOR = {PlaceKind.LIBRARY}, {PlaceKind.COMMUNE}, {PlaceKind.VENDOR}
_STEERING = {
    Right.MANAGE_CONVENTIONS,
    Right.READ_CONVENTION,
    Right.RECORD_MANDATE,
    Right.MANAGE_NETWORK,
    Right.READ_RIGHTS,
    Right.MANAGE_TRAINING,
    Right.TAKE_TRAINING,
    Right.GRANT_ACCESS,
    Right.DECLARE_TICKETS,
    Right.READ_ALL_TICKETS,
    Right.WORK_TICKETS,
    Right.SUPERVISE_TICKETS,
    Right.KEEP_DESK,
    Right.KEEP_COMMITTEES,
}
_TRAINEE = {Right.TAKE_TRAINING}  # whoever works on the shared tools (art. 2.2)
_SECOND_LEVEL = {Right.DECLARE_TICKETS, Right.READ_ALL_TICKETS, Right.WORK_TICKETS}
_OF_LIBRARY = _TRAINEE | {Right.DECLARE_TICKETS, Right.READ_LIBRARY_TICKETS}

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
                Right.READ_REGISTERS,
                Right.READ_CONVENTION,
                Right.KEEP_REGISTERS,
                Right.APPOINT_ADMINISTRATOR,
                Right.ERASE_PERSON,
                Right.READ_SIGN_INS,
                Right.READ_ALL_TICKETS,
                Right.READ_COMMITTEES,
            },
        ),
        _function(
            Role.COORDINATOR,
            _SCLP,
            conventions=Scope.NETWORK,
            network=Scope.NETWORK,
            rights=_STEERING,
            contact=True,
        ),
        _function(
            Role.SCLP_DIRECTOR,
            _SCLP,
            conventions=Scope.NETWORK,
            network=Scope.NETWORK,
            rights=_STEERING,
        ),
        _function(
            Role.SIGB_REFERENT,
            _SCLP | _VENDOR,
            conventions=Scope.NOTHING,
            network=Scope.NETWORK,
            contact=True,
            rights=_TRAINEE,
        ),
        _function(Role.TRAINER, _SCLP | _VENDOR, conventions=Scope.NOTHING, network=Scope.NOTHING, rights=_TRAINEE),
        _function(
            Role.PROJECT_MANAGER,
            _DSINUM,
            conventions=Scope.NETWORK,
            network=Scope.NETWORK,
            rights={Right.READ_CONVENTION, Right.OPEN_VENDOR_CASES, Right.KEEP_DESK, Right.READ_COMMITTEES}
            | _TRAINEE
            | _SECOND_LEVEL,
            contact=True,
        ),
        _function(
            Role.TECHNICIAN,
            _DSINUM,
            conventions=Scope.NOTHING,
            network=Scope.NETWORK,
            rights={Right.OPEN_VENDOR_CASES} | _TRAINEE | _SECOND_LEVEL,
        ),
        _function(
            Role.LIBRARY_HEAD,
            _LIBRARY,
            conventions=Scope.OWN_COMMUNE,
            network=Scope.OWN_LIBRARY,
            rights={
                Right.READ_CONVENTION,
                Right.DESIGNATE_CORRESPONDENT,
                Right.KEEP_LIBRARY_HOURS,
                Right.REACH_TEAM,
                Right.APPROVE_BOOKING,
                Right.REQUEST_ACCESS,
                Right.CONFIRM_TICKETS,
                Right.READ_COMMUNE_SEATS,
            }
            | _OF_LIBRARY,
            contact=True,
        ),
        _function(
            Role.IT_CORRESPONDENT,
            _LIBRARY,
            conventions=Scope.NOTHING,
            network=Scope.OWN_LIBRARY,
            rights={Right.REQUEST_ACCESS, Right.WORK_FIRST_LEVEL} | _OF_LIBRARY,
            contact=True,
        ),
        _function(Role.LIBRARIAN, _LIBRARY, conventions=Scope.NOTHING, network=Scope.OWN_LIBRARY, rights=_OF_LIBRARY),
        _function(Role.VOLUNTEER, _LIBRARY, conventions=Scope.NOTHING, network=Scope.OWN_LIBRARY, rights=_OF_LIBRARY),
        _function(
            Role.COMMUNE_CONTACT,
            _COMMUNE,
            conventions=Scope.OWN_COMMUNE,
            network=Scope.OWN_COMMUNE,
            rights={
                Right.READ_CONVENTION,
                Right.SIGN_FOR_COMMUNE,
                Right.WORK_COMMUNE_TICKETS,
                Right.READ_COMMUNE_SEATS,
                Right.DESIGNATE_MEMBERS,
            },
            contact=True,
        ),
        _function(Role.MEMBER, _COMMUNE | _LIBRARY, conventions=Scope.NOTHING, network=Scope.OWN_COMMUNE),
        _function(
            Role.SECRETARY,
            _SCLP | _COMMUNE | _LIBRARY,
            conventions=Scope.NOTHING,
            network=Scope.OWN_COMMUNE,
            rights={Right.KEEP_COMMITTEES},
            contact=True,
        ),
        _function(
            Role.VENDOR_CONTACT,
            _VENDOR,
            conventions=Scope.NOTHING,
            network=Scope.NOTHING,
            rights={Right.ANSWER_VENDOR_CASES},
            contact=True,
        ),
        _function(Role.DPO, _SCLP | _DSINUM | _COMMUNE, conventions=Scope.NOTHING, network=Scope.NOTHING, contact=True),
    ]
)


@cache
def roles_with(right: Right) -> tuple[Role, ...]:
    """The functions that hold a right."""
    return tuple(role for role, function in FUNCTIONS.items() if right in function.rights)


def roles_seeing(field: str, scope: Scope) -> list[Role]:
    """The functions whose view of `conventions` or `network` reaches that far."""
    return [role for role, function in FUNCTIONS.items() if getattr(function, field) == scope]
