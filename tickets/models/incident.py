"""What touches the whole network: one incident, those it concerns, what all are told of it."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField
from tickets import rules
from tickets.models.ticket import Ticket


class NetworkIncidentQuerySet(models.QuerySet):
    """Incidents by who may read them."""

    def visible_to(self, person):
        """All for whoever works on the shared tools: what is told there is for them."""
        return self if person.is_active and rules.may_declare(person) else self.none()

    def current(self):
        """Those that last."""
        return self.filter(ended_at__isnull=True)


class NetworkIncident(models.Model):
    """A ticket of level 2 about all or several libraries: what they are told of it, who says « moi aussi ».

    Its ticket stays the service’s: the libraries read the words of this row and its updates, nothing of the thread.
    """

    ticket = models.OneToOneField(
        Ticket,
        models.PROTECT,
        related_name="incident",
        verbose_name="ticket",
        error_messages={"unique": "Ce ticket est déjà un incident du réseau."},
    )
    title = OneLineField("ce qui ne va pas", max_length=160)
    told_to_all = models.TextField("ce que nous en savons", max_length=2000)
    opened_at = models.DateTimeField("depuis le", default=clock.now)
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)
    history = History()
    told = Told("a déclaré l’incident du réseau", "a modifié l’incident", deeds={"ended_at": ("a annoncé la fin", "")})

    objects = NetworkIncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = "incident du réseau"
        verbose_name_plural = "incidents du réseau"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tickets:incident", args=[self.pk])

    @property
    def is_current(self) -> bool:
        """Whether it lasts."""
        return self.ended_at is None


class IncidentUpdate(models.Model):
    """Something told about an incident, by one broadcast: it stands on the page, and was sent to `readers` people.

    `token` is that of the form which was confirmed: confirmed twice, it is sent once.
    """

    incident = models.ForeignKey(NetworkIncident, models.PROTECT, related_name="updates", verbose_name="incident")
    at = models.DateTimeField("le", default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par")
    body = models.TextField("texte", max_length=2000)
    is_to_all = models.BooleanField("envoyée à tout le réseau", default=False)
    readers = models.PositiveIntegerField("destinataires", default=0)
    token = models.UUIDField("envoi", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "nouvelle d’un incident"
        verbose_name_plural = "nouvelles d’incidents"

    def __str__(self) -> str:
        return self.body[:60]

    def get_absolute_url(self) -> str:
        return f"{reverse('tickets:incident', args=[self.incident_id])}#nouvelle-{self.pk}"


class MeToo(models.Model):
    """A library that has the same trouble: no second ticket, and it is told what follows."""

    incident = models.ForeignKey(NetworkIncident, models.PROTECT, related_name="touched", verbose_name="incident")
    library = models.ForeignKey("network.Library", models.PROTECT, related_name="+", verbose_name="bibliothèque")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("le", default=clock.now)
    detail = OneLineField("ce que l’on y voit", max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "moi aussi"
        verbose_name_plural = "moi aussi"
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "library"],
                name="me_too_once",
                violation_error_message="Votre bibliothèque l’a déjà signalé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.library} : moi aussi"
