"""The first account of an empty network: `manage.py administrator`."""

import os
import sys
from collections.abc import Callable
from getpass import getpass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from network import administrators, invitations

QUESTIONS = {"first_name": "Prénom", "last_name": "Nom", "email": "Adresse e-mail"}
PASSWORD = "Mot de passe"  # noqa: S105 - a question
VARIABLE = "MAILLAGE_ADMIN_"  # then EMAIL, FIRST_NAME, LAST_NAME, PASSWORD


class Command(BaseCommand):
    """Create an administrator; what neither an option nor the environment gives is asked for at the terminal.

    Without a password an invitation link is printed, and the password is chosen in the browser.
    """

    help = (
        "Crée un administrateur. Ce qui n’est donné ni par une option ni par MAILLAGE_ADMIN_FIRST_NAME, "
        "MAILLAGE_ADMIN_LAST_NAME, MAILLAGE_ADMIN_EMAIL et MAILLAGE_ADMIN_PASSWORD est demandé. "
        "Sans mot de passe, un lien d’invitation est affiché."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for name in QUESTIONS:
            parser.add_argument(f"--{name.replace('_', '-')}", default="")
        parser.add_argument("--no-input", action="store_false", dest="interactive", help="ne rien demander")

    def handle(self, *args, **options) -> None:
        self.may_ask = options["interactive"] and sys.stdin.isatty()
        try:
            facts = {name: self.fact(name, options[name] or given(name)) for name in QUESTIONS}
            password = self.password(facts)
        except EOFError as refusal:
            raise CommandError("Aucun compte n’a été créé.") from refusal
        person = administrators.create(password=password, **facts)
        if password:
            self.stdout.write(f"Administrateur créé : connectez-vous avec {person.email}")
        else:
            address = settings.BASE_URL.rstrip("/") + invitations.link_for(person)
            self.stdout.write(f"Ouvrez ce lien pour choisir un mot de passe : {address}")

    def fact(self, name: str, value: str) -> str:
        """One of the names, or the address: the one given, else the one typed."""
        if value or not self.may_ask:
            return checked(name, lambda: administrators.clean(name, value))
        return self.ask(lambda: administrators.clean(name, input(f"{QUESTIONS[name]} : ")))

    def password(self, facts: dict[str, str]) -> str:
        """The password given, else the one typed twice; empty when the browser is to ask for it."""
        if value := given("password"):
            return checked("password", lambda: administrators.clean_password(value, **facts))
        return self.ask(lambda: typed_twice(facts)) if self.may_ask else ""

    def ask(self, answer: Callable[[], str]) -> str:
        """The first answer that can be kept; what is wrong with the others is said."""
        while True:
            try:
                return answer()
            except ValidationError as refusal:
                self.stdout.write("\n".join(refusal.messages))


def given(name: str) -> str:
    """What the environment says of the administrator to create."""
    return os.environ.get(VARIABLE + name.upper(), "")


def checked(name: str, answer: Callable[[], str]) -> str:
    """The answer given beforehand. Raises CommandError: nobody is asked again."""
    try:
        return answer()
    except ValidationError as refusal:
        question = QUESTIONS.get(name, PASSWORD)
        raise CommandError(f"{question} ({VARIABLE}{name.upper()}) : {' '.join(refusal.messages)}") from refusal


def typed_twice(facts: dict[str, str]) -> str:
    """The password, unseen; empty for an invitation link. Raises ValidationError."""
    password = getpass(f"{PASSWORD} (douze caractères au moins ; vide pour recevoir un lien d’invitation) : ")
    if password:
        administrators.clean_password(password, **facts)
        if getpass("Le même, une seconde fois : ") != password:
            raise ValidationError("Les deux mots de passe diffèrent.")
    return password
