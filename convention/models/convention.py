"""The convention itself."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition
from simple_history.models import HistoricalRecords

from convention import rules
from convention.end_dates import YEARS, end_of
from convention.states import IN_PATH, RENEWAL_WINDOW, Situation, State
from foundation import clock
from foundation.legal_dates import Verdict, last_day_of
from foundation.workflow import requires
from network.models import Commune, PresidentMandate


class ConventionQuerySet(models.QuerySet):
    """Conventions by what they are worth on a day, and by who may read them."""

    def visible_to(self, person):
        """Those of the communes whose conventions this person may read (design: functions)."""
        return self.filter(commune__in=Commune.objects.with_conventions_visible_to(person))

    def with_end(self):
        """Each with `ends_on`, the last day in force: the same rule as `end_of`, for the database (R40)."""
        mandate = (
            PresidentMandate.objects.filter(starts_on__lte=models.OuterRef("starts_on"))
            .order_by("-starts_on")
            .values(last=Coalesce("actual_end", "estimated_end"))[:1]
        )
        term = models.F("term_ends_on")
        mandate_end = Coalesce(models.Subquery(mandate), term, output_field=models.DateField())
        return self.annotate(ends_on=Least(term, mandate_end, Coalesce("terminated_on", term)))

    def in_force(self, on: date):
        """Notified, and `on` within its dates, both included (R40)."""
        return self.with_end().filter(state=State.NOTIFIED, starts_on__lte=on, ends_on__gte=on)

    def ending_within(self, days: int, *, after: date):
        """In force on `after` and whose last day comes within so many days."""
        return self.in_force(after).filter(ends_on__lte=after + timedelta(days=days))

    def expired(self, on: date):
        """Notified, and over before `on`."""
        return self.with_end().filter(state=State.NOTIFIED, ends_on__lt=on)

    def in_path(self):
        """On their way to being notified."""
        return self.filter(state__in=IN_PATH)

    def in_situation(self, situation: Situation, on: date):
        """Those in one situation that day."""
        limit = on + timedelta(days=RENEWAL_WINDOW)
        return {
            Situation.IN_PATH: lambda: self.with_end().in_path(),
            Situation.UPCOMING: lambda: self.with_end().filter(state=State.NOTIFIED, starts_on__gt=on),
            Situation.IN_FORCE: lambda: self.in_force(on).filter(ends_on__gt=limit),
            Situation.TO_RENEW: lambda: self.in_force(on).filter(ends_on__lte=limit),
            Situation.EXPIRED: lambda: self.expired(on),
        }[situation]()


class Convention(ConcurrentTransitionMixin, models.Model):
    """What a commune signs to share the SIGB and the portal (art. 1). In force: notified, and within its dates."""

    number = models.CharField("numéro", max_length=20, unique=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="conventions", verbose_name="commune")
    version = models.ForeignKey(
        "convention.ModelVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="conventions",
        verbose_name="modèle",
    )  # empty: signed on paper before the product, taken over by import
    state = FSMField("état", max_length=10, choices=State, default=State.DRAFT, protected=True)
    starts_on = models.DateField("date d’effet", null=True, blank=True)
    term_ends_on = models.DateField("dernier jour de la durée", null=True, blank=True, editable=False)
    given_values = models.JSONField("valeurs saisies", default=dict, blank=True)
    document = models.ForeignKey(
        "foundation.StoredDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="PDF"
    )
    text_hash = models.CharField("empreinte du texte imprimé", max_length=64, blank=True)
    validated_on = models.DateField("validée le", null=True, blank=True)
    sent_on = models.DateField("envoyée en signature le", null=True, blank=True)
    mayor_signed_on = models.DateField("signée par le Maire le", null=True, blank=True)
    president_signed_on = models.DateField("signée par le Président le", null=True, blank=True)
    scan = models.ForeignKey(
        "foundation.StoredDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="scan signé"
    )
    notified_on = models.DateField("notifiée le", null=True, blank=True)
    terminated_on = models.DateField("dernier jour, par dénonciation", null=True, blank=True)
    termination_reason = models.CharField("dénonciation", max_length=200, blank=True)
    remarks = models.TextField("remarques", blank=True)
    created_at = models.DateTimeField("créée le", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )
    history = HistoricalRecords()

    objects = ConventionQuerySet.as_manager()

    class Meta:
        ordering = ["commune__sort_name", "-starts_on", "-pk"]
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        indexes = [models.Index(fields=["state", "starts_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "starts_on"],
                name="convention_once_per_commune_and_start",
                violation_error_message="Cette commune a déjà une convention à cette date d’effet.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True, term_ends_on__isnull=True)
                | models.Q(term_ends_on__gte=models.F("starts_on")),
                name="convention_term_follows_start",
                violation_error_message="La durée finit avant la date d’effet.",
            ),
            models.CheckConstraint(
                condition=models.Q(terminated_on__isnull=True) | models.Q(terminated_on__gte=models.F("starts_on")),
                name="convention_terminated_after_start",
                violation_error_message="La dénonciation ne peut pas précéder la date d’effet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.commune}"

    def get_absolute_url(self) -> str:
        return reverse("convention:detail", args=[self.pk])

    def set_start(self, starts_on: date | None) -> None:
        """Give the effect date, and with it the last day of the two years (art. 6)."""
        self.starts_on = starts_on
        self.term_ends_on = last_day_of(starts_on, years=YEARS) if starts_on else None
        self.__dict__.pop("mandate", None)

    @cached_property
    def mandate(self) -> PresidentMandate | None:
        """The last President’s mandate begun by the effect date, ended or not; None when none is recorded."""
        if self.starts_on is None:
            return None
        return PresidentMandate.objects.filter(starts_on__lte=self.starts_on).order_by("-starts_on").first()

    @property
    def end(self) -> Verdict | None:
        """The last day in force and why; None before an effect date is known."""
        return end_of(self) if self.starts_on else None

    def situation(self, on: date) -> Situation:
        """What this convention is worth that day."""
        end = self.end
        if self.state in IN_PATH or end is None or end.date is None or self.starts_on is None:
            return Situation.IN_PATH
        if on < self.starts_on:
            return Situation.UPCOMING
        if on > end.date:
            return Situation.EXPIRED
        return Situation.TO_RENEW if end.date <= on + timedelta(days=RENEWAL_WINDOW) else Situation.IN_FORCE

    def overlapping(self) -> Convention | None:
        """Another convention of the commune, frozen or signed, that runs on one of this one’s days."""
        if self.starts_on is None:
            return None
        others = Convention.objects.filter(commune=self.commune_id).exclude(pk=self.pk).exclude(state=State.DRAFT)
        clashing = others.with_end().filter(starts_on__lte=self.term_ends_on, ends_on__gte=self.starts_on)
        return clashing.order_by("-starts_on").first()

    def fingerprint(self) -> str:
        """SHA-256 of all that the printed text depends on: another value, another fingerprint."""
        facts = [self.version_id, str(self.starts_on), self.given_values, self.version and self.version.content]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    def text_changed_since_pdf(self) -> bool:
        """Whether the PDF no longer says what the convention says."""
        return self.text_hash != self.fingerprint()

    @transition(
        state,
        State.DRAFT,
        State.VALIDATED,
        conditions=[requires(rules.missing_to_validate)],
        permission=rules.may_prepare,
        custom={"label": "Valider le texte"},
    )
    def validate(self, *, by, validated_on: date) -> None:
        """Freeze the text: from here on the PDF is the convention."""
        self.validated_on = validated_on

    @transition(
        state,
        [State.VALIDATED, State.SIGNING],
        State.DRAFT,
        permission=rules.may_prepare,
        custom={"label": "Reprendre en brouillon"},
    )
    def reopen(self, *, by) -> None:
        """Back to the draft before anyone’s signature counts; signatures recorded so far are void."""
        self.validated_on = self.sent_on = self.mayor_signed_on = self.president_signed_on = None

    @transition(
        state,
        State.VALIDATED,
        State.SIGNING,
        permission=rules.may_prepare,
        custom={"label": "Envoyer en signature"},
    )
    def send(self, *, by, sent_on: date) -> None:
        """The two originals leave for the Maire, then the Président."""
        self.sent_on = sent_on

    @transition(
        state,
        State.SIGNING,
        State.SIGNED,
        conditions=[requires(rules.missing_to_sign)],
        permission=rules.may_prepare,
        custom={"label": "Constater la signature"},
    )
    def sign(self, *, by) -> None:
        """Both parties have signed."""

    @transition(
        state,
        State.SIGNED,
        State.NOTIFIED,
        conditions=[requires(rules.missing_to_notify)],
        permission=rules.may_prepare,
        custom={"label": "Notifier"},
    )
    def notify(self, *, by, notified_on: date) -> None:
        """The commune holds its original: the convention can take effect on its date."""
        self.notified_on = notified_on

    @transition(
        state,
        State.DRAFT,
        State.NOTIFIED,
        conditions=[requires(rules.missing_to_adopt)],
        permission=rules.may_prepare,
        custom={"label": "Reprendre une convention papier", "import_only": True},
    )
    def adopt(self, *, by, notified_on: date) -> None:
        """Take over a convention signed on paper before the product, from the coordinator’s own follow-up."""
        self.notified_on = notified_on
