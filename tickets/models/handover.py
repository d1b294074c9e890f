"""The hand-overs of a ticket: one row per hop, with why and what was found (R17)."""

from django.conf import settings
from django.db import models

from foundation import clock
from tickets.states import HandoverReason, Level


class Handover(models.Model):
    """A ticket went from one level to another: who sent it, why, what they had found, and who took it there."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="handovers", verbose_name="ticket")
    number = models.PositiveSmallIntegerField("rang")
    from_level = models.CharField("de", max_length=20, choices=Level, blank=True)  # empty: the declaration
    to_level = models.CharField("à", max_length=20, choices=Level)
    reason = models.CharField("motif", max_length=20, choices=HandoverReason)
    diagnosis = models.TextField("diagnostic", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )  # empty: the system itself
    at = models.DateTimeField("le", default=clock.now)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pris par"
    )
    accepted_at = models.DateTimeField("pris le", null=True, blank=True)

    class Meta:
        ordering = ["ticket", "number"]
        verbose_name = "passage"
        verbose_name_plural = "passages"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "number"],
                name="handover_number_once",
                violation_error_message="Ce passage est déjà enregistré.",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_level=models.F("to_level")) | models.Q(reason="PING_PONG"),
                name="handover_changes_level",
                violation_error_message="Un ticket passe d’un niveau à un autre.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_from_level_display() or 'déclaration'} → {self.get_to_level_display()}"


class Approval(models.Model):
    """One round of asking someone to agree to a request; a new round is a new row."""

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="approvals", verbose_name="ticket")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="à valider par"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandé par")
    asked_at = models.DateTimeField("demandé le", default=clock.now)
    question = models.TextField("question")
    is_agreed = models.BooleanField("accord", null=True, blank=True)
    answer = models.TextField("réponse", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)

    class Meta:
        ordering = ["ticket", "asked_at", "pk"]
        verbose_name = "validation"
        verbose_name_plural = "validations"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=models.Q(decided_at__isnull=True),
                name="approval_one_at_a_time",
                violation_error_message="Une validation est déjà demandée.",
            ),
        ]

    def __str__(self) -> str:
        return f"validation par {self.approver}"
