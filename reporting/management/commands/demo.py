"""Load the demo network: `manage.py demo`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from foundation import clock
from network.models import Person
from reporting.demo import accesses, committees, conventions, network, papers, tickets, training
from reporting.demo.personas import PASSWORD, PERSONAS


class Command(BaseCommand):
    """The demo network in the configured database: same day, same result; refused over real people."""

    help = "Charge le réseau de démonstration (personnes fictives) dans une base vide."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="ne rien faire si la base a déjà des personnes")

    def handle(self, *args, **options) -> None:
        if not settings.MAILLAGE_DEMO:
            raise CommandError("La démonstration est refusée ici : MAILLAGE_DEMO n’est pas activé.")
        if Person.objects.exists():
            if not options["if_empty"]:
                raise CommandError("La base contient déjà des personnes : la démonstration veut une base vide.")
            return
        with transaction.atomic():
            network.load(clock.today())
            conventions.load(clock.today())
            training.load(clock.today())
            papers.load(clock.today())
            accesses.load(clock.today())
            tickets.load(clock.today())
            committees.load(clock.today())
        self.stdout.write(f"Réseau de démonstration chargé ; mot de passe de tous : {PASSWORD}")
        for persona in PERSONAS:
            self.stdout.write(f"  {persona.email:<30} {persona.role.label}, {persona.what}")
