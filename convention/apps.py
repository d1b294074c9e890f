"""What a commune signs to share the SIGB: model texts, conventions, end dates, reminders."""

from django.apps import AppConfig


class ConventionConfig(AppConfig):
    name = "convention"
    verbose_name = "Conventions"
