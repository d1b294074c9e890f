"""The states of a convention, and what the calendar makes of them."""

from django.db import models


class State(models.TextChoices):
    """The acts done, one after the other; the only thing stored (design: computed truths)."""

    DRAFT = "DRAFT", "Brouillon"
    VALIDATED = "VALIDATED", "Validée"
    SIGNING = "SIGNING", "En signature"
    SIGNED = "SIGNED", "Signée"
    NOTIFIED = "NOTIFIED", "Notifiée"


class Situation(models.TextChoices):
    """What a convention is worth on a day, computed from its state and its dates (R40)."""

    IN_PATH = "IN_PATH", "en préparation"
    UPCOMING = "UPCOMING", "à venir"
    IN_FORCE = "IN_FORCE", "en vigueur"
    TO_RENEW = "TO_RENEW", "à renouveler"
    EXPIRED = "EXPIRED", "échue"


IN_PATH = [State.DRAFT, State.VALIDATED, State.SIGNING, State.SIGNED]
RENEWAL_WINDOW = 180  # days before the end from which a convention is to be renewed

TONES = {
    State.DRAFT: "neutral",
    State.VALIDATED: "info",
    State.SIGNING: "warn",
    State.SIGNED: "info",
    State.NOTIFIED: "ok",
    Situation.IN_PATH: "info",
    Situation.UPCOMING: "info",
    Situation.IN_FORCE: "ok",
    Situation.TO_RENEW: "warn",
    Situation.EXPIRED: "late",
}
