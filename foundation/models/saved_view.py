"""A list as someone likes it."""

from django.conf import settings
from django.db import models

from foundation.one_line import OneLineField


class SavedView(models.Model):
    """A named query string of one list, for one person."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name="personne"
    )
    list_name = models.CharField("liste", max_length=60)
    name = OneLineField("nom", max_length=60)
    query = models.CharField("critères", max_length=1000, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "list_name", "name"],
                name="saved_view_name_once",
                violation_error_message="Vous avez déjà une vue de ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name
