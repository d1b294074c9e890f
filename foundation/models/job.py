"""Long work as rows: what is asked, how far it is, what went wrong."""

import uuid
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from foundation.models.about import About, AboutQuerySet
from foundation.models.lease import Leased, LeasedQuerySet
from foundation.rules import may_read_registers


class JobQuerySet(LeasedQuerySet, AboutQuerySet):  # type: ignore[override]  # two bases, one manager
    """Jobs by who may look and by what remains to do."""

    def visible_to(self, person: Any) -> Self:
        """One’s own jobs; all of them for who reads the technical registers."""
        return self if may_read_registers(person) else self.filter(created_by=person)

    def unfinished(self) -> Self:
        """Waiting, running, or left behind by a killed worker (then also `free`)."""
        return self.filter(finished_at__isnull=True)


@dataclass(frozen=True)
class Tally:
    """How many lines of a job are where."""

    total: int
    done: int
    skipped: int
    failed: int

    @property
    def over(self) -> int:
        """Lines that need nothing more, well or badly."""
        return self.done + self.skipped + self.failed

    @property
    def waiting(self) -> int:
        """Lines not begun, or begun by a worker that has not finished."""
        return self.total - self.over


class Job(About, Leased):
    """Work that takes longer than a page may: a list of lines, each done once, by one or several workers.

    A line and what it does commit together, so a worker killed anywhere leaves a job that goes on with the lines that
    are not done. `leased_until` says until when nobody needs to wonder whether a worker is on it.
    """

    class Outcome(models.TextChoices):
        DONE = "DONE", "terminé"
        FAILED = "FAILED", "échoué"
        CANCELLED = "CANCELLED", "annulé"

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("sorte", max_length=60)
    label = models.CharField("intitulé", max_length=200)
    parameters = models.JSONField("paramètres", default=dict, blank=True)
    once_key = models.CharField("unicité", max_length=200, blank=True)  # what a double click has in common
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="demandé par"
    )
    created_at = models.DateTimeField("demandé le")
    started_at = models.DateTimeField("commencé le", null=True, blank=True)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)
    outcome = models.CharField("issue", max_length=10, choices=Outcome, blank=True)
    attempts = models.PositiveIntegerField("reprises", default=0)  # how often the sweep found it left behind
    closings = models.PositiveSmallIntegerField("clôtures essayées", default=0)
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
                violation_error_message="Un travail fini a une issue, un travail en cours n’en a pas.",
            ),
            models.UniqueConstraint(
                fields=["kind", "once_key"],
                condition=models.Q(finished_at__isnull=True) & ~models.Q(once_key=""),
                name="job_running_once",
                violation_error_message="Ce travail est déjà en cours.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("foundation:job", args=[self.key])

    def tally(self) -> Tally:
        """How far it is, in one query."""

        def having(status: str) -> models.Count:
            return models.Count("pk", filter=models.Q(status=status))

        status = JobLine.Status
        counts = self.lines.order_by().aggregate(
            total=models.Count("pk"),
            done=having(status.DONE),
            skipped=having(status.SKIPPED),
            failed=having(status.FAILED),
        )
        return Tally(**counts)


class JobLineQuerySet(LeasedQuerySet):
    """Lines by what happened to them."""

    def waiting(self) -> Self:
        """Not done yet; `held` ones are in a worker’s hands."""
        return self.filter(status=JobLine.Status.WAITING)

    def failed(self) -> Self:
        """Those that somebody must look at."""
        return self.filter(status=JobLine.Status.FAILED)

    def errors_first(self) -> Self:
        """What must be looked at, then the rest, each in the order of the job."""
        is_failed = models.Case(models.When(status=JobLine.Status.FAILED, then=0), default=1)
        return self.order_by(is_failed, "position")


class JobLine(Leased):
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
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    message = models.TextField("message", blank=True)
    url = models.CharField("adresse", max_length=300, blank=True)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)

    objects = JobLineQuerySet.as_manager()

    class Meta:
        ordering = ["job", "position"]
        verbose_name = "étape d’un travail"
        verbose_name_plural = "étapes d’un travail"
        indexes = [models.Index(fields=["job", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="job_line_position_once"),
            models.UniqueConstraint(fields=["job", "target"], name="job_line_target_once"),
        ]

    def __str__(self) -> str:
        return self.label
