"""Service desk: the app keeps its place in the layers; its models come with its own issue."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = "Guichet"
