"""Mail to send, as rows written in the transaction that causes them."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from foundation import clock
from foundation.models.about import About, AboutQuerySet
from foundation.models.lease import Leased, LeasedQuerySet

FATES = ("sent_at", "dead_at", "withdrawn_at", "carried_by")
WAITING = models.Q(**{f"{fate}__isnull": True for fate in FATES})
AT_MOST_ONE_FATE = reduce(
    or_, (models.Q(**{f"{fate}__isnull": True for fate in FATES if fate != one}) for one in FATES)
)


class OutboxQuerySet(LeasedQuerySet, AboutQuerySet):  # type: ignore[override]  # two bases, one manager
    """Messages by what remains to do with them at a moment."""

    def to_send(self, now: datetime) -> Self:
        """Due, neither sent nor given up; whether a worker holds them is `free` or `held`."""
        return self.waiting().filter(due_at__lte=now, digest_at__isnull=True)

    def waiting(self) -> Self:
        """Neither sent, nor given up, nor withdrawn, nor told in a digest."""
        return self.filter(WAITING)

    def for_digest(self, until: datetime | None = None) -> Self:
        """Kept for a digest of their reader; those alone whose digest is due by that moment, when there is one."""
        kept = self.waiting().filter(digest_at__isnull=False)
        return kept.filter(digest_at__lte=until) if until else kept

    def sent(self) -> Self:
        """Taken by the mail server."""
        return self.filter(sent_at__isnull=False)

    def dead(self) -> Self:
        """Given up after the last try: visible to an administrator, who may send them again."""
        return self.filter(dead_at__isnull=False)

    def withdrawn(self) -> Self:
        """Not sent, for what they tell is no longer so."""
        return self.filter(withdrawn_at__isnull=False)

    def carried(self) -> Self:
        """Told in a digest, whose fate is theirs."""
        return self.filter(carried_by__isnull=False)


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
    thread = models.CharField("fil", max_length=60, blank=True)  # what mail programs group it with
    reply_to = models.EmailField("adresse de réponse", blank=True)
    family = models.CharField("famille de messages", max_length=40, blank=True)  # one that its reader may choose about
    digest_at = models.DateTimeField("gardé pour le résumé du", null=True, blank=True)
    gist = models.JSONField("contenu pour le résumé", default=dict, blank=True)  # while it is kept for one
    carried_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carries", verbose_name="envoyé dans le résumé"
    )
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
            models.Index(fields=["due_at"], name="outbox_waiting", condition=WAITING),
            models.Index(
                fields=["recipient", "digest_at"],
                name="outbox_for_digest",
                condition=WAITING & models.Q(digest_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id", "kind", "due_key", "to_email"],
                name="outbox_message_once",
                violation_error_message="Ce message est déjà prévu.",
            ),
            models.CheckConstraint(
                condition=AT_MOST_ONE_FATE,
                name="outbox_message_one_fate",
                violation_error_message="Un message est envoyé, abandonné, retiré ou mis dans un résumé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"

    def get_absolute_url(self) -> str:
        return reverse("foundation:outbox_message", args=[self.pk])
