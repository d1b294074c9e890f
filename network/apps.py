"""Communes, libraries, people and what each may do where."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "Réseau"
