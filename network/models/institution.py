"""The Communauté urbaine, its services, its President’s mandates, and the vendors."""

from datetime import date

from django.db import models
from django.urls import reverse

from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField
from network.models.folded import FoldedField
from network.roles import PlaceKind
from network.rules import may_record_mandate


class RegisterQuerySet(models.QuerySet):
    """What is nobody’s own place in the network: read by the functions that see all of it (design: functions)."""

    def visible_to(self, person):
        """All for a function that sees the network, nothing for the others."""
        return self if person.is_active and person.sees_network(clock.today()) else self.none()


class UrbanCommunity(models.Model):
    """The Communauté urbaine that lends the SIGB (art. 1); one row."""

    name = OneLineField("nom", max_length=120)
    short_name = OneLineField("nom court", max_length=40)
    siren = OneLineField(
        "SIREN", max_length=9, unique=True, error_messages={"unique": "Ce numéro SIREN est déjà enregistré."}
    )
    seat = OneLineField("siège", max_length=80)  # where the convention is made (R45)
    court = OneLineField("tribunal administratif", max_length=80)  # R44
    history = History()
    told = Told("a décrit la Communauté urbaine", "a modifié la Communauté urbaine")

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = "Communauté urbaine"
        verbose_name_plural = "Communautés urbaines"
        constraints = [
            models.UniqueConstraint(
                models.Value(1),  # the same for every row: the second is refused
                name="urban_community_once",
                violation_error_message="La Communauté urbaine est déjà décrite : modifiez sa fiche.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:community")


class Service(models.Model):
    """A service of the Communauté that runs the network: the SCLP (art. 3.2) or the DSINum (art. 3.3)."""

    KINDS = [(PlaceKind.SCLP.value, PlaceKind.SCLP.label), (PlaceKind.DSINUM.value, PlaceKind.DSINUM.label)]

    code = models.CharField(
        "code", max_length=10, choices=KINDS, unique=True, error_messages={"unique": "Ce service est déjà enregistré."}
    )
    name = OneLineField("nom", max_length=120)
    short_name = OneLineField("nom court", max_length=20)
    email = models.EmailField("adresse e-mail", blank=True)
    phone = OneLineField("téléphone", max_length=20, blank=True)
    address = models.TextField("adresse postale", max_length=300, blank=True)
    history = History()
    told = Told("a enregistré le service", "a modifié le service")

    objects = RegisterQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = "service"
        verbose_name_plural = "services"

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("network:service", args=[self.pk])


class Vendor(models.Model):
    """A company that holds the market: software, hosting, maintenance, training (art. 4.1)."""

    name = OneLineField(
        "nom", max_length=120, unique=True, error_messages={"unique": "Un titulaire porte déjà ce nom."}
    )
    email = models.EmailField("adresse e-mail", blank=True)
    phone = OneLineField("téléphone", max_length=20, blank=True)
    website = models.URLField("site", blank=True)
    is_fictional = models.BooleanField("fictif", default=False)
    sort_name = FoldedField("nom de tri", max_length=160, of=("name",))
    history = History(excluded_fields=["sort_name"])
    told = Told("a enregistré le titulaire", "a modifié le titulaire")

    objects = RegisterQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = "titulaire du marché"
        verbose_name_plural = "titulaires du marché"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:vendor", args=[self.pk])


class PresidentMandateQuerySet(models.QuerySet):
    """Mandates by who keeps them and by date."""

    def visible_to(self, person):
        """All for who records them (R40); everyone else reads what follows from them on the conventions."""
        return self if may_record_mandate(person) else self.none()

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

    president = OneLineField("Présidente ou Président", max_length=120)
    title = models.CharField(
        "titre", max_length=20, choices=[("Le Président", "Le Président"), ("La Présidente", "La Présidente")]
    )
    starts_on = models.DateField(
        "début", unique=True, error_messages={"unique": "Un autre mandat commence déjà ce jour-là."}
    )
    estimated_end = models.DateField("dernier jour estimé")
    actual_end = models.DateField("dernier jour réel", null=True, blank=True)
    is_fictional = models.BooleanField("fictif", default=False)

    objects = PresidentMandateQuerySet.as_manager()
    history = History()
    told = Told("a enregistré le mandat", "a modifié le mandat", "a supprimé le mandat")

    # Who held a public office is public, and dates the deeds (RGPD, art. 17 § 3).
    EVIDENCE = {"president": models.Q(pk__isnull=False)}

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
