"""The axes of a ticket, never mixed: its state, the level that holds it, why it waits; and the names of its clocks."""

from django.db import models


class State(models.TextChoices):
    """How far a ticket is. Late or in time is not a state: the clocks say it."""

    NEW = "NEW", "à prendre"
    IN_PROGRESS = "IN_PROGRESS", "en cours"
    WAITING = "WAITING", "en attente"
    TO_APPROVE = "TO_APPROVE", "à valider"
    RESOLVED = "RESOLVED", "résolu"
    CLOSED = "CLOSED", "clos"
    CANCELLED = "CANCELLED", "annulé"
    REFUSED = "REFUSED", "refusé"
    MERGED = "MERGED", "doublon"


class Level(models.TextChoices):
    """Who holds a ticket (R17, R29, R32)."""

    CORRESPONDENT = "CORRESPONDENT", "référent informatique"
    DSINUM = "DSINUM", "DSINum"
    SCLP = "SCLP", "SCLP"
    VENDOR = "VENDOR", "éditeur"
    COMMUNE = "COMMUNE", "commune"


# Each level as a sentence names it, and what goes there.
NAMED: dict[str, str] = {
    Level.CORRESPONDENT: "le référent informatique",
    Level.DSINUM: "la DSINum",
    Level.SCLP: "le SCLP",
    Level.VENDOR: "l’éditeur",
    Level.COMMUNE: "la commune",
}
TOWARDS: dict[str, str] = {
    Level.CORRESPONDENT: "au référent",
    Level.DSINUM: "à la DSINum",
    Level.SCLP: "au SCLP",
    Level.VENDOR: "à l’éditeur",
    Level.COMMUNE: "à la commune",
}


class WaitingReason(models.TextChoices):
    """What a ticket waits for. Which clocks it pauses is data of the policy."""

    REQUESTER = "REQUESTER", "réponse du demandeur"
    PLANNED_DATE = "PLANNED_DATE", "date convenue"
    VENDOR = "VENDOR", "réponse de l’éditeur"
    BUYER = "BUYER", "réponse de la Communauté urbaine à l’éditeur"
    COMMUNE = "COMMUNE", "intervention de la commune"
    APPROVAL = "APPROVAL", "validation"


class Clock(models.TextChoices):
    """A promise that is measured, by who made it to whom (R35)."""

    SLA = "SLA", "délai envers la bibliothèque"  # the Communauté urbaine’s, over the whole life of the ticket
    OLA = "OLA", "délai du niveau"  # a level’s own, at each hop
    UC = "UC", "délai de l’éditeur"  # the vendor’s, under its market


class Target(models.TextChoices):
    """What is promised within a delay."""

    TAKE = "TAKE", "prise en charge"
    NEXT_UPDATE = "NEXT_UPDATE", "prochaines nouvelles"
    RESOLVE = "RESOLVE", "résolution"


class ClockState(models.TextChoices):
    """What a clock does at a moment."""

    NOT_BEGUN = "NOT_BEGUN", "pas commencé"
    RUNNING = "RUNNING", "court"
    PAUSED = "PAUSED", "en pause"
    STOPPED = "STOPPED", "arrêté"


FINISHED = (State.RESOLVED, State.CLOSED, State.CANCELLED, State.REFUSED, State.MERGED)  # nobody has anything to do
OPEN = tuple(state for state in State if state not in FINISHED)
SECOND_LEVELS = (Level.DSINUM, Level.SCLP)

# Which pale ground a state has in lists and on pages.
TONES = {
    State.NEW: "warn",
    State.IN_PROGRESS: "info",
    State.WAITING: "neutral",
    State.TO_APPROVE: "neutral",
    State.RESOLVED: "ok",
    State.CLOSED: "ok",
    State.CANCELLED: "neutral",
    State.REFUSED: "neutral",
    State.MERGED: "neutral",
}


class Kind(models.TextChoices):
    """What is asked of the desk (R28)."""

    INCIDENT = "INCIDENT", "incident"  # what worked does not any more
    REQUEST = "REQUEST", "demande"  # something new, a setting, an explanation


