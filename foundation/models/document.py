"""Files that the product keeps, under their fingerprint."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import ProtectedError
from django.urls import reverse

from foundation.models.about import About, AboutQuerySet


class StoredDocument(About):
    """A file produced or uploaded, kept unaltered under its SHA-256 (R45: the signed scan stays as it came).

    Who may download it is whoever may see the object it is about; a document about nothing is its author’s.

    A frozen one never changes, and the database says so, whoever asks: a trigger refuses any UPDATE of a frozen row,
    and the foreign key of its `Seal` refuses its DELETE. No `save()` or `delete()` is overridden for it: an override
    would be stepped over by `QuerySet.update`, by `bulk_update`, by a cascade and by hand-written SQL.
    """

    class Origin(models.TextChoices):
        PRODUCED = "PRODUCED", "produit"
        UPLOADED = "UPLOADED", "déposé"
        WAITING = "WAITING", "en attente de son formulaire"  # see foundation.uploads

    key = models.UUIDField("clé", default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("taille")
    media_type = models.CharField("type", max_length=100)  # found by content, never believed from the name
    name = models.CharField("nom", max_length=200)
    title = models.CharField("titre", max_length=200, blank=True)
    origin = models.CharField("origine", max_length=10, choices=Origin)
    is_frozen = models.BooleanField("figé", default=False)
    created_at = models.DateTimeField("conservé le")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )

    # Proof keeps its name; the database would refuse to change it (RGPD, art. 17 § 3).
    EVIDENCE = {"name": models.Q(is_frozen=True), "title": models.Q(is_frozen=True)}

    objects = AboutQuerySet.as_manager()

    class Meta(About.Meta):
        ordering = ["-created_at", "-pk"]
        verbose_name = "document conservé"
        verbose_name_plural = "documents conservés"

    def __str__(self) -> str:
        return self.title or self.name

    def get_absolute_url(self) -> str:
        return reverse("foundation:document", args=[self.key])


class SealQuerySet(models.QuerySet["Seal"]):
    """Seals are read and made, never taken off."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refused: raises ProtectedError when there is one."""
        if self.exists():
            raise ProtectedError("A seal is for good.", set(self))
        return 0, {}


class Seal(models.Model):
    """What keeps a frozen document from being deleted: nothing may go that is still referred to.

    Made by `documents.freeze` alone, in the transaction that freezes. A queryset cannot take one off. Deleting
    one by name (`seal.delete()`, SQL by hand) is a step with no other purpose, that nobody takes by mistake: a trigger
    against it would refuse as well that a database be emptied (`flush`), and whoever may write SQL there could drop the
    trigger too. The backups are the answer to that.
    """

    document = models.OneToOneField(
        StoredDocument, models.PROTECT, primary_key=True, related_name="seal", verbose_name="document"
    )
    sealed_at = models.DateTimeField("scellé le")

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = "sceau"
        verbose_name_plural = "sceaux"

    def __str__(self) -> str:
        return f"sceau de {self.document}"
