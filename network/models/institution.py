"""The Communauté urbaine, its services, its President’s mandates, and the vendors."""

from datetime import date

from django.db import models

from foundation.history import History
from network.roles import PlaceKind


class UrbanCommunity(models.Model):
    """The Communauté urbaine that lends the SIGB (art. 1); one row."""

    name = models.CharField("nom", max_length=120)
    short_name = models.CharField("nom court", max_length=40)
    siren = models.CharField("SIREN", max_length=9, unique=True)
    seat = models.CharField("siège", max_length=80)  # where the convention is made (R45)
    court = models.CharField("tribunal administratif", max_length=80)  # R44
    history = History()

    class Meta:
        verbose_name = "Communauté urbaine"
        verbose_name_plural = "Communautés urbaines"

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A service of the Communauté that runs the network: the SCLP (art. 3.2) or the DSINum (art. 3.3)."""

    KINDS = [(PlaceKind.SCLP.value, PlaceKind.SCLP.label), (PlaceKind.DSINUM.value, PlaceKind.DSINUM.label)]

    code = models.CharField("code", max_length=10, choices=KINDS, unique=True)
    name = models.CharField("nom", max_length=120)
    short_name = models.CharField("nom court", max_length=20)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    history = History()

    class Meta:
        ordering = ["code"]
        verbose_name = "service"
        verbose_name_plural = "services"

    def __str__(self) -> str:
        return self.short_name


class Vendor(models.Model):
    """A company that holds the market: software, hosting, maintenance, training (art. 4.1)."""

    name = models.CharField("nom", max_length=120, unique=True)
    is_fictional = models.BooleanField("fictif", default=False)
    history = History()

    class Meta:
        ordering = ["name"]
        verbose_name = "titulaire du marché"
        verbose_name_plural = "titulaires du marché"

    def __str__(self) -> str:
        return self.name


class PresidentMandateQuerySet(models.QuerySet):
    """Mandates by date."""

    def on(self, day: date):
        """The mandate that runs that day, if any: first and last day included."""
        return self.between(day, day)

    def between(self, first: date, last: date):
        """Those that run on one of these days, all included."""
        ended = models.Q(actual_end__isnull=True, estimated_end__gte=first) | models.Q(actual_end__gte=first)
        return self.filter(ended, starts_on__lte=last)


class PresidentMandate(models.Model):
    """The President’s term: every convention ends with it (R40, art. 6).

    The term ends at the sitting that installs the new council, not at the vote; until that sitting its date is
    an estimate. `actual_end` is the last day of the mandate.
    """

    president = models.CharField("Présidente ou Président", max_length=120)
    title = models.CharField(
        "titre", max_length=20, choices=[("Le Président", "Le Président"), ("La Présidente", "La Présidente")]
    )
    starts_on = models.DateField("début", unique=True)
    estimated_end = models.DateField("dernier jour estimé")
    actual_end = models.DateField("dernier jour réel", null=True, blank=True)
    is_fictional = models.BooleanField("fictif", default=False)

    objects = PresidentMandateQuerySet.as_manager()
    history = History()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name = "mandat du Président"
        verbose_name_plural = "mandats du Président"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(estimated_end__gte=models.F("starts_on")),
                name="mandate_estimated_end_after_start",
                violation_error_message="La fin estimée ne peut pas précéder le début.",
            ),
            models.CheckConstraint(
                condition=models.Q(actual_end__isnull=True) | models.Q(actual_end__gte=models.F("starts_on")),
                name="mandate_actual_end_after_start",
                violation_error_message="La fin réelle ne peut pas précéder le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.president}, depuis {self.starts_on:%Y}"

    @property
    def ends_on(self) -> date:
        """The last day known: the real one, else the estimate."""
        return self.actual_end or self.estimated_end

    @property
    def is_estimated(self) -> bool:
        """Whether the end is still an estimate."""
        return self.actual_end is None
