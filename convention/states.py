"""The states of a convention, and what the calendar makes of them."""

from datetime import date, timedelta

from django.db import models


class State(models.TextChoices):
    """The acts done, one after the other; the only thing stored (design: computed truths).

    Beside the path: what was begun by mistake is DISCARDED, and keeps its number and its history (ADR 0008).
    """

    DRAFT = "DRAFT", "Brouillon"
    VALIDATED = "VALIDATED", "Validée"
    SIGNING = "SIGNING", "En signature"
    SIGNED = "SIGNED", "Signée"
    NOTIFIED = "NOTIFIED", "Notifiée"
    DISCARDED = "DISCARDED", "Abandonnée"


class Situation(models.TextChoices):
    """What a convention is worth on a day, computed from its state and its dates (R40)."""

    IN_PATH = "IN_PATH", "en préparation"
    UPCOMING = "UPCOMING", "à venir"
    IN_FORCE = "IN_FORCE", "en vigueur"
    TO_RENEW = "TO_RENEW", "à renouveler"
    TERMINATED = "TERMINATED", "dénoncée"  # in force until the day that a party gave
    EXPIRED = "EXPIRED", "échue"
    VOID = "VOID", "sans effet"  # notified, and over before its first day: a mandate or a party ended it
    DISCARDED = "DISCARDED", "abandonnée"


class Holder(models.TextChoices):
    """Where an original is (R45)."""

    SCLP = "SCLP", "au SCLP"
    COMMUNE = "COMMUNE", "à la commune"
    PRESIDENCY = "PRESIDENCY", "à la présidence de la Communauté"
    TRANSIT = "TRANSIT", "en chemin"
    ARCHIVES = "ARCHIVES", "aux archives"
    LOST = "LOST", "égaré"


PAPER, PAPER_LABEL = "PAPER", "Papier, à compléter"  # a draft without a model: what a follow-up said of it lacks dates
COMMUNITY_COPY, COMMUNE_COPY = 1, 2  # the numbers of the two originals: whose each is
REDATE, REDATE_LABEL = "REDATE", "Brouillon, à redater"  # one that would be over before its first day
PATH = [State.DRAFT, State.VALIDATED, State.SIGNING, State.SIGNED, State.NOTIFIED]
IN_PATH = PATH[:-1]  # on their way to being notified
FROZEN = PATH[1:]  # the text no longer changes
RUNNING = (Situation.IN_FORCE, Situation.TO_RENEW, Situation.TERMINATED)  # in force, whatever is to be done about it
RENEWAL_WINDOW = 180  # days before the end from which a convention is to be renewed

TONES = {
    State.DRAFT: "neutral",
    State.VALIDATED: "info",
    State.SIGNING: "warn",
    State.SIGNED: "info",
    State.NOTIFIED: "ok",
    State.DISCARDED: "neutral",
    Situation.IN_PATH: "info",
    Situation.UPCOMING: "info",
    Situation.IN_FORCE: "ok",
    Situation.TO_RENEW: "warn",
    Situation.TERMINATED: "warn",
    Situation.EXPIRED: "late",
    Situation.VOID: "late",
    Situation.DISCARDED: "neutral",
}


def is_void(starts_on: date | None, ends_on: date | None) -> bool:
    """Whether a last day comes before the first: never in force, as long as the dates stay so (R40, art. 6)."""
    return starts_on is not None and ends_on is not None and ends_on < starts_on


def situation_of(
    state: str, starts_on: date | None, ends_on: date | None, on: date, *, is_terminated: bool = False
) -> Situation:
    """What a convention in this state, with this first and this last day, is worth on a day (R40).

    Exactly one for any day. In force counts both the first and the last day; one that a mandate or a party ended
    before its first day is never in force, as long as the dates stay so. A discarded one is worth nothing, whatever
    the day. What a party has ended is not to renew: who leaves is not asked to sign again.
    """
    if state == State.DISCARDED:
        return Situation.DISCARDED
    if state in IN_PATH or starts_on is None or ends_on is None:
        return Situation.IN_PATH
    if is_void(starts_on, ends_on):
        return Situation.VOID
    if on < starts_on:
        return Situation.UPCOMING
    if on > ends_on:
        return Situation.EXPIRED
    if is_terminated:
        return Situation.TERMINATED
    return Situation.TO_RENEW if ends_on <= on + timedelta(days=RENEWAL_WINDOW) else Situation.IN_FORCE
