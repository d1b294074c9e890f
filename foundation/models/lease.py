"""Rows that one worker at a time takes in charge, for a while: what a killed worker held becomes free by itself."""

from datetime import timedelta
from typing import Any, Self

from django.db import models, transaction
from django.utils import timezone


class LeasedQuerySet(models.QuerySet):
    """Rows by whether a living worker holds them.

    A lease is measured on the machine’s clock, not on `foundation.clock`: a demo that moves its day must neither
    free what is held nor hold for ever what a killed worker left.
    """

    def free(self) -> Self:
        """Held by nobody, or by a worker that did not come back in time."""
        return self.exclude(leased_until__gt=timezone.now())

    def held(self) -> Self:
        """In the hands of a worker that is presumed alive."""
        return self.filter(leased_until__gt=timezone.now())

    def claim(self, lasts: timedelta, **changes: Any) -> Any:
        """Take the first free row in charge for that long and return it; None when there is none.

        Two workers never take the same: the second skips the locked row on PostgreSQL, and waits for its turn to
        write on SQLite, where a transaction that will write is alone from its beginning.
        """
        with transaction.atomic():
            row: Any = self.free().select_for_update(of=("self",), skip_locked=True).first()
            if row is not None:
                changes["leased_until"] = timezone.now() + lasts
                self.model._base_manager.filter(pk=row.pk).update(**changes)
                row.refresh_from_db(fields=list(changes))
        return row


class Leased(models.Model):
    """Base of a row that a worker takes in charge."""

    leased_until = models.DateTimeField("pris en charge jusqu’au", null=True, blank=True)

    class Meta:
        abstract = True
