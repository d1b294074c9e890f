"""The mechanisms that every app uses, without a word of the domain."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = "Socle"

    def ready(self) -> None:
        from foundation import registers, registry  # noqa: PLC0415 - models exist only once every app is loaded
        from foundation.imports import work  # noqa: PLC0415 - the same

        work.register()
        registry.navigation.add("registers", registers.navigation, order=95)
