"""Communes, libraries, people and what each may do where."""

from django.apps import AppConfig

from foundation import registry
from network.rules import may_read_rights


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from network import contributions, imports  # noqa: PLC0415 - models exist only once apps are ready

        imports.register()
        registry.navigation.add("network", contributions.navigation, order=80)
        registry.todo.add("network", contributions.todo, order=80)
        registry.search_sources.add("communes", contributions.communes, order=10)
        registry.search_sources.add("libraries", contributions.libraries, order=12)
        registry.search_sources.add("people", contributions.people, order=14)
        registry.life.add("network", contributions.life)
        registry.closed_lives.add("network", contributions.is_life_closed)
        registry.register_readers.add("network", lambda person: may_read_rights(person) or None)
