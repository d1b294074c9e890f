"""What comes first: the priority of a ticket, from what it stops and for how many."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models


class Priority(models.TextChoices):
    """From the most pressing, P1, to the least, P5."""

    P1 = "P1", "P1"
    P2 = "P2", "P2"
    P3 = "P3", "P3"
    P4 = "P4", "P4"
    P5 = "P5", "P5"


class Impact(models.TextChoices):
    """How far it reaches: set beforehand by the category, corrected by level 2 with a reason."""

    NETWORK = "NETWORK", "tout le réseau, le portail ou plusieurs bibliothèques"
    LIBRARY = "LIBRARY", "une bibliothèque"
    DESK = "DESK", "un poste ou une personne"


class Urgency(models.TextChoices):
    """What it does to the public: said by the requester."""

    STOPPED = "STOPPED", "service au public arrêté"
    DEGRADED = "DEGRADED", "service dégradé, avec un contournement"
    UNSEEN = "UNSEEN", "sans effet sur le public"


MATRIX: Mapping[tuple[Impact, Urgency], Priority] = MappingProxyType(
    {
        (Impact.NETWORK, Urgency.STOPPED): Priority.P1,
        (Impact.NETWORK, Urgency.DEGRADED): Priority.P2,
        (Impact.NETWORK, Urgency.UNSEEN): Priority.P3,
        (Impact.LIBRARY, Urgency.STOPPED): Priority.P2,
        (Impact.LIBRARY, Urgency.DEGRADED): Priority.P3,
        (Impact.LIBRARY, Urgency.UNSEEN): Priority.P4,
        (Impact.DESK, Urgency.STOPPED): Priority.P3,
        (Impact.DESK, Urgency.DEGRADED): Priority.P4,
        (Impact.DESK, Urgency.UNSEEN): Priority.P5,
    }
)


def priority_of(impact: str, urgency: str) -> Priority:
    """The priority that an impact and an urgency give together; ValueError for a code that is neither."""
    return MATRIX[Impact(impact), Urgency(urgency)]
