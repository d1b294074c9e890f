"""What script/server does, in one process: `manage.py prepare --serve 8000`."""

import os
import shlex
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from foundation import clock
from network import administrators
from network.management.commands.administrator import VARIABLE
from network.models import Person, UrbanCommunity
from reporting.demo.personas import PASSWORD, PERSONAS


class Command(BaseCommand):
    """Migrate, create the cache table, then load the demo network, or the territory and its administrator."""

    help = "Prépare la base : migrations, cache, réseau de démonstration ou premier administrateur."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="ne pas charger la démonstration")
        parser.add_argument("--serve", type=int, metavar="PORT", help="servir ensuite, à ce port")

    def handle(self, *args, **options) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if settings.MAILLAGE_DEMO and not options["empty"]:
            call_command("demo", "--if-empty", stdout=self.stdout)
        if Person.objects.filter(email=PERSONAS[0].email).exists():
            self.tell_sign_ins(is_unwanted=options["empty"])
        else:
            self.open_to_its_administrator()
        if options["serve"]:
            self.stdout.flush()
            connections.close_all()
            call_command("serve", port=options["serve"], stdout=self.stdout)

    def tell_sign_ins(self, *, is_unwanted: bool) -> None:
        """How to sign in to the demo. Raises CommandError when an empty network was asked for."""
        if is_unwanted:
            raise CommandError(
                "Cette base contient le réseau de démonstration. Pour partir d’une base vide, "
                "donnez un autre dossier : MAILLAGE_VAR=autre-dossier script/server --empty "
                "(ou une autre base, par DATABASE_URL)."
            )
        accounts = ", ".join(f"{persona.account}@" for persona in PERSONAS)
        self.stdout.write(f"▸ Comptes de démonstration : {accounts} demo.example, mot de passe {PASSWORD}")

    def open_to_its_administrator(self) -> None:
        """A network of real people: its territory, and somebody who may do the rest in the browser."""
        os.environ["MAILLAGE_DEMO"] = "0"  # what is served next does not call it a demo
        if not UrbanCommunity.objects.exists():
            call_command("territory", stdout=self.stdout)
        if administrators.exist(clock.today()):
            return
        if sys.stdin.isatty() or f"{VARIABLE}EMAIL" in os.environ:
            self.stdout.write("▸ Compte de l’administrateur, qui invitera les autres")
            self.stdout.flush()
            call_command("administrator", stdout=self.stdout)
        else:
            self.stdout.write("▸ Personne ne peut se connecter. Créez le compte de l’administrateur, dans ce dossier :")
            self.stdout.write(f"    {own_files()}.venv/bin/python manage.py administrator")


def own_files() -> str:
    """What must stand before another command for it to reach this very database; no password is printed."""
    given = {name: shlex.quote(os.environ[name]) for name in ("MAILLAGE_VAR", "BASE_URL") if name in os.environ}
    if "DATABASE_URL" in os.environ:
        given["DATABASE_URL"] = '"$DATABASE_URL"'
    return "".join(f"{name}={value} " for name, value in given.items())
