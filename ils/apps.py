"""The shared library system, and the rule that opens its modules (design: access)."""

from django.apps import AppConfig

from foundation import registry


class IlsConfig(AppConfig):
    name = "ils"
    verbose_name = "SIGB"

    def ready(self) -> None:
        from foundation import reminders  # noqa: PLC0415 - it imports models
        from ils import closing_mails, closings, contributions, mails  # noqa: PLC0415 - models exist only once apps are ready

        mails.register()
        closing_mails.register()
        registry.navigation.add("ils", contributions.navigation, order=50)
        registry.home_panels.add("ils", contributions.home_panel, order=30)
        registry.person_panels.add("ils", contributions.person_panel, order=30)
        registry.on_termination.add("ils", contributions.on_termination, order=10)
        registry.todo.add("ils", contributions.todo, order=50)
        registry.access_losses.add("ils", closings.tells_of)
        reminders.register(
            reminders.Ladder(closings.KIND, rungs=lambda: closings.RUNGS, due=closings.due, make=closings.write)
        )
