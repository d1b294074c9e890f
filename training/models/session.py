"""A session of a course: its half-days, its trainers, its seats."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from foundation import clock
from foundation.french import hour, long_date
from foundation.history import History, Told
from foundation.one_line import OneLineField
from foundation.workflow import requires
from training import rules
from training.models.course import Course
from training.states import SessionState


class SessionQuerySet(models.QuerySet):
    """Sessions by who may read them and by their dates."""

    def visible_to(self, person):
        """All for who keeps them; for who may train, those published, cancelled or closed; one’s own, for a trainer."""
        if rules.may_manage_training(person):
            return self
        if not person.is_active:
            return self.none()
        own = self.filter(trainers=person).exclude(state=SessionState.DRAFT).values("pk")
        seen = models.Q(pk__in=own)
        if rules.may_read_catalogue(person):
            seen |= ~models.Q(state=SessionState.DRAFT)
        return self.filter(seen)

    def with_dates(self):
        """Each with `first_at` and `last_at`, the beginning of its first half-day and the end of its last."""
        half_days = HalfDay.objects.filter(session=models.OuterRef("pk")).order_by()
        first = half_days.values("session").annotate(at=models.Min("starts_at")).values("at")
        last = half_days.values("session").annotate(at=models.Max("ends_at")).values("at")
        return self.annotate(first_at=models.Subquery(first), last_at=models.Subquery(last))

    def to_come(self, now: datetime):
        """Published and not begun."""
        return self.with_dates().filter(state=SessionState.PUBLISHED, first_at__gt=now)

    def on_mind_of(self, person, now: datetime):
        """Published: what this person teaches, until it is closed; for who keeps the sessions, all that are over."""
        concerned = models.Q(pk__in=Session.objects.filter(trainers=person).values("pk"))
        if rules.may_manage_training(person):
            concerned |= models.Q(last_at__lte=now)
        return self.with_dates().filter(concerned, state=SessionState.PUBLISHED)

    def to_close_by(self, person, now: datetime):
        """Over and not closed yet, so that their attestations wait: those on this person’s mind."""
        return self.on_mind_of(person, now).filter(last_at__lte=now)


class Session(ConcurrentTransitionMixin, models.Model):
    """A course given once, over one or several half-days, in one place or on line."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name="formation")
    state = FSMField("état", max_length=10, choices=SessionState, default=SessionState.DRAFT, protected=True)
    place = OneLineField("lieu", max_length=200, blank=True)
    link = models.URLField("lien de visioconférence", blank=True)
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="led_sessions", verbose_name="formateurs"
    )
    minimum = models.PositiveSmallIntegerField("nombre minimal de participants", default=1)
    maximum = models.PositiveSmallIntegerField("nombre maximal de participants")
    information = models.TextField("informations pratiques", blank=True)
    cancelled_on = models.DateField("annulée le", null=True, blank=True)
    created_at = models.DateTimeField("créée le", default=clock.now)
    history = History(m2m_fields=[trainers])
    told = Told("a préparé la session", "a modifié la session", "a supprimé la session")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "session"
        verbose_name_plural = "sessions"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum__gte=1, maximum__gte=models.F("minimum")),
                name="session_minimum_below_maximum",
                violation_error_message="Le minimum est d’une personne au moins, et le maximum n’est pas plus bas.",
            ),
        ]

    def __str__(self) -> str:
        if self.starts_at is None:
            return f"{self.course}, sans date"
        return f"{self.course}, {long_date(self.starts_at.astimezone(clock.PARIS).date())}"

    def get_absolute_url(self) -> str:
        return reverse("training:session", args=[self.pk])

    # --- dates -------------------------------------------------------------------------------------------------------

    @cached_property
    def _bounds(self) -> tuple[datetime | None, datetime | None]:
        if "first_at" in self.__dict__:  # brought by `with_dates`
            return self.__dict__["first_at"], self.__dict__["last_at"]
        moments = [(one.starts_at, one.ends_at) for one in self.half_days.all()]
        return min((one[0] for one in moments), default=None), max((one[1] for one in moments), default=None)

    @property
    def starts_at(self) -> datetime | None:
        """When the first half-day begins; None before it has one."""
        return self._bounds[0]

    @property
    def ends_at(self) -> datetime | None:
        """When the last half-day ends; None before it has one."""
        return self._bounds[1]

    @property
    def spans(self) -> list[tuple[datetime, datetime]]:
        """From when to when each half-day lasts."""
        return [(one.starts_at, one.ends_at) for one in self.half_days.all()]

    @property
    def withdraw_until(self) -> datetime:
        """Until when one withdraws by oneself: so many days before the beginning, as the course says."""
        return (self.starts_at or clock.now()) - timedelta(days=self.course.cancel_days)

    # --- path --------------------------------------------------------------------------------------------------------

    @transition(
        state,
        SessionState.DRAFT,
        SessionState.PUBLISHED,
        conditions=[requires(rules.missing_to_publish)],
        permission=rules.may_manage_session,
        custom={"label": "Publier", "told": "a publié la session"},
    )
    def publish(self, *, by) -> None:
        """Open it to bookings."""

    @transition(
        state,
        [SessionState.DRAFT, SessionState.PUBLISHED],
        SessionState.CANCELLED,
        permission=rules.may_manage_session,
        custom={"label": "Annuler la session", "told": "a annulé la session"},
    )
    def cancel(self, *, by, cancelled_on) -> None:
        """It will not take place; everyone booked is told."""
        self.cancelled_on = cancelled_on

    @transition(
        state,
        SessionState.PUBLISHED,
        SessionState.CLOSED,
        conditions=[requires(rules.missing_to_close)],
        permission=rules.may_lead,
        custom={"label": "Terminer la session", "told": "a terminé la session"},
    )
    def close(self, *, by) -> None:
        """Attendance and verdicts are final; the certifications follow."""


class HalfDay(models.Model):
    """A half-day of a session: what one is present at or not."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="half_days", verbose_name="session")
    starts_at = models.DateTimeField("commence à")
    ends_at = models.DateTimeField("finit à")
    history = History()

    class Meta:
        ordering = ["starts_at"]
        verbose_name = "demi-journée"
        verbose_name_plural = "demi-journées"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="half_day_ends_after_start",
                violation_error_message="Une demi-journée finit après avoir commencé.",
            ),
            models.UniqueConstraint(
                fields=["session", "starts_at"],
                name="half_day_once",
                violation_error_message="La session a déjà une demi-journée à cette heure.",
            ),
        ]

    def __str__(self) -> str:
        day = self.starts_at.astimezone(clock.PARIS).date()
        return f"{long_date(day)}, de {hour(self.starts_at)} à {hour(self.ends_at)}"


class HeldSeats(models.Model):
    """Seats of a session kept for one commune, until a day included; then they are everybody’s."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="held_seats", verbose_name="session")
    commune = models.ForeignKey("network.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    number = models.PositiveSmallIntegerField("places")
    until = models.DateField("jusqu’au")
    history = History()

    class Meta:
        ordering = ["session", "commune__sort_name"]
        verbose_name = "places réservées"
        verbose_name_plural = "places réservées"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "commune"],
                name="held_seats_once_per_commune",
                violation_error_message="Des places sont déjà réservées à cette commune.",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="held_seats_at_least_one",
                violation_error_message="Réservez une place au moins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} pour {self.commune}"
