"""Staged imports: a file, its columns, its lines, what was decided for each and what it changed."""

import uuid

from django.conf import settings
from django.db import models

from foundation.models.about import About


class ImportBatch(models.Model):
    """One file brought in by one person, from upload to report, and back if undone.

    Its stage is read from what it holds: no columns yet, lines read, confirmed, applied, undone.
    """

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("sorte", max_length=40)
    document = models.ForeignKey("foundation.StoredDocument", models.PROTECT, related_name="+", verbose_name="fichier")
    attachments = models.ForeignKey(
        "foundation.StoredDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pièces"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposé par"
    )
    created_at = models.DateTimeField("déposé le")
    mapping = models.JSONField("colonnes", default=dict, blank=True)  # field → column
    findings = models.JSONField("remarques sur le fichier", default=list, blank=True)
    read_at = models.DateTimeField("lu le", null=True, blank=True)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    job = models.ForeignKey(
        "foundation.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="travail"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "import"
        verbose_name_plural = "imports"

    def __str__(self) -> str:
        return f"{self.kind} : {self.document}"


class ImportLine(About):
    """One line of the file: what it says, what is wrong with it, what was done, and what was there before."""

    class Decision(models.TextChoices):
        CREATE = "CREATE", "à créer"
        UPDATE = "UPDATE", "à mettre à jour"
        SAME = "SAME", "inchangée"
        REFUSED = "REFUSED", "refusée"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="lines", verbose_name="import")
    number = models.PositiveIntegerField("ligne")
    label = models.CharField("intitulé", max_length=200, blank=True)
    values = models.JSONField("valeurs", default=dict)
    problems = models.JSONField("problèmes", default=list)  # [{column, header, value, message, blocking}]
    decision = models.CharField("décision", max_length=10, choices=Decision)
    changes = models.JSONField("changements", default=dict)  # field → [before, after]
    applied_at = models.DateTimeField("appliquée le", null=True, blank=True)
    undone_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta(About.Meta):
        ordering = ["batch", "number"]
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_line_number_once")]

    def __str__(self) -> str:
        return f"ligne {self.number}"
