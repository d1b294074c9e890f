"""Mail to send, as rows written in the transaction that causes them."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from foundation import clock
from foundation.models.about import About, AboutQuerySet
from foundation.models.lease import Leased, LeasedQuerySet


class OutboxQuerySet(LeasedQuerySet, AboutQuerySet):  # type: ignore[override]  # two bases, one manager
    """Messages by what remains to do with them at a moment."""

    def to_send(self, now: datetime) -> Self:
        """Due, neither sent nor given up; whether a worker holds them is `free` or `held`."""
        return self.waiting().filter(due_at__lte=now)

    def waiting(self) -> Self:
        """Neither sent, nor given up, nor withdrawn."""
        return self.filter(sent_at__isnull=True, dead_at__isnull=True, withdrawn_at__isnull=True)

    def sent(self) -> Self:
        """Taken by the mail server."""
        return self.filter(sent_at__isnull=False)

    def dead(self) -> Self:
        """Given up after the last try: visible to an administrator, who may send them again."""
        return self.filter(dead_at__isnull=False)

    def withdrawn(self) -> Self:
        """Not sent, for what they tell is no longer so."""
        return self.filter(withdrawn_at__isnull=False)


class OutboxMessage(About, Leased):
    """A mail that leaves once. Unique by object, kind, due key and addressee, whoever asks for it again."""

    kind = models.CharField("sorte", max_length=60)
    due_key = models.CharField("échéance", max_length=60, blank=True)  # what makes a repeat another message
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="destinataire"
    )
    to_email = models.EmailField("adresse")
    subject = models.CharField("objet", max_length=200)
    text = models.TextField("texte")
    html = models.TextField("version HTML", blank=True)
    attachments = models.ManyToManyField("foundation.StoredDocument", blank=True, related_name="+")
    appointment = models.ForeignKey(
        "foundation.Appointment", models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    appointment_sequence = models.PositiveIntegerField("version du rendez-vous", null=True, blank=True)
    calendar = models.TextField("convocation", blank=True)  # as iCalendar, of that very version
    created_at = models.DateTimeField("écrit le", default=clock.now)
    due_at = models.DateTimeField("à envoyer à partir du")  # moved forward after each failed try
    keeps_quiet_hours = models.BooleanField("jamais la nuit ni un jour chômé", default=False)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    last_error = models.TextField("dernière erreur", blank=True)  # or why it was withdrawn
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    dead_at = models.DateTimeField("abandonné le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = "message à envoyer"
        verbose_name_plural = "messages à envoyer"
        indexes = [
            models.Index(fields=["about_type", "about_id"]),
            models.Index(
                fields=["due_at"],
                name="outbox_waiting",
                condition=models.Q(sent_at__isnull=True, dead_at__isnull=True, withdrawn_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "kind", "due_key", "to_email"],
                name="outbox_message_once",
                violation_error_message="Ce message est déjà prévu.",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True, dead_at__isnull=True)
                | models.Q(sent_at__isnull=True, withdrawn_at__isnull=True)
                | models.Q(dead_at__isnull=True, withdrawn_at__isnull=True),
                name="outbox_message_one_fate",
                violation_error_message="Un message est envoyé, abandonné ou retiré : un seul des trois.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"

    def get_absolute_url(self) -> str:
        return reverse("foundation:outbox_message", args=[self.pk])
