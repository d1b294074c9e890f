"""The home of each role, figures and reports; the top layer, which sees every app."""

from django.apps import AppConfig

from foundation import registry


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Rapports"

    def ready(self) -> None:
        registry.navigation.add("home", lambda person: registry.NavigationEntry("Accueil", "/", "house"), order=0)
