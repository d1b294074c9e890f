"""Staged imports: a file, its columns, its lines, what was decided for each and what it changed."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from foundation.imports.kinds import allowed_to
from foundation.models.about import About, AboutQuerySet


class Stage(models.TextChoices):
    """Where an import stands; each stage has its own page."""

    OPENING = "OPENING", "ouverture du fichier"
    COLUMNS = "COLUMNS", "colonnes à vérifier"
    READING = "READING", "lecture en cours"
    PREVIEW = "PREVIEW", "à confirmer"
    APPLYING = "APPLYING", "en cours"
    STOPPED = "STOPPED", "interrompu"
    APPLIED = "APPLIED", "terminé"
    UNDOING = "UNDOING", "annulation en cours"
    UNDONE = "UNDONE", "annulé"


class ImportBatchQuerySet(models.QuerySet):
    """Imports by who may look."""

    def visible_to(self, person: Any) -> Self:
        """One’s own, and those of every kind whose right one holds."""
        return self.filter(models.Q(created_by=person) | models.Q(kind__in=[kind.name for kind in allowed_to(person)]))


class ImportBatch(models.Model):
    """One file brought in by one person, from upload to report, and back if undone.

    Its stage is read from what it holds. The files are forgotten before the batch is (foundation.retention).
    """

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("sorte", max_length=40)
    document = models.ForeignKey(
        "foundation.StoredDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="fichier"
    )
    attachments = models.ForeignKey(
        "foundation.StoredDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="pièces"
    )
    file_name = models.CharField("nom du fichier", max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposé par"
    )
    created_at = models.DateTimeField("déposé le")
    sheets = models.JSONField("feuilles", default=list, blank=True)  # what `imports.inspection` saw in the file
    sheet_index = models.PositiveSmallIntegerField("feuille", default=0)
    header_line = models.PositiveIntegerField("ligne des titres", default=1)
    headers = models.JSONField("titres", default=list, blank=True)
    mapping = models.JSONField("colonnes", default=dict, blank=True)  # column name → index in the file
    findings = models.JSONField("remarques sur le fichier", default=list, blank=True)
    mapped_at = models.DateTimeField("colonnes choisies le", null=True, blank=True)
    read_at = models.DateTimeField("lu le", null=True, blank=True)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)
    undo_asked_at = models.DateTimeField("annulation demandée le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    job = models.ForeignKey(
        "foundation.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="travail"
    )

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "import"
        verbose_name_plural = "imports"

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("foundation:import", args=[self.key])

    @property
    def stage(self) -> Stage:
        """Where this import stands, from the moments it has reached and whether its job still runs."""
        is_running = self.job is not None and self.job.finished_at is None
        if self.undo_asked_at and is_running:
            return Stage.UNDOING
        if self.undone_at:
            return Stage.UNDONE
        if self.applied_at:
            return Stage.APPLIED
        if self.confirmed_at:
            return Stage.APPLYING if is_running else Stage.STOPPED
        if self.read_at:
            return Stage.PREVIEW
        if is_running:
            return Stage.READING if self.mapped_at else Stage.OPENING
        return Stage.COLUMNS


class ImportLineQuerySet(AboutQuerySet):
    """Lines of an import by what was decided and done."""

    def to_apply(self) -> Self:
        """Decided, not refused, not done yet."""
        return self.filter(decision__in=[Decision.CREATE, Decision.UPDATE], applied_at=None)

    def to_undo(self) -> Self:
        """Done, and not taken back."""
        return self.filter(applied_at__isnull=False, undone_at=None)

    def refused(self) -> Self:
        """Those that their author must correct."""
        return self.filter(decision=Decision.REFUSED)


class Decision(models.TextChoices):
    """What becomes of a line."""

    WAITING = "WAITING", "à vérifier"
    CREATE = "CREATE", "à créer"
    UPDATE = "UPDATE", "à mettre à jour"
    SAME = "SAME", "inchangée"
    REFUSED = "REFUSED", "refusée"


class ImportLine(About):
    """One line of the file: what it says, what is wrong with it, what was done, and what was there before."""

    Decision = Decision

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="lines", verbose_name="import")
    number = models.PositiveIntegerField("ligne")
    label = models.CharField("intitulé", max_length=200, blank=True)
    cells = models.JSONField("cellules", default=list)  # as the file has them, in its order
    values = models.JSONField("valeurs", default=dict)  # as `imports.values` packs them
    problems = models.JSONField("problèmes", default=list)  # [{column, header, value, message, blocking}]
    decision = models.CharField("décision", max_length=10, choices=Decision, default=Decision.WAITING)
    changes = models.JSONField("changements", default=dict)  # field → [before, after]
    also_created = models.JSONField("créés avec", default=list)  # [[model, key], …]
    attached_path = models.TextField("fichier joint", blank=True)  # its place in the archive
    note = models.TextField("suite donnée", blank=True)
    applied_at = models.DateTimeField("appliquée le", null=True, blank=True)
    undone_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = ImportLineQuerySet.as_manager()

    class Meta(About.Meta):
        ordering = ["batch", "number"]
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_line_number_once")]
        indexes = [*About.Meta.indexes, models.Index(fields=["batch", "decision"], name="import_line_decision")]

    def __str__(self) -> str:
        return f"ligne {self.number}"
