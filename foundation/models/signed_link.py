"""Links that act for one person, for one purpose, for a time."""

from django.conf import settings
from django.db import models

from foundation.models.about import About, AboutQuerySet


class SignedLink(About):
    """A link sent by mail: only the fingerprint of its secret is kept, so that a copied database opens nothing."""

    secret_hash = models.CharField("empreinte du secret", max_length=64, unique=True)
    purpose = models.CharField("usage", max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="signed_links", verbose_name="personne"
    )
    created_at = models.DateTimeField("créé le")
    expires_at = models.DateTimeField("expire le")
    is_single_use = models.BooleanField("à usage unique", default=True)
    used_at = models.DateTimeField("utilisé le", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    objects = AboutQuerySet.as_manager()

    class Meta(About.Meta):
        ordering = ["-created_at", "-pk"]
        verbose_name = "lien signé"
        verbose_name_plural = "liens signés"

    def __str__(self) -> str:
        return f"{self.purpose} : {self.person}"
