"""Courses, sessions, bookings: what everyone who works on the shared tools has to follow (R09, art. 2.2)."""

from django.apps import AppConfig

from foundation import registry


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "Formations"

    def ready(self) -> None:
        from training import attestation_mails, attestations, contributions, mails  # noqa: PLC0415 - models exist only once apps are ready

        mails.register()
        attestation_mails.register()
        attestations.register()
        registry.navigation.add("training", contributions.navigation, order=40)
        registry.search_sources.add("training", contributions.search, order=40)
        registry.person_panels.add("training", contributions.person_panel, order=20)
        registry.on_termination.add("training", contributions.on_termination, order=20)
        registry.life.add("training", contributions.life)
        registry.todo.add("training", contributions.todo, order=40)
