"""Mail to send, as rows written in the transaction that causes them."""

from django.conf import settings
from django.db import models

from foundation.models.about import About, AboutQuerySet


class OutboxQuerySet(AboutQuerySet):
    """Messages by what remains to do with them at a moment."""

    def to_send(self, now):
        """Due, not sent, not dead, and not held by a living worker."""
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lte=now)
        return self.filter(free, sent_at__isnull=True, dead_at__isnull=True, due_at__lte=now)

    def dead(self):
        """Given up after the last try: visible to an administrator, who may send them again."""
        return self.filter(dead_at__isnull=False)


class OutboxMessage(About):
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
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    due_at = models.DateTimeField("à envoyer à partir du")
    leased_until = models.DateTimeField("pris en charge jusqu’au", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    last_error = models.TextField("dernière erreur", blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    dead_at = models.DateTimeField("abandonné le", null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = "message à envoyer"
        verbose_name_plural = "messages à envoyer"
        indexes = [
            models.Index(fields=["about_type", "about_id"]),
            models.Index(
                fields=["due_at"], name="outbox_waiting", condition=models.Q(sent_at__isnull=True, dead_at__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "kind", "due_key", "to_email"],
                name="outbox_message_once",
                violation_error_message="Ce message est déjà prévu.",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(dead_at__isnull=True),
                name="outbox_message_sent_or_dead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"
