"""Rows that are about any object: a content type and a key, with one way to ask for them."""

from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class AboutQuerySet(models.QuerySet):
    """Rows that point at an object of any kind."""

    def about(self, target: models.Model) -> "AboutQuerySet":
        """The rows that concern this object."""
        return self.filter(about_type=ContentType.objects.get_for_model(target), about_id=target.pk)


class About(models.Model):
    """Base of a row that concerns one object, of whatever app."""

    about_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    about_id = models.BigIntegerField("identifiant de l’objet", null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["about_type", "about_id"])]


def is_visible(target: Any, person: Any) -> bool:
    """Whether this person may see the object: asked of the object’s own `visible_to`, denied when it has none."""
    manager = getattr(type(target), "objects", None)
    visible_to = getattr(manager, "visible_to", None)
    return bool(visible_to and visible_to(person).filter(pk=target.pk).exists())
