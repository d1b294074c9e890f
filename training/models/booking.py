"""A booking: someone’s place in a session, or in its queue."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import TruncDate
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from foundation import clock
from foundation.history import History, Told
from network.models import Assignment
from network.roles import Right, roles_with
from training import rules
from training.models.session import HalfDay, Session
from training.states import ALIVE, IN_QUEUE, SEATED, TONES, BookingState, Verdict


class BookingQuerySet(models.QuerySet):
    """Bookings by who may read them and by what they weigh."""

    def visible_to(self, person):
        """All for who keeps the sessions; one’s own, those of one’s team, those of the sessions one teaches.

        Of a team: what was booked at the title of a function there, and what awaits who has come from elsewhere since.
        """
        if rules.may_manage_training(person):
            return self
        if not person.is_active:
            return self.none()
        headed = Assignment.objects.current(clock.today()).filter(
            person=person, role__in=roles_with(Right.APPROVE_BOOKING), library__isnull=False
        )
        own = models.Q(person=person) | models.Q(assignment__library__in=headed.values("library"))
        own |= self._come_since(headed.values("library"))
        return self.filter(own | models.Q(session__in=Session.objects.filter(trainers=person).values("pk")))

    @staticmethod
    def _come_since(libraries):
        """A condition: of who works in one of these today, a session after the end of the function booked for."""
        there = Assignment.objects.current(clock.today()).filter(library__in=libraries)
        days = HalfDay.objects.annotate(day=TruncDate("starts_at", tzinfo=clock.PARIS))
        after = days.filter(session=models.OuterRef("session"), day__gt=models.OuterRef("assignment__ends_on"))
        has_ended = models.Q(assignment__ends_on__lt=clock.today())
        return has_ended & models.Q(models.Exists(after), person__in=there.values("person"))

    def alive(self):
        """Asked for, waiting, offered or confirmed."""
        return self.filter(state__in=ALIVE)

    def seated(self):
        """Each of these takes a seat: offered or confirmed."""
        return self.filter(state__in=SEATED)

    def current_of(self, person, now: datetime):
        """Where someone stands in the sessions to come or under way, each with its dates."""
        return self.alive().filter(person=person).with_dates().filter(last_at__gt=now)

    def in_queue(self):
        """Each of these may still be given a seat: asked for, or waiting."""
        return self.filter(state__in=IN_QUEUE)

    def waiting(self):
        """The queue: who asked first is first."""
        return self.filter(state=BookingState.WAITING).order_by("queued_at", "pk")

    def with_dates(self):
        """Each with `first_at` and `last_at`, when its session begins and ends."""
        dated = Session.objects.with_dates().filter(pk=models.OuterRef("session"))
        return self.annotate(
            first_at=models.Subquery(dated.values("first_at"), output_field=models.DateTimeField()),
            last_at=models.Subquery(dated.values("last_at"), output_field=models.DateTimeField()),
        )

    def with_session(self):
        """Each with all that a page says of it, in one query."""
        return self.select_related("person", "session__course", "assignment__library__commune", "assignment__service")


class Booking(ConcurrentTransitionMixin, models.Model):
    """Someone in a session, for the function they hold there: the commune of its seat and who approves come from it.

    The function runs on the days of the session: of two at once, the one chosen. Who moves to another commune after
    the booking keeps the seat of the first; the head of where they work then decides.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings", verbose_name="session")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="bookings", verbose_name="participant"
    )
    assignment = models.ForeignKey(
        "network.Assignment", models.PROTECT, related_name="bookings", verbose_name="au titre de"
    )
    state = FSMField("état", max_length=10, choices=BookingState, default=BookingState.WAITING, protected=True)
    queued_at = models.DateTimeField("demandée le", default=clock.now)
    offered_until = models.DateTimeField("place proposée jusqu’au", null=True, blank=True)
    verdict = models.CharField("avis du formateur", max_length=12, choices=Verdict, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="demandée par"
    )
    history = History()
    told = Told("a demandé l’inscription", "a modifié l’inscription", "a supprimé l’inscription")

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["session", "queued_at", "pk"]
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=models.Q(state__in=ALIVE),
                name="booking_alive_once_per_session",
                violation_error_message="Cette personne est déjà inscrite à cette session.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.session}"

    def get_absolute_url(self) -> str:
        return reverse("training:booking", args=[self.pk])

    @property
    def commune_id(self) -> int | None:
        """The commune whose seats this one counts among; None from a service or a vendor."""
        return self.assignment.place_commune_id

    @property
    def tone(self) -> str:
        """The ground of its badge."""
        return TONES[BookingState(self.state)]

    @transition(
        state,
        BookingState.REQUESTED,
        BookingState.WAITING,
        permission=rules.may_decide,
        custom={"label": "Donner son accord", "told": "a donné son accord"},
    )
    def approve(self, *, by) -> None:
        """The head agrees: into the queue, at the place of the day it was asked for."""

    @transition(
        state,
        BookingState.REQUESTED,
        BookingState.REFUSED,
        permission=rules.may_decide,
        custom={"label": "Refuser", "told": "a refusé l’inscription"},
    )
    def refuse(self, *, by) -> None:
        """The head does not agree; the reason is told to the person."""

    @transition(
        state,
        BookingState.WAITING,
        BookingState.CONFIRMED,
        custom={"label": "Donner une place", "told": "a confirmé l’inscription", "automatic": True},
    )
    def seat(self, *, by) -> None:
        """A seat is free for who has just asked."""

    @transition(
        state,
        BookingState.OFFERED,
        BookingState.CONFIRMED,
        permission=rules.may_answer,
        custom={"label": "Accepter la place", "told": "a accepté la place"},
    )
    def accept(self, *, by) -> None:
        """Who waited takes the seat that came free."""
        self.offered_until = None

    @transition(
        state,
        BookingState.WAITING,
        BookingState.OFFERED,
        custom={"label": "Proposer une place", "told": "a proposé la place libérée", "automatic": True},
    )
    def offer(self, *, by, offered_until: datetime) -> None:
        """A seat came free: it is kept until that moment."""
        self.offered_until = offered_until

    @transition(
        state,
        BookingState.OFFERED,
        BookingState.LAPSED,
        custom={"label": "Reprendre la place", "told": "a repris la place, restée sans réponse", "automatic": True},
    )
    def lapse(self, *, by) -> None:
        """Nobody answered in time: the seat goes to the next."""
        self.offered_until = None

    @transition(
        state,
        ALIVE,
        BookingState.WITHDRAWN,
        permission=rules.may_withdraw,
        custom={"label": "Annuler l’inscription", "told": "a annulé l’inscription", "automatic": True},
    )
    def withdraw(self, *, by) -> None:
        """Given up, by the person or for them; by the system, for who has left or has no seat when it begins."""
        self.offered_until = None

    @transition(
        state,
        ALIVE,
        BookingState.DROPPED,
        custom={"label": "Annuler avec la session", "told": "l’a annulée avec la session", "automatic": True},
    )
    def drop(self, *, by) -> None:
        """The session will not take place."""
        self.offered_until = None
