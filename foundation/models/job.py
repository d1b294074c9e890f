"""Long work as rows: what is asked, how far it is, what went wrong."""

import uuid

from django.conf import settings
from django.db import models

from foundation.models.about import About, AboutQuerySet


class JobQuerySet(AboutQuerySet):
    """Jobs by who may look and by what remains to do."""

    def visible_to(self, person):
        """One’s own jobs."""
        return self.filter(created_by=person)

    def to_run(self, now):
        """Neither finished nor held by a living worker."""
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lte=now)
        return self.filter(free, finished_at__isnull=True)


class Job(About):
    """Work that takes longer than a page may: a list of lines, each done once, in order.

    A line and what it does commit together, so a worker killed anywhere leaves a job that goes on at the next line.
    """

    class Outcome(models.TextChoices):
        DONE = "DONE", "terminé"
        FAILED = "FAILED", "échoué"
        CANCELLED = "CANCELLED", "annulé"

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("sorte", max_length=60)
    label = models.CharField("intitulé", max_length=200)
    parameters = models.JSONField("paramètres", default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="demandé par"
    )
    created_at = models.DateTimeField("demandé le")
    started_at = models.DateTimeField("commencé le", null=True, blank=True)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)
    outcome = models.CharField("issue", max_length=10, choices=Outcome, blank=True)
    leased_until = models.DateTimeField("pris en charge jusqu’au", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("reprises", default=0)
    cancel_requested_at = models.DateTimeField("annulation demandée le", null=True, blank=True)
    message = models.TextField("message", blank=True)
    result = models.ForeignKey(
        "foundation.StoredDocument", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="résultat"
    )
    next_url = models.CharField("page suivante", max_length=300, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta(About.Meta):
        ordering = ["-created_at", "-pk"]
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True, outcome="")
                | (models.Q(finished_at__isnull=False) & ~models.Q(outcome="")),
                name="job_finished_has_outcome",
            )
        ]

    def __str__(self) -> str:
        return self.label


class JobLine(models.Model):
    """One step of a job, with its own result: the 73rd commune does not wait for the mistake in the 12th."""

    class Status(models.TextChoices):
        WAITING = "WAITING", "en attente"
        DONE = "DONE", "fait"
        SKIPPED = "SKIPPED", "déjà fait"
        FAILED = "FAILED", "en erreur"

    job = models.ForeignKey(Job, models.CASCADE, related_name="lines", verbose_name="travail")
    position = models.PositiveIntegerField("rang")
    target = models.CharField("objet", max_length=100)  # what the handler needs to find it again
    label = models.CharField("intitulé", max_length=200)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.WAITING)
    message = models.TextField("message", blank=True)
    url = models.CharField("adresse", max_length=300, blank=True)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        ordering = ["job", "position"]
        verbose_name = "étape d’un travail"
        verbose_name_plural = "étapes d’un travail"
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="job_line_position_once"),
            models.UniqueConstraint(fields=["job", "target"], name="job_line_target_once"),
        ]

    def __str__(self) -> str:
        return self.label
