"""The nightly check of the delays: that the copies kept for lists say what the history of each ticket says (R35)."""

from datetime import timedelta

from django.db import models
from django.urls import reverse

from tickets import rules

LASTS_AT_MOST = timedelta(hours=1)  # a check that is not over by then was killed with its worker


class DelayCheckQuerySet(models.QuerySet):
    """Checks by who may read them."""

    def visible_to(self, person):
        """All for who keeps the desk, nothing for anyone else."""
        return self if person.is_active and rules.may_keep_desk(person) else self.none()


class DelayCheck(models.Model):
    """One night’s reading of every delay again: how many tickets were read, and those whose copies differed.

    A difference is never mended in silence: it is written here and told to who keeps the desk, then the copies are
    made again.
    """

    day = models.DateField("jour", unique=True)
    started_at = models.DateTimeField("commencé le")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)
    tickets = models.PositiveIntegerField("tickets relus", default=0)
    differences = models.JSONField("écarts", default=list, blank=True)  # [[key of the ticket, number, [words, …]], …]
    unread = models.JSONField("tickets illisibles", default=list, blank=True)  # [[key, number, words], …]

    objects = DelayCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        verbose_name = "contrôle des délais"
        verbose_name_plural = "contrôles des délais"

    def __str__(self) -> str:
        return f"contrôle des délais du {self.day:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:delay_checks")

    @property
    def is_clean(self) -> bool:
        """Whether every ticket could be read and every copy was right."""
        return not self.differences and not self.unread
