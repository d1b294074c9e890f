"""Write again what the search by words knows: after a change of how words are read, or of what an app lets search."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from foundation.french import number
from foundation.fulltext import entries


class Command(BaseCommand):
    help = "Réécrit l’index de la recherche par mots, en entier ou pour les modèles nommés."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("models", nargs="*", metavar="application.Modèle")

    def handle(self, *, models: list[str], **options: Any) -> None:
        try:
            wanted = [apps.get_model(name) for name in models]
            for name, written in entries.reindex(wanted):
                self.stdout.write(f"{name} : {number(written)}")
        except (LookupError, ValueError) as error:
            raise CommandError(f"Ce modèle n’est pas de ceux que la recherche connaît : {error}") from error
