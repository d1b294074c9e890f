"""Committees: bodies, seats and who sits there (R03, R18, R37)."""

from django.apps import AppConfig

from foundation import registry


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = "Comités"

    def ready(self) -> None:
        from committees import contributions, missing_seats, vacancies  # noqa: PLC0415 - models exist only once the apps are ready

        missing_seats.register()
        registry.navigation.add("committees", contributions.navigation, order=45)
        registry.search_sources.add("committees", contributions.search, order=45)
        registry.commune_panels.add("committees", contributions.commune_panel, order=40)
        registry.person_panels.add("committees", contributions.person_panel, order=40)
        registry.commune_participants.add("committees", vacancies.with_participant)
        registry.todo.add("committees", contributions.todo, order=60)
        registry.on_termination.add("committees", contributions.on_termination, order=40)
        registry.life.add("committees", contributions.life)
        registry.truths.add("committees", contributions.truths)
