"""The mechanisms that every app uses, without a word of the domain."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = "Socle"
