"""The thread of a ticket: replies, notes kept between services, and who follows it."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField
from tickets import rules
from tickets.models.ticket import Ticket
from tickets.states import Visibility


class MessageQuerySet(models.QuerySet):
    """Messages by who may read them."""

    def visible_to(self, person):
        """Those of the tickets one sees; the internal ones for the services alone."""
        seen = self.filter(ticket__in=Ticket.objects.visible_to(person))
        return seen if rules.may_read_internal(person) else seen.filter(visibility=Visibility.PUBLIC)


class Message(models.Model):
    """Something said in a ticket; never changed afterwards, so that two who write at once lose nothing.

    `token` is that of the form which sent it: the same form sent twice says it once.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages", verbose_name="ticket")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="auteur")
    at = models.DateTimeField("le", default=clock.now)
    body = models.TextField("texte")
    visibility = models.CharField("lu par", max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    is_from_service = models.BooleanField("des nouvelles du service", default=False)  # for the clock of news
    token = models.UUIDField("envoi", default=uuid.uuid4, unique=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "message"
        verbose_name_plural = "messages"
        indexes = [models.Index(fields=["ticket", "at"], name="message_of_ticket")]

    def __str__(self) -> str:
        return f"{self.get_visibility_display()} du {self.at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return f"{reverse('tickets:detail', args=[self.ticket_id])}#message-{self.pk}"


class Watcher(models.Model):
    """Someone who wants to be told of a ticket that they may read; watching gives no right to read it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="watchers", verbose_name="ticket")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="watched_tickets", verbose_name="personne"
    )
    since = models.DateTimeField("depuis le", default=clock.now)

    class Meta:
        ordering = ["ticket", "since"]
        verbose_name = "abonnement à un ticket"
        verbose_name_plural = "abonnements à des tickets"
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="watcher_once")]

    def __str__(self) -> str:
        return f"{self.person} suit {self.ticket_id}"


class Relation(models.Model):
    """Two tickets that have to do with each other, neither being part of the other."""

    first = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name="ticket")
    second = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name="ticket lié")

    class Meta:
        ordering = ["first", "second"]
        verbose_name = "lien entre tickets"
        verbose_name_plural = "liens entre tickets"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="relation_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")),
                name="relation_in_order",
                violation_error_message="Un ticket ne se lie pas à lui-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.second_id}"


class CannedAnswerQuerySet(models.QuerySet):
    """Canned answers by who may use them."""

    def visible_to(self, person):
        """All for the services, who answer with them."""
        return self if person.is_active and rules.may_read_internal(person) else self.none()


class CannedAnswer(models.Model):
    """An answer written once and used often, by the services; `tickets.canned` fills its variables in."""

    title = OneLineField(
        "titre", max_length=80, unique=True, error_messages={"unique": "Une réponse porte déjà ce titre."}
    )
    body = models.TextField("texte", max_length=4000)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tenue par"
    )
    history = History()
    told = Told("a ajouté la réponse type", "a modifié la réponse type", "a supprimé la réponse type")

    objects = CannedAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = "réponse type"
        verbose_name_plural = "réponses types"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tickets:edit_canned", args=[self.pk])
