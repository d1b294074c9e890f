"""The seats of a body: what is represented there, whoever sits."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from committees.capacities import ONE_BY_LIBRARY, PLACES, SITTINGS
from committees.models.days import open_on
from committees.models.designation import Designation
from committees.rules import communes_read_by, is_open, may_read_all, refusal_of_place
from committees.states import TONES, Capacity, Rank, Standing, Voice
from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField
from network.models.assignment import exactly_one


class SeatQuerySet(models.QuerySet):
    """Seats by who may read them, by date, and how they stand."""

    def visible_to(self, person):
        """All for who reads every body; those of the bodies where one sits today, and those of one’s own commune."""
        if may_read_all(person):
            return self
        if not person.is_active:
            return self.none()
        today = clock.today()
        own = Designation.objects.sitting(today).filter(person=person)
        communes = communes_read_by(person, today)
        return self.filter(models.Q(committee__in=own.values("seat__committee")) | of_communes(communes))

    def open_on(self, day: date):
        """Those open that day."""
        return self.filter(open_on(day))

    def of_communes(self, keys):
        """Those of these communes, their own and those of their libraries."""
        return self.filter(of_communes(keys))

    def with_place(self):
        """Each with its body and its place, in the same query."""
        return self.select_related("committee", "commune", "library__commune", "service", "vendor")

    def with_standing(self, on: date):
        """Each with its `standing` that day: a holder whose function has ended is to be replaced, and counts as none.

        Nothing of it is stored: a function that ends at midnight empties the seat at midnight.
        """
        held = Designation.objects.running(on).filter(seat=models.OuterRef("pk"), rank=Rank.HOLDER)
        standing = models.Case(
            models.When(opened_on__gt=on, then=models.Value(Standing.COMING)),
            models.When(closed_on__lt=on, then=models.Value(Standing.CLOSED)),
            models.When(models.Exists(held.backed(on)), then=models.Value(Standing.FILLED)),
            models.When(models.Exists(held), then=models.Value(Standing.TO_REPLACE)),
            default=models.Value(Standing.VACANT),
            output_field=models.CharField(choices=Standing),
        )
        return self.annotate(standing=standing)

    def in_order(self):
        """As a composition is read: what is to be done first, then by capacity and by place; after `with_standing`."""
        by_standing = _ranked("standing", Standing.values)
        place = Coalesce(
            "commune__sort_name", "library__commune__sort_name", "service__code", "vendor__sort_name", models.Value("")
        )
        found = self.annotate(capacity_rank=_ranked("capacity", Capacity.values), place_name=place)
        return found.annotate(standing_rank=by_standing).order_by(
            "standing_rank", "capacity_rank", "place_name", "number"
        )


def of_communes(keys) -> models.Q:
    """A condition: the seats of these communes, their own and those of their libraries."""
    return models.Q(commune__in=keys) | models.Q(library__commune__in=keys)


def _ranked(field: str, values: list[str]) -> models.Case:
    whens = [models.When(**{field: value}, then=models.Value(rank)) for rank, value in enumerate(values)]
    return models.Case(*whens, default=models.Value(len(values)), output_field=models.IntegerField())


def _place_suits_capacity() -> models.Q:
    """A condition: one place of the kinds that the capacity asks for, none for an office outside the services."""
    suited = models.Q()
    for capacity, sitting in SITTINGS.items():
        places = models.Q()
        for chosen in sitting.places:
            places |= models.Q(**{f"{name}__isnull": name != chosen for name in PLACES})
        none = models.Q(**{f"{name}__isnull": True for name in PLACES})
        suited |= models.Q(capacity=capacity) & (places if sitting.places else none)
    return suited


class Seat(models.Model):
    """A place in a body, in one capacity: a commune, a library, a service, a vendor or an office (R18, art. 4.1).

    A seat is not a person: who sits there changes by `Designation`, and the seat stays. `closed_on` is its last day.
    """

    committee = models.ForeignKey("committees.Committee", models.PROTECT, related_name="seats", verbose_name="comité")
    number = models.PositiveSmallIntegerField("numéro")
    capacity = models.CharField("qualité", max_length=20, choices=Capacity)
    voice = models.CharField("voix", max_length=15, choices=Voice, default=Voice.DELIBERATIVE)
    title = OneLineField("intitulé", max_length=120, blank=True)
    commune = models.ForeignKey(
        "network.Commune", models.PROTECT, null=True, blank=True, related_name="seats", verbose_name="commune"
    )
    library = models.ForeignKey(
        "network.Library", models.PROTECT, null=True, blank=True, related_name="seats", verbose_name="bibliothèque"
    )
    service = models.ForeignKey(
        "network.Service", models.PROTECT, null=True, blank=True, related_name="seats", verbose_name="service"
    )
    vendor = models.ForeignKey(
        "network.Vendor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name="titulaire du marché",
    )
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("dernier jour", null=True, blank=True)
    history = History()
    told = Told("a ouvert le siège", "a modifié le siège", deeds={"closed_on": ("a fermé le siège", "")})

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["committee", "number"]
        verbose_name = "siège"
        verbose_name_plural = "sièges"
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "number"],
                name="seat_number_once_in_committee",
                violation_error_message="Ce numéro est déjà celui d’un autre siège du comité.",
            ),
            models.UniqueConstraint(
                fields=["committee", "library", "capacity"],
                condition=models.Q(closed_on__isnull=True, capacity__in=ONE_BY_LIBRARY),
                name="seat_once_for_library",
                violation_error_message="Cette bibliothèque a déjà ce siège dans le comité.",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="seat_closed_after_opened",
                violation_error_message="La fermeture ne peut pas précéder l’ouverture.",
            ),
            models.CheckConstraint(
                condition=exactly_one(*PLACES) | models.Q(**{f"{name}__isnull": True for name in PLACES}),
                name="seat_one_place_at_most",
                violation_error_message="Un siège a un lieu au plus.",
            ),
            models.CheckConstraint(
                condition=_place_suits_capacity(),
                name="seat_place_suits_capacity",
                violation_error_message="Le lieu du siège n’est pas de ceux que sa qualité demande.",
            ),
        ]

    def __str__(self) -> str:
        return f"siège {self.number}, {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("committees:seat", args=[self.pk])

    def clean(self) -> None:
        """Its place is of the kind that its capacity asks for."""
        if self.capacity in Capacity.values and (refusal := refusal_of_place(self)):
            raise ValidationError(refusal)

    @property
    def place(self):
        """The commune, library, service or vendor; None for an office outside the services."""
        return self.commune or self.library or self.service or self.vendor

    @property
    def place_label(self) -> str:
        """The place, a library with its commune."""
        return self.library.name_and_commune if self.library else str(self.place or "")

    @property
    def capacity_label(self) -> str:
        """Its own title, else its capacity."""
        return self.title or str(self.get_capacity_display())

    @property
    def label(self) -> str:
        """« responsable de bibliothèque, Médiathèque des Tilleuls, Poissy »; no service that the capacity names."""
        is_said = bool(self.service_id and SITTINGS[Capacity(self.capacity)].service)
        return ", ".join(part for part in (self.capacity_label, "" if is_said else self.place_label) if part)

    @property
    def commune_id_of_place(self) -> int | None:
        """The commune that it speaks for, when there is one."""
        return self.library.commune_id if self.library else self.commune_id

    @property
    def is_open_today(self) -> bool:
        """Whether it is open today."""
        return is_open(self, clock.today())

    @property
    def tone(self) -> str:
        """The ground of the badge of its standing; after `with_standing`."""
        return TONES[Standing(self.standing)]  # type: ignore[attr-defined]  # an annotation

    @property
    def standing_label(self) -> str:
        """Its standing in words; after `with_standing`."""
        return str(Standing(self.standing).label)  # type: ignore[attr-defined]  # an annotation
