"""The home of each role, figures and reports; the top layer, which sees every app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Rapports"
