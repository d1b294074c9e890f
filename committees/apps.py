"""Committees: the app keeps its place in the layers; its models come with its own issue."""

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = "Comités"
