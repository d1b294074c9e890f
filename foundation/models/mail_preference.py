"""How a person wants the mails of one family."""

from django.conf import settings
from django.db import models


class MailMode(models.TextChoices):
    """When the mails of a family leave for one reader."""

    EACH = "EACH", "à chaque fait"
    DAILY = "DAILY", "un résumé par jour ouvré"
    NEVER = "NEVER", "aucun"


class MailPreference(models.Model):
    """What a person chose for a family of mails; who has chosen nothing receives each of them at once."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preferences", verbose_name="personne"
    )
    family = models.CharField("famille de messages", max_length=40)
    mode = models.CharField("envoi", max_length=5, choices=MailMode.choices)

    class Meta:
        ordering = ["person", "family"]
        verbose_name = "choix de messages"
        verbose_name_plural = "choix de messages"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "family"],
                name="mail_preference_once",
                violation_error_message="Ce choix est déjà enregistré.",
            ),
            models.CheckConstraint(
                condition=models.Q(mode__in=MailMode.values),
                name="mail_preference_known_mode",
                violation_error_message="Ce choix n’existe pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family} : {self.get_mode_display()}"
