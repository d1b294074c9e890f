"""What was promised, version by version: the data that the clocks read (R35)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from django.urls import reverse

from foundation.history import History, Told
from tickets import rules
from tickets.clocks.axes import AXES, Axis
from tickets.clocks.policy import Policy
from tickets.states import Clock, Kind


class PolicyVersionQuerySet(models.QuerySet):
    """Versions by who may read them and by what they are about."""

    def visible_to(self, person):
        """All for who keeps the desk."""
        return self if person.is_active and rules.may_keep_desk(person) else self.none()

    def about(self, party: str, kind: str):
        """Those of one party for one kind of ticket, the first one first."""
        return self.filter(party=party, kind=kind).order_by("applies_from", "number")


class PolicyVersion(models.Model):
    """One version of what a party promises for a kind of ticket: working minutes by code, and what pauses.

    The codes are those of the axis of its clock: priorities, or the severities of a case for the vendor. A version that
    has been in force is never changed: the deadlines read against it must stay what they were.
    """

    class Party(models.TextChoices):
        COMMUNITY = "COMMUNITY", "Communauté urbaine"  # to the library
        LEVEL = "LEVEL", "chaque niveau"  # to the next one, at each hop
        VENDOR = "VENDOR", "éditeur"  # to the Communauté, under its market

    party = models.CharField("partie", max_length=10, choices=Party)
    kind = models.CharField("sorte", max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField("version")
    applies_from = models.DateTimeField("s’applique à partir du")
    targets = models.JSONField("délais, en minutes ouvrées")  # {"P1": {"TAKE": 60, …}, …} or {"MAJOR": {…}, …}
    pauses = models.JSONField("ce qui suspend chaque délai")  # {"SLA": ["REQUESTER", …], …}
    history = History()
    told = Told("a fixé les délais", "a modifié les délais", "a retiré les délais")

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["party", "kind", "number"]
        verbose_name = "version des délais"
        verbose_name_plural = "versions des délais"
        constraints = [
            models.UniqueConstraint(
                fields=["party", "kind", "number"],
                name="policy_number_once",
                violation_error_message="Une autre version de ces délais porte déjà ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["party", "kind", "applies_from"],
                name="policy_applies_from_once",
                violation_error_message="Une autre version s’applique déjà à partir de ce moment.",
            ),
        ]

    def __str__(self) -> str:
        return f"délais de {self.get_kind_display()}, {self.get_party_display()}, version {self.number}"

    def get_absolute_url(self) -> str:
        return f"{reverse('tickets:policies')}#{self.party}-{self.kind}"

    def has_begun(self, now: datetime) -> bool:
        """Whether promises may have been made under it: it never changes any more."""
        return self.applies_from <= now

    @property
    def clock(self) -> Clock:
        """The clock of who promises."""
        return CLOCKS[self.party]

    @property
    def axis(self) -> Axis:
        """By which codes it is promised."""
        return AXES[self.clock]

    @property
    def policy(self) -> Policy:
        """As the clocks read it. Raises ValueError when what is kept makes no sense."""
        pauses = {clock: frozenset(reasons) for clock, reasons in self.pauses.items()}
        targets: Mapping[str, Mapping[str, int]] = self.targets
        applies_from: datetime = self.applies_from
        return Policy(self.number, applies_from, targets, pauses, self.axis)


CLOCKS: Mapping[str, Clock] = {
    PolicyVersion.Party.COMMUNITY: Clock.SLA,
    PolicyVersion.Party.LEVEL: Clock.OLA,
    PolicyVersion.Party.VENDOR: Clock.UC,
}
