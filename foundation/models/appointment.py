"""What the calendar of a person was told of one moment."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from foundation import clock
from foundation.models.about import About, AboutQuerySet


class AppointmentQuerySet(AboutQuerySet):
    """Appointments by whose they are and whether they still stand."""

    def standing(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def for_feed(self, person: models.Model, since: datetime) -> Self:
        """Those of a person that are not over since then, the cancelled ones too: a calendar must learn of them."""
        return self.filter(person=person, ends_at__gte=since).order_by("starts_at", "pk")


class Appointment(About):
    """One moment in someone’s calendar: made, moved, cancelled (RFC 5545, 3.8.4.7 and 3.8.7.4; RFC 5546, 2.1).

    `uid` names it for life; `sequence` grows each time the person is told something else of it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments", verbose_name="personne"
    )
    key = models.CharField("repère", max_length=40)  # which moment of its object
    uid = models.CharField("identifiant", max_length=80, unique=True)
    sequence = models.PositiveIntegerField("version", default=0)
    summary = models.CharField("titre", max_length=200)
    location = models.CharField("lieu", max_length=300, blank=True)
    description = models.TextField("description", blank=True)
    path = models.CharField("page", max_length=200, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    told_at = models.DateTimeField("dite le", default=clock.now)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = "rendez-vous"
        verbose_name_plural = "rendez-vous"
        indexes = [models.Index(fields=["about_type", "about_id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "key", "person"],
                name="appointment_once",
                violation_error_message="Ce rendez-vous existe déjà.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="appointment_ends_after_start",
                violation_error_message="Un rendez-vous finit après avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return self.summary
