"""What the migrations ship, put back where a test with transactions of its own has emptied every table."""

import importlib

from django.apps import apps

from committees.models import Committee
from tickets.models import Category


def ship_again() -> None:
    """The categories and delays that the desk begins with, those of the vendor by severity; the three bodies."""
    if not Category.objects.exists():
        importlib.import_module("tickets.migrations.0003_shipped_desk").ship(apps, None)
        importlib.import_module("tickets.migrations.0006_vendor_promises_by_severity").by_severity(apps, None)
    if not Committee.objects.exists():
        importlib.import_module("committees.migrations.0002_shipped_bodies").ship(apps, None)
