"""Who sits where, from when to when, by which act."""

from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse

from committees.capacities import SITTINGS
from committees.states import Rank
from foundation.history import History, Told
from foundation.one_line import OneLineField
from network.models import Assignment
from network.models.assignment import lasting, running


class DesignationQuerySet(models.QuerySet):
    """Designations by who may read them, by date, and by whether they still hold."""

    def visible_to(self, person):
        """Those of the seats that one may read."""
        seats = apps.get_model("committees", "Seat").objects  # it asks for designations, and is imported after them
        return self.filter(seat__in=seats.visible_to(person))

    def running(self, on):
        """Those that run that day, both ends included; whether they hold is `backed`."""
        return self.filter(running(on))

    def from_day(self, on):
        """Those that run that day or begin later."""
        return self.filter(lasting(on))

    def backed(self, on):
        """Those whose person holds that day the function that the seat asks for: the rule of `suits`."""
        return self.filter(_is_backed(on))

    def sitting(self, on):
        """Those that give a voice that day."""
        return self.running(on).backed(on)

    def with_backing(self, on):
        """Each with `is_backed`; running and not backed, it is to be replaced."""
        return self.annotate(
            is_backed=models.Case(
                models.When(_is_backed(on), then=models.Value(True)),
                default=models.Value(False),
                output_field=models.BooleanField(),
            )
        )

    def with_seat(self):
        """Each with its person, its seat, its body and its place, in the same query."""
        place = ("seat__commune", "seat__library__commune", "seat__service", "seat__vendor")
        return self.select_related("person", "seat__committee", *place)


def _is_backed(on) -> models.Q:
    """The rule of `rules.suits`, for the database; someone erased speaks for nobody."""
    seat = {name: models.OuterRef(f"seat__{name}") for name in ("commune", "library", "service", "vendor")}
    there = (
        models.Q(commune=seat["commune"])
        | models.Q(library__commune=seat["commune"])
        | models.Q(library=seat["library"])
        | models.Q(service=seat["service"])
        | models.Q(vendor=seat["vendor"])
    )
    strict = {capacity: sitting.roles for capacity, sitting in SITTINGS.items() if sitting.roles}
    asked = ~models.Q(seat_capacity__in=list(strict)) | models.Q(rank=Rank.SUBSTITUTE)
    for capacity, roles in strict.items():
        asked |= models.Q(seat_capacity=capacity, role__in=roles)
    held = Assignment.objects.current(on).filter(there, person=models.OuterRef("person"))
    held = held.annotate(seat_capacity=_outer("seat__capacity"), rank=_outer("rank")).filter(asked)
    without_place = [capacity for capacity, sitting in SITTINGS.items() if not sitting.places]
    known = models.Q(person__anonymised_at__isnull=True)
    return known & models.Q(models.Q(seat__capacity__in=without_place) | models.Exists(held))


def _outer(name: str) -> models.ExpressionWrapper:
    return models.ExpressionWrapper(models.OuterRef(name), output_field=models.CharField())


class Designation(models.Model):
    """Someone sits there, as its holder or in the holder’s absence, between two days, both included (R18, R37).

    One holder at a time: the database refuses two without an end, `committees.seating` any two that overlap.
    """

    seat = models.ForeignKey("committees.Seat", models.PROTECT, related_name="designations", verbose_name="siège")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="designations", verbose_name="personne"
    )
    rank = models.CharField("rang", max_length=10, choices=Rank, default=Rank.HOLDER)
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    reference = OneLineField("acte de désignation", max_length=160, blank=True)
    designated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="enregistrée par",
    )  # none: opened with many others before anyone signed in
    end_reason = OneLineField("motif de fin", max_length=200, blank=True)
    history = History()
    told = Told(
        "a enregistré la désignation",
        "a modifié la désignation",
        "a retiré la désignation",
        deeds={"ends_on": ("a mis fin à la désignation", "")},
    )

    objects = DesignationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = "désignation"
        verbose_name_plural = "désignations"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="designation_ends_after_start",
                violation_error_message="La fin ne peut pas précéder le début.",
            ),
            models.UniqueConstraint(
                fields=["seat"],
                condition=models.Q(rank=Rank.HOLDER, ends_on__isnull=True),
                name="designation_one_lasting_holder",
                violation_error_message="Ce siège a déjà un titulaire.",
            ),
            models.UniqueConstraint(
                fields=["seat", "person"],
                condition=models.Q(ends_on__isnull=True),
                name="designation_lasting_once_for_person",
                violation_error_message="Cette personne a déjà ce siège.",
            ),
            models.CheckConstraint(
                condition=models.Q(end_reason="") | models.Q(ends_on__isnull=False),
                name="designation_reason_with_its_end",
                violation_error_message="Un motif de fin va avec un dernier jour.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_rank_display()}, {self.seat}"

    def get_absolute_url(self) -> str:
        return reverse("committees:seat", args=[self.seat_id])

    def runs_on(self, day: date) -> bool:
        """Whether it runs that day, both ends included."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def is_holder(self) -> bool:
        """Whether its person holds the seat."""
        return self.rank == Rank.HOLDER
