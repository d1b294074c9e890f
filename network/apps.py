"""Communes, libraries, people and what each may do where."""

from django.apps import AppConfig

from foundation import registry
from network.rules import may_read_registers


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from foundation import outbox  # noqa: PLC0415 - models exist only once apps are ready
        from network import contributions, imports, invitations, panels  # noqa: PLC0415 - idem

        imports.register()
        outbox.only_while(invitations.PURPOSE, invitations.why_not)
        registry.navigation.add("network", contributions.navigation, order=80)
        registry.todo.add("network", contributions.todo, order=80)
        registry.home_panels.add("network", panels.home_panels, order=80)
        registry.searched.add("network", contributions.searched, order=10)
        registry.search_sources.add("communes", contributions.communes, order=10)
        registry.search_sources.add("libraries", contributions.libraries, order=12)
        registry.search_sources.add("people", contributions.people, order=14)
        registry.search_sources.add("institutions", contributions.institutions, order=16)
        registry.search_sources.add("vendors", contributions.vendors, order=18)
        registry.life.add("network", contributions.life)
        registry.truths.add("network", contributions.truths)
        registry.closed_lives.add("network", contributions.is_life_closed)
        registry.unread_mails.add("network", contributions.unread_mails)
        registry.register_readers.add("network", lambda person: may_read_registers(person) or None)
