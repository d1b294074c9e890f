"""Communes, libraries, people and what each may do where."""

from django.apps import AppConfig
from django.urls import reverse

from foundation import clock, registry
from network.roles import FUNCTIONS, Role, Scope
from network.rules import may_read_rights


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from network import imports  # noqa: PLC0415 - models exist only once apps are ready

        imports.register()
        registry.navigation.add("network", _navigation, order=80)
        registry.register_readers.add("network", lambda person: may_read_rights(person) or None)


def _navigation(person) -> registry.NavigationEntry | None:
    """For whoever sees at least one commune or library."""
    if all(FUNCTIONS[Role(role)].network == Scope.NOTHING for role in person.roles(clock.today())):
        return None
    return registry.NavigationEntry("Réseau", reverse("network:communes"), "network")
