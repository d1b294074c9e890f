"""The territory of an empty network: `manage.py territory`."""

from django.core.management.base import BaseCommand
from django.db import transaction

from foundation.french import count
from network.territory import load_communes, load_institutions


class Command(BaseCommand):
    """The Communauté urbaine, its services and its communes; run again, it refreshes the facts of INSEE alone."""

    help = "Charge la Communauté urbaine, ses deux services et ses communes."

    def handle(self, *args, **options) -> None:
        with transaction.atomic():
            load_institutions()
            loaded = load_communes()
        self.stdout.write(f"Territoire chargé : {count(loaded, 'commune')}.")
