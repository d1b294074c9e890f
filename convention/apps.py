"""What a commune signs to share the SIGB: model texts, conventions, end dates, reminders."""

from django.apps import AppConfig

from foundation import registry


class ConventionConfig(AppConfig):
    name = "convention"
    verbose_name = "Conventions"

    def ready(self) -> None:
        from convention import panels, reminders  # noqa: PLC0415 - models exist only once apps are ready
        from foundation.reminders import register  # noqa: PLC0415 - idem

        register(reminders.LADDER)
        registry.figures.add("convention", panels.figures, order=10)
        registry.todo.add("convention", panels.todo, order=10)
        registry.home_panels.add("convention", panels.home_panels, order=10)
