"""Gap-free numbers: one counter per kind and year."""

from django.db import models


class Sequence(models.Model):
    """The last number given for a kind in a year. Read and moved under a lock by `foundation.numbers`."""

    kind = models.CharField("sorte", max_length=20)
    year = models.PositiveSmallIntegerField("année")
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "compteur"
        verbose_name_plural = "compteurs"
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="sequence_kind_year_once")]

    def __str__(self) -> str:
        return f"{self.kind}-{self.year} : {self.last}"
