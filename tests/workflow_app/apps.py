"""An app that exists in tests only: one model with states, for the mechanisms of `foundation`."""

from django.apps import AppConfig


class WorkflowAppConfig(AppConfig):
    name = "tests.workflow_app"
    label = "workflow_app"
    verbose_name = "Dossiers d’essai"
