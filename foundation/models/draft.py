"""What someone was typing, kept so that nothing is lost."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The unsent content of one form, for one person; removed when the form is accepted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name="personne")
    key = models.CharField("formulaire", max_length=200)  # the page’s path and what it is about
    data = models.JSONField("contenu", default=dict)
    saved_at = models.DateTimeField("gardé le")
    page = models.CharField("onglet", max_length=32, blank=True)  # which one wrote it, of those that show the form

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = "brouillon"
        verbose_name_plural = "brouillons"
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="draft_person_key_once")]

    def __str__(self) -> str:
        return self.key
