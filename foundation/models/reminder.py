"""A rung of a reminder ladder, once climbed."""

from django.db import models

from foundation.models.about import About, AboutQuerySet


class Reminder(About):
    """That a reminder of this kind was made for this object, at this rung, for this due date: once and no more.

    A new due date (the end moved) is a new ladder: its rungs are due again.
    """

    kind = models.CharField("sorte", max_length=60)
    rung = models.SmallIntegerField("jours avant l’échéance")  # 90: ninety days before; −15: fifteen days after
    due = models.DateField("échéance")
    made_at = models.DateTimeField("fait le")

    objects = AboutQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "rappel"
        verbose_name_plural = "rappels"
        constraints = [
            models.UniqueConstraint(fields=["about_type", "about_id", "kind", "rung", "due"], name="reminder_rung_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} J{-self.rung:+d}"
