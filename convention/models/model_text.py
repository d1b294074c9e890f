"""The model text that conventions are made from (R01)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from convention.rules import may_read_models
from convention.text.structure import Text
from convention.text.variables import Variable
from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField


class ModelText(models.Model):
    """A lineage of versions: the convention of the SIGB, say."""

    name = OneLineField("nom", max_length=120, unique=True, error_messages={"unique": "Un modèle porte déjà ce nom."})
    history = History()
    told = Told("a créé le modèle", "a modifié le modèle", "a supprimé le modèle")

    class Meta:
        ordering = ["name"]
        verbose_name = "modèle de convention"
        verbose_name_plural = "modèles de convention"

    def __str__(self) -> str:
        return self.name


class ModelVersionQuerySet(models.QuerySet):
    """Versions by who may read them and by use."""

    def visible_to(self, person):
        """All, for those who prepare conventions; nobody else needs them."""
        return self if may_read_models(person) else self.none()

    def with_use(self):
        """Each with `convention_count`, the conventions made from it."""
        return self.annotate(convention_count=models.Count("conventions"))


class ModelVersion(models.Model):
    """One state of the model text. Once a convention is made from it, it never changes: a new version is begun."""

    model = models.ForeignKey(ModelText, models.PROTECT, related_name="versions", verbose_name="modèle")
    number = models.PositiveSmallIntegerField("version")
    content = models.JSONField("texte")
    variable_list = models.JSONField("variables", default=list)
    note = OneLineField("ce qui change", max_length=200, blank=True)
    created_at = models.DateTimeField("créée le")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="créée par"
    )
    history = History()
    told = Told("a commencé cette version", "a modifié cette version", "a supprimé cette version")

    objects = ModelVersionQuerySet.as_manager()

    # The text that conventions are printed from, and their fingerprints made of (RGPD, art. 17 § 3).
    EVIDENCE = {"content": models.Q(pk__isnull=False), "variable_list": models.Q(pk__isnull=False)}

    class Meta:
        ordering = ["model", "-number"]
        verbose_name = "version du modèle"
        verbose_name_plural = "versions du modèle"
        constraints = [models.UniqueConstraint(fields=["model", "number"], name="model_version_number_once")]

    def __str__(self) -> str:
        return f"{self.model}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("convention:version", args=[self.pk])

    @property
    def text(self) -> Text:
        """The text, as the text engine knows it."""
        return Text.from_dict(self.content)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """What differs from one convention to the next."""
        return tuple(Variable(**data) for data in self.variable_list)

    @property
    def created_on(self) -> date:
        """The day it was begun, on a Paris calendar."""
        return self.created_at.astimezone(clock.PARIS).date()


def labels_of_values(conventions: Iterable[Any]) -> dict[str, str]:
    """The French name of each value that these conventions, or their history rows, give to their model’s text."""
    versions = ModelVersion.objects.in_bulk({one.version_id for one in conventions} - {None})
    return {variable.name: variable.label for version in versions.values() for variable in version.variables}
