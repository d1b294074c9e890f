"""The days on which a body or a seat is open."""

from typing import Any

from django.db import models


def open_on(day: Any) -> models.Q:
    """A condition: it is open that day, its first and last days included."""
    return models.Q(opened_on__lte=day) & (models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=day))
