"""The states of a convention, and what the calendar makes of them."""

from datetime import date, timedelta

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
FROZEN = [State.VALIDATED, State.SIGNING, State.SIGNED, State.NOTIFIED]  # the text no longer changes
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


def situation_of(state: str, starts_on: date | None, ends_on: date | None, on: date) -> Situation:
    """What a convention in this state, with this first and this last day, is worth on a day (R40).

    Exactly one for any day. In force counts both the first and the last day; one that a mandate ended before its
    first day was never in force: it is to come, then expired.
    """
    if state in IN_PATH or starts_on is None or ends_on is None:
        return Situation.IN_PATH
    if on < starts_on:
        return Situation.UPCOMING
    if on > ends_on:
        return Situation.EXPIRED
    return Situation.TO_RENEW if ends_on <= on + timedelta(days=RENEWAL_WINDOW) else Situation.IN_FORCE