class HandoverReason(models.TextChoices):
    """Why a ticket goes from one level to another."""

    FIRST = "FIRST", "déclaration"
    NO_CORRESPONDENT = "NO_CORRESPONDENT", "pas de référent formé dans la bibliothèque"
    NOT_TAKEN = "NOT_TAKEN", "pas pris à temps"
    BEYOND_LEVEL = "BEYOND_LEVEL", "dépasse ce niveau"
    PUBLIC_STOPPED = "PUBLIC_STOPPED", "service au public arrêté"
    OTHER_TEAM = "OTHER_TEAM", "relève de l’autre service"
    VENDOR = "VENDOR", "relève de l’éditeur"
    VENDOR_ANSWERED = "VENDOR_ANSWERED", "l’éditeur a répondu"
    MORE_NEEDED = "MORE_NEEDED", "diagnostic à compléter"
    LOCAL = "LOCAL", "se règle sur place"
    TOWN = "TOWN", "relève de la commune"
    CONTESTED = "CONTESTED", "la commune ou la bibliothèque conteste"
    PING_PONG = "PING_PONG", "troisième aller-retour : la supervision tranche"


class Cause(models.TextChoices):
    """Where it came from, told when it is solved: what clusters becomes a proposal (R36)."""

    SOFTWARE = "SOFTWARE", "logiciel"
    SETTING = "SETTING", "paramétrage"
    DATA = "DATA", "données"
    NETWORK = "NETWORK", "réseau ou accès internet"
    HARDWARE = "HARDWARE", "matériel ou consommables"
    ACCESS = "ACCESS", "compte ou droits"
    TRAINING = "TRAINING", "besoin de formation"
    HOSTING = "HOSTING", "hébergement"
    NONE_FOUND = "NONE_FOUND", "aucune panne constatée"
    OTHER = "OTHER", "autre"


class Visibility(models.TextChoices):
    """Who reads a message of the thread."""

    PUBLIC = "PUBLIC", "réponse"  # whoever sees the ticket
    INTERNAL = "INTERNAL", "note interne"  # the services of the Communauté: it never leaves


class CaseState(models.TextChoices):
    """How far a case is with the vendor (R17)."""

    SENT = "SENT", "envoyé"
    RECEIVED = "RECEIVED", "reçu par l’éditeur"
    ASKED = "ASKED", "l’éditeur pose une question"
    ANSWERED = "ANSWERED", "l’éditeur a répondu"
    CLOSED = "CLOSED", "clos"


CASE_TONES = {
    CaseState.SENT: "warn",
    CaseState.RECEIVED: "info",
    CaseState.ASKED: "warn",
    CaseState.ANSWERED: "ok",
    CaseState.CLOSED: "neutral",
}


class Severity(models.TextChoices):
    """How grave a case is in the words of the market."""

    BLOCKING = "BLOCKING", "bloquante"
    MAJOR = "MAJOR", "majeure"
    MINOR = "MINOR", "mineure"


class Receipt(models.TextChoices):
    """What proves that the vendor has received a case: its clock starts there."""

    SIGNED_IN = "SIGNED_IN", "l’éditeur en a accusé réception en se connectant"
    MAIL = "MAIL", "accusé de réception par e-mail"
    PHONE = "PHONE", "confirmé par téléphone"
    POST = "POST", "lettre recommandée avec avis de réception"


class Meaning(models.TextChoices):
    """What the vendor says, hence whose turn it is: its delay runs on, is paused, or stops (R17)."""

    ANSWER = "ANSWER", "une réponse ou une correction, à vérifier par la Communauté urbaine"
    NEWS = "NEWS", "une nouvelle : l’éditeur continue"
    QUESTION = "QUESTION", "une question : l’éditeur attend la Communauté urbaine"


class Direction(models.TextChoices):
    """Which way a message goes between the Communauté and the vendor."""

    OUT = "OUT", "à l’éditeur"
    IN = "IN", "de l’éditeur"
