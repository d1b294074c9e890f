"""The member communes."""

from django.db import models
from django.urls import reverse

from foundation import clock, registry
from foundation.french import sort_key
from foundation.history import History, Told
from foundation.one_line import OneLineField
from network.models.assignment import Assignment
from network.models.folded import FoldedField
from network.roles import Role, Scope, roles_seeing


class CommuneQuerySet(models.QuerySet):
    """Communes by who may see them."""

    def visible_to(self, person):
        """All for a function that sees the network; else those of one’s own places."""
        return self._within(person, "network")

    def with_conventions_visible_to(self, person):
        """The communes whose conventions this person may read (design: functions)."""
        return self._within(person, "conventions")

    def with_library(self):
        """Those that have a library, open or not."""
        return self.filter(libraries__isnull=False).distinct()

    def hold(self):
        """Lock these communes until the transaction ends, always in the same order, so that two never wait in a ring.

        All of them for what moves the end of conventions anywhere; what touches one commune’s locks that one alone.
        """
        list(self.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))

    def without_contact(self, on):
        """Those with nobody to write to about their convention that day."""
        held = Assignment.objects.current(on).filter(role=Role.COMMUNE_CONTACT, commune__isnull=False)
        return self.exclude(pk__in=held.values("commune"))

    def without_participant(self, on):
        """Those that have designated nobody for the committees, themselves or in a library (R37, art. 5.1).

        Whoever sits for a commune may do so by any function: that is known to a higher app.
        """
        held = Assignment.objects.current(on).filter(role=Role.MEMBER)
        seats = models.Q(pk__in=held.filter(commune__isnull=False).values("commune"))
        seats |= models.Q(pk__in=held.filter(library__isnull=False).values("library__commune"))
        for communes in registry.commune_participants.collect(on):
            seats |= models.Q(pk__in=communes)
        return self.exclude(seats)

    def _within(self, person, field):
        on = clock.today()
        if not person.is_active:
            return self.none()
        current = person.current_assignments(on)
        if {a.role for a in current} & set(roles_seeing(field, Scope.NETWORK)):
            return self
        wide, narrow = roles_seeing(field, Scope.OWN_COMMUNE), roles_seeing(field, Scope.OWN_LIBRARY)
        return self.filter(pk__in={a.place_commune_id for a in current if a.role in {*wide, *narrow}} - {None})


class Commune(models.Model):
    """A member commune of the Communauté urbaine: one of the two parties to a convention (art. 1)."""

    name = OneLineField("nom", max_length=80)
    insee = OneLineField(
        "code INSEE", max_length=5, unique=True, error_messages={"unique": "Une autre commune a déjà ce code INSEE."}
    )
    siren = OneLineField(
        "SIREN", max_length=9, unique=True, error_messages={"unique": "Une autre commune a déjà ce numéro SIREN."}
    )
    postal_code = OneLineField("code postal", max_length=5)
    arrondissement = OneLineField("arrondissement", max_length=60, blank=True)
    population = models.PositiveIntegerField("population municipale")
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    mayor = OneLineField("Maire", max_length=120, blank=True)
    mayor_title = models.CharField(
        "titre", max_length=10, choices=[("Le Maire", "Le Maire"), ("La Maire", "La Maire")], default="Le Maire"
    )
    sort_name = FoldedField("nom de tri", max_length=80, of=("name",), key=sort_key)
    history = History()
    told = Told("a ajouté la commune", "a modifié la commune", "a supprimé la commune")

    objects = CommuneQuerySet.as_manager()

    # Who held a public office is public, and dates the deeds (RGPD, art. 17 § 3).
    EVIDENCE = {"mayor": models.Q(pk__isnull=False)}

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = "commune"
        verbose_name_plural = "communes"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(insee__regex=r"^[0-9][0-9AB][0-9]{3}$"),
                name="commune_insee",
                violation_error_message="Le code INSEE d’une commune a cinq caractères, par exemple 78498.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:commune", args=[self.pk])
