"""The libraries of the network."""

from django.db import models
from django.urls import reverse

from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField
from network.models.assignment import Assignment
from network.models.folded import FoldedField
from network.roles import Role, Scope, roles_seeing


class LibraryQuerySet(models.QuerySet):
    """Libraries by who may see them and by date."""

    def visible_to(self, person):
        """All for a function that sees the network; else one’s own library, or those of one’s own commune."""
        on = clock.today()
        if not person.is_active:
            return self.none()
        if person.sees_network(on):
            return self
        current = person.current_assignments(on)
        communes = {a.place_commune_id for a in current if a.role in roles_seeing("network", Scope.OWN_COMMUNE)}
        libraries = {a.library_id for a in current if a.role in roles_seeing("network", Scope.OWN_LIBRARY)}
        return self.filter(models.Q(commune__in=communes - {None}) | models.Q(pk__in=libraries - {None}))

    def open_on(self, day):
        """Established by that day and not closed for good before it."""
        return self.filter(models.Q(closed_on__isnull=True) | models.Q(closed_on__gt=day))

    def without_correspondent(self, on):
        """Open ones where nobody is designated as référent informatique that day (R19, art. 4.1)."""
        held = Assignment.objects.current(on).filter(role=Role.IT_CORRESPONDENT, library__isnull=False)
        return self.open_on(on).exclude(pk__in=held.values("library"))


class Library(models.Model):
    """A public library, municipal or run by an association (R11, art. 2.3), in a member commune."""

    class Status(models.TextChoices):
        MUNICIPAL = "MUNICIPAL", "municipale"
        ASSOCIATIVE = "ASSOCIATIVE", "associative"

    commune = models.ForeignKey("network.Commune", models.PROTECT, related_name="libraries", verbose_name="commune")
    code = OneLineField(
        "code", max_length=12, unique=True, error_messages={"unique": "Une autre bibliothèque a déjà ce code."}
    )
    name = OneLineField("nom", max_length=160)
    status = models.CharField("statut", max_length=12, choices=Status, default=Status.MUNICIPAL)
    address = OneLineField("adresse", max_length=200, blank=True)
    postal_code = OneLineField("code postal", max_length=5, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    phone = OneLineField("téléphone", max_length=20, blank=True)
    website = models.URLField("site", blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    closed_on = models.DateField("fermée définitivement le", null=True, blank=True)
    is_fictional = models.BooleanField("fictive", default=False)
    sort_name = FoldedField("nom de tri", max_length=200, of=("name",))
    history = History(excluded_fields=["sort_name"])
    told = Told("a ajouté la bibliothèque", "a modifié la bibliothèque", "a supprimé la bibliothèque")

    objects = LibraryQuerySet.as_manager()

    class Meta:
        ordering = ["commune__sort_name", "sort_name", "pk"]
        verbose_name = "bibliothèque"
        verbose_name_plural = "bibliothèques"
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "name"],
                name="library_name_once_in_commune",
                violation_error_message="Cette commune a déjà une bibliothèque de ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:library", args=[self.pk])

    @property
    def name_and_commune(self) -> str:
        """« Médiathèque des Tilleuls, Poissy »: two may bear the same name."""
        return f"{self.name}, {self.commune}"
