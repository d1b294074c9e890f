"""The rungs of the reminder ladder, which a coordinator sets."""

from django.db import models


class ReminderRung(models.Model):
    """A reminder so many days before the end of a convention; negative: after it."""

    days = models.SmallIntegerField(
        "jours avant l’échéance", unique=True, error_messages={"unique": "Ce rappel existe déjà."}
    )

    class Meta:
        ordering = ["-days"]
        verbose_name = "échelon de rappel"
        verbose_name_plural = "échelons de rappel"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__gte=-365, days__lte=730),
                name="reminder_rung_reasonable",
                violation_error_message="Un rappel se place entre 730 jours avant et 365 jours après l’échéance.",
            )
        ]

    def __str__(self) -> str:
        return f"J{-self.days:+d}" if self.days else "J0"
