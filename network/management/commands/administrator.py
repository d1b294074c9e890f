"""The first account of an empty network: `manage.py administrator`."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from foundation import clock
from network import invitations
from network.models import Assignment, Person, Service
from network.roles import PlaceKind, Role


class Command(BaseCommand):
    """Create an administrator and print the invitation link; the password is chosen in the browser."""

    help = "Crée un administrateur et affiche son lien d’invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--email", default="")

    def handle(self, *args, **options) -> None:
        first_name = options["first_name"] or input("Prénom : ").strip()
        last_name = options["last_name"] or input("Nom : ").strip()
        email = (options["email"] or input("Adresse électronique : ")).strip().lower()
        validate_email(email)
        if not (first_name and last_name):
            raise CommandError("Le prénom et le nom sont nécessaires.")
        if Person.objects.filter(email=email).exists():
            raise CommandError("Une personne a déjà cette adresse électronique.")
        with transaction.atomic():
            person = Person.objects.create_user(email, None, first_name=first_name, last_name=last_name)
            service, _ = Service.objects.get_or_create(
                code=PlaceKind.SCLP, defaults={"name": PlaceKind.SCLP.label, "short_name": "SCLP"}
            )
            Assignment.objects.create(person=person, role=Role.ADMINISTRATOR, service=service, starts_on=clock.today())
            path = invitations.link_for(person)
        self.stdout.write(f"Ouvrez ce lien pour choisir un mot de passe : {settings.BASE_URL.rstrip('/')}{path}")
