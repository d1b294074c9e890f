"""Who does what, where, from when to when."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from foundation import registry
from foundation.history import History
from network.roles import FUNCTIONS, PlaceKind, Role


def lasting(on: date, through: str = "") -> models.Q:
    """A condition: the assignment runs that day or begins later; `through="assignments"` asks it of a place."""
    field = f"{through}__ends_on" if through else "ends_on"
    return models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__gte": on})


def running(on: date, through: str = "") -> models.Q:
    """A condition: the assignment runs that day, both ends included; `through` as above."""
    field = f"{through}__starts_on" if through else "starts_on"
    return lasting(on, through) & models.Q(**{f"{field}__lte": on})


def people_count(on: date) -> models.Count:
    """How many people hold a function in a place that day: an annotation of libraries, services and vendors."""
    return models.Count("assignments__person", filter=running(on, "assignments"), distinct=True)


class AssignmentQuerySet(models.QuerySet):
    """Assignments by date."""

    def current(self, on: date):
        """Those that run that day, both ends included."""
        return self.filter(running(on))

    def from_day(self, on: date):
        """Those that run that day or begin later."""
        return self.filter(lasting(on))

    def with_effect(self, on: date):
        """Each with `is_effective`: whether that day nothing that others ask of a designation is missing (R19).

        Asked of référents informatiques; the training that art. 4.1 wants is known to a higher app.
        """
        met = models.Q(role=Role.IT_CORRESPONDENT)
        for condition in registry.correspondent_conditions.collect(on):
            met &= models.Q(condition)
        return self.annotate(
            is_effective=models.Case(
                models.When(met, then=models.Value(True)),
                default=models.Value(False),
                output_field=models.BooleanField(),
            )
        )

    def with_place(self):
        """Each with its place, in the same query."""
        return self.select_related("library__commune", "commune", "service", "vendor")


def exactly_one(*names: str) -> models.Q:
    """A condition: one of these keys is set, the others are not."""
    condition = models.Q()
    for chosen in names:
        condition |= models.Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class Assignment(models.Model):
    """A person holds a function in a place between two dates; every right is asked of these (design: layers).

    The place is exactly one of: a library, a commune, a service of the Communauté, a vendor.
    """

    person = models.ForeignKey("network.Person", models.CASCADE, related_name="assignments", verbose_name="personne")
    role = models.CharField("fonction", max_length=20, choices=Role)
    library = models.ForeignKey(
        "network.Library",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="bibliothèque",
    )
    commune = models.ForeignKey(
        "network.Commune", models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="commune"
    )
    service = models.ForeignKey(
        "network.Service", models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="service"
    )
    vendor = models.ForeignKey(
        "network.Vendor", models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="titulaire"
    )
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    history = History()

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = "affectation"
        verbose_name_plural = "affectations"
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("library", "commune", "service", "vendor"),
                name="assignment_one_place",
                violation_error_message="Une affectation a un lieu, et un seul.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="assignment_ends_after_start",
                violation_error_message="La fin ne peut pas précéder le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.place}"

    @property
    def place(self):
        """The library, commune, service or vendor."""
        return self.library or self.commune or self.service or self.vendor

    @property
    def place_kind(self) -> PlaceKind:
        """Which kind of place it is."""
        if self.library_id:
            return PlaceKind.LIBRARY
        if self.commune_id:
            return PlaceKind.COMMUNE
        return PlaceKind(self.service.code) if self.service else PlaceKind.VENDOR

    @property
    def place_commune_id(self) -> int | None:
        """The commune of the place, when it has one."""
        return self.library.commune_id if self.library else self.commune_id

    def runs_on(self, day: date) -> bool:
        """Whether it runs that day, both ends included."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlapping(self):
        """The same function of the same person in the same place, on one of these days at least."""
        place = {"library": self.library_id, "commune": self.commune_id, "service": self.service_id}
        same = Assignment.objects.filter(person=self.person_id, role=self.role, vendor=self.vendor_id, **place)
        if self.ends_on:
            same = same.filter(starts_on__lte=self.ends_on)
        return same.from_day(self.starts_on).exclude(pk=self.pk)

    def clean(self) -> None:
        """A function is held in the kind of place the table of rights says."""
        has_place = self.library_id or self.commune_id or self.service_id or self.vendor_id
        if has_place and self.role and self.place_kind not in FUNCTIONS[Role(self.role)].places:
            allowed = " ou ".join(sorted(kind.label for kind in FUNCTIONS[Role(self.role)].places))
            raise ValidationError({"role": f"Cette fonction s’exerce ici : {allowed}."})
