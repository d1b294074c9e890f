"""Staged imports: a file, its columns, its lines, what was decided for each and what it changed."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from foundation.models.about import About, AboutQuerySet


class Stage(models.TextChoices):
    """Where an import stands; each stage has its own page."""

    COLUMNS = "COLUMNS", "colonnes à vérifier"
    READING = "READING", "lecture en cours"
    PREVIEW = "PREVIEW", "à confirmer"
    APPLYING = "APPLYING", "en cours"
    APPLIED = "APPLIED", "terminé"
    UNDOING = "UNDOING", "annulation en cours"
    UNDONE = "UNDONE", "annulé"


class ImportBatch(models.Model):
    """One file brought in by one person, from upload to report, and back if undone.

    Its stage is read from what it holds. Who may see it is in `foundation.imports.kinds`: its author, and whoever
    holds the right of its kind. The files are forgotten before the batch is (foundation.retention).
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
    sheet = models.CharField("feuille", max_length=100, blank=True)
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
        """Where this import stands, from the moments it has reached."""
        reached = [
            (Stage.UNDONE, self.undone_at),
            (Stage.UNDOING, self.undo_asked_at),
            (Stage.APPLIED, self.applied_at),
            (Stage.APPLYING, self.confirmed_at),
            (Stage.PREVIEW, self.read_at),
            (Stage.READING, self.mapped_at),
        ]
        return next((stage for stage, moment in reached if moment), Stage.COLUMNS)


class ImportLineQuerySet(AboutQuerySet):
    """Lines of an import by what was decided and done."""

    def to_apply(self):
        """Decided, not refused, not done yet."""
        return self.filter(decision__in=[Decision.CREATE, Decision.UPDATE], applied_at=None)

    def refused(self):
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
    values = models.JSONField("valeurs", default=dict, encoder=DjangoJSONEncoder)
    problems = models.JSONField("problèmes", default=list)  # [{column, header, value, message, blocking}]
    decision = models.CharField("décision", max_length=10, choices=Decision, default=Decision.WAITING)
    changes = models.JSONField("changements", default=dict, encoder=DjangoJSONEncoder)  # field → [before, after]
    also_created = models.JSONField("créés avec", default=list)  # [[model, key], …]
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
