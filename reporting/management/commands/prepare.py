"""What script/server does, in one process: `manage.py prepare --serve 8000`."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from network.models import Person
from reporting.demo.personas import PASSWORD, PERSONAS


class Command(BaseCommand):
    """Migrate, create the cache table, load the demo when the database is empty, print the sign-ins."""

    help = "Prépare la base : migrations, cache, réseau de démonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="ne pas charger la démonstration")
        parser.add_argument("--serve", type=int, metavar="PORT", help="servir ensuite, à ce port")

    def handle(self, *args, **options) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if settings.MAILLAGE_DEMO and not options["empty"]:
            call_command("demo", "--if-empty", stdout=self.stdout)
        if Person.objects.filter(email=PERSONAS[0].email).exists():
            accounts = ", ".join(f"{persona.account}@" for persona in PERSONAS)
            self.stdout.write(f"▸ Comptes de démonstration : {accounts} demo.example, mot de passe {PASSWORD}")
        elif not Person.objects.exists():
            self.stdout.write("▸ Base vide. Chargez les 73 communes : .venv/bin/python manage.py territory")
            self.stdout.write("▸ Puis créez votre compte : .venv/bin/python manage.py administrator")
        if options["serve"]:
            self.stdout.flush()
            connections.close_all()
            call_command("serve", port=options["serve"], stdout=self.stdout)
