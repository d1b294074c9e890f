"""Papers that anyone may have checked: what was issued under each code."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse

from foundation import paper_codes
from foundation.models.document import StoredDocument


class VerifiablePaper(models.Model):
    """A document issued under a code that it bears: what the public page says of it, and nothing more.

    The document is frozen, and its SHA-256 is its row’s: the paper is that very file. Whether it is still worth
    something on a day is computed.
    """

    class Standing(models.TextChoices):
        """What a paper is worth on a day."""

        AUTHENTIC = "AUTHENTIC", "Document authentique"
        EXPIRED = "EXPIRED", "Document expiré"
        WITHDRAWN = "WITHDRAWN", "Document retiré"
        REPLACED = "REPLACED", "Document remplacé"

    code = models.CharField("code", max_length=paper_codes.LENGTH, unique=True)
    document = models.OneToOneField(
        StoredDocument, models.PROTECT, related_name="verifiable_paper", verbose_name="document"
    )
    kind = models.CharField("sorte", max_length=60)  # in words: « attestation de formation »
    title = models.CharField("intitulé", max_length=200)
    holder = models.CharField("nom imprimé", max_length=300, blank=True)
    issued_on = models.DateField("délivré le")
    expires_on = models.DateField("valable jusqu’au", null=True, blank=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    withdrawn_reason = models.TextField("motif du retrait", blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="remplacé par"
    )

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = "document vérifiable"
        verbose_name_plural = "documents vérifiables"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=models.F("issued_on")),
                name="verifiable_paper_expires_after_issue",
                violation_error_message="Un document ne peut pas expirer avant d’être délivré.",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True, withdrawn_reason="", replaced_by__isnull=True)
                | models.Q(withdrawn_on__isnull=False, withdrawn_on__gte=models.F("issued_on"))
                & ~models.Q(withdrawn_reason=""),
                name="verifiable_paper_withdrawn_for_a_reason",
                violation_error_message="Un document est retiré avec un motif, et pas avant d’être délivré.",
            ),
        ]

    def __str__(self) -> str:
        return f"{paper_codes.shown(self.code)}, {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("verification:paper", args=[self.code])

    def standing(self, on: date) -> Standing:
        """What it is worth that day; its last day included, the day of its withdrawal not."""
        if self.withdrawn_on and self.withdrawn_on <= on:
            return self.Standing.REPLACED if self.replaced_by_id else self.Standing.WITHDRAWN
        if self.expires_on and self.expires_on < on:
            return self.Standing.EXPIRED
        return self.Standing.AUTHENTIC
