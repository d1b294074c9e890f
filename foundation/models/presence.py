"""Who is in front of a page."""

from django.conf import settings
from django.db import models


class Presence(models.Model):
    """The last sign that one person’s browser gave from one page; a sign is good for some seconds."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="presences", verbose_name="personne"
    )
    key = models.CharField("page", max_length=200)  # as for drafts: the page’s path and what it is about
    seen_at = models.DateTimeField("vue le")
    is_writing = models.BooleanField("écrit", default=False)

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = "présence"
        verbose_name_plural = "présences"
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="presence_person_key_once")]
        indexes = [models.Index(fields=["key", "seen_at"], name="presence_of_page")]

    def __str__(self) -> str:
        return self.key
