"""The states of a session, of a booking and of a certification; what the calendar makes of them is computed."""

from django.db import models


class SessionState(models.TextChoices):
    """What has been done with a session. Full, begun and past are computed from its seats and its dates."""

    DRAFT = "DRAFT", "Brouillon"
    PUBLISHED = "PUBLISHED", "Publiée"
    CANCELLED = "CANCELLED", "Annulée"
    CLOSED = "CLOSED", "Terminée"  # attendance and verdicts are final


class BookingState(models.TextChoices):
    """Where someone stands in a session (reference C, state machine of a booking)."""

    REQUESTED = "REQUESTED", "En attente d’accord"
    WAITING = "WAITING", "Sur liste d’attente"
    OFFERED = "OFFERED", "Place proposée"
    CONFIRMED = "CONFIRMED", "Inscription confirmée"
    REFUSED = "REFUSED", "Refusée"
    WITHDRAWN = "WITHDRAWN", "Annulée"
    LAPSED = "LAPSED", "Offre expirée"
    DROPPED = "DROPPED", "Session annulée"


class CertificationState(models.TextChoices):
    """What has been decided of a certification; whether it is valid on a day is computed from its dates."""

    DECLARED = "DECLARED", "À vérifier"  # an equivalence, with its proof
    REFUSED = "REFUSED", "Refusée"
    ISSUED = "ISSUED", "Délivrée"
    REVOKED = "REVOKED", "Retirée"


class Standing(models.TextChoices):
    """What a certification is worth on a day, computed from its state and its dates."""

    VALID = "VALID", "Valable"
    EXPIRED = "EXPIRED", "Expirée"
    REVOKED = "REVOKED", "Retirée"
    DECLARED = "DECLARED", "À vérifier"
    REFUSED = "REFUSED", "Refusée"


class Verdict(models.TextChoices):
    """What the trainer says of a participant at the end."""

    ACQUIRED = "ACQUIRED", "Acquis"
    NOT_ACQUIRED = "NOT_ACQUIRED", "Non acquis"


SEATED = [BookingState.OFFERED, BookingState.CONFIRMED]  # each holds a seat
GIVEN = [CertificationState.ISSUED, CertificationState.REVOKED]  # delivered, whatever became of it since
IN_QUEUE = [BookingState.REQUESTED, BookingState.WAITING]  # each may still be given a seat
ALIVE = [*IN_QUEUE, *SEATED]  # one at most per person and session

TONES = {
    SessionState.DRAFT: "neutral",
    SessionState.PUBLISHED: "info",
    SessionState.CANCELLED: "late",
    SessionState.CLOSED: "ok",
    BookingState.REQUESTED: "warn",
    BookingState.WAITING: "warn",
    BookingState.OFFERED: "warn",
    BookingState.CONFIRMED: "ok",
    BookingState.REFUSED: "late",
    BookingState.WITHDRAWN: "neutral",
    BookingState.LAPSED: "neutral",
    BookingState.DROPPED: "late",
    Standing.VALID: "ok",
    Standing.EXPIRED: "warn",
    Standing.REVOKED: "late",
    Standing.DECLARED: "warn",
    Standing.REFUSED: "late",
}
