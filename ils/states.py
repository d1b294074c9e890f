"""The states of a grant; whether it opens anything on a day is computed from its requirements (design: access)."""

from django.db import models


class GrantState(models.TextChoices):
    """What has been decided of a request for access."""

    REQUESTED = "REQUESTED", "Demandé"
    GRANTED = "GRANTED", "Accordé"
    REFUSED = "REFUSED", "Refusé"
    CANCELLED = "CANCELLED", "Demande annulée"
    REVOKED = "REVOKED", "Retiré"


ALIVE = [GrantState.REQUESTED, GrantState.GRANTED]  # one at most per person, place and module

TONES = {
    GrantState.REQUESTED: "warn",
    GrantState.GRANTED: "ok",
    GrantState.REFUSED: "late",
    GrantState.CANCELLED: "neutral",
    GrantState.REVOKED: "late",
}
