"""Courses, sessions, bookings: what everyone who works on the shared tools has to follow (R09, art. 2.2)."""

from django.apps import AppConfig

from foundation import registry


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "Formations"

    def ready(self) -> None:
        from foundation import reminders  # noqa: PLC0415 - it imports models
        from training import (  # noqa: PLC0415 - models exist only once the apps are ready
            attestation_mails,
            attestations,
            contributions,
            correspondents,
            equivalence,
            expiries,
            mails,
            paper_contributions,
            paper_mails,
            papers,
        )

        mails.register()
        attestation_mails.register()
        attestations.register()
        expiries.register()
        reminders.register(
            reminders.Ladder(expiries.KIND, rungs=lambda: expiries.RUNGS, due=expiries.due, make=expiries.write)
        )
        registry.correspondent_conditions.add("training", correspondents.is_trained)
        registry.navigation.add("training", contributions.navigation, order=40)
        registry.search_sources.add("training", contributions.search, order=40)
        registry.person_panels.add("training", contributions.person_panel, order=20)
        registry.on_termination.add("training", contributions.on_termination, order=20)
        registry.life.add("training", contributions.life)
        registry.personal_files.add("training", equivalence.let_go)
        registry.todo.add("training", contributions.todo, order=40)
        registry.home_panels.add("training", contributions.home_panel, order=40)
        paper_mails.register()
        registry.paper_readers.add("training", papers.readers)
        registry.paper_keepers.add("training", papers.keepers)
        registry.todo.add("training.papers", paper_contributions.todo, order=35)
        registry.search_sources.add("training.papers", paper_contributions.search, order=41)
        registry.life.add("training.papers", paper_contributions.life)
        registry.closed_lives.add("training.papers", paper_contributions.is_life_closed)
