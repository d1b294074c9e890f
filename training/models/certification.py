"""A certification: what someone is trained for, from when to when, and on what proof."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField
from foundation.workflow import requires
from network.models import Assignment
from network.modules import Module
from network.roles import Right, roles_with
from training import rules
from training.models.course import Course
from training.states import GIVEN, CertificationState, Standing


class CertificationQuerySet(models.QuerySet):
    """Certifications by who may read them and by the day."""

    def visible_to(self, person):
        """All for who keeps the sessions; one’s own; those of one’s team for its head; those that one declared."""
        if rules.may_manage_training(person):
            return self
        if not person.is_active:
            return self.none()
        on = clock.today()
        headed = Assignment.objects.current(on).filter(
            person=person, role__in=roles_with(Right.APPROVE_BOOKING), library__isnull=False
        )
        team = Assignment.objects.current(on).filter(library__in=headed.values("library"))
        own = models.Q(person=person) | models.Q(declared_by=person)
        return self.filter(own | models.Q(person__in=team.values("person")))

    def valid(self, on: date):
        """Those that certify that day: issued, not expired, not revoked by then; both ends included (R09)."""
        return self.filter(
            models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=on),
            models.Q(revoked_on__isnull=True) | models.Q(revoked_on__gt=on),
            state__in=GIVEN,
            issued_on__lte=on,
        )

    def with_standing(self, on: date):
        """Each with `standing`, what it is worth that day; of those issued, `valid` says the same."""
        when = [
            models.When(state=CertificationState.DECLARED, then=models.Value(Standing.DECLARED.value)),
            models.When(state=CertificationState.REFUSED, then=models.Value(Standing.REFUSED.value)),
            models.When(revoked_on__lte=on, then=models.Value(Standing.REVOKED.value)),
            models.When(expires_on__lt=on, then=models.Value(Standing.EXPIRED.value)),
        ]
        worth = models.Case(*when, default=models.Value(Standing.VALID.value), output_field=models.CharField())
        return self.annotate(standing=worth)


def _first_told(row: Any) -> str:
    """How its life begins: issued at the end of a session, or declared to the SCLP."""
    is_declared = row.kind == Certification.Kind.EQUIVALENCE
    return "a déclaré l’équivalence" if is_declared else "a délivré l’attestation"


class Certification(ConcurrentTransitionMixin, models.Model):
    """Someone is trained (R09, art. 2.2): by a session of the network, or by a vendor, as the SCLP accepted.

    What it certifies for is copied from the course on the day of issue: a course changed since changes nothing.
    An equivalence is declared with its proof: until the SCLP accepts it, `issued_on` is the day of the declaration,
    and it certifies for nothing: its modules and `trains_correspondent` are what is asked for.
    """

    class Kind(models.TextChoices):
        SESSION = "SESSION", "formation du réseau"
        EQUIVALENCE = "EQUIVALENCE", "équivalence"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certifications", verbose_name="personne"
    )
    kind = models.CharField("origine", max_length=12, choices=Kind)
    state = FSMField("état", max_length=10, choices=CertificationState, protected=True)
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="certifications", verbose_name="formation"
    )  # empty: an equivalence that no course of the catalogue stands for
    booking = models.OneToOneField(
        "training.Booking",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certification",
        verbose_name="inscription",
        error_messages={"unique": "Une attestation est déjà délivrée pour cette inscription."},
    )
    title = OneLineField("intitulé", max_length=160)
    trains_correspondent = models.BooleanField("vaut formation de référent informatique", default=False)
    issued_on = models.DateField("délivrée le")
    expires_on = models.DateField("valable jusqu’au", null=True, blank=True)
    revoked_on = models.DateField("retirée le", null=True, blank=True)
    vendor = models.ForeignKey(
        "network.Vendor", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisme"
    )
    provider = OneLineField("autre organisme", max_length=120, blank=True)  # one that is not registered, in words
    followed_on = models.DateField("suivie le", null=True, blank=True)  # of an equivalence: its last day
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="déclarée par"
    )
    proof = models.ForeignKey(
        "foundation.StoredDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="justificatif",
    )
    document = models.ForeignKey(
        "foundation.StoredDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="attestation"
    )
    history = History()
    told = Told(
        created=_first_told,
        changed="a modifié l’attestation",
        deleted="a supprimé l’attestation",
        deeds={"document": ("a fait le PDF de l’attestation", "")},
    )

    objects = CertificationQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        verbose_name = "attestation"
        verbose_name_plural = "attestations"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=models.F("issued_on")),
                name="certification_expires_after_issue",
                violation_error_message="Une attestation ne peut pas expirer avant d’être délivrée.",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_on__isnull=True) | models.Q(revoked_on__gte=models.F("issued_on")),
                name="certification_revoked_after_issue",
                violation_error_message="Une attestation ne peut pas être retirée avant d’être délivrée.",
            ),
            models.CheckConstraint(
                condition=models.Q(followed_on__isnull=True) | models.Q(followed_on__lte=models.F("issued_on")),
                name="certification_followed_before_issue",
                violation_error_message="Une formation est suivie avant d’être attestée.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="SESSION", booking__isnull=False, course__isnull=False)
                | models.Q(kind="EQUIVALENCE", booking__isnull=True, proof__isnull=False)
                | models.Q(kind="EQUIVALENCE", booking__isnull=True, state="REFUSED"),  # its file goes at an erasure
                name="certification_stands_on_proof",
                violation_error_message="Une attestation vient d’une session, ou d’une équivalence justifiée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("training:certification", args=[self.pk])

    @property
    def is_given(self) -> bool:
        """Whether it was ever delivered: not an equivalence that waits, or that was refused."""
        return self.state in GIVEN

    @property
    def given_by(self) -> str:
        """Who gave the training of an equivalence: the vendor registered, or its name in words."""
        return str(self.vendor) if self.vendor else self.provider

    @transition(
        state,
        CertificationState.DECLARED,
        CertificationState.ISSUED,
        permission=rules.may_judge_equivalence,
        custom={"label": "Accepter l’équivalence", "told": "a accepté l’équivalence"},
    )
    def accept(
        self, *, by, issued_on: date, expires_on: date | None = None, trains_correspondent: bool = False
    ) -> None:
        """The SCLP recognises a vendor’s training: from that day, the same weight as a session of the network."""
        self.issued_on, self.expires_on = issued_on, expires_on
        self.trains_correspondent = trains_correspondent

    @transition(
        state,
        CertificationState.DECLARED,
        CertificationState.REFUSED,
        permission=rules.may_judge_equivalence,
        custom={"label": "Refuser l’équivalence", "told": "a refusé l’équivalence", "automatic": True},
    )
    def refuse(self, *, by) -> None:
        """The SCLP does not; the reason is told. The system, when the person’s data are erased before the answer."""

    @transition(
        state,
        CertificationState.ISSUED,
        CertificationState.REVOKED,
        conditions=[requires(rules.missing_to_revoke)],
        permission=rules.may_judge_equivalence,
        custom={"label": "Retirer l’attestation", "told": "a retiré l’attestation"},
    )
    def revoke(self, *, by, revoked_on: date) -> None:
        """It certifies no more from that day; what it opened closes."""
        self.revoked_on = revoked_on


class CertificationModule(models.Model):
    """The certification holds for this module."""

    certification = models.ForeignKey(Certification, models.CASCADE, related_name="modules", verbose_name="attestation")
    module = models.CharField("module", max_length=20, choices=Module)

    class Meta:
        ordering = ["certification", "module"]
        verbose_name = "module attesté"
        verbose_name_plural = "modules attestés"
        constraints = [
            models.UniqueConstraint(
                fields=["certification", "module"],
                name="certification_module_once",
                violation_error_message="Cette attestation vaut déjà pour ce module.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certification} : {self.get_module_display()}"
