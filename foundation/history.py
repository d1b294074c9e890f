"""The history of a business model, dated by our clock, and the words that tell it (design: clock, audit)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Told:
    """How the life of an object tells its saves: what follows the name of who did it. A model says it as `told`.

    `created` may be a function of the object’s first row, where there are several ways to begin.
    `deeds` names what a change of one field means: when it takes a value, when it loses it, and when one value takes
    the place of another if that is told otherwise ("" says nothing).
    `labels` names, for a JSON field, the French label of each of its keys: a function of the rows about to be shown.
    """

    created: str | Callable[[Any], str] = "a créé la fiche"
    changed: str = "a modifié la fiche"
    deleted: str = "a supprimé la fiche"
    deeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, Callable[[Iterable[Any]], dict[str, str]]] = field(default_factory=dict)


def told_of(model: type[models.Model]) -> Told:
    """The words of this model, or those that suit any."""
    return getattr(model, "told", Told())


def rows_of(model: type[models.Model]) -> Any:
    """The history rows of a model, as a manager. Raises AttributeError for a model without history."""
    return model.history  # type: ignore[attr-defined]  # simple_history adds it
