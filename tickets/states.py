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
