"""What the full-text search knows of an object (see foundation.fulltext)."""

from django.contrib.contenttypes.models import ContentType
from django.db import models

from foundation.fulltext.fields import WordsField


class SearchEntry(models.Model):
    """The words of one object, or of one part of it, and the object that they lead to.

    A message leads to its ticket, and keeps its own entry because it has its own readers; a ticket leads to itself.
    PostgreSQL has an index of `words` (GIN), SQLite a table of words beside: migration 0014 makes them.
    """

    about_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    about_id = models.BigIntegerField("identifiant de l’objet")
    part = models.CharField("partie", max_length=30, blank=True)
    leads_to = models.BigIntegerField("identifiant de l’objet trouvé")
    words = WordsField("mots indexés", editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "entrée de recherche"
        verbose_name_plural = "entrées de recherche"
        constraints = [
            models.UniqueConstraint(fields=["about_type", "about_id", "part"], name="search_entry_once"),
        ]
        indexes = [models.Index(fields=["leads_to", "about_type"], name="search_entry_leads_to")]

    def __str__(self) -> str:
        return f"{self.about_type_id}:{self.about_id} {self.part}".rstrip()
