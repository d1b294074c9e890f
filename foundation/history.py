"""The history of a business model, dated by our clock (design: clock, audit)."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from foundation import clock


class History(HistoricalRecords):
    """django-simple-history’s records, whose date is `foundation.clock.now()`, so that a moved day moves them too.

    An import of the past may say the date itself: `instance._history_date = …`.
    """

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        is_ours = not hasattr(instance, "_history_date")
        if is_ours:
            instance._history_date = clock.now()
        super().create_historical_record(instance, history_type, using)
        if is_ours:
            del instance._history_date


def rows_of(model: type[models.Model]) -> Any:
    """The history rows of a model, as a manager. Raises AttributeError for a model without history."""
    return model.history  # type: ignore[attr-defined]  # simple_history adds it
