"""Training: the app keeps its place in the layers; its models come with its own issue."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "Formations"
