"""A grant: the SCLP lets someone use a module of the SIGB in a place. It opens nothing by itself."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from foundation import clock
from foundation.history import History, Told
from foundation.workflow import requires
from ils import rules
from ils.states import ALIVE, TONES, GrantState
from network.models import Assignment
from network.modules import Module
from network.roles import Right, roles_with
from training.correspondents import effective_correspondents


class GrantQuerySet(models.QuerySet):
    """Grants by who may read them and by the day."""

    def visible_to(self, person):
        """All for the SCLP; one’s own; those of the libraries where one asks for accesses."""
        if rules.may_grant(person):
            return self
        if not person.is_active:
            return self.none()
        asks = Assignment.objects.current(clock.today()).filter(
            person=person, role__in=roles_with(Right.REQUEST_ACCESS), library__isnull=False
        )
        return self.filter(models.Q(person=person) | models.Q(library__in=asks.values("library")))

    def alive(self):
        """Asked for, or given and not taken back."""
        return self.filter(state__in=ALIVE)

    def given_on(self, on: date):
        """Those given by that day and not taken back by then: taken back on a day, it opens nothing that day."""
        return self.filter(
            models.Q(revoked_on__isnull=True) | models.Q(revoked_on__gt=on),
            state__in=[GrantState.GRANTED, GrantState.REVOKED],
            granted_on__lte=on,
        )

    def with_all(self):
        """Each with what a page says of it, in one query."""
        return self.select_related("person", "library__commune", "service", "asked_by")


class Grant(ConcurrentTransitionMixin, models.Model):
    """A module of the SIGB, asked for someone in a place, and given or not by the SCLP (R09, art. 2.2).

    The one thing stored of an access: whether it opens is decided at each request (`ils.access`).
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name="personne")
    module = models.CharField("module", max_length=20, choices=Module)
    library = models.ForeignKey(
        "network.Library", models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="bibliothèque"
    )
    service = models.ForeignKey(
        "network.Service", models.PROTECT, null=True, blank=True, related_name="grants", verbose_name="service"
    )
    state = FSMField("état", max_length=10, choices=GrantState, default=GrantState.REQUESTED, protected=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandé par")
    asked_on = models.DateField("demandé le")
    granted_on = models.DateField("accordé le", null=True, blank=True)
    revoked_on = models.DateField("retiré le", null=True, blank=True)
    history = History()
    told = Told(
        "a demandé l’accès",
        "a modifié la demande",
        "a supprimé la demande",
        deeds={"granted_on": ("a fixé le jour de l’accord", ""), "revoked_on": ("a fixé le jour du retrait", "")},
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-pk"]
        verbose_name = "accès"
        verbose_name_plural = "accès"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(library__isnull=False, service__isnull=True)
                | models.Q(library__isnull=True, service__isnull=False),
                name="grant_one_place",
                violation_error_message="Un accès vaut dans une bibliothèque ou dans un service.",
            ),
            models.UniqueConstraint(
                fields=["person", "module", "library"],
                condition=models.Q(state__in=ALIVE, library__isnull=False),
                name="grant_once_in_library",
                violation_error_message="Cet accès est déjà demandé ou accordé à cette personne.",
            ),
            models.UniqueConstraint(
                fields=["person", "module", "service"],
                condition=models.Q(state__in=ALIVE, service__isnull=False),
                name="grant_once_in_service",
                violation_error_message="Cet accès est déjà demandé ou accordé à cette personne dans ce service.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[GrantState.GRANTED, GrantState.REVOKED])
                | models.Q(granted_on__isnull=False),
                name="grant_given_on_a_day",
                violation_error_message="Un accès accordé l’est depuis un jour.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=GrantState.REVOKED, revoked_on__gte=models.F("granted_on"))
                | (~models.Q(state=GrantState.REVOKED) & models.Q(revoked_on__isnull=True)),
                name="grant_taken_back_after_given",
                violation_error_message="Un accès ne peut pas être retiré avant d’être accordé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_module_display()}, {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("ils:grant", args=[self.pk])

    @property
    def place(self):
        """The library, or the service of the Communauté."""
        return self.library or self.service

    def is_served_by(self, person) -> bool:
        """Whether this person is today the référent of its library in fact: designated, and trained (R19)."""
        return effective_correspondents(clock.today()).filter(person=person, library=self.library_id).exists()

    @property
    def tone(self) -> str:
        """The ground of its badge."""
        return TONES[GrantState(self.state)]

    @transition(
        state,
        GrantState.REQUESTED,
        GrantState.GRANTED,
        conditions=[requires(rules.missing_to_give)],
        permission=rules.may_decide,
        custom={"label": "Accorder l’accès", "told": "a accordé l’accès"},
    )
    def give(self, *, by) -> None:
        """The SCLP agrees: from today the module opens, as long as all the rest holds."""
        self.granted_on = clock.today()

    @transition(
        state,
        GrantState.REQUESTED,
        GrantState.REFUSED,
        permission=rules.may_decide,
        custom={"label": "Refuser l’accès", "told": "a refusé l’accès"},
    )
    def refuse(self, *, by) -> None:
        """The SCLP does not; the reason is told."""

    @transition(
        state,
        GrantState.REQUESTED,
        GrantState.CANCELLED,
        permission=rules.may_cancel,
        custom={"label": "Annuler la demande", "told": "a annulé la demande"},
    )
    def cancel(self, *, by) -> None:
        """It is no longer asked for."""

    @transition(
        state,
        GrantState.GRANTED,
        GrantState.REVOKED,
        permission=rules.may_decide,
        custom={"label": "Retirer l’accès", "told": "a retiré l’accès"},
    )
    def revoke(self, *, by) -> None:
        """The module closes today; the reason is told."""
        self.revoked_on = clock.today()
