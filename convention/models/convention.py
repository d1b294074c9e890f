"""The convention itself."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.conf import settings
from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from convention import rules, values
from convention.end_dates import YEARS, end_of
from convention.models.convention_queryset import ConventionQuerySet
from convention.models.model_text import labels_of_values
from convention.states import PAPER_LABEL, Situation, State, situation_of
from convention.text.render import Incomplete, Rendered, render
from foundation import clock
from foundation.history import History, Told
from foundation.legal_dates import Verdict, last_day_of
from foundation.workflow import requires
from network.models import Commune, PresidentMandate

CORRECTED = "a corrigé les dates"


class Convention(ConcurrentTransitionMixin, models.Model):
    """What a commune signs to share the SIGB and the portal (art. 1). In force: notified, and within its dates."""

    number = models.CharField(
        "numéro", max_length=20, unique=True, error_messages={"unique": "Une convention porte déjà ce numéro."}
    )
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
    text_hash = models.CharField("empreinte du texte imprimé", max_length=64, blank=True, editable=False)
    validated_on = models.DateField("validée le", null=True, blank=True)
    sent_on = models.DateField("envoyée en signature le", null=True, blank=True)
    chased_on = models.DateField("commune relancée le", null=True, blank=True)
    mayor_signed_on = models.DateField("signée par le Maire le", null=True, blank=True)
    president_signed_on = models.DateField("signée par le Président le", null=True, blank=True)
    scan = models.ForeignKey(
        "foundation.StoredDocument", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="scan signé"
    )
    notified_on = models.DateField("notifiée le", null=True, blank=True)
    discarded_on = models.DateField("abandonnée le", null=True, blank=True)
    terminated_on = models.DateField("dernier jour, par dénonciation", null=True, blank=True)
    termination_reason = models.CharField("dénonciation", max_length=200, blank=True)
    remarks = models.TextField("remarques", blank=True)
    created_at = models.DateTimeField("créée le", default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créée par"
    )
    history = History()
    told = Told(
        created="a créé la convention",
        changed="a modifié la convention",
        deleted="a supprimé la convention",
        deeds={
            "document": ("a fait le PDF", "a retiré le PDF"),
            "chased_on": ("a relancé la commune", ""),
            "mayor_signed_on": ("a noté la signature du Maire", "a retiré la signature du Maire", CORRECTED),
            "president_signed_on": (
                "a noté la signature du Président",
                "a retiré la signature du Président",
                CORRECTED,
            ),
            "notified_on": ("", "", CORRECTED),
            "scan": ("a déposé la convention signée", "a retiré la convention signée"),
            "terminated_on": ("a enregistré la dénonciation", "a annulé la dénonciation"),
        },
        labels={"given_values": labels_of_values},
    )

    objects = ConventionQuerySet.as_manager()

    # What was printed proves what was agreed, under its fingerprint (RGPD, art. 17 § 3).
    EVIDENCE = {"given_values": ~models.Q(text_hash="")}

    class Meta:
        ordering = ["commune__sort_name", "-starts_on", "-pk"]
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        indexes = [models.Index(fields=["state", "starts_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "starts_on"],
                condition=models.Q(discarded_on__isnull=True),  # not the state: forms would skip the constraint
                name="convention_once_per_commune_and_start",
                violation_error_message="Cette commune a déjà une convention à cette date d’effet.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True, term_ends_on__isnull=True)
                | models.Q(
                    starts_on__isnull=False, term_ends_on__isnull=False, term_ends_on__gte=models.F("starts_on")
                ),
                name="convention_term_follows_start",
                violation_error_message="La durée commence à la date d’effet et finit après elle.",
            ),
            models.CheckConstraint(
                condition=models.Q(terminated_on__isnull=True) | models.Q(starts_on__isnull=False),
                name="convention_terminated_has_start",  # before that day, it never takes effect (art. 6)
                violation_error_message="Une convention dénoncée a une date d’effet.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[State.DRAFT, State.DISCARDED]) | models.Q(starts_on__isnull=False),
                name="convention_beyond_draft_has_start",
                violation_error_message="Une convention validée a une date d’effet.",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.DISCARDED, discarded_on__isnull=False)
                | (~models.Q(state=State.DISCARDED) & models.Q(discarded_on__isnull=True)),
                name="convention_discarded_on_a_day",
                violation_error_message="Une convention abandonnée l’est un jour donné, et elle seule.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.commune}"

    def get_absolute_url(self) -> str:
        return reverse("convention:detail", args=[self.pk])

    @property
    def state_label(self) -> str:
        """Its state in words; a line of a follow-up to complete is told apart from a draft made here."""
        return PAPER_LABEL if rules.is_paper_draft(self) else self.get_state_display()

    # --- dates -------------------------------------------------------------------------------------------------------

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

    def end_without_termination(self) -> date | None:
        """The last day in force if nobody terminated: what a termination is compared with."""
        ends = [self.term_ends_on, self.mandate.ends_on if self.mandate else None]
        return min((day for day in ends if day is not None), default=None)

    def situation(self, on: date) -> Situation:
        """What this convention is worth that day."""
        ends_on, is_terminated = self.end.date if self.end else None, self.terminated_on is not None
        return situation_of(self.state, self.starts_on, ends_on, on, is_terminated=is_terminated)

    def overlapping(self) -> Convention | None:
        """Another convention of the commune, frozen or signed, that runs on one of this one’s days."""
        if self.end is None or self.end.date is None:
            return None
        others = Convention.objects.filter(commune=self.commune_id).exclude(pk=self.pk).frozen()
        return others.running_between(self.starts_on, self.end.date).order_by("-starts_on").first()

    def of_same_start(self) -> Convention | None:
        """Another convention of the commune, not discarded, that takes effect on the same day."""
        others = Convention.objects.filter(commune=self.commune_id, starts_on=self.starts_on).exclude(pk=self.pk)
        return others.not_discarded().first()

    # --- text --------------------------------------------------------------------------------------------------------

    def rendered(self) -> Rendered:
        """The text for this commune at this date; raises Incomplete, naming article and label.

        ValueError for a paper convention, which the product never printed.
        """
        if self.version is None:
            raise ValueError(f"{self.number} was made from no model.")
        return render(self.version.text, self.version.variables, values.values_of(self))

    def missing_values(self) -> list[str]:
        """The values that the text calls for and nobody has given, each with where it stands; empty without a model."""
        return values.missing_values(self) if self.version_id and self.starts_on else []

    def text_changed_since_pdf(self) -> bool:
        """Whether the PDF no longer says what the convention says: a value changed, here or in the network."""
        try:
            return self.text_hash != values.fingerprint(self.rendered())
        except Incomplete:
            return True

    # --- path --------------------------------------------------------------------------------------------------------

    @transition(
        state,
        State.DRAFT,
        State.VALIDATED,
        conditions=[requires(rules.missing_to_validate)],
        permission=rules.may_prepare,
        custom={"label": "Valider le texte", "told": "a validé le texte"},
    )
    def validate(self, *, by, validated_on: date) -> None:
        """Freeze the text: from here on the PDF is the convention."""
        self.validated_on = validated_on

    @transition(
        state,
        State.VALIDATED,
        State.SIGNING,
        conditions=[requires(rules.missing_to_send)],
        permission=rules.may_prepare,
        custom={"label": "Envoyer en signature", "told": "a envoyé la convention en signature"},
    )
    def send(self, *, by, sent_on: date) -> None:
        """The two originals leave for the Maire, then the Président."""
        self.sent_on = sent_on

    @transition(
        state,
        State.SIGNING,
        State.SIGNED,
        conditions=[requires(rules.missing_to_send), requires(rules.missing_to_sign)],
        permission=rules.may_prepare,
        custom={"label": "Constater la signature", "told": "a constaté que les deux parties ont signé"},
    )
    def sign(self, *, by) -> None:
        """Both parties have signed."""

    @transition(
        state,
        State.SIGNED,
        State.NOTIFIED,
        conditions=[requires(rules.missing_to_notify)],
        permission=rules.may_prepare,
        custom={"label": "Notifier", "told": "a notifié la convention à la commune"},
    )
    def notify(self, *, by, notified_on: date) -> None:
        """The commune holds its original: the convention can take effect on its date."""
        self.notified_on = notified_on

    @transition(
        state,
        [State.VALIDATED, State.SIGNING, State.SIGNED],
        State.DRAFT,
        permission=rules.may_prepare,
        custom={"label": "Reprendre en brouillon", "told": "a repris la convention en brouillon"},
    )
    def reopen(self, *, by) -> None:
        """Back to the draft before it is notified; what was signed so far is void, and stays among the papers."""
        self.validated_on = self.sent_on = self.chased_on = None
        self.mayor_signed_on = self.president_signed_on = None
        self.scan = None

    @transition(
        state,
        State.DRAFT,
        State.DISCARDED,
        permission=rules.may_prepare,
        custom={"label": "Abandonner", "told": "a abandonné ce brouillon"},
    )
    def discard(self, *, by, discarded_on: date) -> None:
        """Begun by mistake: it counts nowhere any more, and keeps its number, its papers and its history."""
        self.discarded_on = discarded_on

    @transition(
        state,
        State.DRAFT,
        State.NOTIFIED,
        conditions=[requires(rules.missing_to_adopt)],
        permission=rules.may_prepare,
        custom={
            "label": "Reprendre une convention papier",
            "told": "a repris cette convention, signée sur papier",
        },
    )
    def adopt(self, *, by, notified_on: date) -> None:
        """Take over a convention signed on paper before the product, from the coordinator’s own follow-up."""
        self.notified_on = notified_on

    @transition(
        state,
        State.NOTIFIED,
        State.DISCARDED,
        conditions=[requires(rules.missing_to_take_back)],
        permission=rules.may_prepare,
        custom={"label": "Annuler la reprise", "told": "a annulé la reprise de cette convention"},
    )
    def take_back(self, *, by, discarded_on: date) -> None:
        """A convention taken over by mistake, its import undone: as `discard`, for what was adopted."""
        self.discarded_on = discarded_on
