"""When a service, a vendor or a library is open, version after version (R35)."""

from collections.abc import Iterable
from datetime import date

from django.db import models

from foundation import clock
from foundation.history import History, Told
from foundation.workcalendar import Hours
from network import weeks
from network.closures import Closure, read_kept
from network.models.assignment import exactly_one
from network.models.institution import Vendor
from network.models.library import Library

PLACES = ("service", "vendor", "library")


class OpeningHoursQuerySet(models.QuerySet):
    """Versions by who may see them, by place and by date."""

    def visible_to(self, person):
        """Those of the services for whoever is signed in (R35); those of a library or a vendor that one sees."""
        if not person.is_active:
            return self.none()
        libraries, vendors = Library.objects.visible_to(person), Vendor.objects.visible_to(person)
        seen = models.Q(library__in=libraries.values("pk")) | models.Q(vendor__in=vendors.values("pk"))
        return self.filter(seen | models.Q(service__isnull=False))

    def of_place(self, place):
        """Those of this service, vendor or library, the latest first."""
        return self.filter(**{place_field(place): place})

    def begun_on(self, on: date):
        """Those that apply that day, or applied before it."""
        return self.filter(applies_from__lte=on)

    def in_force(self, place, on: date):
        """The version that applies in this place that day: the latest to have begun; None before the first."""
        return self.of_place(place).begun_on(on).first()


class OpeningHours(models.Model):
    """One version of the hours of one place: it applies from its day until the next one’s.

    Deadlines are a function of what happened, of a policy and of one version of a calendar: what has begun never
    changes, another version replaces it from a later day. The day is our clock’s, which no database knows, hence
    `rules.missing_to_change_hours`, and not a constraint.
    """

    service = models.ForeignKey(
        "network.Service", models.PROTECT, null=True, blank=True, related_name="opening_hours", verbose_name="service"
    )
    vendor = models.ForeignKey(
        "network.Vendor", models.PROTECT, null=True, blank=True, related_name="opening_hours", verbose_name="titulaire"
    )
    library = models.ForeignKey(
        "network.Library",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opening_hours",
        verbose_name="bibliothèque",
    )
    number = models.PositiveSmallIntegerField("version")
    applies_from = models.DateField("à partir du")
    week = models.JSONField("semaine")
    closures = models.JSONField("fermetures exceptionnelles", default=list, blank=True)
    history = History()
    told = Told("a enregistré les horaires", "a modifié les horaires", "a retiré les horaires")

    objects = OpeningHoursQuerySet.as_manager()

    class Meta:
        ordering = ["-applies_from", "-pk"]
        verbose_name = "horaires"
        verbose_name_plural = "horaires"
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(*PLACES),
                name="opening_hours_one_place",
                violation_error_message="Des horaires ont un lieu, et un seul.",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="opening_hours_number_from_one",
                violation_error_message="La première version porte le numéro 1.",
            ),
            # Nothing equals nothing: each of these speaks of the versions of its own sort of place.
            *(
                models.UniqueConstraint(
                    fields=[place, "number"],
                    name=f"opening_hours_number_once_per_{place}",
                    violation_error_message="Une autre version de ces horaires porte déjà ce numéro.",
                )
                for place in PLACES
            ),
            *(
                models.UniqueConstraint(
                    fields=[place, "applies_from"],
                    name=f"opening_hours_begin_once_per_{place}",
                    violation_error_message="D’autres horaires commencent déjà ce jour-là.",
                )
                for place in PLACES
            ),
        ]

    def __str__(self) -> str:
        return f"horaires n° {self.number}, {self.place}"

    def get_absolute_url(self) -> str:
        return self.place.get_absolute_url()

    @property
    def place(self):
        """The service, vendor or library."""
        return self.service or self.vendor or self.library

    @property
    def closed(self) -> list[Closure]:
        """The exceptional closures, in the order of their days."""
        return read_kept(self.closures)

    @property
    def hours(self) -> Hours:
        """The same as `foundation.workcalendar` reckons with it."""
        return weeks.hours_of_week(self.week, self.closed)

    def has_begun(self, on: date | None = None) -> bool:
        """Whether it applies that day (today by default), or applied before it."""
        return self.applies_from <= (on or clock.today())


def place_field(place: models.Model) -> str:
    """The name of the key that points at this sort of place. Raises ValueError for what has no hours."""
    name = place._meta.model_name
    if name not in PLACES:
        raise ValueError(f"{place!r} has no opening hours")
    return str(name)


def next_number(versions: Iterable[OpeningHours]) -> int:
    """The number of the version that comes after these, of one place."""
    return max((one.number for one in versions), default=0) + 1
