"""The record of each change of state, beside the history."""

from django.conf import settings
from django.db import models

from foundation.models.about import About, AboutQuerySet


class Transition(About):
    """One change of state: what, from, to, by whom, when, why. Written by `workflow.perform` alone, never changed."""

    name = models.CharField("transition", max_length=60)
    label = models.CharField("action", max_length=120)
    from_state = models.CharField("état quitté", max_length=40)
    to_state = models.CharField("état atteint", max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par"
    )  # empty: the system itself
    at = models.DateTimeField("le")
    reason = models.TextField("motif", blank=True)

    objects = AboutQuerySet.as_manager()

    class Meta(About.Meta):
        ordering = ["at", "pk"]
        verbose_name = "changement d’état"
        verbose_name_plural = "changements d’état"

    def __str__(self) -> str:
        return f"{self.label} ({self.from_state} → {self.to_state})"
