"""The mechanisms that every app uses, without a word of the domain."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = "Socle"

    def ready(self) -> None:
        from foundation.imports import work  # noqa: PLC0415 - models exist only once every app is loaded

        work.register()
