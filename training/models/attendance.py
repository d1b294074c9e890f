"""Who was there, half-day by half-day."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from foundation import clock
from foundation.history import History
from training.models.booking import Booking
from training.models.session import HalfDay


class Attendance(models.Model):
    """Whether a participant was at a half-day, as the trainer noted it (R09: the training was really followed)."""

    half_day = models.ForeignKey(HalfDay, models.CASCADE, related_name="attendances", verbose_name="demi-journée")
    booking = models.ForeignKey(Booking, models.PROTECT, related_name="attendances", verbose_name="inscription")
    is_present = models.BooleanField("présent")
    marked_at = models.DateTimeField("notée le", default=clock.now)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="notée par"
    )
    history = History()

    class Meta:
        ordering = ["half_day", "booking"]
        verbose_name = "présence"
        verbose_name_plural = "présences"
        constraints = [
            models.UniqueConstraint(
                fields=["half_day", "booking"],
                name="attendance_once",
                violation_error_message="La présence de cette personne est déjà notée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking.person}, {'présent' if self.is_present else 'absent'}, {self.half_day}"
