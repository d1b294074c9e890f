"""The two paper originals and where they are (R45)."""

from django.db import models

from convention.states import COMMUNE_COPY, COMMUNITY_COPY, Holder
from foundation.history import History

NUMBERS = [(COMMUNITY_COPY, "n° 1, Communauté"), (COMMUNE_COPY, "n° 2, commune")]


class Original(models.Model):
    """One of the two signed copies: whoever holds it, since when."""

    OF_COMMUNE = COMMUNE_COPY  # the number of the one that goes to the commune

    convention = models.ForeignKey(
        "convention.Convention", models.CASCADE, related_name="originals", verbose_name="convention"
    )
    number = models.PositiveSmallIntegerField("exemplaire", choices=NUMBERS)
    holder = models.CharField("où il est", max_length=12, choices=Holder, default=Holder.SCLP)
    since = models.DateField("depuis le")
    history = History()

    class Meta:
        ordering = ["convention", "number"]
        verbose_name = "exemplaire original"
        verbose_name_plural = "exemplaires originaux"
        constraints = [
            models.UniqueConstraint(fields=["convention", "number"], name="original_number_once"),
            models.CheckConstraint(condition=models.Q(number__in=[1, 2]), name="original_one_or_two"),
        ]

    def __str__(self) -> str:
        return f"exemplaire {self.get_number_display()}"
